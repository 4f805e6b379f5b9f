"""What every act of an evaluation has in common: the lot that is locked, the time, the event, and whose signature it is."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.models import Certificate
from accounts.models.credentials import Purpose
from accounts.roles import Role
from bidding import timing
from bidding.actions import openings
from bidding.evaluation import sitting, written
from bidding.models import Evaluation, Seat, Signed
from bidding.sealed import custody, refusing
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import lock_row
from toolkit import certificates, cms
from toolkit.refusals import Refused
from trading import engine
from trading.models import Lot

MEMBER = Actor(Role.EXPERT)
"""Somebody on a committee, in whose name whoever sits there."""


def locked(lot_id: str) -> tuple[Lot, datetime]:
    """Lock a lot, and read the clock afterwards. Who acts is judged next, and only then where the lot stands."""
    lot = lock_row(Lot, lot_id)
    return lot, journal.instant(lot.id)


def check_open(lot: Lot) -> None:
    """
    Refuse what is done in an evaluation while the lot is not under one.

    :raises StepRefused: while the lot is on hold, with each cause.
    :raises Conflict: `evaluation_over` once its report is in, or before its bids are open, unless it is examined who may bid.
    """
    if held := timing.on_hold(lot):
        raise engine.StepRefused(held, step="evaluate")
    if sitting.examines(lot):
        return
    if openings.stands_still(lot) or lot.procedure.state(lot.state).is_evaluated:
        raise Conflict("evaluation_over", Text("标段不在评审阶段", "The lot is not under evaluation"))


def member(lot: Lot, by: Actor, *, declared: bool = True) -> tuple[Evaluation, Seat]:
    """
    Return the evaluation that runs and the seat in it of whoever acts, who has declared unless that is what it does now.

    :raises NotFound: `evaluation_not_found` to whoever has no seat: of a committee nobody else is told, not even that it is there.
    :raises Conflict: `evaluation_not_running`, `not_declared`, and as `check_open`.
    """
    last = sitting.latest(lot)
    if last is None:
        raise sitting.not_found()
    seat = (sitting.declared_seat if declared else sitting.own_seat)(last, by)
    check_open(lot)
    return sitting.running(lot), seat


def go_on(running: Evaluation) -> None:
    """Let the reviews begin once all have declared, and the scores once all have signed their reviews: after whatever completes that."""
    if running.status == "convened" and sitting.all_declared(sitting.standing(running)):
        running.review()
    if running.status == "reviewing" and written.all_signed(running, Signed.Act.REVIEWS):
        running.score()
    running.save()


def tell(
    what: str, evaluation: Evaluation, *, by: Actor, at: datetime, of: Seat | None = None, **data: object
) -> None:
    """
    Append the event of an act: ids and digests, never what was written. Of an act at a seat the journal has the seat and not the
    member: it would name who sits there.
    """
    lot, seat = evaluation.lot, {"seat": of.id} if of is not None else {}
    journal.append(
        f"bidding.evaluation.{what}", subject=lot.id, deal=lot.deal_id, actor=(MEMBER if of is not None else by).label, at=at,
        data={"lot": lot.id, "evaluation": evaluation.id, **seat, **data},
    )  # fmt: skip


def unnamed(by: Actor) -> Actor:
    """Return who leads an evaluation as the journal may name it: the secretary, or no more than somebody on the committee."""
    return MEMBER if by.role in (Role.EXPERT, Role.ORGANISER) else by


def is_secretary(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor keeps the records of the committee: staff of the centre in whose scope the lot lies."""
    return by.role is Role.CENTRE and by.covers(region=lot.deal.region, sector=lot.deal.sector)


def is_organiser(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor acts for the lot's organiser, or for the agency that the organiser appointed."""
    return engine.is_organiser(by, lot.deal)


def check_secretary(lot: Lot, by: Actor) -> None:
    """
    Refuse everybody but the secretary.

    :raises Forbidden: `role_not_allowed`.
    """
    if not is_secretary(lot, by):
        raise Forbidden(
            "role_not_allowed",
            Text("只有交易中心评标秘书可以办理", "Only the centre's secretary of the committee does this"),
        )


def check_signature(content: bytes, signature: bytes, member_id: str, at: datetime) -> None:
    """
    Refuse a signature that is not over exactly these bytes, or not by a good certificate of exactly this member.

    :raises Invalid: `signer_is_another`, and what signatures and certificates are refused for.
    """
    found = _verified(content, signature, at)
    own = Certificate.objects.filter(
        member=member_id, fingerprint=certificates.fingerprint(found.certificate), purpose=Purpose.SIGNING,
        revoked_at__isnull=True,
    )  # fmt: skip
    if not own.exists():
        raise Invalid(
            "signer_is_another",
            Text("签名证书不是本人的证书", "The certificate that signed is not the member's own"),
        )


def check_organisation(content: bytes, signature: bytes, code: str | None, at: datetime) -> None:
    """
    Refuse a signature that is not over exactly these bytes, or not by a good certificate of this organisation.

    :raises Invalid: `signer_is_another`, and what signatures and certificates are refused for.
    """
    found = _verified(content, signature, at)
    try:
        is_own = bool(code) and certificates.organisation(found.certificate) == code
    except Refused:
        is_own = False
    if not is_own:
        raise Invalid(
            "signer_is_another",
            Text("签名证书不是本单位的证书", "The certificate that signed is another organisation's"),
        )


def _verified(content: bytes, signature: bytes, at: datetime) -> cms.Signature:
    try:
        found = cms.verify(signature, content)
        certificates.judge(found.certificate, custody.trust(at), at, usage="sign", others=found.others)
    except Refused as refused:
        raise refusing.as_error([refused]) from refused
    return found
