"""Runs an evaluation: the table of methods, and the one function that turns published inputs into a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import Field

from toolkit.records import Record
from toolkit.scoring import rules
from toolkit.scoring.evaluations import Inputs
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
from toolkit.scoring.results import Result
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import Work, begin

Rule = Annotated[
    comprehensive.Rule
    | comprehensive_score.Rule
    | consultation.Rule
    | direct_selection.Rule
    | inquiry.Rule
    | lowest_evaluated.Rule
    | lowest_price.Rule
    | negotiation.Rule
    | price_first.Rule
    | quality_first.Rule
    | reasonable_low.Rule
    | rotation.Rule
    | second_competition.Rule
    | separate_award.Rule
    | technical_then_price.Rule
    | two_envelopes.Rule
    | weighted_quote.Rule,
    Field(discriminator="method"),
]

METHODS: Final[Mapping[str, Callable[[Any, Work], Result]]] = {
    "comprehensive": comprehensive.rank,
    "comprehensive_score": comprehensive_score.rank,
    "consultation": consultation.rank,
    "direct_selection": direct_selection.rank,
    "inquiry": inquiry.rank,
    "lowest_evaluated": lowest_evaluated.rank,
    "lowest_price": lowest_price.rank,
    "negotiation": negotiation.rank,
    "price_first": price_first.rank,
    "quality_first": quality_first.rank,
    "reasonable_low": reasonable_low.rank,
    "rotation": rotation.rank,
    "second_competition": second_competition.rank,
    "separate_award": separate_award.rank,
    "technical_then_price": technical_then_price.rank,
    "two_envelopes": two_envelopes.rank,
    "weighted_quote": weighted_quote.rank,
}


def evaluate(rule: Rule, inputs: Inputs) -> Result:
    """
    Return the ranking of a lot by its rule; the same inputs give the same result everywhere.

    :raises Unfit: if the inputs leave open what the result is, or hold what the method must not use.
    """
    _check(rule, inputs)
    turns = rule.order if isinstance(rule, rotation.Rule) else ()
    return METHODS[rule.method](rule, begin(inputs, turns=turns))


def _check(rule: Rule, inputs: Inputs) -> None:
    """Refuse what the method would pass over in silence."""
    inner = list(within(rule))
    if inputs.adjustments and not any(isinstance(one, lowest_evaluated.Rule) for one in inner):
        raise Unfit("adjustment_not_allowed")
    staged = any(one.stage == "second" for one in inputs.exclusions)
    if staged and not any(isinstance(one, two_envelopes.Rule) for one in inner):
        raise Unfit("stage_not_allowed")
    if inputs.sheets and not any(isinstance(one, rules.ScoredRule) for one in inner):
        raise Unfit("sheet_not_allowed")
    if any(isinstance(one, two_envelopes.Rule) and two_envelopes.passes_nothing(one) for one in inner):
        raise Unfit("passing_not_allowed")
    check_rule(rule)


def check_rule(rule: Rule) -> None:
    """
    Make sure that a rule asks nothing of bids that its methods do not know.

    :raises Unfit: `brand_rule_unknown`, `bonus_not_allowed`.
    """
    for one in within(rule):
        if not isinstance(one, rules.Rule):
            continue
        if one.same_brand == "best" and not isinstance(one, comprehensive_score.Rule | consultation.Rule):
            raise Unfit("brand_rule_unknown")
        deviates = isinstance(one, comprehensive.Rule | reasonable_low.Rule)
        if one.preferences.given_as == "bonus" and not deviates:
            raise Unfit("bonus_not_allowed")


def within(rule: Record) -> Iterator[Record]:
    """Yield a rule and the rules that it is made of, outermost first."""
    yield rule
    if isinstance(rule, two_envelopes.Rule):
        yield from within(rule.then)
    if isinstance(rule, separate_award.Rule):
        yield from within(rule.shortlist)
