"""Why a copy of the public record does not hold. Codes are part of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from toolkit.refusals import Refused
from toolkit.words import Words

WORDS: Final[dict[str, Words]] = {
    "record_none": Words("这里没有公开档案的首部文件 head", "There is no `head` of a public record here"),
    "record_head": Words("首部不成立：格式或签名不对", "The head does not hold: its form or its signature is wrong"),
    "record_key": Words("没有可用的公钥", "There is no key that could be read"),
    "record_segment": Words("清单的这一段不成立", "This segment of the manifest does not hold"),
    "record_history": Words(
        "清单与先前见过的首部不是同一份：有记录被改动或删去",
        "The manifest does not continue the head that was seen before: lines of it were changed or removed",
    ),
    "record_missing": Words("清单所列的文件不在", "A file that the manifest lists is not there"),
    "record_changed": Words("文件的内容与清单的摘要不符", "A file's content is not what the manifest lists"),
    "record_kept": Words("已撤下的文件仍在", "A file that was withdrawn is still there"),
    "record_tombstone": Words("撤下说明不成立", "The tombstone in a withdrawn file's place does not hold"),
    "record_unlisted": Words("清单没有列出的文件", "A file that the manifest does not list"),
}  # fmt: skip


class NotWhole(Refused):
    """The record, or the copy of it, does not hold; the detail names the place."""

    vocabulary: ClassVar[Mapping[str, Words]] = WORDS
