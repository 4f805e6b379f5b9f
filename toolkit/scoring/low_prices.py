"""
Abnormally low prices: which are reviewed, and what comes of it (87号令 art. 60; 异常低价的通知, 条号待核).

A price is reviewed when it is below the rule's share of the mean of the prices that comply, of the second lowest of them, or of
the ceiling; or when the committee asks by itself. Shares are of prices as bid, before policy takes anything off. The marks are
exact products, not rounded. The bidder has a reasonable time; an answer at its end is late. Who does not show that its price is
reasonable is out. Marks are found once, over all bids that comply: that one is out gives no other a new mark.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from toolkit.scoring.inputs import Review
from toolkit.scoring.numbers import total
from toolkit.scoring.rules import LowPrices, Rule
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import PRICE, Entry, Work

MINUTE_MS = 60_000


def review(rule: Rule, work: Work) -> None:
    """
    Find which prices the rule marks, and take out those that were reviewed and not shown to be reasonable.

    :raises Unfit: `review_missing` for a mark without a review, `review_repeated`, `review_too_short`.
    """
    reviews = {one.bid: one for one in work.inputs.reviews}
    if len(reviews) != len(work.inputs.reviews):
        raise Unfit("review_repeated")
    valid = work.valid
    prices = [entry.figures[PRICE] for entry in valid]
    whole, lowest = total(prices), sorted(prices)[:2]
    for entry, price in zip(valid, prices, strict=True):
        average = next_lowest = None
        if len(prices) > 1:
            own = (Fraction(0), 0) if rule.low_prices.mean_of == "all" else (Fraction(price), 1)
            average = (whole - own[0]) / (len(prices) - own[1])
            next_lowest = lowest[1] if price == lowest[0] else lowest[0]
        marks = marked(
            rule.low_prices, price, average=average, next_lowest=next_lowest, ceiling=rule.ceiling_price
        )
        for mark in marks:
            entry.note(mark, price=price)
        found = reviews.get(entry.bid.id)
        if marks and found is None:
            raise Unfit("review_missing", bid=entry.bid.id)
        if found is not None:
            _judge(rule.low_prices, entry, found)


def marked(
    rule: LowPrices,
    price: Decimal,
    *,
    average: Fraction | None = None,
    next_lowest: Decimal | None = None,
    ceiling: Decimal | None = None,
) -> list[str]:
    """
    Return the codes of the marks of a price: `low_of_mean`, `low_of_next`, `low_of_ceiling`.

    `average` is the mean that the rule asks for, `next_lowest` the lowest price of the others; None where there is none.
    """
    compared = [
        ("low_of_mean", rule.of_mean, average),
        ("low_of_next", rule.of_next, next_lowest),
        ("low_of_ceiling", rule.of_ceiling, ceiling),
    ]
    found = []
    for code, share, whole in compared:
        if share is None or whole is None:
            continue
        mark = Fraction(share) * Fraction(whole)
        if Fraction(price) < mark or (rule.bound == "at_or_below" and Fraction(price) == mark):
            found.append(code)
    return found


def _judge(rule: LowPrices, entry: Entry, found: Review) -> None:
    if found.due_at - found.asked_at < rule.reply_minutes * MINUTE_MS:
        raise Unfit("review_too_short", bid=found.bid)
    if not found.asked_at <= found.answered_at < found.due_at:
        entry.exclude("low_price_unanswered")
    elif found.finding == "unjustified":
        entry.exclude("low_price_unjustified")
    else:
        entry.note("low_price_justified")
