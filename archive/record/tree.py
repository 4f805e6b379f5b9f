"""
The record's files on the disk: written so that a web server may serve the folder as it is, at every moment and after any crash.

A file is complete before it has its name, and on the disk before the head is that lists it. A path and the digest are two names of one
file. Nothing here decides anything: what is written was committed before (`heads`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from toolkit.mirroring.manifest import GONE, by_digest

HEAD: Final = "head"
KEY: Final = "key"
_DRAFTS: Final = ".drafts"
_FLUSHED_ALONE: Final = 32
"""Files of which each is flushed by itself; of more, the whole disk is at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to write: where, its digest, when it became public (seconds), what is gone with it, and how its bytes are had."""

    path: str
    digest: str
    at: float
    withdraws: Sequence[str]
    write: Callable[[BinaryIO], None]


class Tree:
    """The one writer of a folder of public files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def sweep(self) -> None:
        """Remove what a writer that died had begun."""
        shutil.rmtree(self.root / _DRAFTS, ignore_errors=True)

    def put(self, entries: Sequence[Entry]) -> None:
        """
        Write files and give them their names; when this returns they are on the disk.

        :raises OSError: where the disk is full, or is no more; then no name was given to anything that is not whole.
        """
        drafts = self.root / _DRAFTS
        drafts.mkdir(parents=True, exist_ok=True)
        is_few = len(entries) <= _FLUSHED_ALONE
        folders: set[Path] = set()
        try:
            made = [self._draft(one, drafts / str(place), is_few) for place, one in enumerate(entries)]
            if not is_few:
                os.sync()
            for one, draft in zip(entries, made, strict=True):
                self._name(one, draft, folders)
        finally:
            self.sweep()
        if not is_few:
            os.sync()
        else:
            for folder in folders:
                _flush(folder)

    def text(self, path: str, content: bytes) -> None:
        """Put a file of the manifest, the head or the key in the place of what was there, in one step."""
        drafts = self.root / _DRAFTS
        drafts.mkdir(parents=True, exist_ok=True)
        try:
            draft = drafts / "text"
            _written(draft, lambda file: _all(file, content), is_flushed=True)
            folders: set[Path] = set()
            self._make((self.root / path).parent, folders)
            draft.replace(self.root / path)
            for folder in {*folders, (self.root / path).parent}:
                _flush(folder)
        finally:
            self.sweep()

    def read(self, path: str) -> bytes | None:
        """Return a small file, or None where there is none."""
        with suppress(FileNotFoundError):
            return (self.root / path).read_bytes()
        return None

    def _draft(self, one: Entry, draft: Path, is_flushed: bool) -> Path | None:
        """Write the bytes, unless they are there under their digest."""
        if (self.root / by_digest(one.digest)).is_file():
            return None
        _written(draft, one.write, is_flushed=is_flushed)
        os.utime(draft, (one.at, one.at))  # the same on every copy that is made of the database
        return draft

    def _name(self, one: Entry, draft: Path | None, folders: set[Path]) -> None:
        own = self.root / by_digest(one.digest)
        if draft is not None and not own.exists():
            self._make(own.parent, folders)
            draft.replace(own)
            folders.add(own.parent)
        place = self.root / (one.path + GONE if one.withdraws else one.path)
        self._make(place.parent, folders)
        link = self.root / _DRAFTS / "link"
        link.unlink(missing_ok=True)
        os.link(own, link)
        link.replace(place)  # where both are one file already, this does nothing and leaves the link
        link.unlink(missing_ok=True)
        folders.add(place.parent)
        other = self.root / (one.path if one.withdraws else one.path + GONE)
        for left in (other, *(self.root / by_digest(digest) for digest in one.withdraws)):
            with suppress(FileNotFoundError):
                left.unlink()
                folders.add(left.parent)

    def _make(self, folder: Path, made: set[Path]) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent, made)
        folder.mkdir(exist_ok=True)
        made.update((folder, folder.parent))


def _written(path: Path, write: Callable[[BinaryIO], None], *, is_flushed: bool) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        write(file)
        if is_flushed:
            file.flush()
            os.fsync(file.fileno())


def _all(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
