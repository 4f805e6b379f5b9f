"""
What a tender document says of the evaluation beside method, weights and criteria: every number from which the ranking follows.

What the lot's particulars say (ceiling, weight of the price, deductions, marks of a low price) is theirs alone, for lots differ.
Where a document is silent the law's own number is written into it when it is saved (`evaluation_rules.completed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trading.law.choices import Choice


class Tie(Choice):
    """What decides among bids that are equal by the order of the method."""

    PRICE = "price", "报价低者优先", "Lower price"
    EVALUATED_PRICE = "evaluated_price", "评审价格低者优先", "Lower evaluated price"
    PRICE_SCORE = "price_score", "价格分高者优先", "More points for the price"
    QUALITY = "quality", "技术商务得分高者优先", "More points for quality"
    TECHNICAL = "technical", "技术得分高者优先", "More technical points"
    SUBMITTED_AT = "submitted_at", "递交时间早者优先", "Earlier submission"


class Correction(Choice):
    """The arithmetic corrections, in the order in which the documents have them."""

    STATEMENT = (
        "statement",
        "开标一览表与投标文件不一致的，以开标一览表为准",
        "The opening statement beats the bid",
    )
    WORDS = "words", "大小写金额不一致的，以大写金额为准", "Capital numerals beat digits"
    POINT = (
        "point",
        "单价小数点或百分比明显错位的，以总价修改单价",
        "A slipped point: the amount corrects the unit price",
    )
    SUM = "sum", "总价与单价汇总不一致的，以单价计算结果为准", "The sum by unit prices beats the total"  # fmt: skip


class SameBrand(Choice):
    """Which of several bids with one brand of the core product takes part."""

    APART = "apart", "各自参加", "Each takes part"
    LOWEST = "lowest", "评审前报价最低的参加", "The lowest price before the evaluation"
    BEST = "best", "评审后得分最高的获推荐", "The best after the evaluation"


class BenchmarkOf(Choice):
    """From what the benchmark price is found."""

    MEAN = "mean", "平均价", "Mean"
    SECOND_MEAN = "second_mean", "二次平均价", "Second mean"
    LOWEST = "lowest", "最低报价", "Lowest price"
    CEILING = "ceiling", "最高限价", "Ceiling"


class MeanOf(Choice):
    """The prices with whose mean a low price is compared."""

    ALL = "all", "全部有效报价", "All valid prices"
    OTHERS = "others", "其他有效报价", "The other valid prices"


class Mark(Choice):
    """Whether the mark itself is low."""

    BELOW = "below", "低于", "Below"
    AT_OR_BELOW = "at_or_below", "低于或者等于", "At or below"


class GivenAs(Choice):
    """How policy is given effect."""

    DEDUCTION = "deduction", "价格扣除", "Off the price"
    BONUS = "bonus", "价格分加分", "On the points of the price"


class AwardBy(Choice):
    """How the organiser chooses among candidates without rank (评定分离)."""

    VOTE = "vote", "票决法", "Vote"
    PRICE = "price", "价格竞争法", "Lowest price"
    DRAW = "draw", "抽签法", "Draw"


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Shares of the price. `small` and `joint` are the lot's own where its particulars have them."""

    small: Decimal | None = None
    joint: Decimal | None = None
    joint_from: Decimal = Decimal(0)
    domestic: Decimal = Decimal(0)
    given_as: GivenAs = GivenAs.DEDUCTION


@dataclass(frozen=True, kw_only=True)
class LowPrices:
    """When a price is reviewed as abnormally low: shares, which are the lot's own where its particulars have them."""

    of_mean: Decimal | None = None
    of_next: Decimal | None = None
    of_ceiling: Decimal | None = None
    mean_of: MeanOf = MeanOf.ALL
    bound: Mark = Mark.BELOW
    reply_minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """How points are summed up: so many highest and lowest of a subjective score left out, and the places of each figure."""

    trim: int = 0
    criterion_places: int = 4
    score_places: int = 2


@dataclass(frozen=True, kw_only=True)
class Trim:
    """From this number of bids on, so many of the highest and of the lowest prices do not count."""

    bids: int
    highest: int
    lowest: int


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """The benchmark price (评标基准价); several shares are announced where one is drawn at the opening."""

    of: BenchmarkOf = BenchmarkOf.MEAN
    trims: tuple[Trim, ...] = ()
    ceiling_shares: tuple[Decimal, ...] = ()
    discounts: tuple[Decimal, ...] = ()
    mean_places: int = 2
    places: int = 2


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Points of the price: `full` at the benchmark, less for each per cent above and below, never under `lowest`."""

    full: Decimal
    above: Decimal
    below: Decimal
    lowest: Decimal = Decimal(0)
    rate_places: int = 2


@dataclass(frozen=True, kw_only=True)
class Elimination:
    """How many of the valid responses are not admitted to a framework: a share of them, rounded up, and so many at least."""

    share: Decimal
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class EvaluationTerms:
    """
    Everything else that the rule of a lot needs. None: the document says nothing of it.

    `passing` is a mark of quality in points, `shortlist` how many of the best go on; `award` is how one of the candidates is
    chosen where evaluation and award are apart.
    """

    at_least: int | None = None
    candidates: int | None = None
    ties: tuple[Tie, ...] = ()
    corrections: tuple[Correction, ...] | None = None
    same_brand: SameBrand | None = None
    preferences: Preferences | None = None
    low_prices: LowPrices | None = None
    scoring: Scoring | None = None
    benchmark: Benchmark | None = None
    deviation: Deviation | None = None
    passing: Decimal | None = None
    shortlist: int | None = None
    elimination: Elimination | None = None
    award: AwardBy | None = None
