"""From signed scores to a signed report: envelopes are finished, the result is laid before the members, and they sign or dissent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from bidding.actions.evaluating import admitting, signing, telling
from bidding.evaluation import bids, concluding, corrections, kept, reporting, rules, sitting, tally, written
from bidding.models import Evaluation, Filing, Seat, Signed
from bidding.sealed import custody
from foundation.errors import Conflict, Forbidden, Invalid, Reason
from foundation.text import Text
from foundation.transactions import action
from toolkit import canonical
from trading import events
from trading.models import Lot, Outcome


@action
def finish_envelope(*, lot_id: str, by: Actor) -> Evaluation:
    """
    End the first of two envelopes: who passed is known from then on, and the second of those alone is opened. Where nobody has, the
    scores are closed instead.

    :raises Forbidden: unless the actor presides or keeps the records.
    :raises Conflict: `evaluation_not_running`, `not_now`; `no_further_envelope`; `evaluation_incomplete` with every reason;
        `envelope_closed` where the second was opened for others before, and stays closed of a bid that passes now.
    """
    lot, at = telling.locked(lot_id)
    running, by = _led(lot, by), telling.unnamed(by)
    none = Conflict("no_further_envelope", Text("没有待开启的信封", "No further envelope is to be opened"))
    if running.status != "scoring" or not _is_more_sealed(lot, running):
        raise none
    _refuse(reporting.lacking(running, at) or _unlike_signed(running))
    passed = concluding.passed(running)
    if not passed:
        raise none
    _check_open(running, passed, running.stage + 1)
    running.open_next()
    running.save()
    outcome = Outcome.objects.create(
        lot=lot, stage=f"envelope_{running.stage - 1}", recorded_at=at, recorded_by=by.label,
        values={"first_envelope_passed": len(passed)},
    )  # fmt: skip
    events.outcome_recorded(outcome, by=by, at=at)
    telling.tell("envelope_finished", running, by=by, at=at, stage=running.stage - 1)
    return running


@action
def close(*, lot_id: str, by: Actor) -> Evaluation:
    """
    Compute the result, draft the report, and lay both before the members.

    :raises Forbidden: unless the actor presides or keeps the records.
    :raises Conflict: `evaluation_not_running`, `not_now`; `envelope_left` while that of some bid is to be opened; `evaluation_incomplete`
        with every reason and its article; `rule_changed` where the rule is another than the committee sat down to; `envelope_closed`
        as in `finish_envelope`.
    :raises Invalid: what no result follows from (`toolkit.scoring`).
    """
    lot, at = telling.locked(lot_id)
    running, by = _led(lot, by), telling.unnamed(by)
    if running.status != "scoring" or not bids.is_opened(running):
        raise Conflict(
            "not_now",
            Text(
                "审查尚未全部签署，或者报告已经形成", "The reviews are not signed yet, or a report is there"
            ),
        )
    _refuse(reporting.lacking(running, at) or _unlike_signed(running))
    if not rules.is_as_told(running):
        words = Text(
            "评审规则与组建评标委员会时固定的不一致", "The rule is another than the committee sat down to"
        )
        raise Conflict("rule_changed", words)
    if _is_more_sealed(lot, running) and concluding.passed(running):
        raise Conflict("envelope_left", Text("尚有信封待开启", "Another envelope is to be opened first"))
    if bids.are_scores_settled(running):
        _check_open(running, concluding.passed(running), running.stage)
    try:
        result = concluding.computed(running)
    except Invalid as error:
        _refuse(concluding.unasked(running, error))
        raise
    _refuse(concluding.undrawn(result))
    digest = canonical.sha256(result) if result else ""
    report = reporting.draft(running, digest, at)
    running.close(result=result, result_sha256=digest, report=report, report_sha256=canonical.sha256(report))
    running.save()
    telling.tell("closed", running, by=by, at=at, result=running.result_sha256, report=running.report_sha256)
    return running


@action
def sign_report(
    *, lot_id: str, content: bytes, signature: bytes, stand: str, words: str, by: Actor
) -> Signed:
    """
    Sign the report, or sign in writing why one differs. The last signature concludes the evaluation in the same transaction, if more
    than half agree: a result that the majority does not hold is none.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`, `not_now`, `signed_already`, `content_changed` where another report is signed than stands here.
    :raises Invalid: `reason_missing` for a dissent without one; `signer_is_another`, and what signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    running = sitting.latest(lot)
    if running is None:
        raise sitting.not_found()
    seat = sitting.declared_seat(running, by)
    if running.is_running:
        telling.check_open(lot)
    if running.status != "reporting" and not _has_signed(running, seat):
        raise Conflict("not_now", Text("现在不能签署报告", "The report is not signed now"))
    if stand == Signed.Stand.DISSENTS and not words.strip():
        raise Invalid("reason_missing", Text("请写明不同意见和理由", "Say what you differ in, and why"))
    made = signing.keep(
        running, seat, Signed.Act.REPORT, content, signature, by=by, at=at, stand=stand, words=words
    )
    _conclude(running, by=by, at=at)
    return made


@action
def record_silence(*, lot_id: str, seat: int, by: Actor) -> Signed:
    """
    Record that a member refuses to sign and says nothing in writing: it counts as agreeing (招标投标法实施条例 art. 53, 87号令 art. 61).

    Only once more than half have signed themselves, and when the member had time to: no report is the centre's own, and nobody is
    silenced. What the member signs or writes afterwards takes the place of its silence, as long as others are still to sign.

    :raises Forbidden: unless the actor is of the centre.
    :raises Conflict: `evaluation_not_running`, `not_now`, `seat_unknown`, `signed_already`; `too_few_signed`; `silence_too_soon`.
    """
    lot, at = telling.locked(lot_id)
    telling.check_secretary(lot, by)
    telling.check_open(lot)
    running = sitting.running(lot)
    if running.status != "reporting":
        raise Conflict("not_now", Text("报告尚未形成", "There is no report yet"))
    silent = next((one for one in sitting.standing(running) if one.number == seat), None)
    if silent is None:
        raise Conflict("seat_unknown", Text("没有这个席位", "There is no such seat"))
    if silent.id in written.signed_by(running, Signed.Act.REPORT):
        raise Conflict("signed_already", Text("已经签署", "It is signed"))
    _check_silent(running, at)
    made = Signed.objects.create(
        seat=silent, act=Signed.Act.REPORT, round=running.round, stand=Signed.Stand.SILENT, content=b"", signature=b"",
        at=at, by=by.label,
    )  # fmt: skip
    telling.tell("silence_recorded", running, by=by, at=at, signed=made.id, act="report", digest=made.digest)
    _conclude(running, by=by, at=at)
    return made


def _check_silent(running: Evaluation, at: datetime) -> None:
    members = len(sitting.standing(running))
    own = Signed.objects.filter(
        seat__in=sitting.standing(running), act=Signed.Act.REPORT, round=running.round
    )
    if not tally.carried(own.exclude(stand=Signed.Stand.SILENT).count(), members):
        raise Conflict(
            "too_few_signed",
            Text("半数以上成员签署后才能记录", "It is recorded once more than half have signed"),
        )
    until = reporting.silent_from(running, at)
    if at < until:
        words = Text(
            "报告形成{minutes}分钟后仍不签署的，才能记录",
            "It is recorded of whoever has not signed {minutes} minutes after the report was drafted",
        )
        minutes = int(reporting.SILENT_AFTER.total_seconds() // 60)
        raise Conflict("silence_too_soon", words.format(minutes=minutes), detail={"until": until.isoformat()})


def _has_signed(running: Evaluation, seat: Seat) -> bool:
    """Tell whether a member signed this report itself: it may send the same again, however late."""
    own = seat.signed.filter(act=Signed.Act.REPORT, round=running.round)
    return running.status == "reported" and own.exclude(stand=Signed.Stand.SILENT).exists()


def _conclude(running: Evaluation, *, by: Actor, at: datetime) -> None:
    if running.status != "reporting" or not written.all_signed(running, Signed.Act.REPORT):
        return
    if not reporting.is_agreed(running):
        return
    by = telling.unnamed(by)
    running.report_in(at=at)
    running.save()
    telling.tell(
        "reported", running, by=by, at=at, result=running.result_sha256, report=running.report_sha256
    )
    (admitting if running.is_prequalification else concluding).conclude(running, by=by, at=at)


def _led(lot: Lot, by: Actor) -> Evaluation:
    """Return the evaluation that runs, to the secretary and to whoever presides."""
    if telling.is_secretary(lot, by):
        telling.check_open(lot)
        return sitting.running(lot)
    running, seat = telling.member(lot, by)
    if not seat.is_chair:
        raise Forbidden(
            "role_not_allowed", Text("由组长或者评标秘书办理", "The chair does this, or the secretary")
        )
    return running


def _unlike_signed(running: Evaluation) -> list[Reason]:
    """Return of whom a sheet or an answer is not what it signed, and whether any act is another than was told when it was done."""
    words = Text("{seat}号成员的意见与其签署的不一致", "What member {seat} wrote is not what it signed")
    said = Text(
        "投标 {bid} 的询标答复与其签署的不一致", "What bid {bid} answers is not what its bidder signed"
    )
    law, found = corrections.law_of(running), []
    for seat in kept.changed(running):
        found.append(Reason("sheet_unlike_signed", words.format(seat=seat.number), law))
    for one in kept.answers_changed(running):
        found.append(Reason("answer_unlike_signed", said.format(bid=one.filing_id), law))
    if not kept.is_as_told(running):
        told = Text(
            "签署、表决或者询标的记录与当时登记的不一致",
            "Signatures, votes or questions are not as they were told",
        )
        found.append(Reason("acts_unlike_told", told, law))
    return found


def _refuse(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Conflict(
            "evaluation_incomplete",
            Text("评审尚未完成", "The evaluation is not complete"),
            reasons=reasons,
        )


def _check_open(running: Evaluation, passed: Sequence[Filing], stage: int) -> None:
    """Refuse to go on without somebody who passed: the tender is void then, and held anew (招标投标法实施条例 art. 81)."""
    left = bids.left_closed(running, passed, stage)
    if not left:
        return
    words = Text(
        "投标 {bids} 通过了评审，但该信封已为其他投标开启，不能再为其开启：由监督部门认定后依法重新招标",
        "Bids {bids} pass, but the envelope was opened for others, once for all: the supervisor finds the tender void, to be held anew",
    )
    ids = [one.id for one in left]
    raise Conflict("envelope_closed", words.format(bids=" ".join(ids)), detail={"bids": ids})


def _is_more_sealed(lot: Lot, running: Evaluation) -> bool:
    """Tell whether the policy of the lot has an envelope after the one under review."""
    row = custody.in_force(lot)
    stages = {one.stage for one in custody.policy_of(row).units} if row else set()
    return any(stage > running.stage for stage in stages)
