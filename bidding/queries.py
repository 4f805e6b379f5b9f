"""Who may read registrations and deposits. Before the bidding is over nobody but the bidder itself learns of one."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.registrations import may_review
from bidding.models import Registration
from trading.models import Lot


def registrations(actor: Actor) -> QuerySet[Registration]:
    """Return the registrations of the actor's own party; everyone else's are found through their lot."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return Registration.objects.none()
    return Registration.objects.filter(party_id=actor.party_id).select_related("lot__deal", "party")


def of_lot(lot: Lot, actor: Actor) -> QuerySet[Registration]:
    """
    Return the registrations of a lot that the actor may read: its own; all for whoever reviews them; and for the
    centre, which keeps the deposits.
    """
    found = lot.registrations.select_related("party").order_by("applied_at", "id")
    keeps = actor.role is Role.CENTRE and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
    if keeps or (actor.role is not Role.PUBLIC and may_review(lot, actor)):
        return found
    own = Q(party_id=actor.party_id) if actor.role is Role.BIDDER and actor.party_id else Q(pk=None)
    return found.filter(own)
