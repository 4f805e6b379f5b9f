"""What the journal does not tell yet, whoever asks: who takes part in an open lot, and who gives a final offer meanwhile."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from bidding import timing
from foundation.models import Event, Position
from trading import registry
from trading.models import Lot


def without_secrets(rows: QuerySet[Position]) -> QuerySet[Position]:
    """
    Leave out what nobody may read yet, not those who watch either: the events that tell who takes part in an open lot, and who gives
    a final offer while these are taken.
    """
    awaited = Lot.objects.filter(phase__in=timing.BEFORE_THE_OPENING).values("id")
    offering = Lot.objects.filter(_taking_final_offers()).values("id")
    of_lot = Event.objects.filter(pk=OuterRef("event_id")).alias(of_lot=KT("data__lot"))
    secret = of_lot.filter(type__startswith="bidding.", of_lot__in=awaited)
    offered = of_lot.filter(type__startswith="bidding.final_offer.", of_lot__in=offering)
    return rows.exclude(Exists(secret)).exclude(Exists(offered))


def _taking_final_offers() -> Q:
    """Return what finds the lots that wait for final offers to be given and shown."""
    found = Q(pk__in=[])
    for one in registry.procedures():
        if one.final_offers is None:
            continue
        waits = {name for step in one.steps if one.final_offers in step.after for name in step.sources}
        found |= Q(procedure_key=one.key, state__in=waits)
    return found
