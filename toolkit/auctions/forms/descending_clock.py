"""
减价拍卖（荷兰式）, descending clock, and the sealed and best bids that may follow it.

    clock    after `first_pause_s` the clock shows `start_price`, and every `step_s` the price before less `drop_share` of the start
             price (half up to the cent), `steps` times and never below `floor`; the first to take what it shows stops it, and
             whoever names more, for it was slow, pays no more than that
    sealed   after `sealed_pause_s`, for `sealed_s`, each of the others may give one price above that
    best     after `best_pause_s`, for `best_s`, whoever stopped the clock may give one price above all of these

The highest price wins, and among equals the earliest. Without `sealed_s` the taker has it at once. Nobody takes: not sold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field

from toolkit.auctions import rules
from toolkit.auctions.moves import Money, Quote, Take
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds
from toolkit.scoring.comparing import highest, lowest, ordered
from toolkit.scoring.numbers import Share, rounded


class Rules(rules.Rules):
    """The rules of a descending clock."""

    form: Literal["descending_clock"] = "descending_clock"
    start_price: Money
    floor: Money = Decimal(0)
    drop_share: Share
    step_s: Annotated[int, Field(strict=True, ge=1, le=24 * 3600)]
    steps: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    first_pause_s: Seconds = 0
    sealed_pause_s: Seconds = 0
    sealed_s: Seconds = 0
    best_pause_s: Seconds = 0
    best_s: Seconds = 0


@dataclass(frozen=True, slots=True)
class State:
    """Who stopped the clock, at which price and when, and the quotes after that in the order of the log."""

    bidder: str = ""
    price: Decimal = Decimal(0)
    taken: int = 0
    quotes: tuple[Quote, ...] = ()


def begin(rules: Rules) -> State:
    """Return the state before the clock runs."""
    return State()


def next_price(start: Decimal, share: Decimal, price: Decimal) -> Decimal:
    """Return the price after one step."""
    return rounded(Fraction(price) - Fraction(start) * Fraction(share), 2)


def price_at(rules: Rules, step: int) -> Decimal:
    """Return what the clock shows after so many steps."""
    return _prices(rules.start_price, rules.drop_share, rules.floor, rules.steps)[step]


@lru_cache(64)
def _prices(start: Decimal, share: Decimal, floor: Decimal, steps: int) -> tuple[Decimal, ...]:
    # Rounded to the cent throughout: the cache takes 1 and 1.00 for one key, and both have to be written alike.
    found, lowest_price = [rounded(start, 2)], rounded(floor, 2)
    for _ in range(steps):
        found.append(max(next_price(start, share, found[-1]), lowest_price))
    return tuple(found)


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: `between_rounds`, `price_moved`, `taken_already`, `not_your_turn`, `quoted_already`, `not_above`,
        `move_of_another_form`.
    """
    phase = show(rules, state, now).phase
    match move:
        case Take():
            if state.bidder:
                raise Inadmissible("taken_already", stands=state.price)
            shows = _shown(rules, now) if phase == "clock" else None
            if shows is None:
                raise Inadmissible("between_rounds")
            if move.price < shows:
                raise Inadmissible("price_moved", stands=shows)
            return State(move.bidder, shows, now)
        case Quote():
            return replace(state, quotes=(*state.quotes, _quoted(state, move, phase)))
    raise Inadmissible("move_of_another_form")


def _quoted(state: State, move: Quote, phase: str) -> Quote:
    if phase not in ("sealed", "best"):
        raise Inadmissible("between_rounds")
    if (phase == "best") != (move.bidder == state.bidder):
        raise Inadmissible("not_your_turn")
    if any(one.bidder == move.bidder for one in state.quotes):
        raise Inadmissible("quoted_already")
    # The sealed ones are known when the best bid is given: below them it would be in vain.
    stands = state.price if phase == "sealed" else max([state.price, *(one.price for one in state.quotes)])
    if move.price <= stands:
        raise Inadmissible("not_above", stands=stands)
    return move


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see."""
    begins = rules.after_start(rules.first_pause_s)
    if not state.bidder:
        ends = begins + (rules.steps + 1) * rules.step_s * 1000
        if now >= ends:
            return Show("closed", ends, True, reason="nobody_bid")
        shows = _shown(rules, now)
        if shows is None:
            return Show("between_rounds", begins)
        step = (now - begins) // (rules.step_s * 1000) + 1
        return Show("clock", begins + step * rules.step_s * 1000, price=shows, least=shows)
    at = state.taken
    if rules.sealed_s:
        for pause, phase, length in (
            (rules.sealed_pause_s, "sealed", rules.sealed_s), (rules.best_pause_s, "best", rules.best_s),
        ):  # fmt: skip
            for name, seconds in (("between_rounds", pause), (phase, length)):
                at += seconds * 1000
                if now < at:
                    return Show(name, at, price=state.price, leader=state.bidder)
    return _closed(state, at)


def _shown(rules: Rules, now: int) -> Decimal | None:
    past = now - rules.after_start(rules.first_pause_s)
    return None if past < 0 else price_at(rules, past // (rules.step_s * 1000))


def _closed(state: State, at: int) -> Show:
    figures = {state.bidder: {"price": state.price, "number": Decimal(0)}}
    figures |= {one.bidder: {"price": one.price, "number": Decimal(one.number)} for one in state.quotes}
    best = ordered(figures, (highest("price"), lowest("number")))[0].bid
    award = Award(bidder=best, price=figures[best]["price"])
    return Show("closed", at, True, award.price, best, awards=(award,))
