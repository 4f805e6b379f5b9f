"""
Prices that nobody sees before their round is over: what one-shot and multi-round quotations have in common.

A round lasts `round_s`, the next begins `pause_s` after it. In each a bidder quotes once at most; what a round brought counts when it
is over. From the second on a price is above the best of the round before by `increment` at least. A round that brings none is the last.
Equal best prices of the last of `rounds` go to up to `tie_rounds` more among those who gave them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from toolkit.auctions import rules
from toolkit.auctions.moves import MOST, Claim, Money, Quote, Waive
from toolkit.auctions.prices import EXACT, NOBODY, Standing, claimed, priorities
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Holder, Rounds, Seconds, Ties


class Rules(rules.Rules):
    """
    The rules; `rounds` is 1 where one price decides. `ties` says what decides when the rounds are over, `priority_s` how long
    priority holders may take the best price after that.
    """

    start_price: Money
    increment: Money = Decimal("0.01")
    rounds: Rounds = 1
    round_s: Seconds
    pause_s: Seconds = 0
    tie_rounds: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    ties: Ties = "open"
    holders: tuple[Holder, ...] = ()
    priority_s: Seconds = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """A price, and in which round it was given."""

    bidder: str
    price: Decimal
    round: int


@dataclass(frozen=True, slots=True)
class State:
    """The quotes in their order; the holder who took the best price after all rounds, and those who gave that right up."""

    quotes: tuple[Quoted, ...] = ()
    claimed: str = ""
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Round:
    """
    A round on the auction's clock: who may quote and from which price; `best` is what stood before it. `least` is None where no
    higher price can be written.
    """

    number: int
    opens: int
    ends: int
    least: Decimal | None
    among: tuple[str, ...] = ()
    best: tuple[Quoted, ...] = ()
    over: bool = False


def round_at(rules: Rules, state: State, now: int) -> Round:
    """Return the round that runs, or is awaited, at a time; `over` if none is left."""
    return next(one for one in _rounds(rules, state) if one.over or now < one.ends)


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: `between_rounds`, `quoted_already`, `not_among_equals`, `no_further_price`, `misses_start`,
        `misses_step`, `move_of_another_form`; for a claim `window_not_open`, and what `prices.claimed` raises.
    """
    running = round_at(rules, state, now)
    if isinstance(move, Claim | Waive):
        return _claimed(rules, state, move, running)
    if not isinstance(move, Quote):
        raise Inadmissible("move_of_another_form")
    if running.over or now < running.opens:
        raise Inadmissible("between_rounds")
    if any(one.bidder == move.bidder and one.round == running.number for one in state.quotes):
        raise Inadmissible("quoted_already")
    if running.among and move.bidder not in running.among:
        raise Inadmissible("not_among_equals")
    if running.least is None:
        raise Inadmissible("no_further_price", stands=running.best[0].price)
    if move.price < running.least or not move.price:
        if running.best:
            raise Inadmissible("misses_step", stands=running.best[0].price, least=running.least)
        raise Inadmissible("misses_start", least=running.least)
    return replace(state, quotes=(*state.quotes, Quoted(move.bidder, move.price, running.number)))


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see: the best of the rounds that are over, and at the end who has it."""
    running = round_at(rules, state, now)
    price, tied = _best(rules, state, running)
    leader = tied[0] if len(tied) == 1 else ""
    if not running.over:
        phase, ends = ("between_rounds", running.opens) if now < running.opens else ("quoting", running.ends)
        return Show(phase, ends, price=price, leader=leader, least=running.least)
    if price is None:
        return Show("closed", running.ends, True, reason="nobody_bid")
    ends = running.ends + (rules.priority_s * 1000 if rules.holders else 0)
    if now < ends:
        return Show("priority", ends, price=price, leader=leader)
    if len(tied) > 1 and rules.ties != "earliest":
        return Show("closed", ends, True, price, tied=tuple(sorted(tied)), tied_at=price)
    return Show("closed", ends, True, price, tied[0], awards=(Award(bidder=tied[0], price=price),))


def _rounds(rules: Rules, state: State) -> Iterator[Round]:
    """Yield the rounds in their order, the last of them the one that is `over`; later quotes add rounds at the end only."""
    opens = rules.starts_at
    least: Decimal | None = rules.start_price
    best: tuple[Quoted, ...] = ()
    among: tuple[str, ...] = ()
    for number in range(1, rules.rounds + rules.tie_rounds + 1):
        one = Round(number, opens, opens + rules.round_s * 1000, least, among, best)
        yield one
        given = [quote for quote in state.quotes if quote.round == number]
        if given:
            price = max(quote.price for quote in given)
            best = tuple(quote for quote in given if quote.price == price)
            above = EXACT.add(price, rules.increment)
            least = above if above < MOST else None
        if not given or (number >= rules.rounds and len(best) == 1):
            break
        among = tuple(quote.bidder for quote in best) if number >= rules.rounds else ()
        opens = one.ends + rules.pause_s * 1000
    yield replace(one, opens=one.ends, least=least, best=best, over=True)


def _best(rules: Rules, state: State, running: Round) -> tuple[Decimal | None, tuple[str, ...]]:
    """Return the best price and who has it, earliest first: of equal ones, those with the first priority right."""
    if not running.best:
        return None, ()
    price, ranks = running.best[0].price, priorities(rules.holders, state.waived)
    if state.claimed:
        return price, (state.claimed,)
    first = min(ranks.get(one.bidder, NOBODY) for one in running.best)
    return price, tuple(one.bidder for one in running.best if ranks.get(one.bidder, NOBODY) == first)


def _claimed(rules: Rules, state: State, move: Claim | Waive, running: Round) -> State:
    if isinstance(move, Claim) and not running.over:
        raise Inadmissible("window_not_open")
    price, tied = _best(rules, state, running)
    standing = Standing(rules.increment, price, tied[0] if tied else "", state.waived)
    after = claimed(rules.holders, standing, move)
    if isinstance(move, Claim):
        return replace(state, claimed=after.bidder)
    return replace(state, waived=after.waived)
