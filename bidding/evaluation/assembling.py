"""
From what stands in the database to the inputs of the published file: the bids as opened, and each act of the committee.

Nothing is decided here. What a majority found is handed in; what is read from a bid is read as its bidder wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bidding.evaluation.declared import claims_of, field_of, small_share_of
from bidding.models import BidQuestion, Evaluation, Filing, Motion, OpenedUnit
from bidding.offers import price_of
from bidding.sealed.custody import milliseconds
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Adjustment, Bid, Correction, Exclusion, Given, PricedLine, Review, Sheet
from toolkit.scoring.methods import two_envelopes
from trading import particulars
from trading.law.tender_document import BRAND

Scores = Mapping[str, Mapping[int, Mapping[str, Decimal]]]
REJECTED: Final = "rejected_all"
_GROUND = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """
    What the committee found together.

    `failures` has for each bid that is out the stage and ground of each finding; `grounds` says these in words; `carried` are the
    motions that a majority carried, `scores` by bid, seat number and criterion those of the members who sit.
    """

    failures: Mapping[str, Sequence[tuple[int, str]]]
    grounds: Mapping[str, str]
    carried: Sequence[Motion]
    scores: Scores


def inputs(
    evaluation: Evaluation, rule: Rule, filings: Sequence[Filing], found: Found, given: Given
) -> Inputs:
    """Return what is published of an evaluation beside its rule. Two queries."""
    questions = list(evaluation.questions.select_related("answer").order_by("id"))
    return Inputs(
        deal=evaluation.lot.deal_id,
        lot=evaluation.lot_id,
        bids=tuple(_bids(evaluation, filings, found)),
        exclusions=tuple(_exclusions(rule, filings, found)),
        corrections=tuple(_corrections(questions)),
        reviews=tuple(_reviews(questions, found)),
        sheets=tuple(_sheets(rule, found)),
        adjustments=tuple(
            Adjustment(bid=one.about, name=_line(one.figures["name"]), amount=Decimal(one.figures["amount"]))
            for one in _of(found, Motion.Kind.ADJUSTMENT)
        ),
        given=given,
    )


def _bids(evaluation: Evaluation, filings: Sequence[Filing], found: Found) -> Iterator[Bid]:
    rows = OpenedUnit.objects.filter(filing__in=[one.id for one in filings], opening__status="recorded")
    units: dict[str, list[OpenedUnit]] = {}
    for row in rows.order_by("opening__stage", "unit"):
        units.setdefault(row.filing_id, []).append(row)
    refused = {(one.about, one.figures["claim"]) for one in _of(found, Motion.Kind.CLAIM)}
    lot = evaluation.lot
    agreed = getattr(particulars.parse(lot.procedure.lot_particulars, lot.particulars), "agreed_price", None)
    for filing in filings:
        own = units.get(filing.id, [])
        price = price_of(own)
        yield Bid(
            id=filing.id,
            quotes=() if price is None else (price,),
            claims=tuple(claim for claim in claims_of(own) if (filing.id, claim) not in refused),
            small_share=small_share_of(own),
            brand=_line(field_of(own, BRAND)),
            agreed_price=agreed,
            submitted_at=milliseconds(filing.received_at),
        )


def _exclusions(rule: Rule, filings: Sequence[Filing], found: Found) -> Iterator[Exclusion]:
    staged = any(isinstance(one, two_envelopes.Rule) for one in within(rule))
    for filing in filings:
        for stage, ground in found.failures.get(filing.id, ()):
            yield Exclusion(
                bid=filing.id,
                ground=ground if _GROUND.fullmatch(ground) else "other",
                words=_line(found.grounds.get(ground, "")),
                stage="second" if staged and stage > 1 else "first",
            )
    for motion in _of(found, Motion.Kind.REJECT_ALL):
        for filing in filings:
            if filing.id not in found.failures:
                yield Exclusion(bid=filing.id, ground=REJECTED, words=_line(motion.words))


def _corrections(questions: Iterable[BidQuestion]) -> Iterator[Correction]:
    """Yield the last correction that each bidder was asked to confirm; who did not answer in time did not confirm."""
    last = {one.filing_id: one for one in questions if one.kind == BidQuestion.Kind.CORRECTION}
    for bid, question in last.items():
        figures: Mapping[str, Any] = question.figures
        yield Correction(
            bid=bid,
            statement=figures["statement"],
            words=figures.get("words") or None,
            body=figures.get("body") or None,
            lines=tuple(PricedLine.model_validate(one) for one in figures.get("lines", ())),
            answer=_answer(question),
        )


def _answer(question: BidQuestion) -> Any:
    answer = getattr(question, "answer", None)
    return answer.stand if answer and answer.stand else "declined"


def _reviews(questions: Iterable[BidQuestion], found: Found) -> Iterator[Review]:
    justified = {one.about for one in _of(found, Motion.Kind.LOW_PRICE)}
    last = {one.filing_id: one for one in questions if one.kind == BidQuestion.Kind.LOW_PRICE}
    for bid, question in last.items():
        answer = getattr(question, "answer", None)
        yield Review(
            bid=bid,
            asked_at=milliseconds(question.at),
            due_at=milliseconds(question.due_at),
            answered_at=milliseconds(answer.at) if answer else 0,
            finding="justified" if question.id in justified else "unjustified",
        )


def _sheets(rule: Rule, found: Found) -> Iterator[Sheet]:
    """Yield what every member gave every bid that is in; of bids that are out nothing is asked."""
    codes = [one.code for part in within(rule) if isinstance(part, rules.ScoredRule) for one in part.criteria]
    if not codes or _of(found, Motion.Kind.REJECT_ALL):
        return
    out = set(found.failures)
    for bid, of_bid in sorted(found.scores.items()):
        if _is_out_before_scores(bid, out, found):
            continue
        for expert, scores in sorted(of_bid.items()):
            if all(code in scores for code in codes):
                yield Sheet(bid=bid, expert=expert, scores=tuple(scores[code] for code in codes))


def _is_out_before_scores(bid: str, out: Collection[str], found: Found) -> bool:
    """Tell whether a bid was out with its first envelope; who fails with the second was scored before."""
    return bid in out and any(stage == 1 for stage, _ in found.failures[bid])


def _of(found: Found, kind: str) -> list[Motion]:
    return [one for one in found.carried if one.kind == kind]


def _line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()[:1024]
