"""What happened, from the log alone: public lines by kind, where an opaque leaf stands, and what an older head was part of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.log import checkpoint, leaves, tiles, tree
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.log.leaves import Line
from toolkit.objects import Policy
from toolkit.policies import Custody
from toolkit.refusals import Refused

FRESH_SECONDS = 600
SKEW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class History:
    """
    The log from one state on, as a checkpoint's root vouches for it: its public lines, and where the leaves stand that are kept.

    `start` is where the policy's leaf stands, `begin` how many leaves the log had in the state from which it was read.

    Kept are all, or those that were `wanted`: of bids that were awaited for weeks there are many millions of others.
    """

    start: int
    begin: int
    checkpoint: Checkpoint
    nodes: tree.Nodes
    wanted: Set[bytes] | None
    lines: Sequence[tuple[int, Line]]
    _at: Mapping[int, bytes]
    _first: Mapping[bytes, int]

    def of(self, kind: str, deal: str, lot: str) -> list[tuple[int, Line]]:
        """Return the public lines of one kind about a lot (or `leaves.WHOLE_DEAL`), in order."""
        return [
            (at, line) for at, line in self.lines if (line.kind, line.deal, line.lot) == (kind, deal, lot)
        ]

    def at(self, index: int) -> bytes | None:
        """Return a leaf, or None if it is none of those that are kept."""
        return self._at.get(index)

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


Read = Callable[[tiles.Files, Head, Custody, int, Set[bytes] | None, Sequence[Policy]], History]


def read(
    files: tiles.Files, head: Head, custody: Custody, start: int, wanted: Set[bytes] | None = None,
    others: Sequence[Policy] = (),
) -> History:  # fmt: skip
    """
    Read the log to `head` from the state that the policy names, or an earlier one that one of `others` names; the policy's
    first leaf must stand at `start`. Of opaque leaves keep the `wanted` ones, or all.

    A policy names a state that was there before it was signed, so no line about it can be older, and nobody chooses from
    where the log is read.

    :raises Refused: `policy_unproven`, and what heads and tiles are refused for.
    """
    checkpoint.check(head, custody.log)
    begin = _begin(head, custody, others)
    found = tiles.leaves_of(files, head.checkpoint, begin)
    nodes = tiles.TileTree(files, head.checkpoint.size)
    history = _with(History(start, begin, head.checkpoint, nodes, wanted, [], {}, {}), begin, found)
    for one in (custody.policy, *others):
        if not history.continues(
            Checkpoint(head.checkpoint.origin, one.log_size, bytes.fromhex(one.log_root))
        ):
            raise Refused("policy_unproven", why="state")
    if history.first(custody.policy.line.to_bytes()) != start:
        raise Refused("policy_unproven")
    return history


def _begin(head: Head, custody: Custody, others: Sequence[Policy]) -> int:
    begin = min(one.log_size for one in (custody.policy, *others))
    if begin > head.checkpoint.size:
        raise Refused("policy_unproven", why="state")
    return begin


class Reader:
    """Reads one log again and again, each time from where it stopped: what was verified stays so as long as the log goes on."""

    def __init__(self) -> None:
        self._last: History | None = None

    def read(
        self, files: tiles.Files, head: Head, custody: Custody, start: int, wanted: Set[bytes] | None = None,
        others: Sequence[Policy] = (),
    ) -> History:  # fmt: skip
        """
        Return the same as `read`.

        :raises Refused: as `read`, and `checkpoint_inconsistent` if the log is not the one that was read before.
        """
        last, now = self._last, head.checkpoint
        asked = start, _begin(head, custody, others)
        if not _may_go_on(last, asked, wanted) or last is None or last.checkpoint.size > now.size:
            self._last = read(files, head, custody, start, wanted, others)
            return self._last
        checkpoint.check(head, custody.log)
        before = last.checkpoint
        nodes = tiles.TileTree(files, now.size)
        found = tiles.leaves_of(files, now, before.size)
        grown = History(*asked, now, nodes, last.wanted, last.lines, last._at, last._first)
        if not grown.continues(before):
            raise Refused("checkpoint_inconsistent", seen=before.size, now=now.size)
        self._last = _with(grown, before.size, found)
        return self._last


def _may_go_on(last: History | None, asked: tuple[int, int], wanted: Set[bytes] | None) -> bool:
    if last is None or (last.start, last.begin) != asked:
        return False
    return last.wanted is None or (wanted is not None and wanted <= last.wanted)


def _with(history: History, start: int, found: Sequence[bytes]) -> History:
    """Return the history with the leaves that stand from `start` on."""
    lines, at, first = list(history.lines), dict(history._at), dict(history._first)
    for index, leaf in enumerate(found, start=start):
        line = leaves.read(leaf)
        if line is not None:
            lines.append((index, line))
        if line is not None or history.wanted is None or leaf in history.wanted:
            at[index] = leaf
            first.setdefault(leaf, index)
    return replace(history, lines=lines, _at=at, _first=first)


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
