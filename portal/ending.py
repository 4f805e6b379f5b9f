"""Which deals may be bid for and end soonest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Exists, OuterRef

from trading import registry
from trading.law.grammar import Phase
from trading.models import Deal, Hold, Period

_LOTS_AHEAD = 6  # lots of one deal end together; so many rows are read for each deal that is shown


@dataclass(frozen=True)
class Ending:
    """A deal and when its bidding ends."""

    deal: Deal
    ends_at: datetime


def ending_soon(now: datetime, *, most: int) -> list[Ending]:
    """Return the deals whose bidding period runs and ends soonest, each once; none that is suspended. One query."""
    rows = Period.objects.filter(
        current=True,
        limit__in=bidding_limits(),
        starts_at__lte=now,
        ends_at__gt=now,
        lot__phase__in=(Phase.ANNOUNCED.value, Phase.BIDDING.value),
        lot__deal__announced_at__isnull=False,
    ).exclude(Exists(Hold.objects.filter(lot=OuterRef("lot"), ended_at__isnull=True)))
    found: dict[str, Ending] = {}
    rows = rows.select_related("lot__deal__organiser").order_by("ends_at", "id")
    for period in rows[: most * _LOTS_AHEAD]:
        deal = period.lot.deal
        found.setdefault(deal.id, Ending(deal, period.ends_at))
    return list(found.values())[:most]


@cache
def bidding_limits() -> tuple[str, ...]:
    """Return the names of the limits at whose end bids are due, of all procedures."""
    return tuple(sorted({p.bidding.name for p in registry.procedures() if p.bidding}))
