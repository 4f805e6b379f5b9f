"""
The log as public files (c2sp.org/tlog-tiles): paths and contents of hash tiles and entry bundles, read and written.

A tile holds up to 256 hashes of one level, a bundle the leaves themselves. What is read is believed only so far as it
adds up to a signed root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from toolkit.log import tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.refusals import Refused

WIDTH = 256
HEIGHT = 8
HASH_BYTES = 32
LONGEST_LEAF = 65535
ENTRIES = "entries"


class Files(Protocol):
    """Where public files are read from: a folder, a web site."""

    def __call__(self, path: str) -> bytes:
        """
        Return the content.

        :raises FileNotFoundError: if there is none.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """Public files in a folder; paths are the log's own, never a stranger's."""

    path: Path

    def __call__(self, path: str) -> bytes:
        """Return the content of a file."""
        return (self.path / path).read_bytes()


@dataclass(frozen=True, slots=True)
class File:
    """A tile or bundle: `level` is a number or `entries`, `width` how many of its 256 places are taken."""

    level: int | str
    index: int
    width: int
    content: bytes

    @property
    def path(self) -> str:
        """Where it lies below the log's address."""
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Return the path of a hash tile, or of an entry bundle for the level `entries`."""
    digits = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + ("" if width == WIDTH else f".p/{width}")


def files_of(size: int) -> Iterator[tuple[int | str, int, int]]:
    """Yield level, index and width of every tile and bundle that a tree of `size` has."""
    for level in (ENTRIES, *range(8)):
        have = size >> HEIGHT * level if isinstance(level, int) else size
        for index in range((have + WIDTH - 1) // WIDTH):
            yield level, index, min(WIDTH, have - index * WIDTH)


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Return an entry bundle: each leaf behind its length in two bytes."""
    if any(len(leaf) > LONGEST_LEAF for leaf in leaves):
        raise ValueError("a leaf has at most 65535 bytes")
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def split_bundle(content: bytes, width: int) -> list[bytes]:
    """
    Return the leaves of an entry bundle of `width`.

    :raises Refused: `log_tile_malformed`.
    """
    found: list[bytes] = []
    at = 0
    while at + 2 <= len(content) and len(found) < width:
        length = int.from_bytes(content[at : at + 2], "big")
        found.append(content[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(content) or len(found) != width:
        raise Refused("log_tile_malformed")
    return found


def read(files: Files, level: int | str, index: int, width: int = WIDTH) -> bytes:
    """
    Return a tile or bundle; where a partial one is gone, the beginning of the full one that took its place.

    :raises Refused: `log_tile_missing`, `log_tile_malformed`.
    """
    try:
        content = files(tile_path(level, index, width))
    except FileNotFoundError as error:
        if width == WIDTH:
            raise Refused("log_tile_missing", path=tile_path(level, index, width)) from error
        full = read(files, level, index)
        if level == ENTRIES:
            return bundle(split_bundle(full, WIDTH)[:width])
        content = full[: width * HASH_BYTES]
    if level != ENTRIES and len(content) != width * HASH_BYTES:
        raise Refused("log_tile_malformed", path=tile_path(level, index, width))
    return content


class TileTree:
    """A tree of `size` leaves whose hashes come from tiles: believed only so far as they add up to a signed root."""

    def __init__(self, files: Files, size: int) -> None:
        self._files, self._size = files, size
        self._inner: dict[tuple[int, int], list[list[bytes]]] = {}

    def node(self, level: int, index: int) -> bytes:
        """
        Return the hash of a complete subtree.

        :raises Refused: `log_tile_missing`, `log_tile_malformed`.
        """
        band, height = divmod(level, HEIGHT)
        number, at = divmod(index, WIDTH >> height)
        if (band, number) not in self._inner:
            width = min(WIDTH, (self._size >> HEIGHT * band) - number * WIDTH)
            self._inner[band, number] = _levels(read(self._files, band, number, width))
        return self._inner[band, number][height][at]


def _levels(row: bytes) -> list[list[bytes]]:
    """Return the hashes of a tile and those of all complete subtrees above them, level by level."""
    levels = [[row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([tree.node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def perfect(row: bytes) -> bytes:
    """Return the root above 2^n hashes that stand side by side."""
    hashes = [row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]
    while len(hashes) > 1:
        hashes = [tree.node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


class Edge:
    """
    The right edge of a growing tree, as partial tiles: all that is needed to add leaves, whatever the tree's size.

    Adding yields the files that changed; those of one call are enough for the tree that it leaves, and for no other.
    """

    def __init__(self) -> None:
        self.size = 0
        self._entries = b""
        self._rows = [b""]

    @classmethod
    def load(cls, files: Files, checkpoint: Checkpoint) -> Edge:
        """
        Read the edge of a checkpoint's tree.

        :raises Refused: `log_root` if the files are not that tree's; `log_tile_missing`, `log_tile_malformed`.
        """
        edge = cls()
        edge.size, edge._rows = checkpoint.size, []
        level = 0
        while (have := checkpoint.size >> HEIGHT * level) > 0:
            index, width = divmod(have, WIDTH)
            edge._rows.append(read(files, level, index, width) if width else b"")
            level += 1
        edge._rows = edge._rows or [b""]
        index, width = divmod(checkpoint.size, WIDTH)
        if width:
            edge._entries = read(files, ENTRIES, index, width)
            hashes = b"".join(map(tree.leaf_hash, split_bundle(edge._entries, width)))
        if edge.root() != checkpoint.root or (width and hashes != edge._rows[0]):
            raise Refused("log_root")
        return edge

    @property
    def rows(self) -> list[bytes]:
        """The hashes of the partial tile of each level, empty where its tile is full."""
        return list(self._rows)

    def root(self) -> bytes:
        """Return the root of the tree."""
        found: bytes | None = None
        for row in self._rows:  # from the right of the tree to its left
            width = len(row) // HASH_BYTES
            for bit in range(HEIGHT):
                if width >> bit & 1:
                    left = (width >> bit + 1 << bit + 1) * HASH_BYTES
                    one = perfect(row[left : left + (HASH_BYTES << bit)])
                    found = one if found is None else tree.node_hash(one, found)
        return tree.EMPTY_ROOT if found is None else found

    def extend(self, leaves: Sequence[bytes]) -> list[File]:
        """Add leaves; return the tiles and bundles that are new with the tree they make."""
        files = self._extend_entries(leaves)
        hashes = [tree.leaf_hash(leaf) for leaf in leaves]
        level = 0
        while hashes:
            if level == len(self._rows):
                self._rows.append(b"")
            index = (self.size >> HEIGHT * level) // WIDTH
            row = self._rows[level] + b"".join(hashes)
            hashes = []
            while len(row) >= WIDTH * HASH_BYTES:
                full, row = row[: WIDTH * HASH_BYTES], row[WIDTH * HASH_BYTES :]
                files.append(File(level, index, WIDTH, full))
                hashes.append(perfect(full))
                index += 1
            if row:
                files.append(File(level, index, len(row) // HASH_BYTES, row))
            self._rows[level] = row
            level += 1
        self.size += len(leaves)
        return files

    def _extend_entries(self, leaves: Sequence[bytes]) -> list[File]:
        files: list[File] = []
        index, width = divmod(self.size, WIDTH)
        at = 0
        while at < len(leaves):
            taken = min(WIDTH - width, len(leaves) - at)
            content = self._entries + bundle(leaves[at : at + taken])
            width, at = width + taken, at + taken
            files.append(File(ENTRIES, index, width, content))
            self._entries = content
            if width == WIDTH:
                index, width, self._entries = index + 1, 0, b""
        return files


class _Overlay:
    """Hashes computed from leaves that were read, tiles for all before them."""

    def __init__(self, below: tree.Nodes, start: int, leaves: Sequence[bytes]) -> None:
        self._below, self._start = below, start
        self._hashes = [tree.leaf_hash(leaf) for leaf in leaves]

    def node(self, level: int, index: int) -> bytes:
        low = index << level
        if low < self._start:
            if low + (1 << level) > self._start:
                return tree.node_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))
            return self._below.node(level, index)
        return perfect(b"".join(self._hashes[low - self._start : low - self._start + (1 << level)]))


def leaves_of(files: Files, checkpoint: Checkpoint, start: int = 0) -> list[bytes]:
    """
    Return the leaves from `start` to the checkpoint's end: exactly those that its root vouches for.

    :raises Refused: `log_root` if what the files hold is not that tree; `log_tile_missing`, `log_tile_malformed`.
    """
    size = checkpoint.size
    if not 0 <= start <= size:
        raise Refused("log_root", why="start")
    first = start // WIDTH * WIDTH  # whole bundles are read
    leaves: list[bytes] = []
    for index in range(first // WIDTH, (size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - index * WIDTH)
        leaves += split_bundle(read(files, ENTRIES, index, width), width)
    if tree.root(_Overlay(TileTree(files, size), first, leaves), size) != checkpoint.root:
        raise Refused("log_root")
    return leaves[start - first :]
