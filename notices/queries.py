"""What of the notices may be read: published ones, by anybody."""

from __future__ import annotations

from django.db.models import QuerySet

from notices.models import Notice


def published() -> QuerySet[Notice]:
    """Return the published notices with their deals."""
    return Notice.objects.filter(status="published").select_related("deal")


def headlines() -> QuerySet[Notice]:
    """Return them for lists, which show neither what a notice says nor the particulars of its deal."""
    return published().defer("content", "deal__particulars")
