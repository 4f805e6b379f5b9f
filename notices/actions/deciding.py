"""Drafts of notices are approved by another person or sent back, and appear: at once, or at the instant that was chosen for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row, lock_rows
from notices.models import Notice
from trading import engine
from trading.law.notice_revisions import AT_ONCE, Act
from trading.models import Deal

LONGEST_REASON = 2_000
OPEN = ("awaiting", "embargoed")
"""Drafts that are not settled: the first waits for a person, the second for its instant."""


@action
def approve(*, notice_id: str, by: Actor) -> Notice:
    """
    Publish what another person drafted, or let it appear at its instant.

    :raises Forbidden: `same_person` to who drafted it; `role_not_allowed` to who is on another side.
    :raises Conflict: `revision_settled`.
    """
    deal, row = _waiting(notice_id, by, "awaiting")
    member, user = person(by)
    if member == row.drafted_by or user == row.drafted_by_user:
        raise Forbidden("same_person", Text("起草人不能审核本人的稿件", "Nobody approves what they drafted"))
    at = journal.instant(deal.id, row.id)
    if row.appears_at is not None and row.appears_at > at:
        row.hold_back(at=at, by=member, user=user)
        row.save()
        tell("approved", row, by, at)
    else:
        publish(deal, row, by=by, at=at, member=member, user=user)
    return row


@action
def send_back(*, notice_id: str, reason: str, by: Actor) -> Notice:
    """
    Send a draft back as the second person, or give one's own up; it stays in the record and is never published.

    :raises Conflict: `revision_settled`.
    :raises Invalid: `reason_missing`.
    """
    _, row = _waiting(notice_id, by, *OPEN)
    return give_up(row, reason=reason_of(reason), by=by)


def give_up(row: Notice, *, reason: str, by: Actor) -> Notice:
    """Send back a draft whose lock, and whose deal's, the caller holds."""
    member, user = person(by)
    at = journal.instant(row.id)
    row.send_back(at=at, by=member, user=user, reason=reason)
    row.save()
    tell("returned", row, by, at)
    return row


@action
def appear(*, notice_ids: Sequence[str], by: Actor) -> int:
    """Publish versions whose instant has come, all of them or none; return how many. What was sent back meanwhile is left."""
    known = set(Notice.objects.filter(id__in=notice_ids).values_list("deal_id", flat=True))
    deals = {deal.id: deal for deal in lock_rows(Deal, known)}
    rows = [row for row in lock_rows(Notice, notice_ids) if row.status == "embargoed"]
    done = 0
    for row in rows:
        at = journal.instant(row.id)
        if row.appears_at is not None and row.appears_at <= at:
            publish(deals[row.deal_id], row, by=by, at=at)
            done += 1
    return done


def due(at: datetime) -> list[list[str]]:
    """Return the versions whose instant has come: those of one instant together, earlier instants first."""
    rows = Notice.objects.filter(status="embargoed", appears_at__lte=at).order_by("appears_at", "id")
    found: dict[datetime | None, list[str]] = {}
    for pk, instant in rows.values_list("id", "appears_at"):
        found.setdefault(instant, []).append(pk)
    return list(found.values())


def may_decide(by: Actor, row: Notice) -> bool:
    """Tell whether an actor is on the side that decides on a draft; not yet whether it is another person."""
    if engine.is_organiser(by, row.deal):
        return True
    return is_centre(by, row.deal) and by.party_id == row.party_id


def is_centre(by: Actor, deal: Deal) -> bool:
    """Tell whether an actor is of the centre, with a deal in its scope."""
    return by.role is Role.CENTRE and by.covers(region=deal.region, sector=deal.sector)


def publish(deal: Deal, row: Notice, *, by: Actor, at: datetime, member: str = "", user: str = "") -> None:
    """Make a version public in place of the one before it."""
    before = Notice.objects.select_for_update().get(
        id__in=_series(row.root).filter(status="published").values("id")
    )
    before.supersede()
    before.save()
    if row.act == Act.WITHDRAWN and row.ground in AT_ONCE:
        for hidden in _series(row.root).exclude(id=row.id).filter(status="superseded"):
            hidden.hide()
            hidden.save()
    row.publish(at=at, by=member, user=user)
    row.save()
    journal.append(
        "notices.notice.published", subject=row.id, deal=deal.id, actor=by.label, at=at,
        data={
            "notice": row.id, "kind": row.kind, "number": row.number, "lot": row.lot_id, "digest": row.digest,
            "version": row.version, "first": row.first_id, "act": row.act,
        },
    )  # fmt: skip


def tell(what: str, row: Notice, by: Actor, at: datetime) -> None:
    """Write to the journal what happened to a draft; never what it says."""
    data = {"notice": row.id, "kind": row.kind, "act": row.act}
    journal.append(
        f"notices.revision.{what}", subject=row.id, deal=row.deal_id, actor=by.label, at=at, data=data
    )


def person(by: Actor) -> tuple[str, str]:
    """Return the member and the user that the door has proven; nobody drafts or decides without being one."""
    if not by.member_id or not by.user_id:
        raise Forbidden(
            "role_not_allowed", Text("须由本人登录办理", "Only somebody who signed in may do this")
        )
    return by.member_id, by.user_id


def reason_of(reason: str) -> str:
    """Return a reason without what stands around it; refuse none, and one that is too long."""
    found = reason.strip()
    if not found or len(found) > LONGEST_REASON or "\x00" in found:
        words = Text("请写明理由（2000字以内）", "Give a reason of at most 2,000 characters")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    return found


def _waiting(notice_id: str, by: Actor, *statuses: str) -> tuple[Deal, Notice]:
    """Lock a draft and its deal for who is on the side that decides."""
    found = Notice.objects.select_related("deal").filter(id=notice_id).exclude(drafted_by="").first()
    if found is None or not may_decide(by, found):
        raise unknown(notice_id)
    deal = lock_row(Deal, found.deal_id)
    row = lock_row(Notice, notice_id)
    row.deal = deal
    if row.status not in statuses:
        raise Conflict("revision_settled", Text("该稿件已经办结", "This draft is settled already"))
    return deal, row


def _series(root: str) -> Any:
    return Notice.objects.filter(id=root) | Notice.objects.filter(first=root)


def unknown(notice_id: str) -> NotFound:
    """Return that there is no such notice, to who may not know of one."""
    return NotFound(
        "notice_not_found", Text("没有这个公告", "There is no such notice"), detail={"id": notice_id}
    )
