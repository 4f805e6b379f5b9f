"""The evaluations in which somebody has a seat, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, QueryDict

from accounts.actor import Actor
from accounts.roles import Role
from bidding.models import Seat
from foundation.text import Text
from portal import timeline
from portal.evaluation import titles
from portal.pages import Page, page

SITTING = (Role.EXPERT, Role.ORGANISER)


@dataclass(frozen=True)
class OwnSeat:
    """One's own seat: on which lot, and how far its evaluation has come."""

    seat: Seat
    name: Text
    status: Text
    tag: str


def collect(actor: Actor, query: QueryDict) -> Page:
    """
    Return a page of one's own seats; from one that was left nothing is to be seen any more.

    :raises Http404: for whoever never sits on a committee.
    """
    if actor.role not in SITTING or actor.member_id is None:
        raise Http404
    own = Seat.objects.filter(member=actor.member_id, status__in=Seat.STANDING).select_related(
        "evaluation__lot__deal"
    )
    found = page(own, "seated_at", query)
    return Page([_view(one) for one in found.rows], found.following)


def _view(seat: Seat) -> OwnSeat:
    return OwnSeat(
        seat,
        timeline.name_of(seat.evaluation.lot),
        titles.status_of(seat.evaluation),
        titles.TAGS.get(seat.evaluation.status, "evaluating"),
    )
