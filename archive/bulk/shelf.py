"""
The folder of the files that anybody may keep: each is whole before it has its name, and `index.json` names all with their digests.

What a job has yet to make lies beside them in `.state.json`. Without the folder everything is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

INDEX: Final = "index.json"
NAME: Final = re.compile(
    r"(releases|compiled)(-[0-9]{4}(-[0-9]{2})?)?\.(jsonl\.gz|csv\.zip|xlsx)|index\.json", re.ASCII
)
"""Names that are given out, and no others: nothing else in the folder can be asked for."""
_STATE: Final = ".state.json"
_MAKING: Final = ".making-"


@dataclass(frozen=True, slots=True)
class File:
    """
    A file as the index names it: what it holds (`releases` of a month, or what `compiled` processes of a part come to; of all where
    neither is named), how many of them from when to when, and since when it is so. A month that is `past` gets no more releases of
    deals that run here; imports may bring older ones.
    """

    name: str
    holds: str
    format: str
    members: int
    first: str
    last: str
    bytes: int
    sha256: str
    modified: str
    part: str = ""
    past: bool = False


@dataclass(slots=True)
class State:
    """Up to which release files tell everything but what is `stale`; and before which instant some are not made again."""

    through: int = 0
    stale: list[str] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)


class Shelf:
    """The folder, for whoever holds its lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = State(**_read(folder / _STATE))
        self.files: dict[str, File] = {one.name: one for one in listed(folder)}

    @contextmanager
    def making(self) -> Iterator[Path]:
        """Give a place beside the files, and clear it away."""
        for left in self.folder.glob(f"{_MAKING}*"):  # by a process that was killed
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=_MAKING, dir=self.folder) as place:
            yield Path(place)

    def put(self, made: Path, **of: Any) -> None:
        """Give a file that is whole its name."""
        with made.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        made.chmod(0o644)
        size = made.stat().st_size
        made.replace(self.folder / made.name)
        self.files[made.name] = File(name=made.name, bytes=size, sha256=digest, **of)

    def save(self) -> None:
        """Write the index and the state."""
        files = [asdict(self.files[name]) for name in sorted(self.files)]
        self._write(INDEX, {"files": files})
        self._write(_STATE, asdict(self.state))

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        beside = self.folder / f".{name}.new"
        beside.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        beside.chmod(0o644)
        beside.replace(self.folder / name)


@contextmanager
def alone(folder: Path) -> Iterator[Shelf | None]:
    """Give the folder to one job at a time; None while another has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield Shelf(folder)


def listed(folder: Path) -> list[File]:
    """Return the files that are given out, by name."""
    return [File(**one) for one in _read(folder / INDEX).get("files", ())]


def index(folder: Path) -> bytes:
    """Return the index as JSON."""
    try:
        return (folder / INDEX).read_bytes()
    except FileNotFoundError:
        return orjson.dumps({"files": []})


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    return found
