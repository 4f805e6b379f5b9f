"""Who evaluates a lot is named by its organiser: once by one person, and in the place of a committee that stands by two."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding import committees
from bidding.actions import openings
from bidding.models import Committee, FreezeList, ProposedCommittee, Reading
from bidding.sealed import persons
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine
from trading.actions.proposals import OPEN_FOR
from trading.models import Lot

LONGEST_REASON = 500
MOST_PROPOSED = 5
"""How many other committees in one place an account may propose: each is kept."""


@action
def name_committee(
    *, lot_id: str, certificates: list[str], by: Actor, reason: str = ""
) -> Committee | ProposedCommittee:
    """
    Name who evaluates a lot, by the fingerprints of their certificates.

    Where a committee stands, be it named or that of a release, another takes its place only when a second person of the organiser asks
    for the same within a week; until then it is proposed. The same again returns what is there.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Conflict: `not_frozen` before the deadline; `opening_stands_still` on hold, or once the lot's phase is over; `evaluation_over`
        once its report is in; `committees_too_many` for more proposals from one account than are kept.
    :raises Invalid: `stage_committee` unless they are experts of this platform, without part in the lot or the platform;
        `reason_missing` in the place of another.
    """
    lot = lock_row(Lot, lot_id)
    if not engine.is_organiser(by, lot.deal):
        raise Forbidden(
            "role_not_allowed", Text("只有招标人可以组建评标委员会", "Only the organiser names a committee")
        )
    _check_time(lot)
    named, at = sorted(certificates), journal.instant(lot.id)
    committees.check(named, lot, at)
    last = Committee.objects.filter(lot=lot).order_by("-number").first()
    if last is not None and last.certificates == named:
        return last
    number = (last.number if last else 0) + 1
    if not committees.standing(lot):
        return _name(lot, number, named, reason, "", by=by, at=at)
    if not reason.strip():
        words = Text("更换评标委员会须写明理由", "Say why the committee is replaced")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    first = _asked_by_another(lot, number, named, by, at)
    if first is None:
        return _propose(lot, number, named, reason, by=by, at=at)
    made = _name(lot, number, named, reason, first.by, by=by, at=at)
    if readings := _read_by_experts(lot):
        # For who supervises: those who have read are sent away.
        journal.append(
            "bidding.committee.replaced_after_reading", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
            data={"lot": lot.id, "number": number, "readings": readings},
        )  # fmt: skip
    return made


def _check_time(lot: Lot) -> None:
    if not FreezeList.objects.filter(lot=lot, issued_at__isnull=False).exists():
        raise Conflict("not_frozen", Text("冻结清单尚未发布", "There is no freeze list yet"))
    if openings.stands_still(lot):
        raise openings.standing_still()
    if lot.procedure.state(lot.state).is_evaluated:
        raise Conflict(
            "evaluation_over",
            Text("评审已经结束，评标委员会不再变更", "The evaluation is over: its committee changes no more"),
        )


def _name(
    lot: Lot, number: int, named: list[str], reason: str, proposed_by: str, *, by: Actor, at: datetime
) -> Committee:
    made = Committee.objects.create(
        lot=lot, number=number, certificates=named, reason=reason, proposed_by=proposed_by, at=at, by=by.label
    )
    journal.append(
        "bidding.committee.named", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "number": number, "digest": made.digest, "proposed_by": proposed_by},
    )  # fmt: skip
    return made


def _propose(
    lot: Lot, number: int, named: list[str], reason: str, *, by: Actor, at: datetime
) -> ProposedCommittee:
    """Keep what one person asks for; that person's last word of the same stands as it is."""
    own = ProposedCommittee.objects.filter(lot=lot, number=number, by=by.label).order_by("-id")
    last = own.first()
    if last is not None and last.certificates == named and last.at > at - OPEN_FOR:
        return last
    if own.count() >= MOST_PROPOSED:
        raise Conflict(
            "committees_too_many",
            Text("该账户提请的评标委员会已达上限", "This account proposed as many committees as are kept"),
            detail={"most": MOST_PROPOSED},
        )
    made = ProposedCommittee.objects.create(
        lot=lot, number=number, certificates=named, reason=reason, at=at, by=by.label
    )
    journal.append(
        "bidding.committee.proposed", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "number": number, "proposal": made.id, "digest": made.digest},
    )  # fmt: skip
    return made


def _asked_by_another(
    lot: Lot, number: int, named: list[str], by: Actor, at: datetime
) -> ProposedCommittee | None:
    """Return the proposal of the same by another person who still acts for the organiser; None if there is none that is fresh."""
    acting = Member.objects.filter(status=MemberStatus.ACTIVE, user__is_active=True)
    fresh = ProposedCommittee.objects.filter(
        lot=lot, number=number, at__gt=at - OPEN_FOR, by__in=acting.values("id")
    )
    same = (one for one in fresh.order_by("id") if one.certificates == named)
    return next((one for one in same if not persons.is_account_of(one.by, by)), None)


def _read_by_experts(lot: Lot) -> int:
    experts = Member.objects.filter(role=Role.EXPERT.value)
    return Reading.objects.filter(unit__filing__lot=lot, by__in=experts.values("id")).count()
