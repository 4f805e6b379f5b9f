"""
PDF: nothing that acts, nothing hidden, not more than a viewer can hold.

A single pass over the bytes, without following references: what stands outside of streams is searched as it is, the streams that
hold further objects are unpacked and searched too. What would need more to be found is refused, not trusted.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from foundation.inspection.bounds import Budget, ambiguous, broken, encrypted, unfit
from foundation.inspection.pictures import check_sides
from foundation.text import Text

MOST_PAGES = 20_000
_MOST_STREAMS = 200_000
_LARGEST_OBJECTS = 32 * 1024 * 1024
_PAGE = 1024
_ARCHIVE_END, _ARCHIVE_TAIL = b"PK\x05\x06", 65_557
_MARKUP = re.compile(rb"<(html|!doctype|script|svg|body|iframe)", re.IGNORECASE)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ACTS = re.compile(
    rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFiles?|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
    rb"|/(OpenAction|AA)\s*(<<|\d+\s+\d+\s+R)"
)
# Long enough to stand in no picture by chance.
_ACTS_ANYWHERE = re.compile(rb"/(JavaScript|RichMedia)(?![A-Za-z0-9])")
# Nobody writes a letter of a name as its number but to hide it.
_DISGUISED = re.compile(rb"/[A-Za-z0-9#]{0,100}#(4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa])")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(<<|\d)")
_COUNT = re.compile(rb"/Count\s+(\d{1,12})")
_SIDE = re.compile(rb"/(?:Width|Height)\s+(\d{1,12})")
_PLAIN_FILTER = re.compile(rb"/Filter\s*(\[\s*)?/FlateDecode\s*(\]|/|>|\s)")


def look(file: BinaryIO, budget: Budget) -> None:
    """
    Look through a PDF.

    :raises Invalid: `file_active`, `file_ambiguous`, `file_broken`, `file_encrypted`, `file_image_too_large`, `file_too_many_pages`,
        `file_unpacks_too_large`.
    """
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if _MARKUP.search(data, 0, _PAGE) or data.rfind(_ARCHIVE_END, max(0, len(data) - _ARCHIVE_TAIL)) >= 0:
            raise ambiguous()
        for part in _searched(data, budget):
            _search(part)


def _searched(data: mmap.mmap, budget: Budget) -> Iterator[bytes]:
    """Yield what stands outside of streams, and what further objects are inside of them."""
    at = 0
    for _ in range(_MOST_STREAMS):
        begun = _STREAM.search(data, at)
        outside = data[at : begun.start() if begun else len(data)]
        yield outside
        if begun is None:
            return
        end = data.find(b"endstream", begun.end())
        if end < 0:
            raise broken()
        if _ACTS_ANYWHERE.search(data, begun.end(), end):
            raise _active()
        head = outside[outside.rfind(b" obj") :] if b" obj" in outside else outside
        if b"ObjStm" in head:
            yield _unpacked(head, data[begun.end() : end], budget)
        at = end + len(b"endstream")
    raise broken()


def _unpacked(head: bytes, body: bytes, budget: Budget) -> bytes:
    if b"/Filter" not in head:
        return body
    if not _PLAIN_FILTER.search(head) or b"/DecodeParms" in head or b"/DP" in head:
        raise _active()
    unpacking, found = zlib.decompressobj(), b""
    try:
        found = unpacking.decompress(body, _LARGEST_OBJECTS + 1)
    except zlib.error as error:
        raise broken() from error
    budget.take(len(found) if len(found) <= _LARGEST_OBJECTS else budget.left + 1)
    return found


def _search(part: bytes) -> None:
    if _ENCRYPTED.search(part):
        raise encrypted()
    if _ACTS.search(part) or _DISGUISED.search(part):
        raise _active()
    if any(int(count) > MOST_PAGES for count in _COUNT.findall(part)):
        raise unfit(
            "file_too_many_pages", Text(f"超过{MOST_PAGES}页", f"There are more than {MOST_PAGES} pages")
        )
    check_sides(*map(int, _SIDE.findall(part)))


def _active() -> Exception:
    words = Text(
        "文件含有脚本、自动动作、嵌入文件或者无法核查的部分，请重新导出",
        "It holds scripts, actions, other files, or what cannot be looked into; export it anew",
    )
    return unfit("file_active", words)
