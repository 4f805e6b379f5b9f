"""
Evidence that a log forked: two heads that it signed and that no one tree has, in one file that convinces anybody.

Of one size, they contradict each other by themselves. Of two sizes, a root of the smaller size goes with them that the
larger tree provably has and that is not the one the log signed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.log import checkpoint, note, tree
from toolkit.log.checkpoint import Head, read_head
from toolkit.log.note import Verifier
from toolkit.refusals import Refused

VERSION = "log-fork/1"
LONGEST_CHARACTERS = 128 * 1024


@dataclass(frozen=True, slots=True)
class Fork:
    """Two heads, the older first; `root` is what the newer one's tree has at the older's size, `hashes` proves it."""

    one: Head
    other: Head
    root: bytes
    hashes: Sequence[bytes]

    def to_text(self) -> str:
        """Return the file."""
        content = {
            "v": VERSION,
            "one": self.one.to_text(),
            "other": self.other.to_text(),
            "root": note.to_base64(self.root),
            "proof": [note.to_base64(one) for one in self.hashes],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def find(seen: Head, shown: Head, nodes: tree.Nodes) -> Fork | None:
    """
    Return the evidence if `shown`, whose tree `nodes` is, does not continue `seen`; None if it does.

    :raises Refused: `log_root` if `nodes` is not the tree of `shown`: then nothing is proven but that files are wrong.
    """
    one, other = (seen, shown) if seen.checkpoint.size <= shown.checkpoint.size else (shown, seen)
    old, new = one.checkpoint, other.checkpoint
    if old.size == new.size:
        return None if old.root == new.root else Fork(one, other, new.root, ())
    root = tree.root(nodes, old.size)
    hashes = tree.consistency(nodes, old.size, new.size)
    if not tree.is_consistent(old.size, root, new.size, new.root, hashes):
        raise Refused("log_root")
    return None if root == old.root else Fork(one, other, root, hashes)


def read(text: str) -> Fork:
    """
    Read a file of evidence; nothing in it is believed yet.

    :raises Refused: `note_malformed`.
    """
    try:
        content = json.loads(text) if len(text) <= LONGEST_CHARACTERS else None
    except (ValueError, RecursionError) as error:
        raise Refused("note_malformed") from error
    match content:
        case {
            "v": str(version),
            "one": str(one),
            "other": str(other),
            "root": str(root),
            "proof": list(lines),
        }:
            hashes = [note.from_base64(line) if isinstance(line, str) else None for line in lines]
            found = note.from_base64(root)
            if version == VERSION and found is not None and None not in hashes and len(hashes) <= 64:
                return Fork(
                    read_head(one), read_head(other), found, [one for one in hashes if one is not None]
                )
    raise Refused("note_malformed")


def check(fork: Fork, log: Verifier) -> None:
    """
    Refuse evidence that does not prove that `log` forked.

    :raises Refused: `checkpoint_origin`, `checkpoint_signature` if it is not about this log; `evidence_proves_nothing`.
    """
    checkpoint.check(fork.one, log)
    checkpoint.check(fork.other, log)
    old, new = fork.one.checkpoint, fork.other.checkpoint
    is_of_the_newer = tree.is_consistent(old.size, fork.root, new.size, new.root, fork.hashes)
    if not is_of_the_newer or fork.root == old.root or old.size == 0:
        raise Refused("evidence_proves_nothing")
