"""Which lot a page of an evaluation is about, and how its bids are called there."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, final, offered, seen, sitting
from bidding.models import Evaluation
from foundation.errors import Conflict, DomainError, NotFound
from foundation.text import Text
from portal.evaluation import titles
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


def hidden(refused: DomainError) -> Http404:
    """Return what is answered to whoever may not know that there is an evaluation."""
    return Http404(refused.code)


def names(evaluation: Evaluation) -> dict[str, str]:
    """Return the bidders' names by the ids of their bids; empty where bids are read without a name. One query."""
    if evaluation.is_blind:
        return {}
    return {one.id: one.registration.party.name for one in bids.opened(evaluation)}


def door(lot: Lot, actor: Actor) -> Text | None:
    """Return how the way to the evaluation of a lot whose bids are open is called for this reader; None where it has none there."""
    last = sitting.latest(lot)
    if (
        telling.is_secretary(lot, actor)
        and sitting.is_judged(lot)
        and (last is None or last.status == "set_aside")
    ):
        if sitting.examines(lot):
            return Text("组建资格审查委员会", "Convene the committee for the applicants")
        return Text("组建评审委员会", "Convene the committee")
    if last is None or actor.member_id is None:
        return None
    try:
        if actor.role is Role.BIDDER:
            if final.period(lot) is not None and offered.own(last, actor) is not None:
                return Text("最后报价", "Final offer")
            seen.questions(lot, actor)
            return Text("评标委员会的询问", "What the committee asks you")
        seen.found(lot, actor)
    except (NotFound, Conflict):
        return None
    return titles.name_of(last)


def examinations(lots: Iterable[Lot], actor: Actor) -> list[tuple[str, Text]]:
    """
    Return for each lot of which applicants are examined, or were and no bid is open yet, how the way there is called, where the reader
    has one. No query for other lots, nor for who is not known.
    """
    found = []
    for lot in lots:
        state = lot.procedure.state(lot.state)
        is_before = state.examines is not None or (state.is_prequalified and sitting.is_examined(lot))
        if is_before and actor.role is not Role.BIDDER and (title := door(lot, actor)) is not None:
            found.append((lot.id, title))
    return found
