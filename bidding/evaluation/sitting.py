"""Which evaluation of a lot runs, and which seat on it somebody has."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.models import Evaluation, Seat
from bidding.models.evaluation import RUNNING
from foundation.errors import Conflict, NotFound, Reason
from foundation.text import Text
from trading import particulars
from trading.deadlines import BEFORE_THE_OPENING
from trading.law import guards
from trading.models import Lot


def is_judged(lot: Lot) -> bool:
    """Tell whether a committee judges the bids of a lot. No query."""
    procedure = lot.procedure
    if procedure.committee is None:
        return False
    return guards.is_judged(procedure, particulars.parse(procedure.particulars, lot.deal.particulars))


def examines(lot: Lot) -> bool:
    """Tell whether a lot is where a committee examines who of those that applied may bid. No query."""
    return lot.procedure.state(lot.state).examines is not None


def latest(lot: Lot) -> Evaluation | None:
    """
    Return the evaluation with the highest number, whatever became of it: that of the bids, or before these are open that of the
    applications; of a lot that has come to its end without one of bids, that of the applications as well. One query.
    """
    rows = Evaluation.objects.filter(lot=lot).select_related("document")
    if all(one.examines is None for one in lot.procedure.states):
        return rows.order_by("-number").first()
    state = lot.procedure.state(lot.state)
    if state.final:
        return rows.order_by("is_prequalification", "-number").first()
    is_before = state.phase.value in BEFORE_THE_OPENING
    return rows.filter(is_prequalification=is_before).order_by("-number").first()


def numbered(lot: Lot, number: int) -> Evaluation | None:
    """Return the evaluation of a number, of bids or of applications, whatever became of it. One query."""
    return Evaluation.objects.filter(lot=lot, number=number).select_related("document").first()


def is_examined(lot: Lot) -> bool:
    """Tell whether a committee examines who of those that applied may bid, or has, and nobody has set it aside. One query, or none."""
    if all(one.examines is None for one in lot.procedure.states):
        return False
    rows = Evaluation.objects.filter(lot=lot, is_prequalification=True)
    return rows.exclude(status="set_aside").exists()


def running(lot: Lot) -> Evaluation:
    """
    Return the evaluation whose committee is at work.

    :raises Conflict: `evaluation_not_running`.
    """
    found = Evaluation.objects.filter(lot=lot, status__in=RUNNING).select_related("document").first()
    if found is None:
        raise Conflict("evaluation_not_running", Text("没有正在进行的评审", "No committee is at work"))
    return found


def standing(evaluation: Evaluation) -> list[Seat]:
    """Return the seats of those who are of the committee now, by number. One query."""
    return list(evaluation.seats.filter(status__in=Seat.STANDING).select_related("member"))


def seat_of(evaluation: Evaluation, actor: Actor) -> Seat | None:
    """
    Return the seat that the actor's own membership has and that still stands; None for everybody else. One query.

    In an evaluation that was set aside nobody has one any more: its committee reads nothing that the next one finds.
    """
    is_member = actor.member_id is not None and actor.role in (Role.EXPERT, Role.ORGANISER)
    if not is_member or evaluation.status == "set_aside":
        return None
    found = evaluation.seats.filter(member=actor.member_id, status__in=Seat.STANDING)
    return found.filter(
        member__status=MemberStatus.ACTIVE, member__user__is_active=True, member__role=actor.role.value
    ).first()  # fmt: skip


def own_seat(evaluation: Evaluation, actor: Actor) -> Seat:
    """
    Return the actor's seat.

    :raises NotFound: `evaluation_not_found` to whoever has none: of a committee nobody else is told, not even that it is there.
    """
    found = seat_of(evaluation, actor)
    if found is None:
        raise not_found()
    return found


def declared_seat(evaluation: Evaluation, actor: Actor) -> Seat:
    """
    Return the actor's seat, whose member has declared that nothing binds it to a bidder.

    :raises NotFound: as `own_seat`.
    :raises Conflict: `not_declared`.
    """
    found = own_seat(evaluation, actor)
    if found.status != "declared":
        raise Conflict(
            "not_declared",
            Text("请先签署回避声明", "First sign that nothing binds you to a bidder"),
        )
    return found


def all_declared(seats: Sequence[Seat]) -> bool:
    """Tell whether every one of these has declared."""
    return bool(seats) and all(one.status == "declared" for one in seats)


def convened(evaluation: Evaluation) -> int:
    """Return how many sat down together: so many places there are, whoever leaves. One query."""
    return evaluation.seats.filter(seated_at=evaluation.began_at).count()


def unlawful(evaluation: Evaluation, seats: Sequence[Seat]) -> list[Reason]:
    """
    Return all that is wrong with a committee of these, each with its article: whoever leaves is replaced, however few the law wants,
    else whoever sends members away picks those who remain. One query.
    """
    lot = evaluation.lot
    rule = lot.procedure.committee
    if rule is None:
        return []
    parsed = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    experts = sum(one.kind == Seat.Kind.EXPERT for one in seats)
    found = rule.reasons(parsed, members=len(seats), experts=experts)
    if (empty := convened(evaluation) - len(seats)) > 0:
        words = Text("有{empty}个席位空缺，须依法补足", "{empty} places are empty and must be filled")
        found.append(Reason("seats_empty", words.format(empty=empty), str(rule.refilled or rule.law)))
    return found


def not_found() -> NotFound:
    """Return what everybody is told who has no part in an evaluation."""
    return NotFound("evaluation_not_found", Text("没有评审", "There is no evaluation"))
