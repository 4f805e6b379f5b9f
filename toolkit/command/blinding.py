"""The bidder's look at a file that will be read without its name: what would still give it away, before anything is sealed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from toolkit import files
from toolkit.blind import apart
from toolkit.blind.told import LARGEST, WHOLE, Found, Prepared, Search
from toolkit.blind.words import PLACES
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.refusals import Refused
from toolkit.words import Words

CLEAN = Words(
    "未找到所给的名称。图片、签章和徽标中的文字不识别，请自行检查。",
    "None of the words was found. What images, seals and logos say is not read: look yourself.",
)
REMOVED = Words(
    "  第{page}页 {place}：{word}（展示前会去除）", "  page {page}, {place}: {word} (is taken out)"
)
STAYS = Words(
    "✗ 第{page}页 {place}：{word}（不会去除，请修改文件）",
    "✗ page {page}, {place}: {word} (stays: mend the file)",
)
WHOLE_FILE = Words("—", "–")
UNREAD = Words("以下页没有可识别的文字，未查：{pages}", "There is no text to read on these pages: {pages}")
PICTURED = Words(
    "以下页有图片，图片中的文字、徽标和印章不检查，请自行核对：{pages}",
    "These pages show pictures, whose letters, logos and seals nothing here reads; look yourself: {pages}",
)
UNDRAWN = Words(
    "以下页的批注、表单、图章、签名不会展示：{pages}",
    "Remarks, forms, stamps and signatures of these pages are not shown: {pages}",
)
NAMED = Words("有 {count} 处会显示投标人身份。", "{count} places would give the bidder away.")


def blind(given: argparse.Namespace, console: Console) -> int:
    """Show where a file names the bidder, and write the copy that a committee would read; 1 if that still names it."""
    made = apart.prepare_apart(_read(given.file), given.name)
    if given.out is not None:
        files.write(given.out, made.content)
    if console.as_json:
        console.out.write(json.dumps(_said(made), ensure_ascii=False, sort_keys=True) + "\n")
        return int(bool(made.after.found))
    for one in made.before.found:
        _show(REMOVED if _is_gone(one, made.after.found) else STAYS, one, console)
    for one in made.after.found:
        if one not in made.before.found:
            _show(STAYS, one, console)
    if made.before.unread:
        console.say(UNREAD, pages=" ".join(map(str, made.before.unread)))
    if made.after.pictured:
        console.say(PICTURED, pages=" ".join(map(str, made.after.pictured)))
    if made.before.undrawn:
        console.say(UNDRAWN, pages=" ".join(map(str, made.before.undrawn)))
    console.result(NAMED if made.after.found else CLEAN, count=len(made.after.found))
    return int(bool(made.after.found))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Refused("file_missing", name=path.name) from error


def _is_gone(one: Found, after: Sequence[Found]) -> bool:
    return one not in after


def _show(words: Words, one: Found, console: Console) -> None:
    page = one.page if one.page != WHOLE else WHOLE_FILE.to(console.language)
    text = words.to(console.language)
    console.out.write(
        text.format(page=page, place=PLACES[one.place].to(console.language), word=one.word) + "\n"
    )


def _said(made: Prepared) -> dict[str, object]:
    return {
        "media": made.media, "original": made.original_sha256, "copy": made.sha256,
        "found": _listed(made.before), "stays": _listed(made.after), "unread": list(made.before.unread),
        "undrawn": list(made.before.undrawn), "pictured": list(made.after.pictured),
    }  # fmt: skip


def _listed(search: Search) -> list[dict[str, object]]:
    return [{"page": one.page, "place": one.place, "word": one.word} for one in search.found]


COMMANDS: tuple[Command, ...] = (
    (
        "blind",
        Words("检查暗标文件是否显示投标人身份", "see whether a file that is read without a name gives its bidder away"),
        blind,
        (
            option("file", zh="PDF 或者纯文本文件", en="a PDF or a plain text", type=Path),
            option(
                "--name", zh="要查的名称、曾用名、简称、代码、电话、邮箱域名或者人名；可重复", action="append", required=True,
                en="a name, former or short name, code, telephone, mail domain or person to look for; may be repeated",
            ),
            option("--out", zh="展示用副本写到这里", en="write the copy that a committee reads here", type=Path),
        ),
    ),
)  # fmt: skip
