"""Requests that were not answered in time: told to the journal once, so that those who watch see it; and those that nobody completed."""

from __future__ import annotations

from accounts.actor import Actor
from foundation import clock, journal
from foundation.models import Event
from foundation.transactions import action, lock_row
from notices import request_queries
from notices.models import InformationRequest

OVERDUE = "notices.request.overdue"


def overdue() -> list[str]:
    """Return the requests that are overdue, of which the journal has not told yet."""
    rows = dict(request_queries.overdue(clock.now()).values_list("id", "due_at"))
    told = Event.objects.filter(type=OVERDUE, subject__in=list(rows)).values_list("subject", flat=True)
    return sorted(rows.keys() - set(told))


def lapsed() -> list[str]:
    """Return the requests that nobody completed in the time that was given for it."""
    rows = InformationRequest.objects.filter(status="unclear", complete_by__lte=clock.now())
    return list(rows.order_by("id").values_list("id", flat=True))


@action
def report(*, request_id: str, by: Actor) -> Event | None:
    """Tell that a request is overdue, once; nothing if it was answered meanwhile."""
    row = lock_row(InformationRequest, request_id)
    at = journal.instant(row.id)
    if not row.is_overdue(at) or Event.objects.filter(type=OVERDUE, subject=row.id).exists():
        return None
    return journal.append(OVERDUE, subject=row.id, actor=by.label, at=at, data={"due_at": row.due_at})
