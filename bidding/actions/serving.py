"""
After a committee's work: the centre notes when each expert came and left and what it is owed, pays it, and both sides rate it.

Seats are numbers here as everywhere: who sits there is told by the draw's own reading of names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.evaluating import telling
from bidding.evaluation import sitting
from bidding.models import Evaluation, FeePayment, Rating, RatingReply, Seat, Service
from bidding.models.service import HIGHEST, LONGEST_WORDS, LOW, LOWEST
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action
from trading.models import Lot

MOST_FEE = Decimal(1_000_000)
"""What a fee, or the cost of a journey, is at most: more is a slip of the pen."""
EARLIEST = timedelta(hours=24)
"""How long before the committee sits down an expert may have come."""


@action
def record_service(
    *, lot_id: str, seat: int, came_at: datetime, left_at: datetime, fee: Decimal, travel: Decimal, by: Actor, evaluation: int = 0,
) -> Service:  # fmt: skip
    """
    Note when an expert was there and what it is owed, in yuan, once its work is over; the same again returns what is there. A lot may have
    had several committees: `evaluation` is the number of its, the last unless it is named.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies.
    :raises NotFound: `seat_unknown` for a number that no expert has.
    :raises Conflict: `not_evaluated`; `work_goes_on` before the report is signed, unless the expert left; `service_recorded` with
        other figures.
    :raises Invalid: `service_malformed` with what is wrong.
    """
    lot, at = telling.locked(lot_id)
    _check_centre(lot, by)
    found, place = _expert(lot, seat, evaluation)
    if wrong := _wrong(found, came_at, left_at, fee, travel, at):
        raise Invalid("service_malformed", Text("填写有误", "It is not right"), fields=wrong)
    known = Service.objects.filter(seat=place).first()
    if known is not None:
        if (known.came_at, known.left_at, known.fee, known.travel) != (came_at, left_at, fee, travel):
            raise Conflict("service_recorded", Text("已经登记，不能更改", "It is noted and changes no more"))
        return known
    made = Service.objects.create(
        seat=place, came_at=came_at, left_at=left_at, fee=fee, travel=travel, at=at, by=by.label
    )
    telling.tell("service_recorded", found, by=by, at=at, service=made.id, digest=made.digest)
    return made


@action
def pay(
    *, lot_id: str, seat: int, reference: str, paid_on: date, by: Actor, evaluation: int = 0
) -> FeePayment:
    """
    Note that an expert was paid; the same again returns what is there.

    :raises Forbidden: as `record_service`.
    :raises NotFound: as `record_service`; `service_unknown` before anything is owed.
    :raises Conflict: `paid_already` under another reference; `reference_used` for another payment.
    :raises Invalid: `payment_malformed` with what is wrong.
    """
    lot, at = telling.locked(lot_id)
    _check_centre(lot, by)
    found, place = _expert(lot, seat, evaluation)
    owed = Service.objects.filter(seat=place).first()
    if owed is None:
        raise NotFound("service_unknown", Text("尚未登记出勤和报酬", "Nothing is owed yet"))
    reference = reference.strip()
    wrong: dict[str, list[Text | str]] = {}
    if not reference:
        wrong["reference"] = [Text("请填写银行流水号", "Give the bank's reference")]
    if paid_on > at.astimezone(clock.ZONE).date():
        wrong["paid_on"] = [Text("支付日期在将来", "The day is in the future")]
    if wrong:
        raise Invalid("payment_malformed", Text("填写有误", "It is not right"), fields=wrong)
    known = FeePayment.objects.filter(service=owed).first()
    if known is not None:
        if (known.reference, known.paid_on) != (reference, paid_on):
            raise Conflict("paid_already", Text("已经支付", "It was paid already"))
        return known
    if FeePayment.objects.filter(reference=reference).exists():
        raise Conflict(
            "reference_used", Text("该流水号已用于另一笔支付", "This reference is of another payment")
        )
    made = FeePayment.objects.create(service=owed, reference=reference, paid_on=paid_on, at=at, by=by.label)
    telling.tell("fee_paid", found, by=by, at=at, service=owed.id, digest=made.digest)
    return made


@action
def rate(
    *, lot_id: str, seat: int, points: Mapping[str, int], words: str, by: Actor, evaluation: int = 0
) -> Rating:
    """
    Rate an expert's work after the report, in each of `Rating.POINTS` from one to five: once for the centre, once for the organiser.

    :raises Forbidden: `role_not_allowed` unless the centre or the organiser itself asks.
    :raises NotFound: as `record_service`.
    :raises Conflict: `work_goes_on`; `rated_already`.
    :raises Invalid: `rating_malformed` with what is wrong; a low one needs words.
    """
    lot, at = telling.locked(lot_id)
    side = _side(lot, by)
    found, place = _expert(lot, seat, evaluation)
    words = words.strip()
    wrong: dict[str, list[Text | str]] = {
        name: [Text("须为{lowest}至{highest}分", "{lowest} to {highest}").format(lowest=LOWEST, highest=HIGHEST)]
        for name in Rating.POINTS if not LOWEST <= points.get(name, 0) <= HIGHEST
    }  # fmt: skip
    if not wrong and not words and min(points[name] for name in Rating.POINTS) <= LOW:
        wrong["words"] = [Text("评分较低的须写明事实", "A low rating says what happened")]
    if len(words) > LONGEST_WORDS:
        wrong["words"] = [Text("说明过长", "Too long")]
    if wrong:
        raise Invalid("rating_malformed", Text("填写有误", "It is not right"), fields=wrong)
    known = Rating.objects.filter(seat=place, side=side).first()
    given = {name: points[name] for name in Rating.POINTS}
    if known is not None:
        if known.words != words or any(getattr(known, name) != value for name, value in given.items()):
            raise Conflict("rated_already", Text("已经评价", "It was rated already"))
        return known
    made = Rating.objects.create(seat=place, side=side, words=words, at=at, by=by.label, **given)
    telling.tell("rated", found, by=by, at=at, rating=made.id, digest=made.digest)
    return made


@action
def reply(*, rating_id: str, words: str, by: Actor) -> RatingReply:
    """
    Say something to a rating of one's own work, once, when the law lets it be known who evaluated.

    :raises NotFound: `rating_not_found` unless it is the actor's own.
    :raises Conflict: `replied_already`.
    :raises Invalid: `reason_missing`.
    """
    found = (
        Rating.objects.filter(id=rating_id, seat__member=by.member_id)
        .select_related("seat__evaluation")
        .first()
    )
    if found is None or by.role is not Role.EXPERT:
        raise NotFound("rating_not_found", Text("没有这项评价", "There is no such rating"))
    _, at = telling.locked(found.seat.evaluation.lot_id)
    if not words.strip():
        said = Text("请填写说明", "Say something")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    known = RatingReply.objects.filter(rating=found).first()
    if known is not None:
        if known.words != words.strip()[:LONGEST_WORDS]:
            raise Conflict("replied_already", Text("已经说明", "There is a reply already"))
        return known
    made = RatingReply.objects.create(rating=found, words=words.strip()[:LONGEST_WORDS], at=at, by=by.label)
    telling.tell("rating_replied", found.seat.evaluation, by=by, at=at, rating=found.id, digest=made.digest)
    return made


def may_rate(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor rates the experts of a lot: for the centre, or for its organiser."""
    return telling.is_secretary(lot, by) or (
        by.role is Role.ORGANISER and by.party_id == lot.deal.organiser_id
    )


