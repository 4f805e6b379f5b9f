"""Small lots to evaluate: bids by their prices, experts by their points, and one rule of each method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from toolkit.scoring import rules
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Adjustment, Bid, Given, Sheet
from toolkit.scoring.methods import (
    comprehensive,
    comprehensive_score,
    consultation,
    direct_selection,
    inquiry,
    lowest_evaluated,
    lowest_price,
    negotiation,
    price_first,
    quality_first,
    reasonable_low,
    rotation,
    second_competition,
    separate_award,
    technical_then_price,
    two_envelopes,
    weighted_quote,
)
from toolkit.scoring.results import Placing, Result
from toolkit.scoring.unfit import Unfit

D = Decimal


def decimals(*values: str) -> tuple[Decimal, ...]:
    return tuple(map(D, values))


def bid(name: str, *quotes: str, **more: Any) -> Bid:
    return Bid(id=name, quotes=decimals(*quotes), **more)


def lot(*bids: Bid, points: Mapping[str, str | Sequence[str]] | None = None, **more: Any) -> Inputs:
    """Return a lot; `points` are the scores of one criterion, one for each expert."""
    sheets = [
        Sheet(bid=name, expert=number, scores=(D(score),))
        for name, scores in (points or {}).items()
        for number, score in enumerate([scores] if isinstance(scores, str) else scores, 1)
    ]
    return Inputs(**{"deal": "deal", "lot": "lot", "bids": bids, "sheets": tuple(sheets)} | more)


def criterion(weight: str, **more: Any) -> rules.Criterion:
    given = {"code": "scheme", "part": "technical", "judgement": "subjective", "highest": D(weight)} | more
    return rules.Criterion(weight=D(weight), **given)


def ranks(result: Result) -> dict[str, int]:
    return {one.bid: one.rank for one in result.placings}


def order(result: Result) -> str:
    """Return the ids of the ranked bids, best first, equal ones with `=` between them."""
    ranked = [one for one in result.placings if one.rank]
    before = [None, *(one.rank for one in ranked)]
    return "".join(
        f"={one.bid}" if one.rank == rank else one.bid for one, rank in zip(ranked, before, strict=False)
    )


def placing(result: Result, name: str) -> Placing:
    return next(one for one in result.placings if one.bid == name)


def figure(result: Result, name: str, of: str = "") -> str:
    """Return a figure of a bid, or of the lot, as it is published."""
    figures = placing(result, of).figures if of else result.figures
    return next(str(one.value) for one in figures if one.name == name)


def figures(result: Result, name: str) -> list[str]:
    """Return a figure of every bid that has it, by id."""
    by_id = sorted(result.placings, key=lambda one: one.bid)
    return [str(f.value) for one in by_id for f in one.figures if f.name == name]


def reasons(result: Result, name: str) -> list[str]:
    return [one.code for one in placing(result, name).reasons]


def rank_of(rule: Any, *bids: Bid, **more: Any) -> Result:
    return evaluate(rule, lot(*bids, **more))


BENCHMARK = rules.Benchmark(
    trims=(rules.Trim(bids=5, highest=1, lowest=1),), discounts=decimals("0.01", "0.02", "0.03")
)
DEVIATION = rules.Deviation(full=D(60), above=D(1), below=D("0.5"))
WHOLE_DEVIATION = DEVIATION.model_copy(update={"full": D(100)})
COMPREHENSIVE = comprehensive.Rule(criteria=(criterion("40"),), benchmark=BENCHMARK, deviation=DEVIATION)
TECHNICAL = technical_then_price.Rule(criteria=(criterion("100"),), passing=D(0), shortlist=3)

# One rule of each method; lots of any number of bids have the same names.
RULES: dict[str, Any] = {
    "comprehensive": COMPREHENSIVE,
    "comprehensive_score": comprehensive_score.Rule(price_weight=D("0.3"), criteria=(criterion("70"),)),
    "consultation": consultation.Rule(price_weight=D("0.2"), criteria=(criterion("80"),)),
    "direct_selection": direct_selection.Rule(),
    "inquiry": inquiry.Rule(),
    "lowest_evaluated": lowest_evaluated.Rule(),
    "lowest_price": lowest_price.Rule(),
    "negotiation": negotiation.Rule(),
    "price_first": price_first.Rule(eliminated=D("0.2")),
    "quality_first": quality_first.Rule(eliminated=D("0.4"), criteria=(criterion("100"),)),
    "reasonable_low": reasonable_low.Rule(benchmark=BENCHMARK, deviation=WHOLE_DEVIATION),
    "rotation": rotation.Rule(order=tuple("FEDCBA")),
    "second_competition": second_competition.Rule(),
    "separate_award": separate_award.Rule(shortlist=COMPREHENSIVE, award="vote"),
    "technical_then_price": TECHNICAL,
    "two_envelopes": two_envelopes.Rule(then=COMPREHENSIVE),
    "weighted_quote": weighted_quote.Rule(price_weight=D("0.7"), criteria=(criterion("30"),)),
}
SCORED = {
    "comprehensive": 40, "comprehensive_score": 70, "consultation": 80, "quality_first": 100, "separate_award": 40,
    "technical_then_price": 100, "two_envelopes": 40, "weighted_quote": 30,
}  # fmt: skip
DRAWN = ("comprehensive", "reasonable_low", "separate_award", "two_envelopes")
PRICE_ONLY = (
    "inquiry",
    "lowest_price",
    "negotiation",
    "price_first",
    "second_competition",
    "lowest_evaluated",
)


def given_for(method: str) -> dict[str, Any]:
    coefficients = ({"name": "discount", "value": D("0.02")},) if method in DRAWN else ()
    return {"given": Given.model_validate({"coefficients": coefficients})}


def adjusted(name: str, amount: str) -> Adjustment:
    return Adjustment(bid=name, name="付款条件", amount=D(amount))


ABC = (bid("A", "100.00"), bid("B", "90.00"), bid("C", "95.00"))


def with_rule(method: str, **changed: Any) -> Any:
    return RULES[method].model_copy(update=changed)


def code_of(rule: Any, *bids: Bid, **more: Any) -> str:
    """Return why nothing follows of a lot."""
    with pytest.raises(Unfit) as refused:
        rank_of(rule, *bids, **more)
    return refused.value.code
