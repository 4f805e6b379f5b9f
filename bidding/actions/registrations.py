"""Taking part: register, withdraw, review."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from bidding import claims as prior
from bidding import invitations, rivals, timing
from bidding.actions import joint
from bidding.evaluation import sitting
from bidding.models import Participant, Registration
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import duties, engine
from trading.actions.locking import locked_lot
from trading.engine import StepRefused
from trading.law.statutes import AUCTION
from trading.models import Lot


@action
def register(*, lot_id: str, by: Actor, members: Sequence[str] = (), claims: str = "") -> Registration:
    """
    Take part in a lot for the actor's party.

    Where nobody reviews registrations the party may bid at once; if it names `members` (联合体成员, by their
    统一社会信用代码), once each has agreed. `claims` is the prior right that it would use within the competition.

    :raises Forbidden: if the actor is no bidder.
    :raises StepRefused: outside the time for it, or if the party stands too near to the organiser or another bidder;
        `joint_bids_not_accepted`; `in_another_bid` for a party to a joint bid of the lot.
    :raises Conflict: `already_registered`.
    :raises Invalid: `member_unknown`, `members_malformed`; `right_not_announced`.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人可以报名参与", "Only a bidder may take part"))
    lot = locked_lot(lot_id)
    if lot.deal.announced_at is None:
        raise NotFound("lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot_id})
    at = journal.instant(lot.id)
    rule = timing.registration_rule(lot)
    refusals = [
        *timing.outside(lot, rule, at),
        *invitations.uninvited(lot, by.party_id),
        *duties.conflicts(lot, by.party_id),
    ]
    # Asked last and alone: it tells that another is there, so only whoever could take part otherwise is told.
    if refusals := refusals or rivals.one_side(lot, by.party_id):
        raise StepRefused(refusals, step="register")
    if Registration.objects.filter(lot=lot, party_id=by.party_id).exclude(status="withdrawn").exists():
        raise Conflict(
            "already_registered", Text("已报名参与此标段", "The party takes part in this lot already")
        )
    if refusals := joint.in_another_bid(lot, by.party_id):
        raise StepRefused(refusals, step="register")
    prior.check(lot, claims)
    parties = joint.named(lot, by.party_id, members)
    registration = Registration(
        lot=lot, party_id=by.party_id, alias=_alias(lot), account=_account(), deposit_due=deposit_of(lot),
        applied_at=at, applied_by=by.label, claims=claims,
    )  # fmt: skip
    if rule.reviewed_by is None and not parties:
        registration.qualify(at=at, by=Role.CLOCK.value)
    registration.save(force_insert=True)
    joint.keep(registration, parties)
    named = {"members": [one.id for one in parties]} if parties else {}
    stands = {"status": registration.status, "digest": registration.digest}
    _journal("bidding.registration.made", registration, by=by, at=at, **stands, **named)
    engine.reschedule(lot, held=timing.is_held(lot))
    return registration


@action
def withdraw(*, registration_id: str, by: Actor) -> Registration:
    """
    Stop taking part; the deposit goes back by its own rule.

    :raises StepRefused: `withdrawal_closed` with the article once it is too late.
    :raises Conflict: `bid_submitted`; `in_an_auction` for who entered one that is not settled.
    """
    registration, lot = _locked(registration_id)
    if by.role is not Role.BIDDER or by.party_id != registration.party_id:
        raise _unknown(registration_id)
    at = journal.instant(registration.id)
    if refusals := timing.too_late_to_withdraw(lot, at):
        raise StepRefused(refusals, step="withdraw")
    _must_stand(registration, "applied", "qualified")
    if registration.filings.filter(status__in=["reserved", "accepted"]).exists():
        words = Text("请先撤回已递交的投标文件", "First withdraw the bid that was submitted")
        raise Conflict("bid_submitted", words)
    if lot.procedure.auction is not None and _is_in_an_auction(registration):
        # 拍卖法第三十六条：竞买人一经应价，不得撤回
        words = Text("竞价结束前不能退出", "Nobody leaves an auction before it is told what it came to")
        raise Conflict("in_an_auction", words, detail={"law": str(AUCTION.article("36"))})
    registration.withdraw(at=at)
    registration.save()
    joint.end(registration)
    _journal("bidding.registration.withdrawn", registration, by=by, at=at)
    engine.reschedule(lot, held=timing.is_held(lot))
    return registration


def _is_in_an_auction(registration: Registration) -> bool:
    rows = Participant.objects.filter(registration=registration)
    return rows.exclude(auction__status__in=("settled", "withdrawn")).exists()


@action
def review(*, registration_id: str, qualified: bool, reason: str, by: Actor) -> Registration:
    """
    Let a party bid, or refuse it with a reason that it is told.

    :raises Forbidden: if the procedure does not give the review to the actor's role.
    :raises Invalid: for a refusal without a reason.
    :raises Conflict: `members_not_agreed` for a joint bid that waits for a member;
        `wrong_status` if it was reviewed already, `lot_ended` once the lot has come to its end, `committee_examines` while a committee
        examines who may bid, or has.
    """
    registration, lot = _locked(registration_id)
    if not may_review(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("您的角色不能审核报名", "Your role does not review registrations")
        )
    if not qualified and not reason.strip():
        words = Text("不通过须说明理由", "A refusal needs a reason")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    if lot.procedure.state(lot.state).final:
        raise Conflict("lot_ended", Text("标段已经结束", "The lot has come to its end"))
    at = journal.instant(registration.id)
    if sitting.is_examined(lot):
        words = Text("由资格审查委员会审查", "A committee examines who may bid")
        raise Conflict("committee_examines", words)
    _must_stand(registration, "applied")
    if qualified and joint.awaits_members(registration):
        raise Conflict(
            "members_not_agreed", Text("联合体成员尚未全部确认", "Not every member has agreed yet")
        )
    if qualified:
        registration.qualify(at=at, by=by.label)
    else:
        registration.reject(reason=reason, at=at, by=by.label)
        joint.end(registration)
    registration.save()
    _journal(f"bidding.registration.{registration.status}", registration, by=by, at=at)
    engine.reschedule(lot, held=timing.is_held(lot))
    return registration


def may_review(lot: Lot, by: Actor) -> bool:
    """Tell whether the procedure gives the review of registrations to the actor; without a rule of its own, to nobody."""
    roles = {rule.reviewed_by for rule in lot.procedure.registrations}
    if Role.ORGANISER in roles and engine.is_organiser(by, lot.deal):
        return True
    staff = by.role in roles - {Role.ORGANISER}
    return staff and by.covers(region=lot.deal.region, sector=lot.deal.sector)


def deposit_of(lot: Lot) -> Decimal:
    """Return the deposit that a bidder of this lot pays, as the deal fixed it within its bounds."""
    value: Any = lot.particulars.get("deposit") or lot.deal.particulars.get("deposit") or 0
    return Decimal(value)


def _locked(registration_id: str) -> tuple[Registration, Lot]:
    lot_id = Registration.objects.filter(id=registration_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise _unknown(registration_id)
    lot = locked_lot(lot_id)
    registration = lock_row(Registration, registration_id)
    registration.lot = lot
    return registration, lot


def _must_stand(registration: Registration, *statuses: str) -> None:
    if registration.status not in statuses:
        raise Conflict(
            "wrong_status",
            Text("当前状态不允许此操作", "The present status does not allow this"),
            detail={"status": registration.status},
        )


def _unknown(registration_id: str) -> NotFound:
    return NotFound(
        "registration_not_found",
        Text("没有这个报名", "There is no such registration"),
        detail={"id": registration_id},
    )


def _alias(lot: Lot) -> str:
    taken = set(Registration.objects.filter(lot=lot).values_list("alias", flat=True))
    least = 1000
    # Longer numbers once half of the short ones are taken: a draw soon finds a free one, however many come.
    while len(taken) > 9 * least // 2:
        least *= 10
    while (alias := f"{secrets.randbelow(9 * least) + least}") in taken:
        continue
    return alias


def _account() -> str:
    return f"8{secrets.randbelow(10**17):017d}"


def _journal(type: str, registration: Registration, *, by: Actor, at: datetime, **more: Any) -> None:
    journal.append(
        type, subject=registration.id, deal=registration.lot.deal_id, actor=by.label, at=at,
        data={"lot": registration.lot_id, "party": registration.party_id, **more},
    )  # fmt: skip
