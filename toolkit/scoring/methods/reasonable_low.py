"""
合理低价法, reasonable low price of road works (交通运输部令2015年第24号 art. 44, 条号待核).

    price score = full - |deviation from the benchmark price| x deduction          see `benchmarks`, `price_scores`

The price is all that is scored; technical parts pass or fail. Order: price score, highest first; price as bid, lowest first;
what the documents add; draw. Points half up to `score_places`.
"""

from __future__ import annotations

from typing import Literal

from toolkit.scoring import benchmarks, price_scores, rules
from toolkit.scoring.comparing import highest, lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.price_scores import SCORE
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import PRICE, Work


class Rule(rules.Rule):
    """The rule of a section."""

    method: Literal["reasonable_low"] = "reasonable_low"
    benchmark: rules.Benchmark
    deviation: rules.Deviation
    score_places: rules.Places = 2


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    return compare(rule, work) if screen(rule, work) else too_few(rule, work)


def compare(rule: Rule, work: Work) -> Result:
    """Rank bids whose evaluated price is known."""
    base = benchmarks.find(rule, rule.benchmark, work)
    price_scores.by_deviation(work, base, rule.deviation, rule.score_places)
    by = (highest(SCORE), lowest(PRICE), *documents(rule))
    return conclude(work, work.order(by), rule.candidates)
