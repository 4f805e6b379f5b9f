"""
Open prices, one against the other: what stands, what is acceptable next, and why another price is not.

    least   = start price, or the price that stands + increment (- where the lowest wins), but never beyond the cap; none where
              that is no money any more: zero, or more than the format can write
    strict  : (price - price that stands) is a whole multiple of the increment; a price at the cap is always on the grid
    large   : the step is more than so many increments, or than half of the price that stands; a single increment never is

A cap that lies off the grid is thus met by its exact amount and nothing else. Decimals are added in a context of a hundred digits in
which nothing may be rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact, InvalidOperation

from toolkit.auctions.moves import MOST, Claim, Raise, Step, Waive
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.rules import Holder, PriceRules

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])
_LARGE_SHARE = Decimal("0.5")
NOBODY = 10**9
"""The rank of whoever has no priority right."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The price that stands, whose it is, the increment now, and who gave a priority right up."""

    increment: Decimal
    price: Decimal | None = None
    bidder: str = ""
    waived: frozenset[str] = frozenset()


def begin(rules: PriceRules) -> Standing:
    """Return what stands before the first price."""
    return Standing(rules.increment)


def least(rules: PriceRules, standing: Standing) -> Decimal | None:
    """Return the price that would be accepted next; None once the cap or the last price that can be written stands."""
    if standing.price is None:
        return rules.start_price
    if standing.price == rules.cap:
        return None
    step = EXACT.add if rules.up else EXACT.subtract
    found = step(standing.price, standing.increment)
    if rules.cap is not None and found > rules.cap:
        return rules.cap
    return found if 0 < found < MOST else None


def raised(rules: PriceRules, standing: Standing, move: Raise) -> Standing:
    """
    Return what stands after a raise.

    :raises Inadmissible: `leads_already`, `above_cap`, `cap_reached`, `below_start`, `below_step` (or their twins above), `off_grid`,
        `repeat_needed`, `repeat_differs`; with what stands and the least that is acceptable.
    """
    stands = {} if standing.price is None else {"stands": standing.price}
    needed = least(rules, standing)
    if standing.bidder == move.bidder and rules.self_outbid == "refused":
        raise Inadmissible("leads_already")
    if needed is None:
        raise Inadmissible("no_further_price", **stands)
    if rules.cap is not None and move.price > rules.cap:
        raise Inadmissible("above_cap", cap=rules.cap)
    if (move.price < needed) if rules.up else (move.price > needed or not move.price):
        code = "misses_start" if standing.price is None else "misses_step"
        raise Inadmissible(code, **stands, least=needed)
    _check_grid(rules, standing, move, needed)
    return replace(standing, price=move.price, bidder=move.bidder)


def _check_grid(rules: PriceRules, standing: Standing, move: Raise, needed: Decimal) -> None:
    anchor = rules.start_price if standing.price is None else standing.price
    distance = EXACT.abs(EXACT.subtract(move.price, anchor))
    if rules.grid == "strict" and move.price != rules.cap and EXACT.remainder(distance, standing.increment):
        raise Inadmissible("off_grid", anchor=anchor, increment=standing.increment)
    if move.repeated is not None and move.repeated != move.price:
        raise Inadmissible("repeat_differs", price=move.price, repeated=move.repeated)
    if move.repeated is None and is_large(rules, standing, move.price):
        raise Inadmissible("repeat_needed", price=move.price, least=needed)


def is_large(rules: PriceRules, standing: Standing, price: Decimal) -> bool:
    """Tell whether a price is so far from the last that whoever gives it types it twice: a digit too many is no whim of the market."""
    if not rules.large_steps:
        return False
    last = rules.start_price if standing.price is None else standing.price
    most = min(
        EXACT.multiply(standing.increment, Decimal(rules.large_steps)), EXACT.multiply(last, _LARGE_SHARE)
    )
    return EXACT.abs(EXACT.subtract(price, last)) > max(standing.increment, most)


def stepped(rules: PriceRules, standing: Standing, move: Step) -> Standing:
    """
    Return what stands with another increment.

    :raises Inadmissible: `increment_fixed`, `increment_of_zero`, `increment_too_large`.
    """
    if rules.increments == "fixed":
        raise Inadmissible("increment_fixed")
    if not move.increment:
        raise Inadmissible("increment_of_zero")
    if rules.largest_increment is not None and move.increment > rules.largest_increment:
        raise Inadmissible("increment_too_large", most=rules.largest_increment)
    return replace(standing, increment=move.increment)


def claimed(holders: Sequence[Holder], standing: Standing, move: Claim | Waive) -> Standing:
    """
    Return what stands after a priority holder took the price that stands, or gave its right up.

    :raises Inadmissible: `no_priority`, `waived_already`, `nothing_stands`, `price_moved`, `goes_before` if the leader's right is as
        good.
    """
    if move.bidder not in priorities(holders):
        raise Inadmissible("no_priority")
    if move.bidder in standing.waived:
        raise Inadmissible("waived_already")
    if isinstance(move, Waive):
        return replace(standing, waived=standing.waived | {move.bidder})
    if standing.price is None:
        raise Inadmissible("nothing_stands")
    if move.price != standing.price:
        raise Inadmissible("price_moved", stands=standing.price)
    ranks = priorities(holders, standing.waived)
    if ranks.get(standing.bidder, NOBODY) <= ranks[move.bidder]:
        raise Inadmissible("goes_before", stands=standing.price)
    return replace(standing, bidder=move.bidder)


def priorities(holders: Sequence[Holder], waived: Collection[str] = ()) -> Mapping[str, int]:
    """Return the rank of each priority holder who has not given its right up."""
    return {one.bidder: one.rank for one in holders if one.bidder not in waived}
