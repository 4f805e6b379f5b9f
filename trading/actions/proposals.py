"""Acts that take two persons: one proposes, another approves, and approving does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from foundation import journal, plain
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine, events
from trading.actions import clarifications, steps
from trading.models import Deal, Proposal

OPEN_FOR = timedelta(days=7)
"""How long a proposal may wait: what it rests on should still be fresh when the second person looks at it."""


@action
def propose(*, deal_id: str, act: str, arguments: Mapping[str, Any], by: Actor) -> Proposal:
    """
    Ask for an act that takes two persons. It is tried and undone at once, so that a hopeless one is refused to who asks.

    `arguments` are those of the action: of a step `step`, `lot` unless it moves the whole deal, `data`, `ends`; of a
    clarification `title`, `content`, `affects_preparation`, `ends`. Ends are ISO instants by limit.

    :raises Forbidden: to who does not act for the organiser.
    :raises Conflict: `proposal_open` while there is one of the kind.
    :raises DomainError: whatever the act itself is refused for.
    """
    deal = _organised(deal_id, by)
    member, user = _person(by)
    at = journal.instant(deal.id)
    kept = plain.plain(arguments)
    try:
        with transaction.atomic():
            row = Proposal.objects.create(
                deal=deal, act=act, arguments=kept, proposed_at=at, proposed_by=member, proposed_by_user=user
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            "proposal_open",
            Text("已有同类事项等待复核", "One of this kind waits for its second person already"),
        ) from error
    _try(row, by)
    events.of_deal("trading.proposal.made", deal, by=by, at=at, proposal=row.id, act=act, asked=row.digest)
    return row


@action
def approve(*, proposal_id: str, by: Actor) -> Proposal:
    """
    Do what another person proposed, on the organiser's side of the deal.

    :raises Forbidden: `same_person` to who proposed it.
    :raises Conflict: `proposal_settled`; `proposal_lapsed` after a week, or when who proposed it acts there no more.
    :raises DomainError: whatever the act is refused for by now; the proposal stays open.
    """
    row = _open(proposal_id, by)
    member, user = _person(by)
    if member == row.proposed_by or user == row.proposed_by_user:
        raise Forbidden("same_person", Text("提请人不能复核本人的事项", "Nobody approves what they proposed"))
    at = journal.instant(row.deal_id)
    if at >= row.proposed_at + OPEN_FOR or not _still_acts(row):
        raise Conflict(
            "proposal_lapsed",
            Text("提请已失效，请重新提请", "This proposal has lapsed; it must be made again"),
        )
    # First, for the act believes the row alone; refused, it takes this back as well.
    row.approve(at=at, by=member, user=user)
    row.save()
    _carry_out(row, by)
    events.of_deal(
        "trading.proposal.approved", Deal.objects.get(id=row.deal_id), by=by, at=journal.instant(row.deal_id),
        proposal=row.id, proposed_by=row.proposed_by, approved_by=member, decided_at=at,
    )  # fmt: skip
    return row


@action
def decline(*, proposal_id: str, reason: str, by: Actor) -> Proposal:
    """
    Give a proposal up, as the second person or as the one who made it.

    :raises Conflict: `proposal_settled`.
    :raises Invalid: `reason_missing`.
    """
    row = _open(proposal_id, by)
    if not reason.strip() or len(reason) > 2000:
        words = Text("请写明理由（2000字以内）", "Give a reason of at most 2,000 characters")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    at = journal.instant(row.deal_id)
    member, user = _person(by)
    row.decline(at=at, by=member, user=user, reason=reason.strip())
    row.save()
    events.of_deal("trading.proposal.declined", row.deal, by=by, at=at, proposal=row.id, decided_at=at)
    return row


def _organised(deal_id: str, by: Actor) -> Deal:
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", Text("仅组织方可以办理", "Only the organiser's side may do this"))
    return deal


def _person(by: Actor) -> tuple[str, str]:
    """Return the member and the user that the door has proven; nobody proposes or approves without being one."""
    if not by.member_id or not by.user_id:
        raise Forbidden(
            "role_not_allowed", Text("须由本人登录办理", "Only somebody who signed in may do this")
        )
    return by.member_id, by.user_id


def _open(proposal_id: str, by: Actor) -> Proposal:
    known = Proposal.objects.filter(id=proposal_id).values_list("deal_id", flat=True).first()
    if known is None:
        raise NotFound("proposal_not_found", Text("没有这项提请", "There is no such proposal"))
    deal = _organised(known, by)
    row = lock_row(Proposal, proposal_id)
    row.deal = deal
    if row.status != "open":
        raise Conflict("proposal_settled", Text("该事项已经办结", "This proposal is settled already"))
    return row


def _still_acts(row: Proposal) -> bool:
    return Member.objects.filter(id=row.proposed_by, status=MemberStatus.ACTIVE).exists()


def _try(row: Proposal, by: Actor) -> None:
    """Carry it out and undo it."""
    with transaction.atomic():
        _carry_out(row, by)
        transaction.set_rollback(True)


def _carry_out(row: Proposal, by: Actor) -> None:
    given = dict(row.arguments)
    given["ends"] = {name: datetime.fromisoformat(end) for name, end in given.get("ends", {}).items()}
    if row.act == Proposal.Act.CLARIFY:
        clarifications.clarify(deal_id=row.deal_id, by=by, proposal_id=row.id, **given)
    elif lot := given.pop("lot", None):
        if not row.deal.lots.filter(id=lot).exists():
            raise NotFound("lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot})
        steps.take_step(lot_id=lot, by=by, proposal_id=row.id, **given)
    else:
        steps.take_deal_step(deal_id=row.deal_id, by=by, proposal_id=row.id, **given)
