"""
What the rules of several methods have in common. No number of the law stands here: each is published in the rule of its lot, and
the platform compares it with the law before the notice (`bidding.scoring.lawful`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toolkit.records import Number, Positive, Record, text
from toolkit.scoring.inputs import Name
from toolkit.scoring.numbers import Amount, AmountOrNone, Share, ShareOrNone

Places = Annotated[int, Field(strict=True, ge=0, le=6)]
Tie = Literal["price", "evaluated_price", "price_score", "quality", "technical", "submitted_at"]
"""What tender documents may add to an order for bids that are equal by it."""
Step = Literal["statement", "words", "point", "sum"]
"""The arithmetic corrections, see `corrections`."""


class Preferences(Record):
    """
    Shares of the original price that policy takes off for the evaluation; the contract is at the price that was bid.

    `small` for small and micro firms, `joint` for consortia and subcontracts that give them `joint_from` of the contract,
    `domestic` for domestic products where others compete. As a `bonus` they are added to the points of the price instead.
    """

    small: Share = Field(default="0", validate_default=True)
    joint: Share = Field(default="0", validate_default=True)
    joint_from: Share = Field(default="0", validate_default=True)
    domestic: Share = Field(default="0", validate_default=True)
    given_as: Literal["deduction", "bonus"] = "deduction"


class LowPrices(Record):
    """
    When a price is reviewed as abnormally low: `below` (or `at_or_below`) a share of the mean of the prices that comply, of the
    second lowest, of the ceiling. Whoever is asked has `reply_minutes` at least.
    """

    of_mean: ShareOrNone = None
    of_next: ShareOrNone = None
    of_ceiling: ShareOrNone = None
    mean_of: Literal["all", "others"] = "all"
    bound: Literal["below", "at_or_below"] = "below"
    reply_minutes: Number = 0


class Rule(Record):
    """
    What every method has.

    With fewer than `at_least` valid bids nothing is ranked; `candidates` is how many are proposed at most. `ceiling_price` is the
    highest that is accepted. `corrections` are the arithmetic corrections that apply, in their order. `same_brand` says which of
    several bids with one brand of the core product stays: the one with the `lowest` price before the evaluation, or the `best`
    after it.
    """

    currency: Annotated[str, text(r"^[A-Z]{3}$")] = "CNY"
    ceiling_price: AmountOrNone = None
    at_least: Positive = 3
    candidates: Positive = 3
    corrections: tuple[Step, ...] = ()
    low_prices: LowPrices = LowPrices()
    preferences: Preferences = Preferences()
    same_brand: Literal["apart", "lowest", "best"] = "apart"
    ties: tuple[Tie, ...] = ()


class Criterion(Record):
    """
    What experts score from `lowest` to `highest`, in steps of `step` where one is given; worth `weight` points of the hundred.

    Experts must agree on an `objective` one; a `subjective` one is averaged.
    """

    code: Name
    part: Literal["technical", "business"]
    judgement: Literal["objective", "subjective"]
    weight: Amount
    lowest: Amount = Field(default="0", validate_default=True)
    highest: Amount
    step: AmountOrNone = None


class ScoredRule(Rule):
    """
    What methods with experts' scores add. Points earned in a criterion have `criterion_places`, all other points `score_places`.

    `trim` highest and as many lowest scores of a subjective criterion do not count, where the documents say so.
    """

    criteria: tuple[Criterion, ...] = Field(max_length=1000)
    trim: Number = 0
    criterion_places: Places = 4
    score_places: Places = 2


class Trim(Record):
    """From this number of `bids` on, so many of the highest and of the lowest prices do not count."""

    bids: Positive
    highest: Number
    lowest: Number


class Benchmark(Record):
    """
    How the benchmark price (评标基准价) comes about, see `benchmarks`.

    `discounts` and `ceiling_shares` are the coefficients that may be drawn at the opening; a single one is fixed, none is zero.
    """

    of: Literal["mean", "second_mean", "lowest", "ceiling"] = "mean"
    trims: tuple[Trim, ...] = ()
    ceiling_shares: tuple[Share, ...] = ()
    discounts: tuple[Share, ...] = ()
    mean_places: Places = 2
    places: Places = 2


class Deviation(Record):
    """Points that a price loses for each per cent above and below the benchmark price, in proportion; never below `lowest`."""

    full: Amount
    above: Amount
    below: Amount
    lowest: Amount = Field(default="0", validate_default=True)
    rate_places: Places = 2
