"""Bidders whose head has the name of another's: a hint to whoever looks, never a reason against them."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.models import Party
from bidding.models import Registration

_MINE = OuterRef("party__legal_representative")


def marked(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """
    Add to registrations `head_namesake`: whether the organiser or another bidder of the lot has a head of the same name.

    Not where both are known by their numbers: then they are two people, or were refused. Only for the eyes of those who
    may read all registrations of the lot.
    """
    others = Registration.objects.filter(lot=OuterRef("lot"), status__in=("applied", "qualified"))
    others = others.exclude(party=OuterRef("party")).filter(party__legal_representative=_MINE)
    organiser = Party.objects.filter(pk=OuterRef("lot__deal__organiser"), legal_representative=_MINE)
    organiser = organiser.exclude(pk=OuterRef("party"))
    anybody = Q(Exists(others)) | Q(Exists(organiser))
    # One of the two is known by the name alone.
    unproved = Q(Exists(others.filter(party__representative_digest=""))) | Q(
        Exists(organiser.filter(representative_digest=""))
    )
    same = unproved | (Q(party__representative_digest="") & anybody)
    has_head = ~Q(party__legal_representative="")
    return rows.annotate(head_namesake=ExpressionWrapper(has_head & same, output_field=BooleanField()))