def _expert(lot: Lot, number: int, of: int) -> tuple[Evaluation, Seat]:
    """Return the seat of an expert whose work on the last evaluation, or on that of a number, is over."""
    evaluation = sitting.numbered(lot, of) if of else sitting.latest(lot)
    if evaluation is None:
        raise Conflict("not_evaluated", Text("尚未评审", "Nothing was evaluated yet"))
    evaluation.lot = lot
    found = evaluation.seats.filter(number=number, kind=Seat.Kind.EXPERT).first()
    if found is None:
        raise NotFound("seat_unknown", Text("没有这个专家席位", "No expert has this seat"))
    if evaluation.is_running and found.stands:
        raise Conflict("work_goes_on", Text("评审尚未结束", "The work goes on"))
    return evaluation, found


def _check_centre(lot: Lot, by: Actor) -> None:
    if not telling.is_secretary(lot, by):
        raise Forbidden("role_not_allowed", Text("只有交易中心可以办理", "Only the centre does this"))


def _side(lot: Lot, by: Actor) -> str:
    if telling.is_secretary(lot, by):
        return Rating.Side.CENTRE
    if may_rate(lot, by):
        return Rating.Side.ORGANISER
    raise Forbidden(
        "role_not_allowed",
        Text("只有交易中心和招标人（采购人）可以评价", "Only the centre and the organiser rate"),
    )


def _wrong(
    evaluation: Evaluation, came_at: datetime, left_at: datetime, fee: Decimal, travel: Decimal, at: datetime
) -> dict[str, list[Text | str]]:
    wrong: dict[str, list[Text | str]] = {}
    if came_at < evaluation.began_at - EARLIEST:
        wrong["came_at"] = [Text("早于评审", "Before the evaluation")]
    if not came_at < left_at <= at:
        wrong["left_at"] = [Text("离场须晚于到场，且不在将来", "After the arrival, and not in the future")]
    for name, value in (("fee", fee), ("travel", travel)):
        if not 0 <= value <= MOST_FEE:
            wrong[name] = [Text("金额不正确", "Not an amount")]
    return wrong
