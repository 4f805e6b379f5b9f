"""What a committee found of those that applied takes effect when its report is signed: who may bid, and why the others may not."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from bidding import timing
from bidding.actions import joint
from bidding.evaluation import applicants, bids
from bidding.models import Evaluation, Registration
from foundation import journal
from foundation.transactions import lock_row
from trading import engine
from trading.law.statutes import TENDERING_RULES
from trading.models import Lot

_NOT_AGREED = f"联合体成员在审查结束前未全部确认（{TENDERING_RULES.article('37-2')}）"


def conclude(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """Let those bid who passed, and refuse the others for their own grounds, in the transaction of the last signature."""
    failures = bids.failures(evaluation)
    for one in applicants.of(evaluation):
        row = lock_row(Registration, one.id)
        if row.status != "applied":
            continue  # it gave up meanwhile
        codes = [code for _, code in failures.get(one.id, ())]
        reason = applicants.reason(evaluation, one.id, codes)
        if not codes and joint.awaits_members(row):
            reason = _NOT_AGREED
        _decide(row, evaluation.lot, reason, by=by, at=at)
    engine.reschedule(evaluation.lot, held=timing.is_held(evaluation.lot))


def _decide(row: Registration, lot: Lot, reason: str, *, by: Actor, at: datetime) -> None:
    if reason:
        row.reject(reason=reason, at=at, by=by.label)
        joint.end(row)
    else:
        row.qualify(at=at, by=by.label)
    row.save()
    journal.append(
        f"bidding.registration.{row.status}", subject=row.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "party": row.party_id},
    )  # fmt: skip
