"""What of the notices may be read: published ones by anybody, drafts by the side that decides on them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from notices.models import Notice
from trading.models import Deal
from trading.queries import inside_for

READABLE = ("published", "superseded")
DECIDING = frozenset({Role.ORGANISER, Role.AGENCY, Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR})


def published() -> QuerySet[Notice]:
    """Return the published notices with their deals: of each, the version that stands."""
    return Notice.objects.filter(status="published").select_related("deal")


def headlines() -> QuerySet[Notice]:
    """Return them for lists, which show neither what a notice says nor the particulars of its deal."""
    return published().defer("content", "deal__particulars")


def readable() -> QuerySet[Notice]:
    """Return every version that anybody may read, with its deal: those that stand, and those behind a later one."""
    return Notice.objects.filter(status__in=READABLE).select_related("deal")


def versions(notice: Notice) -> QuerySet[Notice]:
    """Return all versions of a notice that were ever public, the first one first; of a hidden one nothing is read but that it was."""
    found = Notice.objects.filter(Q(id=notice.root) | Q(first=notice.root))
    return found.filter(status__in=(*READABLE, "hidden")).order_by("version")


def revisions(actor: Actor) -> QuerySet[Notice]:
    """Return what persons wrote into notices, drafts and what became of them, on the deals that the actor sees from inside."""
    if actor.role not in DECIDING:
        return Notice.objects.none()
    own = Notice.objects.exclude(drafted_by="").filter(
        deal__in=Deal.objects.filter(inside_for(actor)).values("id")
    )
    return own.select_related("deal__organiser", "deal__agency", "party", "first")


def waiting(actor: Actor) -> QuerySet[Notice]:
    """Return the drafts that wait for a second person or for their instant, oldest first."""
    return revisions(actor).filter(status__in=("awaiting", "embargoed")).order_by("drafted_at", "id")
