"""
份额竞价, one quantity shared among several winners (网络竞价规则, 惯例).

For `quoting_s` each bidder quotes a price for one unit, the quantity that it wants and the least that it would take. Then the quantity is
given out by price, the highest first, equal prices as they came, each as much as it wants or as is left; whom what is left does not
suffice goes empty, and the next is looked at. Each pays its own price, or with `uniform` all pay the lowest that got something.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from toolkit.auctions import rules
from toolkit.auctions.moves import Money, Quote
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds
from toolkit.records import Positive
from toolkit.scoring.comparing import highest, lowest, ordered


class Rules(rules.Rules):
    """The rules; `start_price` is of one unit."""

    form: Literal["share_auction"] = "share_auction"
    quantity: Positive
    start_price: Money
    quoting_s: Seconds
    pricing: Literal["own", "uniform"] = "own"


@dataclass(frozen=True, slots=True)
class State:
    """The quotes in the order of the log."""

    quotes: tuple[Quote, ...] = ()


def begin(rules: Rules) -> State:
    """Return the state before the first quote."""
    return State()


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: `quoted_already`, `misses_start`, `quantity_outside`, `move_of_another_form`.
    """
    if not isinstance(move, Quote):
        raise Inadmissible("move_of_another_form")
    if any(one.bidder == move.bidder for one in state.quotes):
        raise Inadmissible("quoted_already")
    if move.price < rules.start_price or not move.price:
        raise Inadmissible("misses_start", least=rules.start_price)
    if not 1 <= move.least <= move.quantity <= rules.quantity:
        raise Inadmissible("quantity_outside", most=str(rules.quantity))
    return State((*state.quotes, move))


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see: nothing of the prices before all are known."""
    ends = rules.after_start(rules.quoting_s)
    if now < ends:
        return Show("quoting", ends, least=rules.start_price)
    awards = _given_out(rules, state)
    if not awards:
        return Show("closed", ends, True, reason="nobody_bid")
    lowest_price = min(one.price for one in awards)
    if rules.pricing == "uniform":
        awards = tuple(one.model_copy(update={"price": lowest_price}) for one in awards)
    return Show("closed", ends, True, lowest_price, awards=awards)


def _given_out(rules: Rules, state: State) -> tuple[Award, ...]:
    by = {one.bidder: one for one in state.quotes}
    figures = {one.bidder: {"price": one.price, "number": Decimal(one.number)} for one in state.quotes}
    left, awards = rules.quantity, []
    for placed in ordered(figures, (highest("price"), lowest("number"))):
        quote = by[placed.bid]
        if left >= quote.least:
            got = min(left, quote.quantity)
            awards.append(Award(bidder=quote.bidder, price=quote.price, quantity=got))
            left -= got
    return tuple(awards)
