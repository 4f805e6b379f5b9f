"""One auction from its seed: rules, people, trouble; then everything that must hold of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.simulation import clients, engine, watching
from tests.simulation.history import Row, faults
from tests.simulation.world import World
from tests.toolkit.auctions.logs import ruled
from tests.toolkit.auctions.rooms import START
from toolkit import canonical

LONGEST_MS = 900 * 1000
AFTER_MS = 60_000
"""How long people go on after the end: to reveal, and in vain."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a simulated auction; `sha256` is of its log."""

    status: str
    moves: int
    accepted: int
    pauses: int
    outages: int
    calls: int
    sha256: str


def simulate(form: str, seed: int) -> Told:
    """
    Run the auction of a seed.

    :raises Broken: if something does not hold that must.
    """
    chance = Random(f"{form} {seed}")
    rules = shortened(ruled(seed, form)).model_copy(update={"silence_s": chance.choice([0, 10, 10, 30])})
    late: Sequence[str] = ()
    if form == "listing" and chance.random() < 0.3:
        late = rules.bidders[2:]
        holders = tuple(one for one in rules.holders if one.bidder not in late)
        rules = rules.model_copy(update={"bidders": rules.bidders[:2], "holders": holders})
    everybody = (*rules.bidders, *late)
    disk = engine.fresh(rules, rules.bidders)
    world = World(chance, disk, START - 30_000, faulty=chance.random() < 0.85)
    people = clients.party(world, everybody, late)
    world.auctioneer.start()
    world.later(chance.randint(0, 100_000), world.trouble)
    until = START + LONGEST_MS
    while world.true < until and world._events:
        world.run(min(until, world.true + 60_000))
        if world.is_over():
            until = min(until, world.true + AFTER_MS)
    return _told(world, people)


def shortened(rules: Any) -> Any:
    """Return rules with a quarter of their times: as much happens, in fewer seconds."""
    times = {name: max(1, value // 4) for name, value in rules if name.endswith("_s") and value}
    beyond = getattr(rules, "beyond", None)
    if beyond is not None:
        times["beyond"] = beyond.model_copy(update={"window_s": beyond.window_s // 4})
    return rules.model_copy(update=times)


def _told(world: World, people: Sequence[clients.Client]) -> Told:
    watching.at_the_end(world.engine, world.watch, world.shows())
    log = world.disk.log
    rows = [Row(move, row.code, row.by, row.key) for row, move in zip(log, engine.parsed(log), strict=True)]
    calls = [call for one in people for call in one.calls]
    found = faults(world.watch.rules, rows, calls)
    watching.must(not found, "; ".join(found))
    shown = [one.shown for one in log if one.shown is not None]
    for one in people:
        if one.view is not None:
            one.resync(len(log))
            watching.must(one.items == shown, f"{one.number} saw it with a gap")
    pauses: Any = [one for one in log if one.kind == "resume" and not one.code]
    return Told(
        world.disk.row.status, len(log), sum(not one.code for one in log), len(pauses), len(world.watch.outages), len(calls),
        canonical.sha256(b"".join(bytes(one.content) for one in log)),
    )  # fmt: skip
