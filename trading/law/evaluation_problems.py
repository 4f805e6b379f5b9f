"""
What is wrong with the terms of an evaluation by themselves: figures that no rule can hold.

The law's bounds depend on the lot and are checked when it is announced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from foundation.text import Text
from trading.law.evaluation_terms import (
    Benchmark,
    Deviation,
    Elimination,
    EvaluationTerms,
    LowPrices,
    Preferences,
    Scoring,
)

MOST_PLACES = 6
MOST_POINTS = Decimal(100)
MOST_BIDS = 10_000
MOST_COEFFICIENTS = 100

Named = Mapping[str, tuple[Text, Decimal | int | None]]


def problems(terms: EvaluationTerms) -> Iterator[Text]:
    """Yield what is wrong, in words."""
    yield from _counts(
        {
            "at_least": (Text("有效投标家数下限", "The number of valid bids"), terms.at_least),
            "candidates": (Text("候选人数", "The number of candidates"), terms.candidates),
            "shortlist": (Text("进入下一步的家数", "The shortlist"), terms.shortlist),
        },
        least=1,
    )
    yield from _points({"passing": (Text("合格线", "The passing mark"), terms.passing)})
    for what, listed in (
        (Text("并列时的规定", "The rules on ties"), terms.ties),
        (Text("算术修正", "The corrections"), terms.corrections or ()),
    ):
        if len(set(listed)) != len(listed):
            yield Text(f"{what.zh}有重复", f"{what.en} repeat themselves")
    yield from _preferences(terms.preferences) if terms.preferences else ()
    yield from _low_prices(terms.low_prices) if terms.low_prices else ()
    yield from _scoring(terms.scoring) if terms.scoring else ()
    yield from _benchmark(terms.benchmark) if terms.benchmark else ()
    yield from _deviation(terms.deviation) if terms.deviation else ()
    yield from _elimination(terms.elimination) if terms.elimination else ()


def _preferences(given: Preferences) -> Iterator[Text]:
    yield from _shares(
        {
            "small": (Text("小微企业扣除比例", "The deduction for small firms"), given.small),
            "joint": (Text("联合体扣除比例", "The deduction for joint bids"), given.joint),
            "joint_from": (Text("小微企业合同份额", "The share of small firms"), given.joint_from),
            "domestic": (Text("本国产品扣除比例", "The deduction for domestic products"), given.domestic),
        }
    )


def _low_prices(given: LowPrices) -> Iterator[Text]:
    yield from _shares(
        {
            "of_mean": (Text("与平均报价之比", "The mark of the mean"), given.of_mean),
            "of_next": (Text("与次低报价之比", "The mark of the next price"), given.of_next),
            "of_ceiling": (Text("与最高限价之比", "The mark of the ceiling"), given.of_ceiling),
        }
    )
    yield from _counts(
        {"reply": (Text("说明低价的分钟数", "The time to explain a price"), given.reply_minutes)}
    )


def _scoring(given: Scoring) -> Iterator[Text]:
    yield from _counts({"trim": (Text("去掉的评分数", "The scores left out"), given.trim)}, most=10)
    yield from _places(given.criterion_places, given.score_places)


def _benchmark(given: Benchmark) -> Iterator[Text]:
    shares = (*given.ceiling_shares, *given.discounts)
    words = Text("基准价系数", "A coefficient of the benchmark")
    for share in shares[:MOST_COEFFICIENTS]:
        yield from _shares({"coefficient": (words, share)})
    if len(shares) > MOST_COEFFICIENTS:
        yield Text("基准价系数过多", "Too many coefficients of the benchmark")
    for listed in (given.ceiling_shares, given.discounts):
        if len(set(listed)) != len(listed):
            yield Text("基准价系数有重复", "A coefficient of the benchmark occurs twice")
    for trim in given.trims:
        if trim.bids < 1 or min(trim.highest, trim.lowest) < 0 or trim.highest + trim.lowest >= trim.bids:
            yield Text("去掉的报价过多", "More prices are left out than there are")
    if len({trim.bids for trim in given.trims}) != len(given.trims):
        yield Text("同一家数有两种去掉报价的规定", "Two rules on left-out prices for one number of bids")
    yield from _places(given.mean_places, given.places)


def _deviation(given: Deviation) -> Iterator[Text]:
    yield from _points(
        {
            "full": (Text("价格分满分", "The full points of the price"), given.full),
            "above": (Text("高于基准价每1%扣分", "The points lost above the benchmark"), given.above),
            "below": (Text("低于基准价每1%扣分", "The points lost below the benchmark"), given.below),
            "lowest": (Text("价格分下限", "The lowest points of the price"), given.lowest),
        }
    )
    if given.full.is_finite() and given.lowest.is_finite() and given.lowest > given.full:
        yield Text("价格分下限高于满分", "The lowest points of the price exceed the full ones")
    yield from _places(given.rate_places)


def _elimination(given: Elimination) -> Iterator[Text]:
    yield from _shares({"share": (Text("淘汰比例", "The share that is eliminated"), given.share)})
    yield from _counts({"least": (Text("至少淘汰的家数", "How many are eliminated at least"), given.least)})


def _shares(named: Named) -> Iterator[Text]:
    for what, value in named.values():
        if value is not None and not _fits(value, Decimal(1)):
            yield Text(
                f"{what.zh}须在0至1之间，小数不超过6位",
                f"{what.en} lies between 0 and 1, with at most 6 places",
            )


def _points(named: Named) -> Iterator[Text]:
    for what, value in named.values():
        if value is not None and not _fits(value, MOST_POINTS):
            yield Text(
                f"{what.zh}须在0至100之间，小数不超过6位",
                f"{what.en} lies between 0 and 100, with at most 6 places",
            )


def _counts(named: Named, *, least: int = 0, most: int = MOST_BIDS) -> Iterator[Text]:
    for what, value in named.values():
        if value is not None and not least <= value <= most:
            yield Text(f"{what.zh}须在{least}至{most}之间", f"{what.en} is from {least} to {most}")


def _places(*given: int) -> Iterator[Text]:
    if not all(0 <= places <= MOST_PLACES for places in given):
        yield Text("小数位数须在0至6之间", "Places are from 0 to 6")


def _fits(value: Decimal | int, most: Decimal) -> bool:
    number = Decimal(value)
    return number.is_finite() and 0 <= number <= most and -int(number.as_tuple().exponent) <= MOST_PLACES
