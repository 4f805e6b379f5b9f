"""How an order follows from secrets, and whose turn it is: the whole of a draw as functions."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit import canonical
from toolkit.draws.records import Act, Contributor, Draw, Entry, Kept, Order, Wanted

COMMITMENT, ENTRY, UNIT, FIXED, SEED = (
    b"draw/1 commitment\n", b"draw/1 entry\n", b"draw/1 unit\n", b"draw/1 fixed\n", b"draw/1 seed\n",
)  # fmt: skip
"""What each hash begins with, so that one can never be taken for another."""

ANSWERS = frozenset({"accepted", "declined", "expired", "avoided"})
LEAVINGS = frozenset({"absent", "avoided"})


def digest(domain: bytes, value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a domain and a value in canonical JSON, in hexadecimal."""
    return hashlib.sha256(domain + canonical.dump(value)).hexdigest()


def commitment(kept: Kept) -> str:
    """Return what a contributor publishes before the pool is fixed: it binds to the secret and tells nothing of it."""
    return digest(COMMITMENT, kept.model_dump(exclude={"v"}))


def entry_of(expert: str, unit: str, majors: Iterable[str], salt: str) -> str:
    """Return the entry of an expert; `unit` is the one of `unit_of`, `salt` 32 bytes in hexadecimal, of this expert in this draw alone."""
    return digest(ENTRY, {"expert": expert, "majors": sorted(majors), "salt": salt, "unit": unit})


def unit_of(unit: str, salt: str) -> str:
    """Return what stands for a unit in one draw; `salt` is of this unit in this draw alone."""
    return digest(UNIT, {"salt": salt, "unit": unit})


def fixed(draw: Draw) -> str:
    """Return the digest of all that stands before the first secret is revealed; it is announced at that time."""
    names = ("v", "deal", "lot", "purpose", "number", "earlier", "groups", "pool", "fixed_at", "reveal_by")
    whole = draw.model_dump(include=set(names))
    committed = [
        one.model_dump(include={"contributor", "party", "commitment", "committed_at"}) for one in draw.contributors
    ]  # fmt: skip
    return digest(FIXED, {**whole, "contributors": committed})


def seed(draw: Draw) -> str:
    """Return the seed, once every contributor has revealed: of all secrets and of what was fixed before them."""
    return digest(SEED, {"fixed": fixed(draw), "secrets": [one.secret for one in draw.contributors]})


def orders(groups: Iterable[Wanted], pool: Sequence[Entry], seed: str) -> tuple[Order, ...]:
    """Return the order of every group: its entries by HMAC-SHA256 under the seed, lowest first."""
    return tuple(
        Order(
            group=one.group,
            entries=tuple(
                sorted(
                    (entry.entry for entry in pool if one.group in entry.groups),
                    key=lambda entry: (_rank(seed, one.group, entry), entry),
                )
            ),
        )
        for one in groups
    )


def missing(contributors: Iterable[Contributor]) -> tuple[str, ...]:
    """Return who has not revealed."""
    return tuple(one.contributor for one in contributors if not one.secret)


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next of itself: an entry is called, or passed over because its unit is there already."""

    group: str
    entry: str
    act: str


@dataclass(slots=True)
class Calls:
    """
    Where the calls of a draw stand after its acts: for each entry that had its turn, its last act and its group.

    Counts go along with the acts, so that what comes next costs the same after the first act as after the last.
    """

    draw: Draw
    last: dict[str, Act] = field(default_factory=dict, init=False)
    _units: dict[str, str] = field(init=False)
    _wanted: dict[str, int] = field(init=False)
    _held: Counter[str] = field(default_factory=Counter, init=False)
    _present: Counter[str] = field(default_factory=Counter, init=False)
    _asked: int = field(default=0, init=False)
    _cursors: Counter[str] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        self._units = {one.entry: one.unit for one in self.draw.pool}
        self._wanted = {one.group: one.wanted for one in self.draw.groups}

    def next(self) -> Turn | None:
        """Return what comes next by rule, or None while all places are taken or being asked for, or the pool is exhausted."""
        for one in self.draw.orders:
            if self.lacking(one.group) <= 0:
                continue
            # Whoever had a turn never has one again: the cursor only goes on.
            while self._cursors[one.group] < len(one.entries):
                entry = one.entries[self._cursors[one.group]]
                if entry not in self.last:
                    return Turn(one.group, entry, "same_unit" if self._is_there(entry) else "called")
                self._cursors[one.group] += 1
        return None

    def lacking(self, group: str) -> int:
        """Return how many places of a group nobody has or is asked for."""
        return self._wanted[group] - self._held[group]

    def admits(self, act: Act) -> bool:
        """Tell whether an act may come now."""
        if act.act in ("called", "same_unit"):
            return self.next() == Turn(act.group, act.entry, act.act)
        before = self.last.get(act.entry)
        if before is None or before.group != act.group or (act.act == "avoided") != bool(act.cause):
            return False
        return act.act in {"called": ANSWERS, "accepted": LEAVINGS}.get(before.act, frozenset())

    def take(self, act: Act) -> None:
        """Note an act."""
        before = self.last.get(act.entry)
        if before is not None:
            self._count(before, -1)
        self._count(act, 1)
        self.last[act.entry] = act

    def standing(self) -> tuple[Act, ...]:
        """Return the acts by which those who have a place accepted it, in the order of groups, then as they were drawn."""
        return tuple(
            self.last[entry]
            for one in self.draw.orders
            for entry in one.entries
            if entry in self.last
            and self.last[entry].act == "accepted"
            and self.last[entry].group == one.group
        )

    @property
    def ending(self) -> str:
        """`complete`, `exhausted`, or empty while somebody is being asked or has to be."""
        if self._asked or self.next() is not None:
            return ""
        return "exhausted" if any(self.lacking(one.group) > 0 for one in self.draw.groups) else "complete"

    def _is_there(self, entry: str) -> bool:
        unit = self._units[entry]
        return bool(unit) and self._present[unit] > 0

    def _count(self, act: Act, more: int) -> None:
        self._asked += more * (act.act == "called")
        if act.act in ("called", "accepted"):
            self._held[act.group] += more
            self._present[self._units.get(act.entry, "")] += more


def calls(draw: Draw) -> Calls:
    """Return where the calls stand after all acts, as they are written; `verifying` says whether they were in order."""
    found = Calls(draw)
    for act in draw.acts:
        found.take(act)
    return found


def drawn(draw: Draw) -> dict[str, tuple[str, ...]]:
    """Return who or what was drawn, by group: of experts those who accepted, else the first of each order."""
    if draw.purpose == "experts":
        standing = calls(draw).standing()
        return {
            one.group: tuple(act.entry for act in standing if act.group == one.group) for one in draw.groups
        }
    wanted = {one.group: one.wanted for one in draw.groups}
    return {one.group: one.entries[: wanted[one.group]] for one in draw.orders}


def _rank(seed: str, group: str, entry: str) -> bytes:
    return hmac.digest(bytes.fromhex(seed), f"{group}\n{entry}".encode(), "sha256")
