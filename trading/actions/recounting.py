"""Counting periods anew once the calendar of their year is published."""

from __future__ import annotations

from accounts.actor import Actor
from foundation import journal
from foundation.transactions import action
from trading import deadlines, engine, events, in_force
from trading.actions import holds
from trading.actions.locking import locked_lot
from trading.models import Period


def settle_periods() -> int:
    """
    Settle every provisional period whose calendar is published by now; return how many were settled.

    Until the notice is out this is one look at an index.
    """
    horizon = deadlines.settled_until()
    lots = (
        Period.objects.filter(current=True, provisional=True, ends_at__lte=horizon)
        .order_by("lot_id")
        .values_list("lot_id", flat=True)
        .distinct()
    )
    return sum(settle_lot(lot_id=lot_id) for lot_id in list(lots))


@action
def settle_lot(*, lot_id: str) -> int:
    """Count the provisional periods of a lot anew; an end may move on, never back."""
    lot = locked_lot(lot_id)
    at = journal.instant(lot.id)
    limits, periods = lot.procedure.limits(), in_force.periods(lot)
    settled = 0
    for period in periods.values():
        if not period.provisional or period.limit not in limits:
            continue
        before = period.ends_at
        if not deadlines.settle(lot, limits[period.limit], period, periods):
            continue
        settled += 1
        period.save(update_fields=["ends_at", "provisional"])
        if period.ends_at > before:
            events.period_moved(lot, period, by=Actor.clock(), at=at)
    if settled:
        engine.reschedule(lot, held=holds.held(lot))
    return settled
