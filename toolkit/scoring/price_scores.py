"""
Points of a price: by the ratio to the lowest, or by the deviation from a benchmark price. Half up, once, to the places of the rule.

    ratio      points = lowest evaluated price / evaluated price x full                      (低价优先法)
    deviation  rate   = (evaluated price - benchmark) / benchmark x 100                      (偏差率, per cent)
               points = full - rate x `above` where it is above, full - |rate| x `below` where it is below, `lowest` at least

The rate is a printed number, and the points are computed from it. No price is left out when the lowest is looked for.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from toolkit.scoring.experts import QUALITY
from toolkit.scoring.numbers import HUNDRED, rounded
from toolkit.scoring.preferences import BONUSES, bonus
from toolkit.scoring.rules import Deviation
from toolkit.scoring.work import EVALUATED, Work

SCORE, TOTAL = "price_score", "total"


def by_ratio(work: Work, full: Fraction, places: int) -> None:
    """Give each valid bid the points of its evaluated price, the lowest of which has them all."""
    valid = work.valid
    base = min(entry.figures[EVALUATED] for entry in valid)
    work.figures["benchmark"] = base
    for entry in valid:
        points = Fraction(base) / Fraction(entry.figures[EVALUATED]) * full
        entry.figures[SCORE] = rounded(points, places)


def by_deviation(work: Work, base: Decimal, how: Deviation, places: int) -> None:
    """Give each valid bid the points that its deviation from `base` leaves, and what preferences add to them."""
    for entry in work.valid:
        rate = rounded(
            (Fraction(entry.figures[EVALUATED]) - Fraction(base)) / Fraction(base) * HUNDRED, how.rate_places
        )
        entry.figures["deviation"] = rate
        points = deviated(rate, how, places)
        if BONUSES & entry.figures.keys():
            entry.figures["score_before_bonus"] = points
            points = bonus(points, entry.figures, places)
        entry.figures[SCORE] = points


def deviated(rate: Decimal, how: Deviation, places: int) -> Decimal:
    """Return the points that a deviation of `rate` per cent leaves."""
    lost = abs(Fraction(rate)) * Fraction(how.above if rate > 0 else how.below)
    return rounded(max(Fraction(how.full) - lost, Fraction(how.lowest)), places)


def add_up(work: Work, places: int) -> None:
    """Give each valid bid its total: quality and price."""
    for entry in work.valid:
        entry.figures[TOTAL] = rounded(
            Fraction(entry.figures[QUALITY]) + Fraction(entry.figures[SCORE]), places
        )
