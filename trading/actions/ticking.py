"""
The tick: timed steps, taken when they are due.

Each is a transaction of its own, so that what one lot does to it, a fault, a lock or a crash, stops no other. The lots'
rows are the truth: two ticks at once, a lost one or a doubled one change nothing.
"""

from __future__ import annotations

import logging
import random

from django.db import connection

from accounts.actor import Actor
from foundation import clock, journal
from foundation.transactions import action
from trading import due, engine, in_force
from trading.actions import effects, holds, recounting
from trading.actions.locking import locked_lot
from trading.actions.steps import bring_up_to_date
from trading.models import StepTaken

BATCH = 200
logger = logging.getLogger(__name__)


@action
def take_timed_step(*, lot_id: str) -> StepTaken | None:
    """
    Take the timed step that is due for a lot, if its guards let one pass.

    A lot whose timed steps all lack a fact is left alone until an action brings the fact.
    """
    by = Actor.clock()
    lot = locked_lot(lot_id)
    at = journal.instant(lot.id)
    if lot.next_step_at is None or lot.next_step_at > at:
        return None
    holds.lift_expired(lot, by=by, at=at)
    source, timed, periods = lot.state, due.timed_steps(lot), in_force.periods(lot)
    if moved := engine.take_first_open(lot, timed, by=by, at=at, periods=periods):
        effects.apply(lot, moved, by=by, at=at)
        bring_up_to_date(lot.deal, lot.procedure.step(moved.taken.step, source=source), at)
        return moved.taken
    awaited = {limit.name for step in timed for limit in step.after}
    later = [p.ends_at for name, p in periods.items() if name in awaited and p.ends_at > at]
    lot.next_step_at = min(later, default=None)
    lot.save(update_fields=["next_step_at"])
    return None


def tick() -> int:
    """
    Take every timed step that is due now, each in its own transaction; return how many were taken.

    A lot whose step raises is told in the log and tried again by the next tick; those behind it go on.

    :raises Exception: when the database is gone.
    """
    recounting.settle_periods()
    at, taken, place = clock.now(), 0, None
    while places := due.due_lots(at, limit=BATCH, beyond=place):
        place = places[-1]
        # Two ticks at once begin at the same lots; in one order each would wait for the other at every one.
        for _, lot_id in random.sample(places, len(places)):
            taken += _take(lot_id)
    return taken


def _take(lot_id: str) -> bool:
    try:
        return take_timed_step(lot_id=lot_id) is not None
    except Exception:
        if not connection.is_usable():
            raise
        logger.exception("The timed step of lot %s failed", lot_id)
        return False
