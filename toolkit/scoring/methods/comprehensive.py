"""
综合评估法, comprehensive evaluation of construction (招标投标法 art. 41(1); 标准施工招标文件, 条号待核).

    price score = full - |deviation from the benchmark price| x deduction          see `benchmarks`, `price_scores`
    total       = price score + quality                                            the criteria share out 100 - full

Points of a hundred, half up to `score_places`. Order: total, highest first; price as bid, lowest first; what the documents add;
draw. Where preferences are given as a bonus, the points of the price grow by their share and may pass `full`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.scoring import benchmarks, experts, price_scores, rules
from toolkit.scoring.comparing import highest, lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.numbers import HUNDRED
from toolkit.scoring.price_scores import TOTAL
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import PRICE, Work


class Rule(rules.ScoredRule):
    """The rule of a section."""

    method: Literal["comprehensive"] = "comprehensive"
    benchmark: rules.Benchmark
    deviation: rules.Deviation


def check(rule: Rule) -> None:
    """Make sure that criteria and price come to a hundred points."""
    experts.check_weights(rule.criteria, HUNDRED - Fraction(rule.deviation.full))


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    check(rule)
    if not screen(rule, work):
        return too_few(rule, work)
    experts.score(rule, work)
    return compare(rule, work)


def compare(rule: Rule, work: Work) -> Result:
    """Rank bids whose evaluated price and quality are known."""
    base = benchmarks.find(rule, rule.benchmark, work)
    price_scores.by_deviation(work, base, rule.deviation, rule.score_places)
    price_scores.add_up(work, rule.score_places)
    by = (highest(TOTAL), lowest(PRICE), *documents(rule))
    return conclude(work, work.order(by), rule.candidates)
