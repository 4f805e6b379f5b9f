"""What the table of sealed journeys says of a procedure, and how one is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.demo.envelopes import CUSTODIANS, UNITS
from config.demo.moves import Cast, Ranked, take_all, take_part, until
from config.demo.stage import Stage, Story
from tests.journeys.sealed import ByCommand
from toolkit.objects import PolicyUnit

Bids = Mapping[str, str]
Opening = Callable[[Stage], tuple[Cast, Mapping[str, str], Story]]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """
    A procedure with sealed bids.

    `before` brings its lot to where bids are taken; it is in `waits_in` when they wait for their opening, and `next_step`,
    which takes `data`, is refused to `opens` until then. `after` goes on with the opened bids, which it is given, to the `end`.
    """

    draft: Callable[[Stage], Cast]
    before: Callable[[Cast, Bids], Story]
    bids: Bids
    waits_in: str
    next_step: str
    after: Callable[[Cast, ByCommand], Story]
    data: Mapping[str, object] = field(default_factory=dict)
    opens: str = "chen"
    end: str = "completed"
    organiser: str = ""
    posting: Sequence[str] = CUSTODIANS
    units: Sequence[PolicyUnit] = UNITS
    committee: Sequence[str] = ()
    before_waiting: Callable[[Cast], Story] = lambda _: iter(())


def story(opening: Opening) -> Callable[[Stage], Cast]:
    """Draft the deal of a story; the story itself is not told."""
    return lambda stage: opening(stage)[0]


def announced(*steps: str) -> Callable[[Cast, Bids], Story]:
    """Take some steps with the whole deal and let the bidders come."""

    def before(cast: Cast, bids: Bids) -> Story:
        for step in steps:
            yield from take_all(cast, step)
        for who in bids:
            take_part(cast, who)

    return before


def ranked(bids: ByCommand) -> Ranked:
    return bids.ranked(*bids.prices)


def told(sealed: Sealed, cast: Cast, bids: ByCommand, *, to_the_end: bool = True) -> Story:
    """Tell it from the draft to the end, or to where all bids are open: those of several envelopes are so only at the end."""
    yield from sealed.before(cast, sealed.bids)
    yield from bids.publish_policy()
    for who, price in sealed.bids.items():
        bids.submit(who, price)
    yield from sealed.before_waiting(cast)
    yield from until(cast, sealed.waits_in)
    refusal = cast.stage.attempt(
        sealed.opens, f"/api/v1/lots/{cast.lot}/steps/{sealed.next_step}/", {"data": sealed.data}
    )
    assert "bids_sealed" in [one["code"] for one in refusal.body["reasons"]], refusal.body
    yield from bids.open_all()
    if to_the_end or len(sealed.units) > 1:
        yield from sealed.after(cast, bids)
