"""ZIP and what is made of it: the list first, within bounds; then each member, unpacked into a budget and nowhere else."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from foundation.inspection.bounds import (
    BLOCK,
    MOST_MEMBERS,
    Budget,
    Scan,
    broken,
    encrypted,
    macros,
    unfit,
)
from foundation.text import Text

_END, _END_BYTES = b"PK\x05\x06", 22
_MOST_LISTED_BYTES = 4 * 1024 * 1024
_CONTROLS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex[^/]*/.*)$|macrosheets/")
_REMOTE = re.compile(rb"/(attachedTemplate|frame|oleObject|subDocument)\"")
# The library gives other methods no bound on what one read makes.
_UNPACKED_WITHIN_BOUNDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What reading a damaged archive raises, beside what any file may."""


def look_office(file: BinaryIO, budget: Budget) -> None:
    """
    Look into a package of a word processor and its like, whatever is in it.

    :raises Invalid: `file_macro`, `file_active`, and what `members` refuses.
    """
    for name, member in members(file, budget):
        if _CONTROLS.search(name.lower()):
            raise macros()
        is_part = name.endswith(".rels") or name == "[Content_Types].xml"
        text = b""
        for block in member:
            text = (text + block)[-2 * BLOCK :] if is_part else b""
            if b"macroEnabled" in text:
                raise macros()
            if any(b'"External"' in one and _REMOTE.search(one) for one in text.split(b"<Relationship")):
                words = Text(
                    "文件打开时会连接外部内容", "It would fetch something from elsewhere when opened"
                )
                raise unfit("file_active", words)


def members(file: BinaryIO, budget: Budget) -> Iterator[tuple[str, Iterator[bytes]]]:
    """
    Yield each member with its blocks, scanned; they are to be read in turn.

    :raises Invalid: `file_broken`, `file_encrypted`, `file_name`, `file_unpacks_too_large`, and what `Scan` refuses.
    """
    _check_list(file)
    with zipfile.ZipFile(file) as archive:
        found = archive.infolist()
        # Members that overlap are one of the bombs; what is said of sizes is only good to refuse early.
        file.seek(0, 2)
        if len(found) > MOST_MEMBERS or sum(one.compress_size for one in found) > file.tell():
            budget.take(budget.left + 1)
        if sum(one.file_size for one in found) > budget.left:
            budget.take(budget.left + 1)
        for one in found:
            if one.flag_bits & 1:
                raise encrypted()
            if one.compress_type not in _UNPACKED_WITHIN_BOUNDS:
                raise broken()
            if one.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", one.filename):
                words = Text("压缩包内有越出目录的文件名", "A name inside leads out of the folder")
                raise unfit("file_name", words)
            if not one.is_dir():
                yield one.filename, _blocks(archive, one, budget)


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    scan = Scan()
    with archive.open(member) as opened:
        while block := opened.read(BLOCK):
            budget.take(len(block))
            scan.over(block)
            yield block


def _check_list(file: BinaryIO) -> None:
    """Refuse a list that would fill the memory before anybody could count it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = (
        len(tail) - _END_BYTES
        if tail[-_END_BYTES:].startswith(_END) and tail[-2:] == b"\0\0"
        else tail.rfind(_END)
    )
    if at < 0 or len(tail) - at < _END_BYTES:
        raise broken()
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    listed = int.from_bytes(tail[at + 12 : at + 16], "little")
    if count > MOST_MEMBERS or listed > _MOST_LISTED_BYTES:
        raise unfit(
            "file_unpacks_too_large", Text("压缩包内文件过多", "There are too many files in the archive")
        )
    file.seek(0)
