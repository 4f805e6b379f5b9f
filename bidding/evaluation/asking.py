"""What a committee may ask a bidder, how long it waits, and which questions still stand open. Numbers beside their articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import InvalidOperation
from typing import Any

from bidding.evaluation import bids, motions, rules
from bidding.models import BidQuestion, Evaluation, Filing, Motion, OpenedUnit
from bidding.offers import price_of
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import canonical
from toolkit.records import Record
from toolkit.scoring import corrections
from toolkit.scoring.inputs import Correction
from toolkit.scoring.rules import Step
from trading.law.statutes import PRACTICE

SHORTEST_REPLY = timedelta(minutes=15)
SHORTEST_REPLY_LAW = PRACTICE.article("")
"""A bidder has a reasonable time; how long that is at least the law leaves open (87号令 art. 60): practice, unless the rule says more."""
LONGEST_REPLY = timedelta(days=3)
"""A bidder answers while the committee sits (87号令 art. 60); how long that is at most the law leaves open: practice."""
LOW_PRICE, CORRECTION = BidQuestion.Kind.LOW_PRICE, BidQuestion.Kind.CORRECTION
BACKED = (CORRECTION, LOW_PRICE)
"""
What changes a price or takes a bid out if the bidder says nothing: it has an effect only if the committee stands behind the question
by majority, with its figures (87号令 art. 60, 61).
"""
ORDER: tuple[Step, ...] = ("statement", "words", "point", "sum")
"""The arithmetic corrections in the order of 87号令 art. 59, where the pinned rule names none."""


def law_of(evaluation: Evaluation) -> str:
    """Return the article by which bidders are asked to clarify, by the method of the lot."""
    rule = evaluation.lot.procedure.committee
    return str(rule.asks if rule and rule.asks else SHORTEST_REPLY_LAW)


def shortest(evaluation: Evaluation, kind: str) -> timedelta:
    """Return how long a bidder has at least."""
    minutes = (
        rules.of_prices(evaluation).get("low_prices", {}).get("reply_minutes", 0) if kind == LOW_PRICE else 0
    )
    return max(SHORTEST_REPLY, timedelta(minutes=minutes))


def due_within(evaluation: Evaluation, kind: str, due_at: datetime, at: datetime) -> None:
    """
    Refuse a time to answer that is too short or too long.

    :raises Invalid: `due_too_soon` with how long a bidder has at least, `due_too_late`.
    """
    least = shortest(evaluation, kind)
    if due_at < at + least:
        minutes = int(least.total_seconds() // 60)
        words = Text("答复时间至少{minutes}分钟", "A bidder has {minutes} minutes at least").format(
            minutes=minutes
        )
        raise Invalid("due_too_soon", words, fields={"due_at": [words]})
    if due_at > at + max(least, LONGEST_REPLY):
        words = Text("答复时间最长3天", "A bidder has three days at most")
        raise Invalid("due_too_late", words, fields={"due_at": [words]})


def undecided(evaluation: Evaluation) -> list[BidQuestion]:
    """Return the questions about bids that are in of which the committee has still to say whether they stand, or an answer convinces."""
    filings = {one.id for one in bids.valid(evaluation)}
    counts = [one for one in motions.counts(evaluation) if one.outcome != "open"]
    decided = {kind: {one.motion.about for one in counts if one.motion.kind == kind} for kind in Motion.Kind}
    backed = {
        one.motion.about
        for one in counts
        if one.motion.kind == Motion.Kind.ASKED and one.outcome == "carried"
    }
    asked = evaluation.questions.filter(kind__in=BACKED, filing__in=filings).select_related("answer")
    return [
        one for one in asked.order_by("id")
        if one.id not in decided[Motion.Kind.ASKED]
        or (one.id in backed and one.kind == LOW_PRICE and hasattr(one, "answer") and one.id not in decided[Motion.Kind.LOW_PRICE])
    ]  # fmt: skip


def corrected(evaluation: Evaluation, filing: Filing, figures: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the figures of a contradiction in prices as they are kept, with the price that follows by the order of the law.

    :raises Invalid: `figures_wrong` for what is no such figures, or another price than was read out at the opening;
        `nothing_to_correct` where they contradict each other in nothing, and where a final offer takes the place of all of them.
    """
    nothing = Invalid(
        "nothing_to_correct", Text("各处报价一致，无需修正", "The prices agree: nothing is corrected")
    )
    if evaluation.lot.procedure.final_offers is not None:
        raise nothing
    try:
        sheet = Correction.model_validate(
            {"bid": filing.id, **{k: v for k, v in figures.items() if k in _FIGURES}}
        )
        price, steps = corrections.corrected(sheet, rules.of_prices(evaluation).get("corrections") or ORDER)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise Invalid("figures_wrong", Text("报价数据填写不正确", "The figures are wrong")) from error
    units = OpenedUnit.objects.filter(filing=filing, opening__status="recorded").order_by(
        "opening__stage", "unit"
    )
    if set(figures) - set(_FIGURES) or sheet.statement != price_of(list(units)):
        raise Invalid("figures_wrong", Text("报价数据填写不正确", "The figures are wrong"))
    if not steps:
        raise nothing
    kept: dict[str, Any] = dict(_plain(sheet))
    return kept | {"corrected": format(price, "f"), "steps": [one.code for one in steps]}


def awaited(evaluation: Evaluation, at: datetime) -> list[BidQuestion]:
    """
    Return the questions that are neither answered nor past their time: of bids that are in, unless the committee voted against the
    question. One query where there is none.
    """
    rows = list(evaluation.questions.filter(answer__isnull=True, due_at__gt=at))
    if not rows:
        return []
    filings = {one.id for one in bids.valid(evaluation)}
    lost = {
        one.motion.about for one in motions.counts(evaluation)
        if one.motion.kind == Motion.Kind.ASKED and one.outcome == "lost"
    }  # fmt: skip
    return [one for one in rows if one.filing_id in filings and one.id not in lost]


_FIGURES = ("statement", "words", "body", "lines")


def _plain(sheet: Record) -> Mapping[str, Any]:
    found = canonical.load(canonical.dump(sheet.model_dump()))
    return {name: found[name] for name in _FIGURES}
