"""Where a copy of the record is: a folder or a web address. Files may be large, so they are digested as they are read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Self

import httpx

from toolkit.log.sources import TIMEOUT_SECONDS, SourceUnreachable

_CHUNK_BYTES = 256 * 1024
_TRIES = 3
_GONE = (404, 410)


class Place(Protocol):
    """A copy of the record; paths are the record's own, below its address."""

    def read(self, path: str, longest: int) -> bytes | None:
        """Return a small file, cut after `longest` bytes, or None where there is none."""

    def digest(self, path: str) -> tuple[str, int] | None:
        """Return SHA-256 in hexadecimal and size of a file, or None where there is none."""

    def listed(self) -> Iterator[str]:
        """Yield the paths of all files that are there, as far as the place can tell."""


class Folder:
    """A copy in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str, longest: int) -> bytes | None:
        """Return a small file, cut after `longest` bytes, or None where there is none."""
        try:
            with (self._root / path).open("rb") as file:
                return file.read(longest)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def digest(self, path: str) -> tuple[str, int] | None:
        """Return SHA-256 in hexadecimal and size of a file, or None where there is none."""
        try:
            with (self._root / path).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def listed(self) -> Iterator[str]:
        """Yield the paths of all files that are there, in order; what begins with a dot at the top is nobody's."""
        for folder, folders, names in os.walk(self._root):
            inside = Path(folder).relative_to(self._root)
            folders[:] = sorted(one for one in folders if inside.parts or not one.startswith("."))
            for name in sorted(names):
                if inside.parts or not name.startswith("."):
                    yield (inside / name).as_posix()


class Web:
    """A copy on the web, at one address that the caller named; never at one that an answer names."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, path: str, longest: int) -> bytes | None:
        """Return a small file, cut after `longest` bytes, or None where there is none."""
        found = bytearray()
        for block in self._blocks(path, found.clear):
            if block is None:
                return None
            found += block
            if len(found) >= longest:
                break
        return bytes(found[:longest])

    def digest(self, path: str) -> tuple[str, int] | None:
        """Return SHA-256 in hexadecimal and size of a file, or None where there is none."""
        found, size = [hashlib.sha256()], [0]

        def begin() -> None:
            found[0], size[0] = hashlib.sha256(), 0

        for block in self._blocks(path, begin):
            if block is None:
                return None
            found[0].update(block)
            size[0] += len(block)
        return found[0].hexdigest(), size[0]

    def listed(self) -> Iterator[str]:
        """Yield nothing: a web address does not say what is there."""
        return iter(())

    def _blocks(self, path: str, begin: Callable[[], None]) -> Iterator[bytes | None]:
        """Yield a file's bytes, or None where there is none; `begin` is called before each try."""
        why = ""
        for _ in range(_TRIES):
            begin()
            try:
                with self._client.stream("GET", f"{self._url}/{path}") as answer:
                    if answer.status_code in _GONE:
                        yield None
                        return
                    if answer.status_code == httpx.codes.OK:
                        yield from answer.iter_bytes(_CHUNK_BYTES)
                        return
                    why = f"HTTP {answer.status_code}"
            except httpx.HTTPError as error:
                why = str(error) or type(error).__name__
        raise SourceUnreachable(f"{self._url}/{path}: {why}")


@contextmanager
def named(place: str) -> Iterator[Place]:
    """Give the copy in a folder, or at an address that begins with http."""
    if place.startswith(("http://", "https://")):
        with Web(place) as web:
            yield web
    else:
        yield Folder(Path(place))
