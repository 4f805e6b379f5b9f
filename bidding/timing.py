"""When a bidder may come and go, and until when nobody else may learn of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation.errors import Conflict
from foundation.text import Text
from trading import deadlines, in_force, refusals
from trading.deadlines import BEFORE_THE_OPENING, bids_are_due
from trading.law.grammar import Refusal, RegistrationRule
from trading.models import Lot

__all__ = [
    "BEFORE_THE_OPENING",
    "bids_are_due",
    "end_of",
    "is_held",
    "is_secret",
    "on_hold",
    "outside",
    "registration_rule",
    "too_late_to_withdraw",
]


def registration_rule(lot: Lot) -> RegistrationRule:
    """
    Return who may register when: the procedure's own rule for the lot's state, else everybody as long as bids are taken.

    :raises Conflict: `no_registration` where nobody registers.
    """
    procedure = lot.procedure
    if rules := procedure.registrations:
        return next((rule for rule in rules if lot.state in rule.states), rules[0])
    if procedure.bidding is None:
        raise Conflict("no_registration", Text("此交易方式不设报名", "Nobody registers for this method"))
    opened = tuple(s.target for s in procedure.steps if procedure.bidding in s.opens)
    return RegistrationRule(states=opened, until=procedure.bidding)


def outside(lot: Lot, rule: RegistrationRule, at: datetime) -> list[Refusal]:
    """Return every reason why nobody may register at this instant."""
    found = on_hold(lot)
    periods = in_force.periods(lot)
    if lot.state not in rule.states or not deadlines.is_open_until(rule.until, periods, at):
        words = Text("不在报名（获取文件）时间内", "Outside the time for registration")
        found.append(Refusal("registration_closed", words, rule.until.law))
    return found


def too_late_to_withdraw(lot: Lot, at: datetime) -> list[Refusal]:
    """
    Return why a bidder may no longer withdraw.

    Where the law gives a withdrawn deposit back (招标投标法实施条例第三十五条), it may until bids are due, on hold or not: nobody
    is kept in. Elsewhere it may while it may register.
    """
    procedure = lot.procedure
    back = procedure.deposit.refund_withdrawn if procedure.deposit else None
    if back is None or procedure.bidding is None:
        return outside(lot, registration_rule(lot), at)
    if not bids_are_due(lot, at) and not procedure.state(lot.state).final:
        return []
    words = Text("投标截止时间已到，不能再撤回", "Bids are due; it is too late to withdraw")
    return [Refusal("withdrawal_closed", words, back.law)]


def is_secret(lot: Lot, at: datetime) -> bool:
    """Tell whether bidders may still come or bids are still awaited, so that nobody may know of them. One query, or two."""
    rules, bidding = lot.procedure.registrations, lot.procedure.bidding
    if bidding is None or lot.phase not in BEFORE_THE_OPENING:
        return False
    periods = in_force.periods(lot)
    limits = [bidding, *(rule.until for rule in rules)]
    begun = [(limit, periods[limit.name]) for limit in limits if limit.name in periods]
    if not begun or any(deadlines.runs_on(lot, limit, period, at) for limit, period in begun):
        return True
    return any(deadlines.is_open_until(rule.until, periods, at) for rule in rules)


def is_held(lot: Lot) -> bool:
    """Tell whether the lot is on hold now."""
    return bool(in_force.holds(lot))


def on_hold(lot: Lot) -> list[Refusal]:
    """Return what holds the lot now, each cause with its law."""
    return refusals.on_hold(in_force.holds(lot))


def end_of(lot: Lot, since: datetime, until: datetime, at: datetime) -> datetime:
    """Return when a time ends, as known at `at`, that stands still while the lot is on hold; a later hold changes nothing. One query."""
    counted = since
    for starts_at, ended_at in lot.holds.order_by("starts_at", "id").values_list("starts_at", "ended_at"):
        begins, ends = max(starts_at, counted), min(ended_at or at, at)
        if begins < until and begins < ends:
            until, counted = until + (ends - begins), ends
    return until


def time_held(lot: Lot, since: datetime, at: datetime) -> timedelta:
    """Return for how long a lot was on hold between two instants; where holds overlap the time counts once. One query."""
    total, counted = timedelta(), since
    for starts_at, ended_at in lot.holds.order_by("starts_at", "id").values_list("starts_at", "ended_at"):
        begins, ends = max(starts_at, counted), min(ended_at or at, at)
        if ends > begins:
            total, counted = total + (ends - begins), ends
    return total
