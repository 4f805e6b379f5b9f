"""Where everybody is told that a lot or a deal stands: in the phase of its state, or suspended."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from trading.law.grammar import Phase
from trading.models import Deal, Hold, Lot

HELD = Exists(Hold.objects.filter(lot=OuterRef("pk"), ended_at__isnull=True))
"""Whether a hold lies over a lot, as an annotation of a query on lots."""


def of_lot(lot: Lot, *, is_held: bool) -> str:
    """
    Return the phase that is shown of a lot.

    A hold over a draft is nobody's to know, and one that nobody lifted before the lot ended suspends nothing.
    """
    if not is_held or lot.phase == Phase.PREPARING.value or lot.procedure.state(lot.state).final:
        return lot.phase
    return Phase.SUSPENDED.value


def of_lots(phases: Sequence[str]) -> str:
    """
    Return the phase of a deal from those shown of its lots.

    It is that of the least advanced lot that has not failed, or failed when all have; lots that are suspended count only
    when no other goes on.
    """
    order = [phase.value for phase in Phase]
    alive = [phase for phase in phases if phase != Phase.FAILED.value] or phases
    going = [phase for phase in alive if phase != Phase.SUSPENDED.value]
    if len(going) < len(alive) and set(going) <= {Phase.CONCLUDED.value}:
        return Phase.SUSPENDED.value
    return min(going, key=order.index, default=Phase.PREPARING.value)


def of_deal(deal: Deal) -> str:
    """Return the phase of a deal from its lots as they are stored, each in its last round. One query."""
    lots = (
        deal.lots.filter(next__isnull=True)
        .only("deal", "procedure_key", "state", "phase")
        .annotate(is_held=HELD)
    )
    return of_lots([of_lot(lot, is_held=lot.is_held) for lot in lots])
