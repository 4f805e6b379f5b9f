"""When bids are opened: what is due today, what comes, and what has been opened. Nothing here depends on who bid, or how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from bidding.models import Opening
from foundation import clock
from foundation.text import Text
from portal.ending import bidding_limits
from portal.pages import Page, page
from portal.timeline import name_of
from portal.wishes import midnight
from trading import registry
from trading.law.grammar import Phase
from trading.law.guards import takes_sealed_bids
from trading.models import Hold, Lot, Period

MOST_TODAY = 200
WAITED_FOR, DUE, OPENED = (
    Text("投标中", "Open for bids"),
    Text("已截止，待开标", "Bids are closed, to be opened"),
    Text("已开标", "Opened"),
)


@dataclass(frozen=True)
class Call:
    """An opening of a lot: when it is, or was, and how far it has come. `phase` gives the sign its colour."""

    lot: Lot
    name: Text
    at: datetime
    state: Text
    phase: str


def today(now: datetime) -> Sequence[Call]:
    """Return the openings of this day, the first first. Two queries."""
    begins = midnight(clock.local_date(now))
    rows = _due().filter(ends_at__gte=begins, ends_at__lt=begins + timedelta(days=1))
    found = list(rows.order_by("ends_at", "id")[:MOST_TODAY])
    opened = set(
        Opening.objects.filter(freeze__lot__in=[one.lot_id for one in found], status="recorded").values_list(
            "freeze__lot_id", flat=True
        )
    )
    return [_call(one, now, is_opened=one.lot_id in opened) for one in found]


def upcoming(now: datetime, query: QueryDict) -> Page:
    """Return a page of the openings that come after this day, the next first; its rows are calls. One query."""
    begins = midnight(clock.local_date(now)) + timedelta(days=1)
    waiting = (Phase.ANNOUNCED.value, Phase.BIDDING.value)
    rows = _due().filter(ends_at__gte=begins, lot__phase__in=waiting)
    found = page(rows, "ends_at", query, up=True)
    return Page([_call(one, now, is_opened=False) for one in found.rows], found.following)


def opened(query: QueryDict) -> Page:
    """Return a page of the openings whose record stands, the last first; its rows are calls. One query."""
    rows = Opening.objects.filter(status="recorded", freeze__lot__deal__announced_at__isnull=False)
    rows = rows.select_related("freeze__lot__deal").defer("content", "signature", "bids", "pending")
    found = page(rows, "recorded_at", query)
    return Page(list(_recorded(found.rows)), found.following)


def _recorded(rows: Iterable[Opening]) -> Iterable[Call]:
    for one in rows:
        assert one.recorded_at is not None
        yield Call(one.freeze.lot, name_of(one.freeze.lot), one.recorded_at, OPENED, Phase.CONCLUDED.value)


def _due() -> QuerySet[Period]:
    """Return the periods at whose end bids under seal are opened, of lots that nothing suspends."""
    held = Hold.objects.filter(lot=OuterRef("lot"), ended_at__isnull=True)
    rows = Period.objects.filter(
        current=True, limit__in=bidding_limits(), lot__procedure_key__in=_sealed(), lot__deal__announced_at__isnull=False
    )  # fmt: skip
    return rows.exclude(Exists(held)).select_related("lot__deal")


@cache
def _sealed() -> tuple[str, ...]:
    return tuple(sorted(one.key for one in registry.procedures() if takes_sealed_bids(one)))


def _call(period: Period, now: datetime, *, is_opened: bool) -> Call:
    lot = period.lot
    state, phase = (WAITED_FOR, Phase.BIDDING) if period.ends_at > now else (DUE, Phase.EVALUATING)
    if is_opened:
        state, phase = OPENED, Phase.CONCLUDED
    return Call(lot, name_of(lot), period.ends_at, state, phase.value)
