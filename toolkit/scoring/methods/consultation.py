"""
竞争性磋商, competitive consultation (财库〔2014〕214号 art. 23-25, 条号待核).

    price score = lowest final offer / final offer x weight of the price x 100     on evaluated prices
    total       = price score + quality

Points of a hundred, half up to `score_places`. The final offer (最后报价) counts, and whoever gave none is out. Order: total,
highest first; final offer, lowest first; technical points, highest first; what the documents add; draw.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.scoring import brands, experts, price_scores, rules
from toolkit.scoring.comparing import highest, lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.experts import TECHNICAL
from toolkit.scoring.numbers import HUNDRED, Share
from toolkit.scoring.price_scores import TOTAL
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import PRICE, Work


class Rule(rules.ScoredRule):
    """The rule of a package."""

    method: Literal["consultation"] = "consultation"
    price_weight: Share


def rank(rule: Rule, work: Work) -> Result:
    """Rank the final offers."""
    whole = (1 - Fraction(rule.price_weight)) * HUNDRED
    experts.check_weights(rule.criteria, whole)
    if not screen(rule, work, rounds=True):
        return too_few(rule, work)
    experts.score(rule, work)
    price_scores.by_ratio(work, HUNDRED - whole, rule.score_places)
    price_scores.add_up(work, rule.score_places)
    added = documents(rule)
    if rule.same_brand == "best":
        brands.keep_best(work, (highest(TOTAL), *added))
    by = (highest(TOTAL), lowest(PRICE), highest(TECHNICAL), *added)
    return conclude(work, work.order(by), rule.candidates)
