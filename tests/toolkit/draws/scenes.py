"""Draws for tests: everything random comes from the seed that is given."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence

from toolkit.draws import drawing
from toolkit.draws.records import Act, Contributor, Draw, Entry, Kept, Wanted

MINUTE = 60_000
WHO = ("agency", "centre", "supervisor")
Answer = Callable[[random.Random], str]


def kept(contributor: str, secret: str, *, number: int = 1) -> Kept:
    return Kept(contributor=contributor, lot="lot_1", number=number, purpose="experts", secret=secret)


def secret(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def pool(experts: Sequence[tuple[str, str, Sequence[str]]], *, seed: object = 0) -> tuple[Entry, ...]:
    """Return the pool of experts, each an id, a unit and its groups."""
    found = []
    for expert, unit, groups in experts:
        hidden = drawing.unit_of(unit, secret((seed, "unit", unit)))
        entry = drawing.entry_of(expert, hidden, groups, secret((seed, expert)))
        found.append(Entry(entry=entry, unit=hidden, groups=tuple(sorted(groups))))
    return tuple(sorted(found, key=lambda one: one.entry))


def begun(
    groups: Sequence[tuple[str, int]], entries: tuple[Entry, ...], *, secrets: Sequence[str] = ()
) -> Draw:
    """Return a draw in which everybody revealed, before the first call."""
    given = secrets or [secret(one) for one in WHO]
    contributors = tuple(
        Contributor(
            contributor=who, party=f"pty_{who}", commitment=drawing.commitment(kept(who, own)), committed_at=MINUTE,
            secret=own, revealed_at=3 * MINUTE,
        )
        for who, own in zip(WHO, given, strict=False)
    )  # fmt: skip
    draw = Draw(
        deal="dl_1", lot="lot_1", purpose="experts", number=1, contributors=contributors, pool=entries,
        groups=tuple(Wanted(group=group, wanted=wanted) for group, wanted in groups),
        fixed_at=2 * MINUTE, reveal_by=10 * MINUTE,
    )  # fmt: skip
    seed = drawing.seed(draw)
    return draw.model_copy(update={"seed": seed, "orders": drawing.orders(draw.groups, draw.pool, seed)})


def played(draw: Draw, chance: random.Random, *, leaving: float = 0.1) -> Draw:
    """Call until the draw is over; experts answer as chance has it, and some who accepted do not come."""
    calls, acts = drawing.Calls(draw), list[Act]()

    def take(entry: str, group: str, act: str, cause: str = "") -> None:
        made = Act.model_validate(
            {"entry": entry, "group": group, "act": act, "cause": cause, "at": 4 * MINUTE + len(acts)}
        )
        assert calls.admits(made)
        calls.take(made)
        acts.append(made)

    while True:
        turn = calls.next()
        waiting = [one for one in calls.last.values() if one.act == "called"]
        if turn is not None and (not waiting or chance.random() < 0.5):
            take(turn.entry, turn.group, turn.act)
        elif waiting:
            one = chance.choice(waiting)
            answer = chance.choice(["accepted", "accepted", "declined", "expired", "avoided"])
            take(one.entry, one.group, answer, "employed" if answer == "avoided" else "")
        else:
            there = [one for one in calls.last.values() if one.act == "accepted"]
            if not there or chance.random() >= leaving:
                break
            one = chance.choice(there)
            take(one.entry, one.group, "absent")
    return draw.model_copy(update={"acts": tuple(acts), "end": calls.ending})
