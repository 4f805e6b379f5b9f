"""
动态报价, open quotation with a free and a timed period (网络竞价规则, 惯例).

From the start everybody may raise until the free period ends; then a countdown runs, which each raise begins anew. Nobody raises until
it ends: the price that stands wins. So the end is the latest of `free_s` + `countdown_s` after the start and `countdown_s` after the
last raise: a soft close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from toolkit.auctions import prices, rules
from toolkit.auctions.moves import Claim, Raise, Step, Waive
from toolkit.auctions.prices import Standing
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds


class Rules(rules.PriceRules):
    """The rules of a dynamic quotation."""

    form: Literal["dynamic_quotation"] = "dynamic_quotation"
    free_s: Seconds
    countdown_s: Seconds


@dataclass(frozen=True, slots=True)
class State:
    """What stands, and when it closes if nobody raises."""

    standing: Standing
    ends: int


def begin(rules: Any) -> State:
    """Return the state before the first raise."""
    return State(prices.begin(rules), rules.after_start(rules.free_s + rules.countdown_s))


def take(rules: Any, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: what `prices` raises; `move_of_another_form`.
    """
    match move:
        case Raise():
            return State(prices.raised(rules, state.standing, move), _restarted(rules, state, now))
        case Claim():
            return State(prices.claimed(rules.holders, state.standing, move), _restarted(rules, state, now))
        case Waive():
            return replace(state, standing=prices.claimed(rules.holders, state.standing, move))
        case Step():
            return replace(state, standing=prices.stepped(rules, state.standing, move))
    raise Inadmissible("move_of_another_form")


def show(rules: Any, state: State, now: int) -> Show:
    """Return what there is to see; whoever stands at the end wins."""
    standing = state.standing
    if now >= state.ends:
        return won(standing, state.ends)
    free = rules.after_start(rules.free_s)
    phase, ends = ("free", free) if now < free else ("timed", state.ends)
    least = prices.least(rules, standing)
    return Show(phase, ends, price=standing.price, leader=standing.bidder, least=least)


def won(standing: Standing, ends: int) -> Show:
    """Return the end of a contest that whoever stands has won."""
    if standing.price is None:
        return Show("closed", ends, True, reason="nobody_bid")
    award = Award(bidder=standing.bidder, price=standing.price)
    return Show("closed", ends, True, standing.price, standing.bidder, awards=(award,))


def _restarted(rules: Any, state: State, now: int) -> int:
    return max(state.ends, now + rules.countdown_s * 1000)
