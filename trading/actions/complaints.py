"""Complaints to the supervisor (投诉): lodged, accepted or refused, decided."""

from __future__ import annotations

from datetime import date, datetime, time

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.clock import ZONE, local_date
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import deadlines, engine, events
from trading.actions import holds
from trading.actions.disputes import must_be_open, must_fit
from trading.actions.locking import locked_lot
from trading.engine import StepRefused
from trading.law.grammar import ComplaintRule, Refusal
from trading.models import Complaint, Hold, Lot, Objection


@action
def complain(
    *, lot_id: str, grounds: str, by: Actor, objection_id: str | None = None, known_on: date | None = None
) -> Complaint:
    """
    Complain about a lot to its supervisor, after an objection or, where the law lets one, of another matter.

    The time to lodge runs from the answer to the objection, or from the end of the time to answer it, as the rule says;
    for another matter from `known_on`, the day on which the complainant knew of it.

    :raises Forbidden: unless a bidder complains.
    :raises StepRefused: `no_complaints` where the procedure knows none, `objection_first`, `objection_open`,
        `lodged_too_late`.
    :raises Invalid: `known_in_future`; `one_matter` for an objection and a day of knowing together, and for a day where the
        procedure lets nobody complain without an objection.
    :raises Conflict: `already_complained` of the same objection.
    """
    lot = locked_lot(lot_id)
    if by.role is not Role.BIDDER or by.party_id is None or by.party_id == lot.deal.organiser_id:
        raise Forbidden(
            "role_not_allowed",
            Text("只有投标人或利害关系人可以投诉", "Only a bidder or interested party may complain"),
        )
    rule = _rule(lot)
    at = journal.instant(lot.id)
    known_on = _known(rule, known_on, objection_id, at)
    objection = None if known_on else _own_objection(lot, objection_id, by)
    if refusal := _too_early_or_late(rule, objection, known_on, at):
        raise StepRefused([refusal], step="complain")
    if objection is not None and objection.complaints.exclude(status="withdrawn").exists():
        raise Conflict(
            "already_complained", Text("已就该异议投诉", "You complained of this objection already")
        )
    must_fit(grounds, "grounds")
    complaint = Complaint.objects.create(
        lot=lot, objection=objection, party_id=by.party_id, grounds=grounds.strip(), known_on=known_on, lodged_at=at,
        due_at=deadlines.natural_end(rule.accept, at)[0],
    )  # fmt: skip
    events.of_lot(
        "trading.complaint.lodged", lot, by=by, at=at, complaint=complaint.id, due_at=complaint.due_at, known_on=known_on
    )  # fmt: skip
    return complaint


@action
def withdraw_complaint(*, complaint_id: str, by: Actor) -> Complaint:
    """Take a complaint back; the hold that it caused ends."""
    lot, complaint = _row(complaint_id)
    if by.role is not Role.BIDDER or by.party_id != complaint.party_id:
        raise _unknown(complaint_id)
    must_be_open(complaint.status, *Complaint.OPEN)
    at = journal.instant(lot.id)
    complaint.withdraw(at=at)
    complaint.save()
    events.of_lot("trading.complaint.withdrawn", lot, by=by, at=at, complaint=complaint.id)
    _end(lot, complaint, by=by, at=at)
    return complaint


@action
def accept_complaint(*, complaint_id: str, suspend: bool, by: Actor) -> Complaint:
    """Take a complaint on; the supervisor may suspend the lot while it is examined, no longer than the law allows."""
    lot, complaint = _locked(complaint_id, by)
    must_be_open(complaint.status, "lodged")
    rule = _rule(lot)
    at = journal.instant(lot.id)
    late = at >= complaint.due_at
    complaint.accept(at=at, due_at=deadlines.natural_end(rule.decide, at)[0])
    complaint.save()
    events.of_lot("trading.complaint.accepted", lot, by=by, at=at, complaint=complaint.id, late=late)
    if suspend and not lot.procedure.state(lot.state).final:
        longest = deadlines.longest_until(rule.suspension, at) if rule.suspension else None
        holds.place(
            lot, cause=Hold.Cause.COMPLAINT, reason="投诉处理期间暂停", law=str((rule.suspension or rule.decide).law),
            reference=complaint.id, by=by, at=at, ends_at=longest,
        )  # fmt: skip
    return complaint


@action
def refuse_complaint(*, complaint_id: str, decision: str, by: Actor) -> Complaint:
    """Refuse to take a complaint on, with the reason."""
    lot, complaint = _locked(complaint_id, by)
    must_be_open(complaint.status, "lodged")
    must_fit(decision, "decision")
    at = journal.instant(lot.id)
    complaint.refuse(decision=decision.strip(), at=at, by=by.label)
    complaint.save()
    events.of_lot("trading.complaint.refused", lot, by=by, at=at, complaint=complaint.id)
    _end(lot, complaint, by=by, at=at)
    return complaint


