"""
The benchmark price (评标基准价) of construction tenders, by the formula that the documents announce.

    A    `mean`         the mean of the prices that count
         `second_mean`  二次平均: the mean of those that are not above that mean
         `lowest`       the lowest price
         `ceiling`      the highest price accepted (最高投标限价)
    B    = A x (1 - K1) + ceiling x K1         K1 = `ceiling_share`, composite benchmark (复合基准价); 0 where none is announced
    base = B x (1 - K2)                        K2 = `discount` (下浮系数)

Means have `mean_places`, the base `places`, half up; A is a printed number, between it and the base nothing is rounded. From as
many bids on as a line of `trims` says, so many of the highest and the lowest prices do not count (the line with the most bids
that applies). Coefficients of several announced ones are drawn at the opening. Formula and coefficients are the documents' own
(招标投标法 art. 40: 按照招标文件确定的评标标准和方法); no statute fixes them. A reserve estimate (标底) is never a benchmark:
条例 art. 50 forbids that nearness to it decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from toolkit.scoring.inputs import Given
from toolkit.scoring.numbers import mean, rounded
from toolkit.scoring.rules import Benchmark, Rule
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import EVALUATED, Work

ONE = Fraction(1)


def find(rule: Rule, how: Benchmark, work: Work) -> Decimal:
    """
    Return the benchmark price of the valid bids, and note how it came about among the figures of the lot.

    :raises Unfit: `coefficient_missing`, `coefficient_not_announced`, `trim_too_large`, `ceiling_missing`,
        `benchmark_of_zero`.
    """
    prices = sorted(entry.figures[EVALUATED] for entry in work.valid)
    counted = trimmed(how, prices)
    figures = work.figures
    figures["prices"], figures["prices_counted"] = Decimal(len(prices)), Decimal(len(counted))
    share = coefficient("ceiling_share", how.ceiling_shares, work.inputs.given)
    discount = coefficient("discount", how.discounts, work.inputs.given)
    start = _start(rule, how, counted, figures)
    if share:
        figures["ceiling_share"] = share
    if discount:
        figures["discount"] = discount
    mixed = Fraction(start) * (ONE - Fraction(share))
    if share:
        mixed += Fraction(_ceiling(rule)) * Fraction(share)
    base = rounded(mixed * (ONE - Fraction(discount)), how.places)
    if not base:
        raise Unfit("benchmark_of_zero")
    figures["benchmark"] = base
    return base


def trimmed(how: Benchmark, prices: Sequence[Decimal]) -> Sequence[Decimal]:
    """Return the prices that count, of prices in ascending order."""
    applying = [one for one in how.trims if one.bids <= len(prices)]
    if not applying:
        return prices
    line = max(applying, key=lambda one: one.bids)
    if line.highest + line.lowest >= line.bids:
        raise Unfit("trim_too_large", bids=line.bids)
    return prices[line.lowest : len(prices) - line.highest]


def coefficient(
    name: Literal["discount", "ceiling_share"], announced: Sequence[Decimal], given: Given
) -> Decimal:
    """Return a coefficient: zero where none is announced, the one that is, or the one that was drawn among several."""
    drawn = [one.value for one in given.coefficients if one.name == name]
    if len(announced) < 2 and not drawn:
        return announced[0] if announced else Decimal(0)
    if len(drawn) != 1:
        raise Unfit("coefficient_missing", name=name)
    if drawn[0] not in announced:
        raise Unfit("coefficient_not_announced", name=name, value=str(drawn[0]))
    return drawn[0]


def _start(rule: Rule, how: Benchmark, counted: Sequence[Decimal], figures: dict[str, Decimal]) -> Decimal:
    if how.of == "ceiling":
        return _ceiling(rule)
    if how.of == "lowest":
        figures["lowest_price"] = counted[0]
        return counted[0]
    figures["mean"] = rounded(mean(counted), how.mean_places)
    if how.of == "second_mean":
        # The lowest is never above the exact mean, but may be above the printed one: a mean of prices that differ by a cent.
        below = [price for price in counted if price <= figures["mean"]] or list(counted[:1])
        figures["second_mean"] = rounded(mean(below), how.mean_places)
        return figures["second_mean"]
    return figures["mean"]


def _ceiling(rule: Rule) -> Decimal:
    if rule.ceiling_price is None:
        raise Unfit("ceiling_missing")
    return rule.ceiling_price
