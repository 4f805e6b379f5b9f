"""Which requests for information may be read, by whom, and how all of them were answered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from notices.models import InformationRequest

_WATCHING = frozenset({Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR})


def visible(actor: Actor) -> QuerySet[InformationRequest]:
    """Return one's own requests; all of them for the centre, and for those who watch it."""
    rows = InformationRequest.objects.select_related("deal").prefetch_related("consultations")
    if actor.role in _WATCHING:
        return rows
    return rows.filter(user=actor.user_id) if actor.user_id else rows.none()


def knows_who(actor: Actor, row: InformationRequest) -> bool:
    """Tell whether the actor may know who asks: the applicant, and the centre that answers; nobody who only watches."""
    return actor.role is Role.CENTRE or (bool(row.user) and row.user == actor.user_id)


def overdue(at: datetime) -> QuerySet[InformationRequest]:
    """Return the requests that should have been answered."""
    return InformationRequest.objects.filter(status="received", due_at__lte=at)


def counts() -> dict[str, int]:
    """Return how many requests stand where, and how many were answered in which way: what a yearly report tells (art. 50)."""
    rows = InformationRequest.objects.order_by().values_list("status", "answer").annotate(n=Count("id"))
    found: dict[str, int] = {}
    for status, answer, n in rows:
        found[status] = found.get(status, 0) + n
        if answer:
            found[answer] = found.get(answer, 0) + n
    return found
