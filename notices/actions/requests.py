"""Requests for information that is disclosed on request: filed by anybody who signed in, answered by the centre."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.identity import identity_digest
from accounts.roles import Role
from foundation import calendar, days, ids, journal
from foundation.clock import local_date
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from notices import requested
from notices.models import Applicant, Consultation, InformationRequest
from trading import deadlines
from trading.law import open_government as law
from trading.models import Deal

MOST_OPEN = 50
"""Open requests of one account: beyond that the centre is asked in writing why (art. 35)."""


@action
def file_request(
    *, name: str, identity: str, contact: str, what: str, form: str, by: Actor, way: str = "", channel: str = law.Channel.ONLINE.value,
    deal_number: str = "",
) -> InformationRequest:  # fmt: skip
    """
    File a request; the receipt is given at once, and the time to answer runs from it.

    `identity` is a resident's identity number or a unified social credit code. The centre writes down what it is told on paper or by word
    of mouth; everybody else files on this site, for themselves.

    :raises Forbidden: to who did not sign in, and for another channel than this site to all but the centre.
    :raises Invalid: with every field that is wrong (art. 29).
    :raises Conflict: `too_many_requests`.
    """
    if not by.user_id:
        raise Forbidden("sign_in_first", Text("请先登录再提交申请", "Sign in to file a request"))
    is_written_down = channel != law.Channel.ONLINE.value
    if is_written_down and by.role is not Role.CENTRE:
        raise Forbidden("role_not_allowed", Text("仅交易中心可以代为填写", "Only the centre writes one down"))
    said = {"name": name.strip(), "contact": contact.strip(), "what": what.strip(), "way": way.strip()}
    wrong = requested.wrong(said, optional=("way",))
    wrong |= requested.not_chosen(form=(form, law.Form), channel=(channel, law.Channel))
    number, fault = requested.identity(identity)
    if fault is not None:
        wrong["identity"] = [fault]
    deal = (
        Deal.objects.filter(number=deal_number, announced_at__isnull=False).first() if deal_number else None
    )
    if deal_number and deal is None:
        wrong["deal_number"] = [Text("没有这个项目", "There is no such deal")]
    if wrong:
        words = Text("申请内容不完整（《政府信息公开条例》第29条）", "The request is incomplete (art. 29)")
        raise Invalid("request_incomplete", words, fields=wrong)
    user = "" if is_written_down else by.user_id
    if (
        user
        and InformationRequest.objects.filter(user=user, status__in=InformationRequest.OPEN).count()
        >= MOST_OPEN
    ):
        raise Conflict("too_many_requests", Text("未办结的申请过多", "Too many requests are open"))
    row = InformationRequest(
        user=user, channel=channel, deal=deal, what=said["what"], form=form, way=said["way"]
    )
    at = journal.instant(row.id)
    row.number = f"XX{local_date(at):%y%m%d}-{ids.new('no')[-6:]}"
    row.filed_at = row.received_at = at
    row.due_at = deadlines.natural_end(law.REPLY, at)[0]
    row.save(force_insert=True)
    Applicant.objects.create(
        request=row, name=said["name"], identity_digest=identity_digest(number), identity_tail=number[-4:], contact=said["contact"]
    )  # fmt: skip
    _tell("filed", row, by, at, channel=channel, due_at=row.due_at)
    return row


@action
def ask_back(*, request_id: str, guidance: str, days_given: int, by: Actor) -> InformationRequest:
    """
    Ask for what is missing, once and within seven working days (art. 30); the time to answer runs from what is then handed in.

    :raises Conflict: `guided_already`, `guidance_too_late`.
    """
    row, at = _at_the_desk(request_id, by)
    _must_be(row, "received")
    said = requested.said(guidance=guidance)
    if row.guidance:
        raise Conflict("guided_already", Text("补正应当一次性告知", "One asks for what is missing once"))
    if at >= deadlines.natural_end(law.GUIDANCE, row.received_at)[0]:
        raise Conflict("guidance_too_late", Text("已超过7个工作日", "The seven working days are over"))
    if not 1 <= days_given <= 60:
        words = Text("请给出1至60个工作日的补正期限", "Give one to sixty working days")
        raise Invalid("wrong_days", words, fields={"days_given": [words]})
    end = days.due(local_date(at), days_given, days.Unit.WORKING_DAYS)
    row.ask_back(guidance=said["guidance"], complete_by=days.end_of_day(end.day))
    row.save()
    _tell("asked_back", row, by, at, complete_by=row.complete_by)
    return row


@action
def complete(*, request_id: str, what: str, by: Actor) -> InformationRequest:
    """
    Complete one's request as the centre asked; the time to answer runs from now.

    :raises Conflict: `completion_too_late`.
    """
    row, at = _own(request_id, by)
    _must_be(row, "unclear")
    said = requested.said(what=what)
    if row.complete_by is None or at >= row.complete_by:
        raise Conflict("completion_too_late", Text("已超过补正期限", "The time to complete it is over"))
    row.complete(what=said["what"], at=at, due_at=deadlines.natural_end(law.REPLY, at)[0])
    row.save()
    _tell("completed", row, by, at, due_at=row.due_at)
    return row


@action
def withdraw(*, request_id: str, by: Actor) -> InformationRequest:
    """Take one's request back."""
    row, at = _own(request_id, by)
    _must_be(row, *InformationRequest.OPEN)
    row.withdraw(at=at)
    row.save()
    _tell("withdrawn", row, by, at)
    return row


