"""What a committee may ask a bidder, how long it waits, and which questions still stand open. Numbers beside their articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import InvalidOperation
from typing import Any

from bidding.evaluation import rules
from bidding.models import BidQuestion, Evaluation
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import canonical
from toolkit.records import Record
from toolkit.scoring import corrections
from toolkit.scoring.inputs import Correction
from toolkit.scoring.rules import Step
from trading.law.citations import Law
from trading.law.statutes import ORDER_87, PRACTICE

SHORTEST_REPLY = timedelta(minutes=15)
SHORTEST_REPLY_LAW = PRACTICE.article("")
"""A bidder has a reasonable time; how long that is at least the law leaves open (87号令 art. 60): practice, unless the rule says more."""
CLARIFICATION_LAW: Law = ORDER_87.article("51")
LOW_PRICE = BidQuestion.Kind.LOW_PRICE
ORDER: tuple[Step, ...] = ("statement", "words", "point", "sum")
"""The arithmetic corrections in the order of 87号令 art. 59, where the pinned rule names none."""


def shortest(evaluation: Evaluation, kind: str) -> timedelta:
    """Return how long a bidder has at least."""
    minutes = (
        rules.of_prices(evaluation).get("low_prices", {}).get("reply_minutes", 0) if kind == LOW_PRICE else 0
    )
    return max(SHORTEST_REPLY, timedelta(minutes=minutes))


def corrected(evaluation: Evaluation, bid: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the figures of a contradiction in prices as they are kept, with the price that follows by the order of the law.

    :raises Invalid: `figures_wrong` for what is no such figures; `nothing_to_correct` where they contradict each other in nothing.
    """
    try:
        sheet = Correction.model_validate({"bid": bid, **{k: v for k, v in figures.items() if k in _FIGURES}})
        price, steps = corrections.corrected(sheet, rules.of_prices(evaluation).get("corrections") or ORDER)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise Invalid("figures_wrong", Text("报价数据填写不正确", "The figures are wrong")) from error
    if set(figures) - set(_FIGURES):
        raise Invalid("figures_wrong", Text("报价数据填写不正确", "The figures are wrong"))
    if not steps:
        raise Invalid(
            "nothing_to_correct", Text("各处报价一致，无需修正", "The prices agree: nothing is corrected")
        )
    kept: dict[str, Any] = dict(_plain(sheet))
    return kept | {"corrected": format(price, "f"), "steps": [one.code for one in steps]}


def awaited(evaluation: Evaluation, at: datetime) -> list[BidQuestion]:
    """Return the questions that are neither answered nor past their time. One query."""
    return list(evaluation.questions.filter(answer__isnull=True, due_at__gt=at))


_FIGURES = ("statement", "words", "body", "lines")


def _plain(sheet: Record) -> Mapping[str, Any]:
    found = canonical.load(canonical.dump(sheet.model_dump()))
    return {name: found[name] for name in _FIGURES}
