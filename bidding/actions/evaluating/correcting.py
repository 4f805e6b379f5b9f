"""What the law lets be done again: scores before the report is signed, and a whole evaluation afterwards. What stood before stays."""

from __future__ import annotations

from accounts.actor import Actor
from bidding import queries
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, concluding, corrections, sitting, written
from bidding.models import Evaluation, Reopening, Signed
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading.models import Lot


@action
def reopen(*, lot_id: str, cause: str, words: str, by: Actor) -> Reopening:
    """
    Take scores up again, once all have signed and before anybody has signed the report, for a cause of 87号令 art. 64 that holds.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`, `not_chair`; `not_now`, also once the first of two envelopes was ended; `report_signed` once
        somebody has signed the report; `cause_not_given`.
    :raises Invalid: `reason_missing`.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    if not seat.is_chair:
        raise Conflict("not_chair", Text("由评标委员会组长提出", "The chair does this"))
    if running.status not in ("scoring", "reporting") or not written.all_signed(running, Signed.Act.SCORES):
        raise Conflict("not_now", Text("评分尚未全部签署", "The scores are not all signed"))
    if bids.are_scores_settled(running):
        settled = Text(
            "报价已经开启，技术评分不再变更", "Prices are open: no score of quality changes any more"
        )
        raise Conflict("not_now", settled)
    if written.signed_by(running, Signed.Act.REPORT):
        raise Conflict("report_signed", Text("评标报告已开始签署", "The report is being signed"))
    if not words.strip():
        said = Text("请写明复核情况", "Say what was found")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    opened = corrections.open_to(running, cause)
    filings = {one.id for one in bids.valid(running)}
    is_unreasoned = cause == Reopening.Cause.EXTREME and bool(corrections.unreasoned(running, filings))
    if not opened and not is_unreasoned:
        raise Conflict("cause_not_given", Text("没有这种情形", "There is no such case"))
    running.reopen()
    running.save()
    made = Reopening.objects.create(
        evaluation=running,
        round=running.round,
        cause=cause,
        scores=[list(one) for one in opened],
        words=words,
        at=at,
        by=by.label,
    )
    telling.tell("reopened", running, by=by, of=seat, at=at, round=running.round, digest=made.digest)
    return made


@action
def set_aside(*, lot_id: str, reason: str, law: str, by: Actor) -> Evaluation:
    """
    Have an evaluation count no more, so that the next number may begin: the deal's supervisor does so, by an article that it names.

    Whoever supervises orders a new evaluation (招标投标法实施条例 art. 70, 71, 81; 87号令 art. 64, 67). What was signed stays as it is.

    :raises Forbidden: unless the actor supervises the deal and has no part in it.
    :raises Conflict: `evaluation_not_running` where none stands.
    :raises Invalid: `reason_missing`.
    """
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    if not queries.supervises(lot, by):
        raise Forbidden(
            "role_not_allowed",
            Text("只有监督部门可以责令重新评审", "Only the supervisor orders a new evaluation"),
        )
    if not reason.strip() or not law.strip():
        said = Text("请写明理由和依据", "Say why, and by which article")
        lacking = [name for name, value in (("reason", reason), ("law", law)) if not value.strip()]
        raise Invalid("reason_missing", said, fields={name: [said] for name in lacking})
    last = sitting.latest(lot)
    if last is None or last.status == "set_aside":
        raise Conflict("evaluation_not_running", Text("没有可撤销的评审", "No evaluation stands"))
    if last.is_prequalification and not last.is_running:
        words = Text(
            "资格审查已经结束，申请人已按其结果处理",
            "The applicants were admitted and refused by this report",
        )
        raise Conflict("evaluation_reported", words)
    last.set_aside(reason=reason, law=law, at=at, by=by.label)
    last.save()
    telling.tell("set_aside", last, by=by, at=at, digest=last.set_aside_digest)
    if not last.is_prequalification:
        concluding.annul(last, by=by, at=at)
    return last
