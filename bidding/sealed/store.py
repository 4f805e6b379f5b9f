"""
Where uploaded bytes lie: `<MEDIA_ROOT>/sealed/ab/<id of the upload>`, one file for each, so that it can be removed.

They are not among the blobs of `foundation.storage`, which are shared by content and kept for ever: an abandoned upload is
removed, and so are the restricted parts of bids that lost.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bidding.models import Filing
from bidding.sealed import evidence
from toolkit.filings import CORE, HEADER, SIGNATURE

MODE = 0o600


@dataclass(frozen=True, slots=True)
class Store:
    """
    A filing's files as `toolkit` reads them: the small ones at hand, the others by the upload that holds them, and what was
    kept about its signer's certificate by its digest.
    """

    small: Mapping[str, bytes]
    uploads: Mapping[str, str]
    evidence: Mapping[str, str] = field(default_factory=dict)

    def open(self, name: str) -> BinaryIO:
        """
        Open a file of the filing.

        :raises FileNotFoundError: if there is none.
        """
        if name in self.small:
            return BytesIO(self.small[name])
        if name in self.evidence:
            content = evidence.find(self.evidence[name])
            if content is None:
                raise FileNotFoundError(name)
            return BytesIO(content)
        if name not in self.uploads:
            raise FileNotFoundError(name)
        return open_kept(self.uploads[name])


def of(filing: Filing) -> Store:
    """Return the files of a filing."""
    small = {HEADER: filing.header_bytes, CORE: filing.core_bytes, SIGNATURE: filing.signature_bytes}
    return Store({name: bytes(content) for name, content in small.items()}, filing.files, filing.evidence)


def path(upload_id: str) -> Path:
    """Return where an upload's bytes lie."""
    return Path(_place(upload_id))


def open_kept(upload_id: str) -> BinaryIO:
    """
    Open an upload's bytes for reading.

    :raises FileNotFoundError: if they are not there.
    """
    return open(_place(upload_id), "rb")  # noqa: PTH123  a path as an object costs more than the file


def _place(upload_id: str) -> str:
    return f"{settings.MEDIA_ROOT}/sealed/{upload_id[-2:]}/{upload_id}"


def write(upload_id: str, offset: int, blocks: Iterable[bytes]) -> int:
    """
    Write `blocks` from `offset` on, in the place of whatever an interrupted request left there; return how many bytes.

    They are on the disk when this returns.
    """
    place = path(upload_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT, MODE), "wb") as file:
        file.seek(offset)
        file.truncate()
        for block in blocks:
            file.write(block)
            written += len(block)
        file.flush()
        os.fsync(file.fileno())
    return written


def again(upload_id: str) -> str:
    """Return under which name the bytes of an upload come again that were lost."""
    return f"{upload_id}.again"


def put_again(upload_id: str) -> None:
    """Put what came again in the place of what was lost; it is on the disk already."""
    path(upload_id).parent.mkdir(parents=True, exist_ok=True)
    path(again(upload_id)).replace(path(upload_id))


def size(upload_id: str) -> int:
    """Return how many bytes there are, 0 where there is no file."""
    try:
        return path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def is_whole(upload_id: str, size_bytes: int, sha256: str, *, misses: Hashable = None) -> bool:
    """
    Tell whether the bytes are those that were uploaded.

    Where they are as many, all of them are read: once, for whoever only asks is not counted, and again when the file was written
    since, or when `misses`, by which the caller knows that somebody missed bytes, is another.
    """
    place = path(upload_id)
    try:
        found = place.stat()
        if found.st_size != size_bytes:
            return False
        return _digest_as_written(place, (found.st_ino, found.st_mtime_ns, found.st_size), misses) == sha256
    except FileNotFoundError:
        return False


def digest(upload_id: str) -> str:
    """Return the SHA-256 of what was uploaded; reads all of it."""
    return _digest(path(upload_id))


@lru_cache(maxsize=65_536)
def _digest_as_written(place: Path, written: tuple[int, ...], misses: Hashable) -> str:
    return _digest(place)


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(upload_id: str) -> None:
    """Remove an upload's bytes, if they are still there."""
    path(upload_id).unlink(missing_ok=True)
