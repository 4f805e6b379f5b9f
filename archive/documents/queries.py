"""Who may read which documents."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from archive.models import SealedDocument
from notices.models import Notice
from trading import queries
from trading.deadlines import BEFORE_THE_OPENING


def documents(actor: Actor) -> QuerySet[SealedDocument]:
    """
    Return the documents that the actor may read, sealed or awaiting it, the newest first: public ones; those sent to its own party; and all
    of deals that it watches, but those to bidders of a lot that awaits bids not before these are due: they tell who may come. Of a notice
    that nobody may read any more nobody reads the document either.
    """
    own = Q(party=actor.party_id) if actor.role is Role.BIDDER and actor.party_id else Q(pk=None)
    private = queries.concerning(actor) & (own | Q(party=None) | ~Q(lot__phase__in=BEFORE_THE_OPENING))
    hidden = Notice.objects.filter(id=OuterRef("source"), status="hidden")
    found = SealedDocument.objects.filter(~Exists(hidden), Q(is_public=True) | private)
    return found.select_related("deal").defer("content", "deal__particulars").order_by("-at", "-id")
