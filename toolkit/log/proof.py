"""A leaf's proof as its holder keeps it (c2sp.org/tlog-proof): index, hashes, and the head they lead to, in one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.log import note, tree
from toolkit.log.checkpoint import Head, read_head
from toolkit.refusals import Refused

HEADING = "c2sp.org/tlog-proof@v1"

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in the tree of a head: what a receipt's holder keeps beside it."""

    index: int
    hashes: Sequence[bytes]
    head: Head

    def to_text(self) -> str:
        """Return the text of a `.tlog-proof` file."""
        lines = "".join(note.to_base64(one) + "\n" for one in self.hashes)
        return f"{HEADING}\nindex {self.index}\n{lines}\n{self.head.to_text()}"

    def proves(self, leaf: bytes) -> bool:
        """Tell whether `leaf` stands at the index; the head must be checked besides."""
        checkpoint = self.head.checkpoint
        return tree.is_included(
            tree.leaf_hash(leaf), self.index, checkpoint.size, self.hashes, checkpoint.root
        )


def prove(nodes: tree.Nodes, index: int, head: Head) -> Proof:
    """Return the proof that leaf `index` is in the tree of `head`, read from `nodes`."""
    return Proof(index, tree.inclusion(nodes, index, head.checkpoint.size), head)


def read_proof(text: str) -> Proof:
    """
    Read a `.tlog-proof`. Its `extra` line is refused: nothing vouches for it, and this log has no use for one.

    :raises Refused: `proof_malformed`, or `note_malformed` for the head in it.
    """
    top, empty_line, head = text.partition("\n\n")
    heading, *lines = top.split("\n")
    index = _INDEX.fullmatch(lines[0]) if lines else None
    hashes = [one for line in lines[1:] if (one := note.from_base64(line)) is not None and len(one) == 32]
    if (
        heading != HEADING
        or index is None
        or not empty_line
        or len(hashes) != len(lines) - 1
        or len(hashes) > 64
    ):
        raise Refused("proof_malformed")
    return Proof(int(index[1]), hashes, read_head(head))
