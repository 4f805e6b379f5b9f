"""
From what stands in the database, or is at hand, to the inputs of the published file: the bids as opened, and each act of the committee.

Nothing is decided here. What a majority found is handed in; what is read from a bid is read as its bidder wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bidding.evaluation import final
from bidding.evaluation.bids import NOT_OPENED
from bidding.evaluation.declared import claims_of, field_of, small_share_of
from bidding.models import BidQuestion, Evaluation, Filing, Motion, OpenedUnit
from bidding.offers import price_of
from bidding.sealed.custody import milliseconds
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import (
    Adjustment,
    Bid,
    Correction,
    Exclusion,
    Given,
    PricedLine,
    Review,
    Sheet,
    Stage,
)
from toolkit.scoring.methods import two_envelopes
from trading import particulars
from trading.law.tender_document import BRAND
from trading.models import Lot

Scores = Mapping[str, Mapping[int, Mapping[str, Decimal]]]
REJECTED: Final = "rejected_all"
_GROUND = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Opened:
    """
    What the lot's opening left: `units` by filing, those of its earlier stages first; `questions` with their answers, in the order
    in which they were asked; `stage` is the envelope under evaluation. `final_prices` are those of the final offers by filing, where
    talks ended with such; None elsewhere.
    """

    deal: str
    lot: str
    stage: int
    filings: Sequence[Filing]
    units: Mapping[str, Sequence[OpenedUnit]]
    questions: Sequence[BidQuestion] = ()
    agreed_price: Decimal | None = None
    final_prices: Mapping[str, Decimal] | None = None


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
    """
    Return what is published of an evaluation beside its rule. A few queries.

    :raises Unfit: what the first envelope's own steps raise.
    :raises ValidationError: for what the format cannot say.
    """
    questions = list(evaluation.questions.select_related("answer").order_by("id"))
    return assembled(opened(evaluation.lot, filings, evaluation.stage, questions), rule, found, given)


def assembled(opened: Opened, rule: Rule, found: Found, given: Given) -> Inputs:
    """
    Return the same from what is at hand. No query.

    Of two envelopes only who passed the first shows a price and is judged by the second, whatever was opened for an evaluation that
    was set aside.

    :raises Unfit: what the first envelope's own steps raise.
    :raises ValidationError: for what the format cannot say.
    """
    whole = _whole(opened, rule, found, given)
    envelopes = envelopes_of(rule)
    if envelopes is None:
        return whole
    passed = frozenset(two_envelopes.passed(envelopes, whole))
    second = _second(opened, found, passed) if opened.stage > 1 else ()
    shown = (one if one.id in passed else one.model_copy(update={"quotes": ()}) for one in whole.bids)
    return whole.model_copy(update={"bids": tuple(shown), "exclusions": (*whole.exclusions, *second)})


def opened(
    lot: Lot, filings: Sequence[Filing], stage: int = 1, questions: Sequence[BidQuestion] = ()
) -> Opened:
    """Read what was opened and finally offered. One query, and two more of final offers."""
    rows = OpenedUnit.objects.filter(filing__in=[one.id for one in filings], opening__status="recorded")
    units: dict[str, list[OpenedUnit]] = {}
    read = rows.select_related("opening").only(
        "filing", "unit", "outcome", "manifest", "opening__stage", "opening__status"
    )
    for row in read.order_by("opening__stage", "unit"):
        units.setdefault(row.filing_id, []).append(row)
    return Opened(
        deal=lot.deal_id,
        lot=lot.id,
        stage=stage,
        filings=filings,
        units=units,
        questions=questions,
        agreed_price=getattr(particulars.parse(lot.procedure.lot_particulars, lot.particulars), "agreed_price", None),
        final_prices=final.prices(lot) if final.are_in(lot) else None,
    )  # fmt: skip


def envelopes_of(rule: Rule) -> two_envelopes.Rule | None:
    """Return the part of a rule that has two envelopes; None where bids are in one."""
    return next((one for one in within(rule) if isinstance(one, two_envelopes.Rule)), None)


def adjustment(about: str, figures: Mapping[str, str]) -> Adjustment:
    """
    Return a deviation in money as it is published.

    :raises ValidationError: for what the format cannot say.
    """
    return Adjustment(bid=about, name=figures["name"], amount=Decimal(figures["amount"]))


def _whole(opened: Opened, rule: Rule, found: Found, given: Given) -> Inputs:
    """Return all but what the second of two envelopes takes out, with every price that was opened."""
    ids = {one.id for one in opened.filings}
    backed = _backed(opened.questions, found)
    return Inputs(
        deal=opened.deal,
        lot=opened.lot,
        bids=tuple(_bids(opened, found)),
        exclusions=tuple(_first(opened, rule, found)),
        corrections=tuple(one for one in _corrections(backed) if one.bid in ids),
        reviews=tuple(one for one in _reviews(backed, found) if one.bid in ids),
        sheets=tuple(one for one in _sheets(opened, rule, found) if one.bid in ids),
        adjustments=tuple(
            adjustment(one.about, one.figures)
            for one in _of(found, Motion.Kind.ADJUSTMENT)
            if one.about in ids
        ),
        given=given,
    )


def _bids(opened: Opened, found: Found) -> Iterator[Bid]:
    refused = {(one.about, one.figures["claim"]) for one in _of(found, Motion.Kind.CLAIM)}
    for filing in opened.filings:
        own = opened.units.get(filing.id, ())
        price = price_of(own) if opened.final_prices is None else opened.final_prices.get(filing.id)
        yield Bid(
            id=filing.id,
            quotes=() if price is None else (price,),
            claims=tuple(claim for claim in claims_of(own) if (filing.id, claim) not in refused),
            small_share=small_share_of(own),
            brand=_line(field_of(own, BRAND)),
            agreed_price=opened.agreed_price,
            submitted_at=milliseconds(filing.received_at),
        )


def _first(opened: Opened, rule: Rule, found: Found) -> Iterator[Exclusion]:
    """Yield who is out with the only envelope, or with the first of two."""
    is_staged = envelopes_of(rule) is not None
    for filing in opened.filings:
        for stage, ground in found.failures.get(filing.id, ()):
            if stage == 1 or not is_staged:
                yield _exclusion(found, filing.id, ground, "first")
    if not (is_staged and opened.stage > 1):
        for motion in _of(found, Motion.Kind.REJECT_ALL):
            for filing in opened.filings:
                if filing.id not in found.failures:
                    yield Exclusion(bid=filing.id, ground=REJECTED, words=_line(motion.words))


def _second(opened: Opened, found: Found, passed: Collection[str]) -> Iterator[Exclusion]:
    """Yield who is out with the second envelope, of those who passed the first: found so, or not opened, or all of them rejected."""
    for bid in sorted(passed):
        grounds = {code for stage, code in found.failures.get(bid, ()) if stage > 1}
        own = (one for one in opened.units.get(bid, ()) if one.opening.stage == opened.stage)
        if not any(one.outcome == "opened" for one in own):
            grounds.add(NOT_OPENED)
        for ground in sorted(grounds):
            yield _exclusion(found, bid, ground, "second")
        if not grounds:
            for motion in _of(found, Motion.Kind.REJECT_ALL):
                yield Exclusion(bid=bid, ground=REJECTED, words=_line(motion.words), stage="second")


def _exclusion(found: Found, bid: str, ground: str, stage: Stage) -> Exclusion:
    code = ground if _GROUND.fullmatch(ground) else "other"
    return Exclusion(bid=bid, ground=code, words=_line(found.grounds.get(ground, "")), stage=stage)


def _backed(questions: Iterable[BidQuestion], found: Found) -> list[BidQuestion]:
    """Return the questions that the committee stands behind: no others have an effect."""
    stands = {one.about for one in _of(found, Motion.Kind.ASKED)}
    return [one for one in questions if one.id in stands]


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


def _reviews(questions: Sequence[BidQuestion], found: Found) -> Iterator[Review]:
    motions = {one.about for one in _of(found, Motion.Kind.LOW_PRICE)}
    last = {one.filing_id: one for one in questions if one.kind == BidQuestion.Kind.LOW_PRICE}
    for bid, question in last.items():
        answer = getattr(question, "answer", None)
        yield Review(
            bid=bid,
            asked_at=milliseconds(question.at),
            due_at=milliseconds(question.due_at),
            answered_at=milliseconds(answer.at) if answer else 0,
            finding="justified" if question.id in motions else "unjustified",
        )


def _sheets(opened: Opened, rule: Rule, found: Found) -> Iterator[Sheet]:
    """
    Yield what every member gave every bid that is in; of bids that are out nothing is asked, nor where all were rejected before
    a second envelope.
    """
    codes = [one.code for part in within(rule) if isinstance(part, rules.ScoredRule) for one in part.criteria]
    if not codes or (opened.stage == 1 and _of(found, Motion.Kind.REJECT_ALL)):
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
