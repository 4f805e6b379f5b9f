"""What the clock has to do: the lots whose timed step is due, read from the tick's index."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from trading.law.grammar import CLOCK, Step
from trading.models import Lot

Place = tuple[datetime, str]
"""A place in the order of what is due: the instant, and the lot's id."""


def due_lots(at: datetime, *, limit: int, beyond: Place | None = None) -> list[Place]:
    """Return the places of lots whose timed step may be taken, the longest due first, those after `beyond`."""
    found = Lot.objects.filter(next_step_at__lte=at)
    if beyond is not None:
        instant, lot_id = beyond
        found = found.filter(Q(next_step_at__gt=instant) | Q(next_step_at=instant, id__gt=lot_id))
    return list(found.order_by("next_step_at", "id").values_list("next_step_at", "id")[:limit])


def next_due(*, after: datetime | None = None) -> datetime | None:
    """Return the earliest instant, or the earliest `after` one, at which a timed step is due; `None` if none is."""
    found = Lot.objects.filter(next_step_at__isnull=False)
    if after is not None:
        found = found.filter(next_step_at__gt=after)
    return found.order_by("next_step_at").values_list("next_step_at", flat=True).first()


def timed_steps(lot: Lot) -> list[Step]:
    """Return the steps that the clock takes out of the lot's state."""
    return [step for step in lot.procedure.steps_from(lot.state) if CLOCK in step.roles]
