"""Which lot a page of an evaluation is about, and how its bids are called there."""

from __future__ import annotations

from django.http import Http404

from accounts.actor import Actor
from bidding.evaluation import bids
from bidding.models import Evaluation
from foundation.errors import NotFound
from trading import queries
from trading.models import Lot


def lot_of(lot_id: str, actor: Actor) -> Lot:
    """
    Return the lot.

    :raises Http404: for one that the actor may not know of.
    """
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    if lot is None:
        raise Http404
    return lot


def hidden(refused: NotFound) -> Http404:
    """Return what is answered to whoever may not know that there is an evaluation."""
    return Http404(refused.code)


def names(evaluation: Evaluation) -> dict[str, str]:
    """Return the bidders' names by the ids of their bids; empty where bids are read without a name. One query."""
    if evaluation.is_blind:
        return {}
    return {one.id: one.registration.party.name for one in bids.opened(evaluation)}
