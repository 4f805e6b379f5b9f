"""The bytes that are signed in an evaluation: canonical JSON, made here from what stands in the database and compared with what came."""

from __future__ import annotations

from typing import Any

from bidding.evaluation import bids
from bidding.models import BidQuestion, Evaluation, QualificationSheet, Seat, Sheet, Signed
from toolkit import canonical

ACT, ANSWER = "evaluation-act/1", "evaluation-answer/1"


def of(evaluation: Evaluation, seat: Seat, act: str, *, stand: str = "agrees", words: str = "") -> bytes:
    """Return what the member of a seat signs for an act, as everything stands now."""
    if act == Signed.Act.DECLARATION:
        return _act(evaluation, seat, act, bidders=bidders(evaluation))
    if act == Signed.Act.REPORT:
        return _act(evaluation, seat, act, report=evaluation.report_sha256, stand=stand, words=words)
    part = Sheet.Part.REVIEW if act == Signed.Act.REVIEWS else Sheet.Part.SCORES
    return _act(
        evaluation, seat, act, stage=stage_of(evaluation, part), sheets=_sheets(evaluation, seat, part)
    )


def bidders(evaluation: Evaluation) -> list[str]:
    """Return the names of those whose bids are evaluated, in an order that tells nothing: a member declares of each (87号令 art. 45)."""
    return sorted({one.registration.party.name for one in bids.opened(evaluation)})


def answer(question: BidQuestion, *, words: str, stand: str) -> bytes:
    """Return what a bidder signs as its answer: with the digest of what was asked, and of a correction the figures that it confirms."""
    return canonical.dump(
        {
            "v": ANSWER, "question": question.id, "digest": question.digest, "figures": question.figures, "stand": stand,
            "words": words,
        }
    )  # fmt: skip


def stage_of(evaluation: Evaluation, part: str) -> int:
    """Return under which envelope a part is written: technical scores belong to the first, whenever they are signed again."""
    return evaluation.stage if part == Sheet.Part.REVIEW else 1


def _act(evaluation: Evaluation, seat: Seat, act: str, **said: Any) -> bytes:
    return canonical.dump(
        {
            "v": ACT, "act": act, "lot": evaluation.lot_id, "evaluation": evaluation.id, "document": evaluation.document.digest,
            "round": evaluation.round, "seat": seat.number, **said,
        }
    )  # fmt: skip


def entries(sheet: Sheet | QualificationSheet) -> list[dict[str, str]]:
    """Return what stands on a sheet as it is signed: value and words of each code, in order."""
    return [
        {"code": code, "value": one.get("value", ""), "words": one.get("words", "")}
        for code, one in sorted(sheet.entries.items())
    ]


def _sheets(evaluation: Evaluation, seat: Seat, part: str) -> list[dict[str, Any]]:
    filings = bids.valid(evaluation)
    names = bids.named(evaluation, seat, part, filings)
    rows = Sheet.objects.filter(seat=seat, part=part, stage=stage_of(evaluation, part))
    sheets = [{"bid": names[row.bid], "entries": entries(row)} for row in rows if row.bid in names]
    return sorted(sheets, key=lambda one: str(one["bid"]))
