"""A copy of the public record, held against its manifest."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from toolkit import bundles
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.log import note, policy
from toolkit.log.note import LONGEST_BYTES, Verifier
from toolkit.log.sources import SourceUnreachable
from toolkit.mirroring import checking, places
from toolkit.mirroring.checking import Checked
from toolkit.mirroring.notes import RecordHead
from toolkit.mirroring.places import Place
from toolkit.mirroring.words import WORDS, NotWhole
from toolkit.refusals import Refused
from toolkit.words import Words

WHOLE = Words(
    "公开档案完整：清单{lines}行，核对文件{files}个、{bytes}字节，首部签于 {at}，日志 {origin}。",
    "The public record is whole: {lines} lines, {files} files of {bytes} bytes, head of {at}, signed by {origin}.",
)
BROKEN = Words(
    "公开档案有{differences}处与清单不符（清单{lines}行，首部签于 {at}，日志 {origin}）。",
    "The public record differs from its manifest in {differences} places ({lines} lines, head of {at}, signed by {origin}).",
)
OWN_KEY = Words(
    "没有给出 --keys：公钥取自这份档案自己，请用从别处取得的再核验一次。",
    "Without --keys: the key is the one that the record itself shows; check again with a key from another source.",
)


def verify(given: argparse.Namespace, console: Console) -> int:
    """
    Check a copy of the record; 1 if anything differs.

    :raises NotWhole: what `checking.check` raises.
    :raises Refused: `server_unavailable`.
    """
    try:
        with places.named(given.place) as place:
            log = _key(given.keys, place)
            seen = None if given.seen is None else _seen(given.seen, log)
            found = checking.check(place, log, seen=seen)
    except SourceUnreachable as error:
        raise Refused("server_unavailable", why=str(error)) from error
    if console.as_json:
        console.out.write(json.dumps(_plain(found), ensure_ascii=False, sort_keys=True) + "\n")
        return int(bool(found.differences))
    for one in found.differences:
        console.out.write(f"{one.path}\t{WORDS[one.code].to(console.language)} [{one.code}]\n")
    head = found.head
    console.result(
        BROKEN if found.differences else WHOLE,
        lines=head.lines, at=head.at, origin=head.origin, files=found.files, bytes=found.bytes,
        differences=len(found.differences),
    )  # fmt: skip
    if given.keys is None:
        console.result(OWN_KEY)
    return int(bool(found.differences))


def _plain(found: Checked) -> dict[str, object]:
    return {
        "whole": not found.differences, "origin": found.head.origin, "lines": found.head.lines, "digest": found.head.digest,
        "at": found.head.at, "files": found.files, "bytes": found.bytes,
        "differences": [
            {"code": one.code, "path": one.path, "zh": WORDS[one.code].zh, "en": WORDS[one.code].en}
            for one in found.differences
        ],
    }  # fmt: skip


def _key(path: Path | None, place: Place) -> Verifier:
    """Return the log's key: of a policy, of a file with the key alone, or what the record shows itself."""
    content = bundles.read_file(path) if path else place.read("key", LONGEST_BYTES)
    if content is None:
        raise NotWhole("record_none")
    text = content.decode("utf-8", "replace")
    try:
        return note.read_verifier(text.strip())
    except Refused:
        pass
    try:
        return policy.read(text).log
    except Refused as error:
        raise NotWhole("record_key") from error


def _seen(path: Path, log: Verifier) -> RecordHead:
    return RecordHead.read(bundles.read_file(path).decode("utf-8", "replace"), log)


COMMANDS: tuple[Command, ...] = (
    (
        "verify record",
        Words(
            "把公开档案的一份副本与其清单逐一核对",
            "check a copy of the public record, file by file, against its manifest",
        ),
        verify,
        (
            option("place", zh="副本所在目录，或者网址", en="folder of the copy, or its address", type=str),
            option(
                "--keys",
                zh="从别处取得的日志公钥（tlog-policy，或者一行公钥）",
                en="the log's key from another source (a tlog-policy, or the key in one line)",
                type=Path,
            ),
            option(
                "--seen",
                zh="先前留存的首部 head：清单须是它的延续",
                en="a head that was kept before: the manifest must continue it",
                type=Path,
            ),
        ),
    ),
)