@action
def decide_complaint(*, complaint_id: str, decision: str, upheld: bool, by: Actor) -> Complaint:
    """Decide a complaint, and publish the decision where the law asks; what follows from it is a step of its own."""
    lot, complaint = _locked(complaint_id, by)
    must_be_open(complaint.status, "accepted")
    must_fit(decision, "decision")
    at = journal.instant(lot.id)
    complaint.decide(decision=decision.strip(), upheld=upheld, at=at, by=by.label)
    complaint.save()
    events.of_lot(
        "trading.complaint.decided",
        lot,
        by=by,
        at=at,
        complaint=complaint.id,
        upheld=upheld,
        late=at >= complaint.due_at,
        notice=_rule(lot).notice,
    )
    _end(lot, complaint, by=by, at=at)
    return complaint


def _rule(lot: Lot) -> ComplaintRule:
    rule = lot.procedure.complaints
    if rule is None:
        words = Text("此交易方式不设投诉程序", "This method has no complaints procedure")
        raise StepRefused([Refusal("no_complaints", words, lot.procedure.law)], step="complain")
    return rule


def _known(rule: ComplaintRule, day: date | None, objection_id: str | None, at: datetime) -> date | None:
    """Return the day on which one knew of a matter that no objection is provided for; None where one objected."""
    if day is None:
        return None
    if objection_id is not None or not rule.other_matters:
        words = Text(
            "此类事项须先提出异议（质疑），不按知道之日投诉",
            "Of this matter one complains after an objection, not from the day of knowing",
        )
        raise Invalid("one_matter", words, fields={"known_on": [words]})
    if day > local_date(at):
        words = Text("知道之日不能晚于今天", "One cannot have known of it later than today")
        raise Invalid("known_in_future", words, fields={"known_on": [words]})
    return day


def _too_early_or_late(
    rule: ComplaintRule, objection: Objection | None, known_on: date | None, at: datetime
) -> Refusal | None:
    """Return why the time to complain has not come or is over; without an objection it runs from the day of knowing."""
    law = rule.lodge.law
    if known_on is not None:
        since = datetime.combine(known_on, time(12), ZONE)
    elif objection is None:
        return Refusal("objection_first", Text("应当先提出异议（质疑）", "An objection comes first"), law)
    elif objection.status == "open" and at < objection.due_at:
        words = Text("异议尚在答复期内", "The objection is still to be answered")
        return Refusal("objection_open", words, law)
    else:
        since = objection.due_at if rule.after_reply_period else objection.replied_at or objection.due_at
    if at >= deadlines.end_since(rule.lodge, since):
        return Refusal("lodged_too_late", Text("已超过投诉期限", "The time to complain is over"), law)
    return None


def _own_objection(lot: Lot, objection_id: str | None, by: Actor) -> Objection | None:
    stages = [rule.stage for rule in lot.procedure.objections if rule.before_complaint]
    raised = lot.objections.filter(party_id=by.party_id, stage__in=stages).exclude(status="withdrawn")
    if objection_id is None:
        return raised.order_by("-raised_at").first()
    if (found := raised.filter(id=objection_id).first()) is None:
        words = Text("没有这个异议", "There is no such objection of yours")
        raise Invalid("unknown_objection", words, fields={"objection": [words]})
    return found


def _row(complaint_id: str) -> tuple[Lot, Complaint]:
    lot_id = Complaint.objects.filter(id=complaint_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise _unknown(complaint_id)
    lot = locked_lot(lot_id)
    return lot, lock_row(Complaint, complaint_id)


def _locked(complaint_id: str, by: Actor) -> tuple[Lot, Complaint]:
    """Lock a complaint for its supervisor."""
    lot, complaint = _row(complaint_id)
    if by.role is not Role.SUPERVISOR:
        raise Forbidden(
            "role_not_allowed", Text("只有监督部门可以处理投诉", "Only the supervisor deals with complaints")
        )
    if not by.covers(region=lot.deal.region, sector=lot.deal.sector):
        raise _unknown(complaint_id)
    return lot, complaint


def _end(lot: Lot, complaint: Complaint, *, by: Actor, at: datetime) -> None:
    holds.lift_for(lot, complaint.id, by=by, at=at)
    engine.reschedule(lot, held=holds.held(lot))


def _unknown(complaint_id: str) -> NotFound:
    return NotFound(
        "complaint_not_found", Text("没有这个投诉", "There is no such complaint"), detail={"id": complaint_id}
    )
