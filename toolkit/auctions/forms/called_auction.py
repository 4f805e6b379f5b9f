"""
拍卖, ascending auction called by an auctioneer (39号令 art. 15; 拍卖法 art. 50, 51).

Bidders raise while the auctioneer calls the price that stands, `calls` times; a raise, a claim, another increment or a pause begins the
count anew. Then the hammer falls, and only the hammer ends it. Nobody who bids is timed; the auctioneer leaves them `call_s` before each
call and before the hammer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from toolkit.auctions import prices, rules
from toolkit.auctions.moves import Call, Claim, Hammer, Raise, Step, Waive
from toolkit.auctions.prices import Standing
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds
from toolkit.records import Positive


class Rules(rules.PriceRules):
    """The rules of a called auction."""

    form: Literal["called_auction"] = "called_auction"
    calls: Positive = 3
    call_s: Seconds = 0


@dataclass(frozen=True, slots=True)
class State:
    """What stands and since when nothing was said, how often it was called, and when the hammer fell."""

    standing: Standing
    since: int
    calls: int = 0
    hammered: int = 0


def begin(rules: Rules) -> State:
    """Return the state before the first raise."""
    return State(prices.begin(rules), rules.starts_at)


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: what `prices` raises; `called_otherwise`, `not_called_out`, `called_too_soon`, `move_of_another_form`.
    """
    match move:
        case Raise():
            return State(prices.raised(rules, state.standing, move), now)
        case Claim():
            return State(prices.claimed(rules.holders, state.standing, move), now)
        case Waive():
            return replace(state, standing=prices.claimed(rules.holders, state.standing, move))
        case Step():
            return State(prices.stepped(rules, state.standing, move), now)
        case Call():
            stands = _called(rules, state)
            if state.calls == rules.calls or move.count != state.calls + 1 or move.price != stands:
                raise Inadmissible("called_otherwise", count=str(state.calls), stands=stands)
            _check_time(rules, state, now)
            return replace(state, calls=move.count, since=now)
        case Hammer():
            if state.calls < rules.calls:
                raise Inadmissible("not_called_out", count=str(state.calls))
            _check_time(rules, state, now)
            return replace(state, hammered=now)
    raise Inadmissible("move_of_another_form")


def resume(rules: Rules, state: State, now: int) -> State:
    """Return the state once the auction goes on after a pause: whoever was called away is called anew."""
    return State(state.standing, now)


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see; the hammer gives the lot to whoever stands."""
    standing = state.standing
    price, leader = standing.price, standing.bidder
    if state.hammered:
        awards = () if price is None else (Award(bidder=leader, price=price),)
        return Show(
            "closed",
            state.hammered,
            True,
            price,
            leader,
            awards=awards,
            reason="" if awards else "nobody_bid",
        )
    phase = "called" if state.calls else "raising"
    return Show(phase, price=price, leader=leader, least=prices.least(rules, standing))


def _called(rules: Rules, state: State) -> Decimal:
    return rules.start_price if state.standing.price is None else state.standing.price


def _check_time(rules: Rules, state: State, now: int) -> None:
    if now < state.since + rules.call_s * 1000:
        raise Inadmissible("called_too_soon", seconds=str(rules.call_s))
