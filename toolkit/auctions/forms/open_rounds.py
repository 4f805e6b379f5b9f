"""
多轮公开竞价, open ascending auction in rounds.

A raise ends its round at once; after a pause of `pause_s` the next begins, in which the price that stands + increment is the least. A
round of `round_s` without a raise ends the auction, and no price is taken from `latest_s` after the start on.

Priority holders may claim between rounds too, and where a price stands they have up to `round_s` more after `latest_s`: whoever raises
in the last moment leaves them time.
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
        case Raise() if not _opens(rules, state) <= now < _latest(rules):
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
    opens, ends, latest = _opens(rules, state), _ends(rules, state), _latest(rules)
    standing = state.standing
    if now >= ends:
        return won(standing, ends)
    if now >= latest:
        return Show("priority", ends, price=standing.price, leader=standing.bidder)
    phase, until = ("between_rounds", min(opens, latest)) if now < opens else ("round", min(ends, latest))
    least = prices.least(rules, standing)
    return Show(phase, until, price=standing.price, leader=standing.bidder, least=least)


def _opens(rules: Rules, state: State) -> int:
    return state.since + rules.pause_s * 1000


def _latest(rules: Rules) -> int:
    return rules.after_start(rules.latest_s)


def _ends(rules: Rules, state: State) -> int:
    """Return when it ends if nothing happens: holders are asked beyond the latest instant if there is a price to claim."""
    asked = bool(rules.holders) and state.standing.price is not None
    latest = _latest(rules) + (rules.round_s * 1000 if asked else 0)
    return min(_opens(rules, state) + rules.round_s * 1000, latest)
