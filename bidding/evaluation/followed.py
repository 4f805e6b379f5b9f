"""Who may follow the draws that decide about a ranking."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.actor import Actor
from bidding import queries as queries_of_bidding
from bidding.actions.evaluating import telling
from bidding.evaluation import figures, results, sitting
from bidding.evaluation.given import COEFFICIENT
from bidding.experts import drawn
from bidding.models import Draw
from trading.models import Lot


def visible(lot: Lot, purpose: str, actor: Actor) -> QuerySet[Draw]:
    """
    Return the draws that the actor may follow, the last first: of coefficients everybody, from the plan on; of ties everybody once the
    ranking is told, at once where opened figures alone decide, and before that whoever may read who is equal.
    """
    found = drawn.draws(lot, purpose)
    is_open = purpose == COEFFICIENT or results.is_told(lot)
    if is_open or _reads(lot, actor) or (figures.latest(lot) is not None and figures.decide(lot)):
        return found
    return found.none()


def _reads(lot: Lot, actor: Actor) -> bool:
    if telling.is_secretary(lot, actor) or queries_of_bidding.supervises(lot, actor):
        return True
    last = sitting.latest(lot)
    seat = sitting.seat_of(last, actor) if last is not None else None
    return seat is not None and seat.status == "declared"
