"""
挂牌, listing of a land-use right (39号令 art. 17 to 19; the windows are the announcement's).

    listing   prices are posted until `listing_s` after the start
    asking    for `inquiry_s` bidders say whether they go on; fewer than `askers`: the listing ends with what stands
    limited   those who asked, and whoever stands, raise; a countdown of `countdown_s` begins anew with each raise
    beyond    where a price met the `cap`: what the announcement says, see `capped`

A price at the cap ends the contest of prices whenever it comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from toolkit.auctions import prices, rules
from toolkit.auctions.forms import capped
from toolkit.auctions.forms.capped import Beyond
from toolkit.auctions.forms.dynamic_quotation import won
from toolkit.auctions.moves import Ask, Claim, Offer, Quote, Raise, Step, Waive
from toolkit.auctions.prices import Standing
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Show
from toolkit.auctions.rules import Seconds
from toolkit.records import Positive


class Rules(rules.PriceRules):
    """The rules of a listing; `may_ask` is who may want to go on: whoever has posted a price, or whoever was admitted."""

    form: Literal["listing"] = "listing"
    listing_s: Seconds
    inquiry_s: Seconds
    countdown_s: Seconds
    askers: Positive = 1
    may_ask: Literal["quoted", "admitted"] = "admitted"
    beyond: Beyond = Beyond()


@dataclass(frozen=True, slots=True)
class State:
    """What stands and since when, who has posted a price, who asked, and what was done beyond the cap."""

    standing: Standing
    since: int = 0
    quoted: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    at_cap: capped.State = field(default_factory=capped.State)


def begin(rules: Rules) -> State:
    """Return the state before the first price."""
    return State(prices.begin(rules))


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: what `prices` and `capped` raise; `window_not_open`, `not_asking`, `has_not_quoted`, `asked_already`,
        `did_not_ask`, `being_asked`, `move_of_another_form`.
    """
    if rules.cap is not None and state.standing.price == rules.cap:
        return _beyond(rules, state, move, now, rules.cap)
    match move:
        case Raise() | Claim():
            return _raised(rules, state, move, now)
        case Waive():
            return replace(state, standing=prices.claimed(rules.holders, state.standing, move))
        case Step():
            return replace(state, standing=prices.stepped(rules, state.standing, move))
        case Ask():
            if _phase(rules, state, now) != "asking":
                raise Inadmissible("not_asking")
            if rules.may_ask == "quoted" and move.bidder not in state.quoted:
                raise Inadmissible("has_not_quoted")
            if move.bidder in state.asked:
                raise Inadmissible("asked_already")
            return replace(state, asked=state.asked | {move.bidder})
    raise Inadmissible("move_of_another_form")


def _beyond(rules: Rules, state: State, move: Any, now: int, cap: Decimal) -> State:
    if not isinstance(move, Ask | Offer | Quote):
        raise Inadmissible("no_further_price", stands=cap)
    if now < _begins(rules, state):
        raise Inadmissible("window_not_open")
    return replace(state, at_cap=capped.take(rules.beyond, state.at_cap, move, now, cap))


def _raised(rules: Rules, state: State, move: Raise | Claim, now: int) -> State:
    phase = _phase(rules, state, now)
    if phase == "asking":
        raise Inadmissible("being_asked")
    if phase == "limited" and move.bidder not in state.asked | {state.standing.bidder}:
        raise Inadmissible("did_not_ask")
    if isinstance(move, Raise):
        standing = prices.raised(rules, state.standing, move)
    else:
        standing = prices.claimed(rules.holders, state.standing, move)
    return replace(state, standing=standing, since=now, quoted=state.quoted | {move.bidder})


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see: whoever stands when nobody goes on, or whom the rules beyond the cap find."""
    if rules.cap is not None and state.standing.price == rules.cap:
        return capped.show(rules.beyond, state.at_cap, now, _begins(rules, state), state.standing)
    standing, phase = state.standing, _phase(rules, state, now)
    if phase == "closed":
        return won(standing, _ends(rules, state))
    ends = {"listing": _listed(rules), "asking": _inquired(rules)}.get(phase) or _ends(rules, state)
    least = None if phase == "asking" else prices.least(rules, standing)
    return Show(phase, ends, price=standing.price, leader=standing.bidder, least=least)


def _begins(rules: Rules, state: State) -> int:
    return max(state.since, _listed(rules))


def _phase(rules: Rules, state: State, now: int) -> str:
    if now < _listed(rules):
        return "listing"
    if now < _inquired(rules):
        return "asking"
    return "limited" if now < _ends(rules, state) else "closed"


def _listed(rules: Rules) -> int:
    return rules.after_start(rules.listing_s)


def _inquired(rules: Rules) -> int:
    return rules.after_start(rules.listing_s + rules.inquiry_s)


def _ends(rules: Rules, state: State) -> int:
    """Return when the contest of prices ends if nobody raises: with the inquiry, unless enough asked."""
    if len(state.asked) < rules.askers:
        return _inquired(rules)
    return max(state.since, _inquired(rules)) + rules.countdown_s * 1000
