"""The deadlines of a deal as a calendar that people subscribe to (iCalendar, RFC 5545), read from the rows that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event
from rest_framework.renderers import JSONRenderer

from trading.law.grammar import Phase
from trading.models import Clarification, Deal, Hold, Lot, Period

MEDIA_TYPE = "text/calendar"


class Offered(JSONRenderer):
    """Lets a reader ask for a calendar in so many words; what it writes itself are problems."""

    media_type = MEDIA_TYPE


def answer(deal: Deal, lots: Iterable[Lot]) -> HttpResponse:
    """Return the calendar of a deal, with an entry for each running limit of each of the lots."""
    made = Calendar()
    for name, value in (("prodid", "-//Yangguang//deadlines//ZH"), ("version", "2.0"), ("method", "PUBLISH")):
        made.add(name, value)
    made.add("x-wr-calname", deal.title)
    clarifications = list(deal.clarifications.order_by("number"))
    for lot in lots:
        for entry in _entries(deal, lot, clarifications):
            made.add_component(entry)
    response = HttpResponse(made.to_ical(), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{deal.number}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entries(deal: Deal, lot: Lot, clarifications: Iterable[Clarification]) -> Iterator[Event]:
    limits, periods, holds = lot.procedure.limits(), list(lot.periods.all()), list(lot.holds.all())
    for period in periods:
        if not period.current or period.limit not in limits:
            continue
        moves = [one for one in clarifications if period.limit in one.moves.get(lot.id, {})]
        former = sum(one.limit == period.limit and not one.current for one in periods)
        entry = Event()
        title = limits[period.limit].title
        lines = {
            "uid": f"{lot.id}.{period.limit}@{urlsplit(settings.PUBLIC_URL).hostname}",
            # Every change there may be raises it: a move, a hold and its end, a limit that was opened anew.
            "sequence": len(moves) + former + sum(1 + (hold.ended_at is not None) for hold in holds),
            "dtstamp": _changed_at(period, moves, holds),
            "dtstart": period.ends_at,
            "summary": f"{title.zh}截止 · {title.en} ends：{deal.title}（{lot.title}）",
            "url": f"{settings.PUBLIC_URL}/deals/{deal.number}/",
            "status": _status(lot, holds, is_provisional=period.provisional),
        }
        for name, value in lines.items():
            entry.add(name, value)
        yield entry


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
