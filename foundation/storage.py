"""
Files by their content: a blob is named by the SHA-256 of its bytes, so it is stored once and cannot change unseen.

They lie in `<MEDIA_ROOT>/blobs/ab/cd/<digest>`. A blob is complete before it has its name: written beside, flushed to
the disk, then renamed.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from foundation.errors import Invalid, NotFound
from foundation.text import Text

MAX_BYTES = 200 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Stream(Protocol):
    """Whatever bytes can be read from: a file, an upload, a body."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored: SHA-256 in hex, and size in bytes."""

    digest: str
    size: int


def put(
    stream: Stream, *, max_bytes: int = MAX_BYTES, check: Callable[[BinaryIO], None] | None = None
) -> Blob:
    """
    Store all that `stream` still holds and return its name; content that is there already stays as it is.

    `check` looks at the whole file first and raises where it is not to be kept.

    :raises Invalid: `file_too_large`; nothing is kept then.
    """
    folder = _root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            blob = _copy(stream, file, max_bytes)
            file.flush()
            if check is not None:
                check(file)
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o444)
        _settle(temporary, blob)
    finally:
        temporary.unlink(missing_ok=True)
    return blob


def open(digest: str) -> BufferedReader:  # noqa: A001  read as `storage.open`
    """
    Open a blob for reading.

    :raises NotFound: `blob_not_found` if there is none, or `digest` is not one.
    """
    try:
        return path(digest).open("rb")
    except FileNotFoundError:
        raise _missing(digest) from None


def exists(digest: str) -> bool:
    """Tell whether a blob is there."""
    return bool(_DIGEST.fullmatch(digest)) and path(digest).is_file()


def is_intact(digest: str) -> bool:
    """
    Tell whether a blob still has the content it is named after; reads all of it.

    :raises NotFound: `blob_not_found` if there is none.
    """
    with open(digest) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def path(digest: str) -> Path:
    """
    Return where a blob lies or would lie.

    :raises NotFound: `blob_not_found` if `digest` is not one: it may come from outside.
    """
    if not _DIGEST.fullmatch(digest):
        raise _missing(digest)
    return _root() / digest[:2] / digest[2:4] / digest


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "blobs"


def _copy(stream: Stream, file: BinaryIO, max_bytes: int) -> Blob:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > max_bytes:
            raise Invalid(
                "file_too_large",
                Text(f"文件超过{max_bytes}字节", f"The file is larger than {max_bytes} bytes"),
                detail={"max_bytes": max_bytes},
            )
        digest.update(chunk)
        file.write(chunk)
    return Blob(digest.hexdigest(), size)


def _settle(temporary: Path, blob: Blob) -> None:
    place = path(blob.digest)
    # A copy of the wrong size was damaged outside; the good one takes its name.
    if place.is_file() and place.stat().st_size == blob.size:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(place)
    for folder in (place.parent, place.parent.parent, _root()):
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _missing(digest: str) -> NotFound:
    return NotFound(
        "blob_not_found", Text("未找到该文件", "There is no such file"), detail={"digest": digest[:64]}
    )
