"""
The Merkle tree of RFC 6962: roots, proofs that a leaf is in it, proofs that one tree continues another.

A tree is read through `Nodes`, which gives the hash of a complete subtree; whether it comes from memory, tiles or a
database is the caller's affair. Verifying needs no tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

EMPTY_ROOT = hashlib.sha256(b"").digest()


class Nodes(Protocol):
    """Hashes of complete subtrees: level 0 are the leaves, `node(level, index)` covers 2^level leaves."""

    def node(self, level: int, index: int) -> bytes:
        """Return one hash."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


class MemoryTree:
    """A tree that grows in memory."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add a leaf; return its index."""
        level = 0
        self._levels[0].append(leaf_hash(leaf))
        while len(self._levels[level]) % 2 == 0:
            above = node_hash(self._levels[level][-2], self._levels[level][-1])
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(above)
        return self.size - 1

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        return self._levels[level][index]


def root(nodes: Nodes, size: int) -> bytes:
    """Return the root of the first `size` leaves."""
    return _span(nodes, 0, size) if size else EMPTY_ROOT


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf `index` is among the first `size`."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return _inclusion(nodes, index, 0, size)


def consistency(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """Return the proof that the first `size` leaves begin with the first `old`; empty if `old` is 0 or `size`."""
    if not 0 <= old <= size:
        raise ValueError("a tree only grows")
    return _consistency(nodes, old, 0, size, True) if 0 < old < size else []


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Tell whether `proof` shows that the leaf with hash `leaf` is at `index` (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or len(proof) > 64:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root_hash


def is_consistent(old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the tree of `size` begins with the tree of `old` (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= size or len(proof) > 64:
        return False
    if old in (0, size):
        return not proof and (old_root == new_root if old == size else old_root == EMPTY_ROOT)
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _span(nodes: Nodes, low: int, high: int) -> bytes:
    size = high - low
    if size & (size - 1) == 0 and low % size == 0:
        level = size.bit_length() - 1
        return nodes.node(level, low >> level)
    middle = low + _split(size)
    return node_hash(_span(nodes, low, middle), _span(nodes, middle, high))


def _inclusion(nodes: Nodes, index: int, low: int, high: int) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if index < middle:
        return [*_inclusion(nodes, index, low, middle), _span(nodes, middle, high)]
    return [*_inclusion(nodes, index, middle, high), _span(nodes, low, middle)]


def _consistency(nodes: Nodes, old: int, low: int, high: int, whole: bool) -> list[bytes]:
    if old == high:
        return [] if whole else [_span(nodes, low, high)]
    middle = low + _split(high - low)
    if old <= middle:
        return [*_consistency(nodes, old, low, middle, whole), _span(nodes, middle, high)]
    return [*_consistency(nodes, old, middle, high, False), _span(nodes, low, middle)]
