"""What happened, from the log alone: public lines by kind, where an opaque leaf stands, and what an older head was part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.log import checkpoint, leaves, tiles, tree
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.log.leaves import Line
from toolkit.policies import Custody
from toolkit.refusals import Refused

FRESH_SECONDS = 600
SKEW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class History:
    """The log from one leaf on, as a checkpoint's root vouches for it."""

    start: int
    leaves: Sequence[bytes]
    checkpoint: Checkpoint
    nodes: tree.Nodes
    lines: Sequence[tuple[int, Line]] = field(init=False)
    _first: Mapping[bytes, int] = field(init=False)

    def __post_init__(self) -> None:
        first: dict[bytes, int] = {}
        lines: list[tuple[int, Line]] = []
        for index, leaf in enumerate(self.leaves, start=self.start):
            first.setdefault(leaf, index)
            if (line := leaves.read(leaf)) is not None:
                lines.append((index, line))
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "_first", first)

    def of(self, kind: str, deal: str, lot: str) -> list[tuple[int, Line]]:
        """Return the public lines of one kind about a lot (or `leaves.WHOLE_DEAL`), in order."""
        return [
            (at, line) for at, line in self.lines if (line.kind, line.deal, line.lot) == (kind, deal, lot)
        ]

    def at(self, index: int) -> bytes | None:
        """Return a leaf, or None outside what was read."""
        place = index - self.start
        return self.leaves[place] if 0 <= place < len(self.leaves) else None

    def first(self, leaf: bytes) -> int | None:
        """Return where a leaf stands first."""
        return self._first.get(leaf)

    def continues(self, older: Checkpoint) -> bool:
        """Tell whether `older` is a state of this same log: the proof is made and checked, not believed."""
        now = self.checkpoint
        if older.origin != now.origin or older.size > now.size:
            return False
        proof = tree.consistency(self.nodes, older.size, now.size)
        return tree.is_consistent(older.size, older.root, now.size, now.root, proof)


def read(files: tiles.Files, head: Head, custody: Custody, start: int) -> History:
    """
    Read the log from `start`, which must be the policy's leaf, to `head`.

    :raises Refused: `policy_unproven`, and what heads and tiles are refused for.
    """
    checkpoint.check(head, custody.log)
    nodes = tiles.TileTree(files, head.checkpoint.size)
    history = History(start, tiles.leaves_of(files, head.checkpoint, start), head.checkpoint, nodes)
    policy = custody.policy
    wanted = Line("policy", policy.deal, leaves.WHOLE_DEAL, policy.version, policy.hash)
    if history.at(start) != wanted.to_bytes():
        raise Refused("policy_unproven")
    return history


def check_fresh(
    head: Head, history: History, custody: Custody, *, at: datetime, seen: Checkpoint | None
) -> None:
    """
    Refuse a head that is not cosigned by the quorum within ten minutes, or does not continue what this client saw before.

    :raises Refused: `checkpoint_stale`, `checkpoint_unwitnessed`, `checkpoint_inconsistent`.
    """
    checkpoint.quorum(head, custody.witnesses, custody.policy.witness_quorum)
    now = int(at.timestamp())
    try:
        checkpoint.quorum(
            head,
            custody.witnesses,
            custody.policy.witness_quorum,
            since=now - FRESH_SECONDS,
            until=now + SKEW_SECONDS,
        )
    except Refused as refused:
        raise Refused("checkpoint_stale") from refused
    if seen is not None and not history.continues(seen):
        raise Refused("checkpoint_inconsistent", seen=seen.size, now=head.checkpoint.size)
