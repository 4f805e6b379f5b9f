"""Where a planted word may hide: its spellings, the memory of a process, the files of a folder."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 8 * 1024 * 1024


def spellings(word: str) -> list[bytes]:
    """Return a word as dumps, JSON, addresses, memories and base64 may hold it."""
    raw = word.encode()
    found = {raw, word.encode("utf-16-le"), word.encode("utf-32-le"), word.encode("gb18030"), word.encode("unicode_escape"),
             json.dumps(word)[1:-1].encode(), raw.hex().encode(), raw.hex().upper().encode()}  # fmt: skip
    found |= {"".join(f"%{byte:02X}" for byte in raw).encode()}
    for shift in range(3):
        # Without the letters at either end, which neighbours decide as well.
        coded = base64.b64encode(bytes(shift) + raw)
        found.add(coded[4 if shift else 0 : (shift + len(raw)) // 3 * 4])
    return sorted(found)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: any of these. To look for one after the other takes half as long as an expression of all."""

    spellings: tuple[bytes, ...]

    def __or__(self, other: Wanted) -> Wanted:
        return Wanted(self.spellings + other.spellings)

    def search(self, content: bytes) -> bool:
        """Tell whether any of it stands there."""
        return any(one in content for one in self.spellings)


def wanted(*words: str) -> Wanted:
    """Return what finds any of the words in any spelling."""
    return Wanted(tuple(one for word in words for one in spellings(word)))


def in_files(
    folder: Path, wanted: Wanted, *, since: float = 0, besides: Path | None = None
) -> Iterator[Path]:
    """Find the files below a folder, written `since` and not below `besides`, that hold what is wanted or are named so."""
    for path in sorted(folder.rglob("*")):
        if wanted.search(str(path.relative_to(folder)).encode()):
            yield path
        elif besides is not None and path.is_relative_to(besides):
            continue
        elif _written(path, since) and any(wanted.search(block) for block in _blocks(path)):
            yield path


def in_server(server: Path, database: int, wanted: Wanted, *, since: float) -> Iterator[Path]:
    """Find what is wanted in what PostgreSQL wrote `since`, but for tables of other databases than the one numbered."""
    others = server / "data" / "base"
    yield from in_files(server, wanted, since=since, besides=others)
    yield from in_files(others / str(database), wanted, since=since)


def in_memory(pid: int, wanted: Wanted, seen: set[tuple[str, ...]] | None = None) -> Iterator[str]:
    """
    Find the mappings of a process, as /proc names them, that hold what is wanted; reads all that it may read, but for files that
    it may only read, such as its programs: what stands there, stands in the file.

    With `seen`, memory that processes share is read once for all of them: it is told there. A process that ended has none.
    """
    size = 0
    process = Path(f"/proc/{pid}")
    try:
        maps, opened = (process / "maps").read_text(), (process / "mem").open("rb", buffering=0)
    except FileNotFoundError:
        return
    with opened as memory:
        for line in maps.splitlines():
            first, last = (int(one, 16) for one in line.split()[0].split("-"))
            allowed, file = line.split()[1], line.split()[5:]
            if (
                "r" not in allowed
                or "[v" in line
                or ("w" not in allowed and len(file) == 1 and file[0][0] == "/")
            ):
                continue
            shared = tuple(line.split()[2:5])  # offset, device, inode
            if seen is not None and allowed.endswith("s"):
                if shared in seen:
                    continue
                seen.add(shared)
            try:
                memory.seek(first)
                content = memory.read(last - first)
            except OSError:
                continue  # a mapping without pages behind it
            size += len(content)
            if wanted.search(content):
                yield line.strip()
    assert size > 128 * 1024 or not process.exists(), "Nothing could be read."


def family(pid: int) -> list[int]:
    """Return a process with its children and theirs."""
    children = [
        int(one)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for one in (task / "children").read_text().split()
    ]
    return [pid, *(one for child in children for one in family(child))]


def _written(path: Path, since: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime >= since
    except FileNotFoundError:
        return False  # PostgreSQL took it away meanwhile


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        before = b""
        while block := file.read(BLOCK):
            yield before + block
            before = block[-1024:]