@action
def extend(*, request_id: str, reason: str, by: Actor) -> InformationRequest:
    """
    Give oneself another twenty working days, once, by somebody who is not the one in charge alone: the head's name stands in the record.

    :raises Conflict: `extended_already`, `answer_overdue` once the time is over.
    """
    row, at = _at_the_desk(request_id, by)
    _must_be(row, "received")
    said = requested.said(reason=reason)
    if row.extended_at is not None:
        raise Conflict("extended_already", Text("已经延长过一次", "It was extended once already"))
    if row.due_at is None or row.is_overdue(at):
        raise Conflict("answer_overdue", Text("答复期限已过，不能再延长", "The time to answer is over"))
    last = deadlines.last_day(row.due_at)
    row.due_at = days.end_of_day(days.due(last, law.EXTENSION.length, law.EXTENSION.unit).day)
    row.extended_at, row.extended_for, row.extended_by = at, said["reason"], by.label
    row.save()
    _tell("extended", row, by, at, due_at=row.due_at)
    return row


@action
def consult(*, request_id: str, name: str, by: Actor) -> Consultation:
    """Hear a third party, or another authority, within fifteen working days; the time to answer stands still meanwhile (arts. 32-34)."""
    row, at = _at_the_desk(request_id, by)
    _must_be(row, "received")
    said = requested.said(name=name)
    found = Consultation.objects.create(
        request=row, name=said["name"], asked_at=at, asked_by=by.label, due_at=deadlines.natural_end(law.OPINION, at)[0]
    )  # fmt: skip
    row.consult(at=at)
    row.save()
    _tell("consulted", row, by, at, consultation=found.id, due_at=found.due_at)
    return found


@action
def note_opinion(*, request_id: str, agrees: bool | None, opinion: str, by: Actor) -> InformationRequest:
    """
    Note what the third party said, or with None, once its time is over, that it said nothing; the time to answer goes on.

    :raises Conflict: `opinion_awaited` for None before its time is over.
    """
    row, at = _at_the_desk(request_id, by)
    _must_be(row, "consulting")
    found = lock_row(Consultation, row.consultations.get(answered_at=None).id)
    if agrees is None and at < found.due_at:
        raise Conflict("opinion_awaited", Text("第三方的期限未满", "The third party still has time"))
    found.agrees, found.answered_at = agrees, at
    found.opinion = requested.said(opinion=opinion)["opinion"] if agrees is not None else ""
    found.save()
    assert row.due_at is not None
    row.go_on(due_at=_later(row.due_at, found.asked_at, at))
    row.save()
    _tell("opinion_noted", row, by, at, consultation=found.id, agrees=agrees, due_at=row.due_at)
    return row


