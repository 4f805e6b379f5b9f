"""What experts did on committees, as far as the law lets it be known who they are; and to each its own."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from bidding.evaluation import seen
from bidding.experts import drawn
from bidding.models import Evaluation, Expert, Rating, Seat
from foundation.errors import NotFound
from foundation.text import Text
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Served:
    """One committee on which an expert sat, with what was noted and said of its work."""

    seat: Seat
    ratings: list[Rating]


def own(actor: Actor) -> list[Served]:
    """
    Return the committees on which the expert who asks sat and whose work is over for it, the newest first.

    :raises NotFound: `expert_not_found` to everybody else.
    """
    if actor.role is not Role.EXPERT or actor.member_id is None:
        raise NotFound("expert_not_found", Text("未找到该专家", "There is no such expert"))
    return [_served(one) for one in _seats().filter(member=actor.member_id)]


def of(expert: Expert) -> list[Served]:
    """Return those of an expert of whose lots the law lets it be known who evaluated: to show more would be to tell a name."""
    rows = _seats().filter(member=expert.member_id)
    return [_served(one) for one in rows if drawn.names_are_known(one.evaluation.lot)]


def mean(served: list[Served]) -> Fraction | None:
    """Return the mean of all points that were given; None where nobody rated."""
    points = [getattr(rating, name) for one in served for rating in one.ratings for name in Rating.POINTS]
    return Fraction(sum(points), len(points)) if points else None


def of_lot(lot: Lot, actor: Actor, number: int = 0) -> list[Seat]:
    """
    Return the experts' seats of a lot's last evaluation, or of that of a number, with what was noted of them: to the centre, to who
    watches, and once the report is signed to the organiser, whose own member may have sat.

    :raises NotFound: `evaluation_not_found` to everybody else.
    """
    evaluation, sight = seen.found(lot, actor, number)
    is_organisers = actor.role is Role.ORGANISER and evaluation.status == "reported"
    if sight == "member" and not is_organisers:
        raise NotFound("evaluation_not_found", Text("没有评审", "There is no evaluation"))
    rows = evaluation.seats.filter(kind=Seat.Kind.EXPERT).select_related("service__payment")
    return list(rows.prefetch_related("ratings__reply").order_by("number"))


def committees(lot: Lot, actor: Actor) -> list[Evaluation]:
    """Return the evaluations of a lot of whose experts the actor may read what was noted, by number: there may have been several."""
    found = []
    for one in lot.evaluations.select_related("document").order_by("number"):
        try:
            of_lot(lot, actor, one.number)
        except NotFound:
            continue
        found.append(one)
    return found


def _seats() -> QuerySet[Seat]:
    rows = Seat.objects.filter(kind=Seat.Kind.EXPERT, evaluation__status__in=("reported", "set_aside"))
    return (
        rows.select_related("service__payment", "evaluation__lot__deal")
        .prefetch_related("ratings__reply")
        .order_by("-id")
    )


def _served(seat: Seat) -> Served:
    return Served(seat, list(seat.ratings.all()))
