"""
权重报价, weighted quotes for a transfer of property (网络竞价规则, 惯例; the weights are the announcement's).

    price score = price / highest price x 100 x weight of the price
    total       = price score + quality                the criteria (受让方案) share out the other 100 x (1 - weight)

The seller wants the highest: a price below `start_price` (转让底价) is out. Points half up to `score_places`. Order: total, highest
first; price, highest first; what the announcement adds; draw.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.records import Positive
from toolkit.scoring import experts, price_scores, rules
from toolkit.scoring.comparing import highest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.numbers import HUNDRED, AmountOrNone, Share, rounded
from toolkit.scoring.price_scores import SCORE, TOTAL
from toolkit.scoring.results import Result
from toolkit.scoring.screening import enough, exclude, prices
from toolkit.scoring.work import PRICE, Work


class Rule(rules.ScoredRule):
    """The rule of a transfer."""

    method: Literal["weighted_quote"] = "weighted_quote"
    at_least: Positive = 2
    candidates: Positive = 1
    price_weight: Share
    start_price: AmountOrNone = None


def rank(rule: Rule, work: Work) -> Result:
    """Rank the quotes."""
    whole = (1 - Fraction(rule.price_weight)) * HUNDRED
    experts.check_weights(rule.criteria, whole)
    exclude(work)
    prices(rule, work)
    for entry in work.valid:
        if rule.start_price is not None and entry.figures[PRICE] < rule.start_price:
            entry.exclude("below_start_price", price=entry.figures[PRICE], start_price=rule.start_price)
    if not enough(rule, work):
        return too_few(rule, work)
    experts.score(rule, work)
    best = max(entry.figures[PRICE] for entry in work.valid)
    work.figures["highest_price"] = best
    for entry in work.valid:
        points = Fraction(entry.figures[PRICE]) / Fraction(best) * (HUNDRED - whole)
        entry.figures[SCORE] = rounded(points, rule.score_places)
    price_scores.add_up(work, rule.score_places)
    by = (highest(TOTAL), highest(PRICE), *documents(rule))
    return conclude(work, work.order(by), rule.candidates)
