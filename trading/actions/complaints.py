"""Complaints to the supervisor (投诉): lodged, accepted or refused, decided."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.errors import Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import deadlines, engine, events
from trading.actions import holds
from trading.actions.disputes import must_be_open, must_fit
from trading.actions.steps import locked_lot
from trading.engine import StepRefused
from trading.law.grammar import ComplaintRule, Refusal
from trading.models import Complaint, Hold, Lot, Objection


@action
def complain(*, lot_id: str, grounds: str, by: Actor, objection_id: str | None = None) -> Complaint:
    """
    Complain about a lot to its supervisor, as a rule after an objection.

    The time to lodge runs from the reply to the objection, or from the day it was due.

    :raises Forbidden: unless a bidder complains.
    :raises StepRefused: `no_complaints` where the procedure knows none, `lodged_too_late`, `objection_first`.
    """
    lot = locked_lot(lot_id)
    if by.role is not Role.BIDDER or by.party_id is None or by.party_id == lot.deal.organiser_id:
        raise Forbidden(
            "role_not_allowed",
            Text("只有投标人或利害关系人可以投诉", "Only a bidder or interested party may complain"),
        )
    rule = _rule(lot)
    at = journal.instant(lot.id)
    objection = _own_objection(lot, objection_id, by)
    if objection is None and lot.procedure.objections:
        words = Text("应当先提出异议（质疑）", "An objection comes first")
        raise StepRefused([Refusal("objection_first", words, rule.lodge.law)], step="complain")
    if objection is not None:
        since = objection.replied_at or objection.due_at
        if objection.status == "open" and at < objection.due_at:
            words = Text("异议尚在答复期内", "The objection is still to be answered")
            raise StepRefused([Refusal("objection_open", words, rule.lodge.law)], step="complain")
        if at >= deadlines.natural_end(rule.lodge, since)[0]:
            words = Text("已超过投诉期限", "The time to complain is over")
            raise StepRefused([Refusal("lodged_too_late", words, rule.lodge.law)], step="complain")
    must_fit(grounds, "grounds")
    complaint = Complaint.objects.create(
        lot=lot, objection=objection, party_id=by.party_id, grounds=grounds.strip(), lodged_at=at,
        due_at=deadlines.natural_end(rule.accept, at)[0],
    )  # fmt: skip
    events.of_lot(
        "trading.complaint.lodged", lot, by=by, at=at, complaint=complaint.id, due_at=complaint.due_at
    )
    return complaint


@action
def accept_complaint(*, complaint_id: str, suspend: bool, by: Actor) -> Complaint:
    """Take a complaint on; the supervisor may suspend the lot while it is examined."""
    lot, complaint = _locked(complaint_id, by)
    must_be_open(complaint.status, "lodged")
    rule = _rule(lot)
    at = journal.instant(lot.id)
    late = at >= complaint.due_at
    complaint.accept(at=at, due_at=deadlines.natural_end(rule.decide, at)[0])
    complaint.save()
    events.of_lot("trading.complaint.accepted", lot, by=by, at=at, complaint=complaint.id, late=late)
    if suspend and not lot.procedure.state(lot.state).final:
        law = str((rule.suspension or rule.decide).law)
        holds.place(
            lot,
            cause=Hold.Cause.COMPLAINT,
            reason="投诉处理期间暂停",
            law=law,
            reference=complaint.id,
            by=by,
            at=at,
        )
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
    engine.reschedule(lot, held=holds.held(lot))
    return complaint


@action
def decide_complaint(*, complaint_id: str, decision: str, upheld: bool, by: Actor) -> Complaint:
    """Decide a complaint; the hold that it caused ends. What follows from it is a step of its own."""
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
    )
    holds.lift_for(lot, complaint.id, by=by, at=at)
    engine.reschedule(lot, held=holds.held(lot))
    return complaint


def _rule(lot: Lot) -> ComplaintRule:
    rule = lot.procedure.complaints
    if rule is None:
        words = Text("此交易方式不设投诉程序", "This method has no complaints procedure")
        raise StepRefused([Refusal("no_complaints", words)], step="complain")
    return rule


def _own_objection(lot: Lot, objection_id: str | None, by: Actor) -> Objection | None:
    if objection_id is None:
        return (
            lot.objections.filter(party_id=by.party_id)
            .exclude(status="withdrawn")
            .order_by("-raised_at")
            .first()
        )
    found = lot.objections.filter(id=objection_id, party_id=by.party_id).first()
    if found is None:
        words = Text("没有这个异议", "There is no such objection of yours")
        raise Invalid("unknown_objection", words, fields={"objection": [words]})
    return found


def _locked(complaint_id: str, by: Actor) -> tuple[Lot, Complaint]:
    lot_id = Complaint.objects.filter(id=complaint_id).values_list("lot_id", flat=True).first()
    unknown = NotFound(
        "complaint_not_found", Text("没有这个投诉", "There is no such complaint"), detail={"id": complaint_id}
    )
    if lot_id is None:
        raise unknown
    lot = locked_lot(lot_id)
    if by.role is not Role.SUPERVISOR:
        raise Forbidden(
            "role_not_allowed", Text("只有监督部门可以处理投诉", "Only the supervisor deals with complaints")
        )
    if not by.covers(region=lot.deal.region, sector=lot.deal.sector):
        raise unknown
    return lot, lock_row(Complaint, complaint_id)
