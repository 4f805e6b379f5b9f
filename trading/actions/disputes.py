"""Objections to the organiser (异议, 质疑) and their replies."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import deadlines, engine, events, in_force, participants
from trading.actions import holds
from trading.actions.locking import locked_lot
from trading.engine import StepRefused
from trading.law.grammar import Bound, Limit, ObjectionRule, Refusal
from trading.models import Hold, Lot, Objection

LONGEST = 20_000


@action
def object_to(*, lot_id: str, stage: str, grounds: str, by: Actor) -> Objection:
    """
    Object at a stage that the procedure knows; where the law says so, the lot is on hold until the reply.

    At an opening it is done on the spot, before everybody: what is raised there, and the reply, are public.

    :raises Forbidden: unless a bidder or supplier objects who is not on the organiser's side; at an opening, unless it bids
        on the lot.
    :raises StepRefused: `no_such_stage`, `wrong_state`, `window_closed`: every reason with its article.
    """
    lot = locked_lot(lot_id)
    if by.role is not Role.BIDDER or by.party_id is None or by.party_id == lot.deal.organiser_id:
        raise Forbidden(
            "role_not_allowed",
            Text("只有投标人或利害关系人可以提出", "Only a bidder or interested party may object"),
        )
    rule = next((r for r in lot.procedure.objections if r.stage == stage), None)
    if rule is None:
        law = next((r.law for r in lot.procedure.objections), lot.procedure.law)
        words = Text("没有这个异议环节", "There is no such stage")
        raise StepRefused([Refusal("no_such_stage", words, law)], step="object")
    if rule.window is None and not participants.takes_part(lot, by.party_id):
        words = Text(
            "只有参加本标段的投标人可以在开标现场提出", "Only who bids on this lot objects at its opening"
        )
        raise Forbidden("only_for_bidders", words)
    at = journal.instant(lot.id)
    if refusals := outside(lot, rule, at):
        raise StepRefused(refusals, step="object")
    if lot.objections.filter(party_id=by.party_id, stage=stage, status="open").exists():
        raise Conflict("already_objected", Text("已有未答复的异议", "An objection of yours is open already"))
    must_fit(grounds, "grounds")
    objection = Objection.objects.create(
        lot=lot, stage=stage, party_id=by.party_id, grounds=grounds.strip(), raised_at=at,
        due_at=deadlines.natural_end(rule.reply, at)[0],
    )  # fmt: skip
    events.of_lot(
        "trading.objection.raised",
        lot,
        by=by,
        at=at,
        objection=objection.id,
        stage=stage,
        due_at=objection.due_at,
    )
    if rule.holds:
        holds.place(
            lot,
            cause=Hold.Cause.OBJECTION,
            reason=rule.title.zh,
            law=str(rule.law),
            reference=objection.id,
            by=by,
            at=at,
        )
    return objection


@action
def reply_objection(*, objection_id: str, reply: str, upheld: bool, by: Actor) -> Objection:
    """Answer an objection; the hold that it caused ends. A late reply counts as one and is recorded as late."""
    lot, objection = _locked(objection_id)
    if not may_reply(lot, by):
        raise Forbidden("role_not_allowed", Text("只有组织方可以答复", "Only the organiser replies"))
    must_be_open(objection.status, "open")
    must_fit(reply, "reply")
    at = journal.instant(lot.id)
    objection.answer(reply=reply.strip(), upheld=upheld, at=at, by=by.label)
    objection.save()
    events.of_lot(
        "trading.objection.answered",
        lot,
        by=by,
        at=at,
        objection=objection.id,
        upheld=upheld,
        late=at >= objection.due_at,
    )
    _end(lot, objection, by=by, at=at)
    return objection


@action
def withdraw_objection(*, objection_id: str, by: Actor) -> Objection:
    """Take an objection back."""
    lot, objection = _locked(objection_id)
    if by.role is not Role.BIDDER or by.party_id != objection.party_id:
        raise _unknown(objection_id)
    must_be_open(objection.status, "open")
    at = journal.instant(lot.id)
    objection.withdraw(at=at)
    objection.save()
    events.of_lot("trading.objection.withdrawn", lot, by=by, at=at, objection=objection.id)
    _end(lot, objection, by=by, at=at)
    return objection


def may_reply(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor answers objections on a lot: for its organiser, or for the agency that this one appointed."""
    return engine.is_organiser(by, lot.deal)


def outside(lot: Lot, rule: ObjectionRule, at: datetime) -> list[Refusal]:
    """Return every reason why an objection of this stage cannot be raised now."""
    found = []
    if lot.state not in rule.states:
        found.append(
            Refusal(
                "wrong_state",
                Text(f"目前不是{rule.title.zh}的阶段", f"It is not the time for: {rule.title.en}"),
                rule.law,
            )
        )
    if rule.window is None:
        return found
    end = _window_end(lot, rule, rule.window)
    if end is None or at >= end:
        words = Text(f"不在“{rule.window.title.zh}”期限内", f"Outside “{rule.window.title.en}”")
        found.append(Refusal("window_closed", words, rule.window.law))
    return found


def _window_end(lot: Lot, rule: ObjectionRule, window: Limit) -> datetime | None:
    """Return the first instant too late, or None if the window has not begun."""
    periods = in_force.periods(lot)
    if window.back:
        deadline = periods.get(window.of)
        return deadlines.back_end(window, deadline.ends_at) if deadline else None
    if running := periods.get(window.name):
        return running.ends_at
    if window.bound is Bound.FLOOR:
        return None
    return deadlines.end_since(window, _since(lot, rule.since, periods.get(rule.since)))


def _since(lot: Lot, name: str, period: object) -> datetime:
    end = getattr(period, "ends_at", None)
    return end if name and end is not None else lot.entered_at


def must_fit(text: str, field: str) -> None:
    """Refuse an empty or overlong text."""
    if not text.strip() or len(text) > LONGEST or "\x00" in text:
        words = Text(f"内容应为1至{LONGEST}个字", f"1 to {LONGEST} characters are needed")
        raise Invalid("text_out_of_bounds", words, fields={field: [words]})


def must_be_open(status: str, *wanted: str) -> None:
    """Refuse what was dealt with before."""
    if status not in wanted:
        raise Conflict(
            "already_settled", Text("已经处理完毕", "It was settled already"), detail={"status": status}
        )


def _locked(objection_id: str) -> tuple[Lot, Objection]:
    lot_id = Objection.objects.filter(id=objection_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise _unknown(objection_id)
    lot = locked_lot(lot_id)
    return lot, lock_row(Objection, objection_id)


def _end(lot: Lot, objection: Objection, *, by: Actor, at: datetime) -> None:
    holds.lift_for(lot, objection.id, by=by, at=at)
    engine.reschedule(lot, held=holds.held(lot))


def _unknown(objection_id: str) -> NotFound:
    return NotFound(
        "objection_not_found", Text("没有这个异议", "There is no such objection"), detail={"id": objection_id}
    )
