"""The deadlines of deals as a calendar that people subscribe to (iCalendar, RFC 5545), read from the rows that decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from icalendar import Calendar, Event
from rest_framework.renderers import JSONRenderer

from api.legible import legible
from foundation.text import Text
from trading.law.grammar import Phase
from trading.law.guards import takes_sealed_bids
from trading.models import Clarification, Deal, Hold, Lot, Period

MEDIA_TYPE = "text/calendar"
_ENDS, _OPENING = Text("截止", "ends"), Text("开标", "Opening of bids")


class Offered(JSONRenderer):
    """Lets a reader ask for a calendar in so many words; what it writes itself are problems."""

    media_type = MEDIA_TYPE


def answer(deal: Deal, lots: Iterable[Lot]) -> HttpResponse:
    """Return the calendar of a deal, with an entry for each running limit of each of the lots."""
    made = _calendar(deal.title)
    clarifications = list(deal.clarifications.order_by("number"))
    for lot in lots:
        for period in lot.periods.all():
            for entry in _entries(period, lot, clarifications):
                made.add_component(entry)
    return _file(made, deal.number)


def several(periods: QuerySet[Period]) -> HttpResponse:
    """Return the calendar of some periods of any deals, and of the openings at their ends. Five queries."""
    found = list(periods.select_related("lot__deal").prefetch_related("lot__periods", "lot__holds"))
    issued: dict[str, list[Clarification]] = defaultdict(list)
    for one in Clarification.objects.filter(deal__in={each.lot.deal_id for each in found}).order_by("number"):
        issued[one.deal_id].append(one)
    made = _calendar(f"{settings.PUBLISHER_NAME} · 截止与开标 · Deadlines and openings")
    for period in found:
        for entry in _entries(period, period.lot, issued[period.lot.deal_id], with_openings=True):
            made.add_component(entry)
    return _file(made, "deadlines")


def _calendar(name: str) -> Calendar:
    made = Calendar()
    for field, value in (
        ("prodid", "-//Yangguang//deadlines//ZH"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
    ):
        made.add(field, value)
    made.add("x-wr-calname", legible(name))
    return made


def _file(made: Calendar, name: str) -> HttpResponse:
    response = HttpResponse(made.to_ical(), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entries(
    period: Period, lot: Lot, clarifications: Iterable[Clarification], *, with_openings: bool = False
) -> Iterator[Event]:
    """Yield the end of a period, if it runs, and the opening of bids that comes with it."""
    procedure, limits = lot.procedure, lot.procedure.limits()
    if not period.current or period.limit not in limits:
        return
    title = limits[period.limit].title
    summary = f"{title.zh}{_ENDS.zh} · {title.en} {_ENDS.en}"
    yield _entry(f"{lot.id}.{period.limit}", summary, _ENDS, period, lot, clarifications)
    is_opened = (
        procedure.bidding is not None
        and procedure.bidding.name == period.limit
        and takes_sealed_bids(procedure)
    )
    if with_openings and is_opened:
        summary = f"{_OPENING.zh} · {_OPENING.en}"
        yield _entry(f"{lot.id}.opening", summary, _OPENING, period, lot, clarifications)


def _entry(
    name: str, summary: str, category: Text, period: Period, lot: Lot, clarifications: Iterable[Clarification]
) -> Event:
    holds, deal = list(lot.holds.all()), lot.deal
    moves = [one for one in clarifications if period.limit in one.moves.get(lot.id, {})]
    former = sum(one.limit == period.limit and not one.current for one in lot.periods.all())
    entry = Event()
    lines = {
        "uid": f"{name}@{urlsplit(settings.PUBLIC_URL).hostname}",
        # Every change there may be raises it: a move, a hold and its end, a limit that was opened anew.
        "sequence": len(moves) + former + sum(1 + (hold.ended_at is not None) for hold in holds),
        "dtstamp": _changed_at(period, moves, holds),
        "dtstart": period.ends_at,
        "summary": legible(f"{summary}：{deal.title}（{lot.title}）"),
        "categories": [category.zh],
        "url": f"{settings.PUBLIC_URL}/deals/{deal.number}/",
        "status": _status(lot, holds, is_provisional=period.provisional),
    }
    for field, value in lines.items():
        entry.add(field, value)
    return entry


def _changed_at(period: Period, moves: Iterable[Clarification], holds: Iterable[Hold]) -> datetime:
    """Return when the entry last changed: the file is the same until it does."""
    return max(
        [
            period.starts_at,
            *(one.issued_at for one in moves),
            *(one.ended_at or one.starts_at for one in holds),
        ]
    )


def _status(lot: Lot, holds: Iterable[Hold], *, is_provisional: bool) -> str:
    if lot.phase == Phase.FAILED.value:
        return "CANCELLED"
    is_held = any(hold.ended_at is None for hold in holds)
    return "TENTATIVE" if is_held or is_provisional else "CONFIRMED"
