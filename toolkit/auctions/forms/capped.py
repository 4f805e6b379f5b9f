"""
达到最高限价之后, what follows when a price met the cap of a listing. The price is the cap's from now on, but for a written one.

    first        the first at the cap wins
    conditions   竞自持、竞配建: bidders offer per cent from `start_percent` up, by a whole multiple of `step_percent` each, `most_percent`
                 at most; a countdown of `window_s` begins anew with each offer. Nobody offers: the first at the cap wins
    written      一次书面报价: for `window_s` each bidder gives one price from the cap to `written_most`; the nearest to the mean of all
                 wins at its own price, among equally near ones the earliest
    draw         摇号: those who ask for it within `window_s` are drawn by the committed seeds

A mean is exact; distances are compared as fractions. With nobody in the window the first at the cap wins. No window opens before the
listing's own time is over, however early the cap was met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from toolkit.auctions.moves import Ask, MoneyOrNone, Offer, Quote
from toolkit.auctions.prices import EXACT, Standing
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds
from toolkit.records import Record
from toolkit.scoring.numbers import HUNDRED, Amount, mean


class Beyond(Record):
    """What follows at the cap."""

    way: Literal["first", "conditions", "written", "draw"] = "first"
    window_s: Seconds = 0
    start_percent: Amount = Decimal(0)
    step_percent: Amount = Decimal(1)
    most_percent: Amount = Decimal(HUNDRED)
    written_most: MoneyOrNone = None


@dataclass(frozen=True, slots=True)
class State:
    """The best offer and since when it stands, the written prices in the order in which they came, and who asked for the draw."""

    percent: Decimal | None = None
    bidder: str = ""
    since: int = 0
    written: tuple[tuple[str, Decimal], ...] = ()
    asked: tuple[str, ...] = ()


def take(how: Beyond, state: State, move: Ask | Offer | Quote, now: int, cap: Decimal) -> State:
    """
    Return the state after a move beyond the cap, once its window is open.

    :raises Inadmissible: `move_of_another_form`, `leads_already`, `misses_percent`, `quoted_already`, `written_outside`,
        `asked_already`.
    """
    match how.way, move:
        case "conditions", Offer():
            return _offered(how, state, move, now)
        case "written", Quote():
            if move.bidder in dict(state.written):
                raise Inadmissible("quoted_already")
            most = cap if how.written_most is None else how.written_most
            if not cap <= move.price <= most:
                raise Inadmissible("written_outside", least=cap, most=most)
            return replace(state, written=(*state.written, (move.bidder, move.price)))
        case "draw", Ask():
            if move.bidder in state.asked:
                raise Inadmissible("asked_already")
            return replace(state, asked=(*state.asked, move.bidder))
    raise Inadmissible("move_of_another_form")


def _offered(how: Beyond, state: State, move: Offer, now: int) -> State:
    if move.bidder == state.bidder:
        raise Inadmissible("leads_already")
    least = how.start_percent if state.percent is None else EXACT.add(state.percent, how.step_percent)
    distance = EXACT.subtract(move.percent, how.start_percent)
    if not least <= move.percent <= how.most_percent or EXACT.remainder(distance, how.step_percent):
        raise Inadmissible("misses_percent", least=least, most=how.most_percent)
    return replace(state, percent=move.percent, bidder=move.bidder, since=now)


def show(how: Beyond, state: State, now: int, begins: int, standing: Standing) -> Show:
    """Return what there is to see where `standing` is at the cap and the window opens at `begins`."""
    cap, first = standing.price or Decimal(0), standing.bidder
    if now < begins:
        return Show("capped", begins, price=cap, leader=first)
    if how.way == "first":
        return Show("closed", begins, True, cap, first, awards=(Award(bidder=first, price=cap),))
    ends = max(begins, state.since) + how.window_s * 1000
    most = state.percent == how.most_percent
    if now < ends and not most:
        return Show(how.way, ends, price=cap, leader=state.bidder or first)
    ends = state.since if most else ends
    if how.way == "draw" and state.asked:
        tied = tuple(sorted(state.asked))
        return Show("closed", ends, True, cap, tied=tied, tied_at=cap)
    award = Award(bidder=state.bidder or first, price=cap, percent=state.percent)
    if how.way == "written" and state.written:
        award = _nearest(state.written)
    return Show("closed", ends, True, award.price, award.bidder, awards=(award,))


def _nearest(written: tuple[tuple[str, Decimal], ...]) -> Award:
    middle = mean(price for _, price in written)
    bidder, price = min(written, key=lambda one: abs(Fraction(one[1]) - middle))
    return Award(bidder=bidder, price=price)
