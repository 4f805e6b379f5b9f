"""
多轮公开竞价, open ascending auction in rounds.

A raise ends its round at once; after a pause of `pause_s` the next begins, in which the price that stands + increment is the least. A
round of `round_s` without a raise ends the auction, and so does the instant `latest_s` after the start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from toolkit.auctions import prices, rules
from toolkit.auctions.forms.dynamic_quotation import won
from toolkit.auctions.moves import Claim, Raise, Step, Waive
from toolkit.auctions.prices import Standing
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Show
from toolkit.auctions.rules import Seconds


class Rules(rules.PriceRules):
    """The rules; `start_price` is the price of the first round."""

    form: Literal["open_rounds"] = "open_rounds"
    pause_s: Seconds
    round_s: Seconds
    latest_s: Seconds


@dataclass(frozen=True, slots=True)
class State:
    """What stands, and when its round was opened by it."""

    standing: Standing
    since: int


def begin(rules: Rules) -> State:
    """Return the state before the first round."""
    return State(prices.begin(rules), rules.starts_at)


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: what `prices` raises; `between_rounds`, `move_of_another_form`.
    """
    match move:
        case Raise() | Claim() if now < _opens(rules, state):
            raise Inadmissible("between_rounds")
        case Raise():
            return State(prices.raised(rules, state.standing, move), now)
        case Claim():
            return State(prices.claimed(rules.holders, state.standing, move), now)
        case Waive():
            return replace(state, standing=prices.claimed(rules.holders, state.standing, move))
        case Step():
            return replace(state, standing=prices.stepped(rules, state.standing, move))
    raise Inadmissible("move_of_another_form")


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see; whoever stands at the end wins."""
    opens = _opens(rules, state)
    ends = min(opens + rules.round_s * 1000, rules.after_start(rules.latest_s))
    standing = state.standing
    if now >= ends:
        return won(standing, ends)
    phase, until = ("between_rounds", min(opens, ends)) if now < opens else ("round", ends)
    least = prices.least(rules, standing)
    return Show(phase, until, price=standing.price, leader=standing.bidder, least=least)


def _opens(rules: Rules, state: State) -> int:
    return state.since + rules.pause_s * 1000
