"""Suspension: laid over a lot, lifted from it, and what the stopped periods get back."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action
from trading import auctioned, deadlines, engine, events, phases
from trading.actions.locking import locked_lot
from trading.law.grammar import PauseRule, Phase
from trading.models import Hold, Lot


@action
def suspend(*, lot_id: str, reason: str, law: str, by: Actor) -> Hold:
    """
    Suspend a lot: by order of the supervisor in whose scope it lies, or as a pause by those whom its procedure lets.

    A pause is announced, and ends by the clock when its longest time is over.

    :raises Forbidden: for any other role.
    :raises Conflict: `already_suspended`, `lot_ended`, or `no_pause_now` outside the states of the rule.
    :raises Invalid: `reason_missing`.
    """
    lot = locked_lot(lot_id)
    rule = _own_rule(lot, by)
    if rule is None and not _supervises(by, lot):
        raise Forbidden("role_not_allowed", Text("您不能暂停此标段", "You may not suspend this lot"))
    if not reason.strip() or not law.strip():
        words = Text("须说明理由和依据", "A reason and its law are needed")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    at = journal.instant(lot.id)
    if lot.procedure.state(lot.state).final:
        raise Conflict("lot_ended", Text("标段已经结束", "The lot has come to its end"))
    if rule is None:
        return place(lot, cause=Hold.Cause.SUPERVISOR, reason=reason, law=law, reference="", by=by, at=at)
    if lot.state not in rule.states:
        words = Text("目前不能中止", "The lot cannot be paused now")
        raise Conflict("no_pause_now", words, detail={"law": str(rule.law)})
    longest = deadlines.longest_until(rule.longest, at) if rule.longest else None
    return place(
        lot, cause=Hold.Cause.ORGANISER, reason=reason, law=law, reference="", by=by, at=at, ends_at=longest
    )


@action
def resume(*, hold_id: str, reason: str, by: Actor) -> Hold:
    """Lift a suspension that somebody ordered; those of objections and complaints end with their answer."""
    lot_id = Hold.objects.filter(id=hold_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(
            "hold_not_found", Text("没有这个暂停", "There is no such hold"), detail={"id": hold_id}
        )
    lot = locked_lot(lot_id)
    hold = Hold.objects.get(id=hold_id)
    own = hold.cause == Hold.Cause.ORGANISER and _own_rule(lot, by) is not None
    ordered = hold.cause in (Hold.Cause.SUPERVISOR, Hold.Cause.ORGANISER) and _supervises(by, lot)
    if not (own or ordered):
        raise Forbidden("role_not_allowed", Text("您不能解除此暂停", "You may not lift this hold"))
    if hold.ended_at is not None:
        raise Conflict("already_resumed", Text("暂停已经解除", "The hold was lifted already"))
    if not reason.strip():
        words = Text("须说明理由", "A reason is needed")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    lift(lot, hold, by=by, at=journal.instant(lot.id))
    return hold


def place(
    lot: Lot, *, cause: str, reason: str, law: str, reference: str, by: Actor, at: datetime, ends_at: datetime | None = None
) -> Hold:  # fmt: skip
    """
    Lay a hold over a locked lot and stop its timed steps, until `ends_at` where the law bounds it.

    The public is told that the lot stands still: of a second hold over it only where the organiser announces its own pause.
    """
    stands_still = held(lot)
    if lot.holds.filter(cause=cause, reference=reference, ended_at__isnull=True).exists():
        raise Conflict("already_suspended", Text("已经处于暂停状态", "The lot is suspended already"))
    hold = Hold.objects.create(
        lot=lot,
        cause=cause,
        reason=reason,
        law=law,
        reference=reference,
        by=by.label,
        starts_at=at,
        ends_at=ends_at,
    )
    engine.reschedule(lot, held=True)
    auctioned.stop(lot)
    kinds = lot.procedure.hold_notices if _is_shown(lot) else None
    is_news = not stands_still or cause == Hold.Cause.ORGANISER
    events.of_lot(
        "trading.lot.held", lot, by=by, at=at, hold=hold.id, cause=cause, reference=reference,
        notice=kinds.held if kinds and is_news else None,
    )  # fmt: skip
    _tell_phase(lot)
    return hold


def lift(lot: Lot, hold: Hold, *, by: Actor, at: datetime) -> None:
    """
    Lift a hold from a locked lot.

    When it was the last one the lot goes on, of which the public is told, and every running period that the law stops
    meanwhile gets its time back, counted from the first of the holds that were laid without a gap.
    """
    hold.ended_at = at
    hold.save(update_fields=["ended_at"])
    goes_on = not held(lot)
    kinds = lot.procedure.hold_notices if goes_on and _is_shown(lot) else None
    events.of_lot(
        "trading.lot.resumed", lot, by=by, at=at, hold=hold.id, cause=hold.cause, notice=kinds.resumed if kinds else None
    )  # fmt: skip
    if not goes_on:
        engine.reschedule(lot, held=True)
        return
    _tell_phase(lot)
    for period in deadlines.resume_stopped(
        lot, lot.procedure.limits(), since=_unbroken_since(lot, hold), at=at
    ):
        events.period_moved(lot, period, by=by, at=at)
    engine.reschedule(lot)


def lift_for(lot: Lot, reference: str, *, by: Actor, at: datetime) -> None:
    """Lift the holds that an objection or a complaint caused."""
    for hold in lot.holds.filter(reference=reference, ended_at__isnull=True):
        lift(lot, hold, by=by, at=at)


def lift_expired(lot: Lot, *, by: Actor, at: datetime) -> None:
    """Lift the holds of a locked lot whose longest time is over."""
    for hold in lot.holds.filter(ended_at__isnull=True, ends_at__lte=at):
        lift(lot, hold, by=by, at=at)


def held(lot: Lot) -> bool:
    """Tell whether a hold lies over the lot."""
    return lot.holds.filter(ended_at__isnull=True).exists()


def _is_shown(lot: Lot) -> bool:
    """Tell whether everybody is shown a lot with a hold over it as suspended: neither a draft nor one that has ended."""
    return phases.of_lot(lot, is_held=True) == Phase.SUSPENDED.value


def _tell_phase(lot: Lot) -> None:
    """Bring the phase of the locked deal up to date."""
    lot.deal.phase = phases.of_deal(lot.deal)
    lot.deal.save(update_fields=["phase"])


def _unbroken_since(lot: Lot, last: Hold) -> datetime:
    since = last.starts_at
    while earlier := lot.holds.filter(starts_at__lt=since, ended_at__gte=since).order_by("starts_at").first():
        since = earlier.starts_at
    return since


def _supervises(by: Actor, lot: Lot) -> bool:
    return by.role is Role.SUPERVISOR and by.covers(region=lot.deal.region, sector=lot.deal.sector)


def _own_rule(lot: Lot, by: Actor) -> PauseRule | None:
    """Return the rule under which the actor may suspend this lot, if there is one."""
    rule = lot.procedure.pause
    if rule is None:
        return None
    for_organiser = (
        bool({Role.ORGANISER, Role.AGENCY} & set(rule.by)) and engine.is_organiser(by, lot.deal)
    )  # fmt: skip
    staff = by.role is Role.CENTRE and by.covers(region=lot.deal.region, sector=lot.deal.sector)
    return rule if for_organiser or (Role.CENTRE in rule.by and staff) else None
