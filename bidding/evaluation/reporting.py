"""The evaluation report, drafted from the rows (87号令 art. 58): what members sign says all that was done, in ids and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bidding import timing
from bidding.evaluation import (
    applicants,
    asking,
    bids,
    corrections,
    document,
    examined,
    final,
    motions,
    sitting,
    tally,
    written,
)
from bidding.models import Evaluation, Motion, Seat, Sheet, Signed
from bidding.sealed.custody import milliseconds
from foundation.errors import Reason
from foundation.text import Text
from toolkit import canonical
from trading.law.statutes import ORDER_87

REPORT = "evaluation-report/1"
MAJORITY = ORDER_87.article("61")
"""The majority decides what is to be found together; tenders of works have no article of their own on it."""
SILENT_AFTER = timedelta(minutes=30)
"""How long a member has before its silence counts as agreeing: practice, for the law (招标投标法实施条例 art. 53) names no time."""


def lacking(evaluation: Evaluation, at: datetime) -> list[Reason]:
    """
    Return all that must be done before the scores are closed, each with its article; empty when nothing is.

    Of objective scores that differ, and of extreme ones without a reason, it says in which criterion of which bid, and only once all
    have signed: before that nobody learns anything of another's scores.
    """
    seats = sitting.standing(evaluation)
    found = [*sitting.unlawful(evaluation, seats), *_acts(evaluation, seats)]
    if not any(one.is_chair for one in seats):
        found.append(Reason("no_chair", Text("尚未推选组长", "Nobody presides yet")))
    limit = evaluation.lot.procedure.final_offers
    if limit is not None and final.are_awaited(evaluation.lot):
        words = Text("最后报价尚未提交和公开", "Final offers are awaited still")
        found.append(Reason("final_offers_awaited", words, str(limit.law)))
    if asking.awaited(evaluation, at):
        found.append(
            Reason(
                "answers_awaited",
                Text("询标尚未答复，且未到答复截止时间", "Answers are awaited still"),
                asking.law_of(evaluation),
            )
        )
    spent = corrections.spent(evaluation)
    counts = [
        one for one in motions.counts(evaluation)
        if one.motion.kind != Motion.Kind.CHAIR and one.motion.id not in spent
    ]  # fmt: skip
    if any(one.outcome == "open" for one in counts) or asking.undecided(evaluation):
        found.append(Reason("votes_awaited", Text("尚有未完成的表决", "Votes are awaited still")))
    if evaluation.status == "reporting" and written.all_signed(evaluation, Signed.Act.REPORT):
        words = Text(
            "多数成员不同意评标报告，不能形成结论", "Most members dissent: the report concludes nothing"
        )
        found.append(Reason("majority_dissents", words, str(MAJORITY)))
    return found


def draft(evaluation: Evaluation, result_sha256: str, at: datetime) -> bytes:
    """Return the report as it stands now, in canonical bytes."""
    failures, examination = bids.failures(evaluation), examined.of(evaluation.lot)
    said = examined.failed(examination) if examination else {}
    words = {(bid, one.code): one.words for bid, own in said.items() for one in own}
    if evaluation.is_prequalification:
        words = dict(applicants.words(evaluation))
    return canonical.dump(
        {
            "v": REPORT, "deal": evaluation.lot.deal_id, "lot": evaluation.lot_id, "evaluation": evaluation.id,
            "number": evaluation.number, "round": evaluation.round, "document": evaluation.document.digest,
            "rule": evaluation.rule_sha256, "result": result_sha256, "drafted_at": milliseconds(at),
            "qualification": canonical.sha256(bytes(examination.content)) if examination else "",
            "seats": _seats(evaluation),
            "bids": [one.id for one in bids.opened(evaluation)],
            "excluded": [
                {
                    "bid": bid, "stage": stage, "ground": code, "law": document.law_of(evaluation, code),
                    "words": words.get((bid, code), ""),
                }
                for bid, codes in sorted(failures.items()) for stage, code in codes
            ],
            **acts(evaluation), **_differences(evaluation),
        }
    )  # fmt: skip


def _differences(evaluation: Evaluation) -> dict[str, list[dict[str, Any]]]:
    """Return what members did not agree on to the end: what the majority settled, and for what no reason was given though asked."""
    filings = {one.id for one in bids.valid(evaluation)}
    return {
        "settled": [
            {"bid": bid, "criterion": code, "value": format(value, "f")}
            for (bid, code), value in sorted(corrections.settled(evaluation).items())
        ],
        "unreasoned": [
            {"bid": one.bid, "criterion": one.criterion, "seat": one.seat} for one in corrections.refusing(evaluation, filings)
        ],
    }  # fmt: skip


def acts(evaluation: Evaluation) -> dict[str, list[dict[str, Any]]]:
    """Return what a report tells of the acts before it, from the rows as they are now. Six queries."""
    return {
        "questions": [_question(one) for one in evaluation.questions.select_related("answer").order_by("id")],
        "motions": [_motion(one) for one in motions.counts(evaluation)],
        "reopenings": [
            {"round": one.round, "cause": one.cause, "words": one.words} for one in evaluation.reopenings.order_by("round")
        ],
        "signed": [
            {
                "seat": one.seat.number, "act": one.act, "stage": one.stage, "round": one.round,
                "sha256": canonical.sha256(bytes(one.content)),
            }
            for one in Signed.objects.filter(seat__evaluation=evaluation).exclude(act=Signed.Act.REPORT)
            .select_related("seat").order_by("seat__number", "act", "stage", "round")
        ],
    }  # fmt: skip


def _acts(evaluation: Evaluation, seats: list[Seat]) -> list[Reason]:
    found = []
    ids = {one.id for one in seats}
    if not ids <= written.signed_by(evaluation, Signed.Act.REVIEWS):
        found.append(
            Reason("reviews_unsigned", Text("有成员尚未签署审查意见", "Somebody has not signed the reviews"))
        )
    if bids.are_scores_settled(evaluation) or not is_scored(evaluation):
        return found
    filings = {one.id for one in bids.valid(evaluation)}
    if not ids <= written.signed_by(evaluation, Signed.Act.SCORES):
        return [
            *found,
            Reason("scores_unsigned", Text("有成员尚未签署评分", "Somebody has not signed the scores")),
        ]
    law = corrections.law_of(evaluation)
    for bid, code in corrections.differing(evaluation, filings):
        words = Text(
            "客观评审因素评分不一致：{bid} {code}", "Members differ on an objective criterion: {bid} {code}"
        )
        found.append(Reason("objective_differs", words.format(bid=bid, code=code), law))
    for one in corrections.unreasoned(evaluation, filings):
        words = Text("评分畸高畸低须写明理由：{bid} {code}", "An extreme score needs a reason: {bid} {code}")
        found.append(Reason("extreme_unreasoned", words.format(bid=one.bid, code=one.criterion), law))
    return found


def silent_from(evaluation: Evaluation, at: datetime) -> datetime:
    """
    Return from when on the silence of a member counts, as known at `at`: the report says itself when it was drafted, and while the
    lot is on hold, when nobody can sign, the time stands still.
    """
    drafted = canonical.load(bytes(evaluation.report or b""))["drafted_at"]
    since = datetime.fromtimestamp(int(drafted) / 1000, tz=UTC)
    return timing.end_of(evaluation.lot, since, since + SILENT_AFTER, at)


def is_agreed(evaluation: Evaluation) -> bool:
    """Tell whether more than half of the members agree with the report, by signature or by silence (87号令 art. 61). Two queries."""
    seats = sitting.standing(evaluation)
    stands: dict[str, str] = {}
    rows = Signed.objects.filter(seat__in=seats, act=Signed.Act.REPORT, round=evaluation.round)
    for seat, stand in rows.values_list("seat", "stand"):
        # What a member said itself counts in place of its silence.
        stands[seat] = stand if stands.get(seat, Signed.Stand.SILENT) == Signed.Stand.SILENT else stands[seat]
    return tally.carried(sum(one != Signed.Stand.DISSENTS for one in stands.values()), len(seats))


def is_scored(evaluation: Evaluation) -> bool:
    """
    Tell whether there is anything to score: criteria in the document, bids that are in, and no decision to reject them all before
    a second envelope.
    """
    if not document.asked(evaluation, Sheet.Part.SCORES).criteria:
        return False
    is_rejected = evaluation.stage == bids.FIRST and motions.carried(evaluation, Motion.Kind.REJECT_ALL)
    return bool(bids.valid(evaluation)) and not is_rejected


def _seats(evaluation: Evaluation) -> list[dict[str, Any]]:
    """
    Return the places with who came and left when, and why, and by which article somebody was chosen and not drawn (87号令 art. 58):
    never who sits there.
    """
    chosen = dict(evaluation.lot.chosen.order_by("id").values_list("member", "words"))
    return [_seat(one, chosen.get(one.member_id, "")) for one in evaluation.seats.order_by("number")]


def _seat(seat: Seat, chosen_for: str) -> dict[str, Any]:
    return {
        "number": seat.number, "kind": seat.kind, "chair": int(seat.is_chair), "status": seat.status, "city": seat.city, "room": seat.room,
        "seated_at": milliseconds(seat.seated_at), "left_at": milliseconds(seat.left_at) if seat.left_at else 0, "left_for": seat.left_for,
        "chosen_for": chosen_for,
    }  # fmt: skip


def _question(one: Any) -> dict[str, Any]:
    answer = getattr(one, "answer", None)
    return {
        "id": one.id, "bid": one.filing_id, "kind": one.kind, "asked_at": milliseconds(one.at), "due_at": milliseconds(one.due_at),
        "answered_at": milliseconds(answer.at) if answer else 0, "stand": answer.stand if answer else "", "figures": one.figures,
    }  # fmt: skip


def _motion(one: motions.Count) -> dict[str, Any]:
    return {
        "id": one.motion.id, "kind": one.motion.kind, "about": one.motion.about, "figures": one.motion.figures, "in_favour": one.in_favour,
        "against": one.against, "outcome": one.outcome,
    }  # fmt: skip
