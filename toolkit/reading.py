"""How much of some files was read, told to whoever waits for it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def told(path: Path, progress: Callable[[int], object]) -> Path:
    """
    Return the same path; each file there or below that is opened through it reports its bytes as they are read.

    What is read again was told before, so that all of it comes to as much as the files are long.
    """
    furthest: dict[str, int] = {}

    class Raw(io.FileIO):
        def readinto(self, buffer: Any, /) -> int:
            count = super().readinto(buffer)
            self._tell()
            return count

        def readall(self) -> bytes:
            content = super().readall()
            self._tell()
            return content

        def _tell(self) -> None:
            at, before = self.tell(), furthest.get(str(self.name), 0)
            if at > before:
                furthest[str(self.name)] = at
                progress(at - before)

    # A path and not a parameter of everything that reads: what is below a path is of its class, and asks its own `open`.
    class Told(type(path)):  # type: ignore[misc]
        def open(self, mode: str = "r", *rest: Any, **more: Any) -> Any:
            return io.BufferedReader(Raw(self)) if mode == "rb" else super().open(mode, *rest, **more)

    return Told(path)


def size_of(paths: Iterable[Path]) -> int:
    """Return how many bytes these files hold, and those in these folders."""
    files = (one for path in paths for one in (path.rglob("*") if path.is_dir() else [path]))
    return sum(one.stat().st_size for one in files if one.is_file())
