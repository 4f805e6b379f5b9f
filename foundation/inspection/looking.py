"""The allow-list: which endings are taken, how such a file begins, and how it is looked into."""

from __future__ import annotations

import codecs
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from foundation.inspection import archives, pdfs, pictures
from foundation.inspection.bounds import Budget, Scan, ambiguous, blocks, broken, unfit
from foundation.text import Text

_MARKUP = (b"<html", b"<!doctype", b"<script", b"<svg", b"<body", b"<iframe")
_HEAD = 4096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Look = Callable[[BinaryIO, Budget], None]


def _nothing_more(file: BinaryIO, budget: Budget) -> None:
    """What it begins with is all that can be told of it."""


def _text(file: BinaryIO, budget: Budget) -> None:
    head = next(blocks(file), b"")[:_HEAD].lower()
    if any(sign in head for sign in _MARKUP) or b"<!entity" in head:
        raise ambiguous()
    # Chinese text comes in UTF-8 or in the national encoding.
    readers = [codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")]
    for block in blocks(file):
        if b"\0" in block:
            raise _differs()
        readers = [one for one in readers if _reads(one, block)]
        if not readers:
            raise _differs()


def _reads(reader: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        reader.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _archive(file: BinaryIO, budget: Budget) -> None:
    for name, member in archives.members(file, budget):
        with tempfile.TemporaryFile() as copy:
            for block in member:
                copy.write(block)
            _look(name, copy, budget, is_inside=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file of some ending is: its media type, the bytes of which it begins with some, how it is looked into."""

    media_type: str
    starts: tuple[bytes, ...]
    look: Look = _nothing_more


_OFFICE = "application/vnd.openxmlformats-officedocument"
_TEXTS = {
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "dxf": "image/vnd.dxf",
}
KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-1.", b"%PDF-2."), pdfs.look),
    "ofd": Kind("application/ofd", (_ZIP,), archives.look_office),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", (_ZIP,), archives.look_office),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", (_ZIP,), archives.look_office),
    "pptx": Kind(f"{_OFFICE}.presentationml.presentation", (_ZIP,), archives.look_office),
    "doc": Kind("application/msword", (_OLE,)),
    "xls": Kind("application/vnd.ms-excel", (_OLE,)),
    "wps": Kind("application/vnd.ms-works", (_OLE,)),
    "et": Kind("application/vnd.ms-excel", (_OLE,)),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",), pictures.look_png),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",), pictures.look_jpeg),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",), pictures.look_jpeg),
    "dwg": Kind("image/vnd.dwg", (b"AC10",)),
    "zip": Kind("application/zip", (_ZIP,), _archive),
    **{ending: Kind(media_type, (b"",), _text) for ending, media_type in _TEXTS.items()},
}


def check(name: str, file: BinaryIO) -> None:
    """
    Refuse a file that is not what its name says, or would do something when it is opened.

    `file` is a real one, read from its beginning; where it stands afterwards is not promised.

    :raises Invalid: `file_kind_unknown`, `file_content_differs`, `file_ambiguous`, `file_broken`, `file_encrypted`, `file_malware`,
        `file_macro`, `file_active`, `file_nested`, `file_unpacks_too_large`, `file_image_too_large`, `file_too_many_pages`.
    """
    _look(name, file, Budget(), is_inside=False)


def media_type_of(name: str) -> str:
    """Return the media type of a file that was checked, by its ending: never what the sender says."""
    return KINDS[_ending(name)].media_type


def _differs() -> Exception:
    return unfit(
        "file_content_differs", Text("文件内容与扩展名不符", "The content is not what the name says")
    )


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _look(name: str, file: BinaryIO, budget: Budget, *, is_inside: bool) -> None:
    ending = _ending(name)
    kind = KINDS.get(ending)
    if kind is None:
        taken = "、".join(sorted(KINDS))
        raise unfit(
            "file_kind_unknown",
            Text(f"不接受此类文件；可上传：{taken}", f"Such files are not taken; these are: {taken}"),
        )
    if is_inside and kind.look is _archive:
        raise unfit("file_nested", Text("压缩包内不能再有压缩包", "There is an archive inside of an archive"))
    file.seek(0)
    if not file.read(16).startswith(kind.starts):
        raise _differs()
    scan = Scan()
    for block in blocks(file):
        scan.over(block)
    try:
        kind.look(file, budget)
    except (*archives.ERRORS, EOFError, OSError, ValueError, struct.error) as error:
        raise broken() from error