@action
def answer(*, request_id: str, answer: str, reply: str, by: Actor, ground: str = "") -> InformationRequest:
    """
    Answer a request in one of the ways that the law knows (arts. 35-39); what is kept back says under which article.

    :raises Invalid: `request_incomplete` with each field: the answer, its ground, its words.
    """
    row, at = _at_the_desk(request_id, by)
    _must_be(row, "received")
    wrong = requested.wrong({"reply": reply.strip()}) | requested.not_chosen(answer=(answer, law.Answer))
    needs = answer in set(law.NEEDS_GROUND)
    if needs:
        wrong |= requested.not_chosen(ground=(ground, law.Ground))
    if wrong:
        raise Invalid("request_incomplete", Text("答复不完整", "The answer is incomplete"), fields=wrong)
    is_late = row.is_overdue(at)
    row.settle(answer=answer, ground=ground if needs else "", reply=reply.strip(), at=at, by=by.label)
    row.save()
    _tell("answered", row, by, at, answer=answer, late=is_late)
    return row


@action
def lapse(*, request_id: str, by: Actor) -> bool:
    """Give up a request that nobody completed in time; nothing if it was meanwhile."""
    row = lock_row(InformationRequest, request_id)
    at = journal.instant(row.id)
    if row.status != "unclear" or row.complete_by is None or at < row.complete_by:
        return False
    row.abandon(at=at)
    row.save()
    _tell("abandoned", row, by, at)
    return True


def _later(due_at: datetime, since: datetime, until: datetime) -> datetime:
    """Return when something is due that stood still from one instant to another: with as many working days left as it had, if any."""
    if due_at <= since:
        return due_at
    last, stopped, resumed = deadlines.last_day(due_at), local_date(since), local_date(until)
    ahead = (stopped + calendar.DAY * n for n in range(1, (last - stopped).days + 1))
    left = len([day for day in ahead if calendar.is_working_day(day)])
    end = days.due(resumed, left, days.Unit.WORKING_DAYS).day if left else calendar.on_or_after(resumed)
    return days.end_of_day(end)


def _own(request_id: str, by: Actor) -> tuple[InformationRequest, datetime]:
    found = InformationRequest.objects.filter(id=request_id).exclude(user="").first()
    if found is None or not by.user_id or found.user != by.user_id:
        raise _unknown(request_id)
    return lock_row(InformationRequest, request_id), journal.instant(request_id)


def _at_the_desk(request_id: str, by: Actor) -> tuple[InformationRequest, datetime]:
    if by.role is not Role.CENTRE or not by.member_id:
        raise Forbidden("role_not_allowed", Text("仅交易中心可以办理", "Only the centre deals with requests"))
    if not InformationRequest.objects.filter(id=request_id).exists():
        raise _unknown(request_id)
    return lock_row(InformationRequest, request_id), journal.instant(request_id)


def _must_be(row: InformationRequest, *statuses: str) -> None:
    if row.status not in statuses:
        words = Text("申请所处状态不允许此操作", "Where the request stands this is not done")
        raise Conflict("request_elsewhere", words, detail={"status": row.status})


def _tell(what: str, row: InformationRequest, by: Actor, at: datetime, **data: object) -> None:
    """Write to the journal what happened; never who asked, nor for what."""
    journal.append(f"notices.request.{what}", subject=row.id, actor=by.label, at=at, data=data)


def _unknown(request_id: str) -> NotFound:
    return NotFound(
        "request_not_found", Text("没有这个申请", "There is no such request"), detail={"id": request_id}
    )
