"""
综合评分法, comprehensive scoring of procurement (87号令 art. 55, 57; 政府采购法实施条例 art. 34).

    price score = benchmark / evaluated price x 100 x A        benchmark: lowest evaluated price, A: weight of the price
    quality     = points of the criteria, see `experts`        the criteria share out the other 100 x (1 - A)
    total       = price score + quality                        F1 x A1 + ... + Fn x An

Points of a hundred, half up to `score_places`. No price is left out as the highest or lowest. Order: total, highest first; price
as bid, lowest first; equal ones are equal (art. 57), as the documents say or by draw (art. 68). Bids with one brand are all scored
and the best of them stays; an equal price does not decide among them (art. 31). With fixed prices (art. 55) A is 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.scoring import brands, experts, price_scores, rules
from toolkit.scoring.comparing import highest, lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.numbers import HUNDRED, Share
from toolkit.scoring.price_scores import TOTAL
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import PRICE, Work


class Rule(rules.ScoredRule):
    """The rule of a package."""

    method: Literal["comprehensive_score"] = "comprehensive_score"
    same_brand: Literal["apart", "lowest", "best"] = "best"
    price_weight: Share


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    whole = (1 - Fraction(rule.price_weight)) * HUNDRED
    experts.check_weights(rule.criteria, whole)
    if not screen(rule, work):
        return too_few(rule, work)
    experts.score(rule, work)
    price_scores.by_ratio(work, HUNDRED - whole, rule.score_places)
    price_scores.add_up(work, rule.score_places)
    added = documents(rule)
    if rule.same_brand == "best":
        brands.keep_best(work, (highest(TOTAL), *added))
    return conclude(work, work.order((highest(TOTAL), lowest(PRICE), *added)), rule.candidates)
