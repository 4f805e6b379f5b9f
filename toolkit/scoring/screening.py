"""What comes before every comparison: who is out, which price counts, whether it was reviewed, and what policy takes off it."""

from __future__ import annotations

from decimal import Decimal

from toolkit.scoring import brands, corrections, low_prices, preferences
from toolkit.scoring.inputs import Stage
from toolkit.scoring.rules import Rule
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import PRICE, Work


def screen(rule: Rule, work: Work, *, rounds: bool = False) -> bool:
    """
    Take out what does not comply, and find the price and the evaluated price of each bid that stays; tell whether as many are
    left as the rule asks for: where not, nothing is compared.

    In this order: exclusions, the price that counts, arithmetic corrections, the ceiling, abnormally low prices, bids of one
    brand, policy preferences. With `rounds` the last of several quotes counts (最后报价).

    :raises Unfit: `quote_repeated` if a price that may not change was given twice, and what the steps raise.
    """
    exclude(work)
    prices(rule, work, rounds=rounds)
    return enough(rule, work)


def prices(rule: Rule, work: Work, *, rounds: bool = False) -> None:
    """
    Do all of it but the exclusions.

    :raises Unfit: `submitted_at_missing` where the documents let it decide, and what the steps raise.
    """
    quotes(work, rounds=rounds)
    if "submitted_at" in rule.ties:
        for entry in work.valid:
            if not entry.bid.submitted_at:
                raise Unfit("submitted_at_missing", bid=entry.bid.id)
            entry.figures["submitted_at"] = Decimal(entry.bid.submitted_at)
    corrections.correct(rule, work)
    under_ceiling(rule, work)
    low_prices.review(rule, work)
    if rule.same_brand == "lowest":
        brands.keep_lowest(work)
    preferences.apply(rule, work)


def exclude(work: Work, stage: Stage = "first") -> None:
    """Take out the bids that were found not to comply at a stage, for each of the grounds that was found."""
    found = (one for one in work.inputs.exclusions if one.stage == stage)
    for one in sorted(found, key=lambda one: (one.bid, one.ground, one.words)):
        work.entries[one.bid].exclude("not_compliant", ground=one.ground, words=one.words or "-")


def quotes(work: Work, *, rounds: bool) -> None:
    """Find the price that counts of each valid bid; who gave none is out."""
    for entry in work.valid:
        given = entry.bid.quotes
        if not given:
            entry.exclude("no_quote")
        elif len(given) > 1 and not rounds:
            raise Unfit("quote_repeated", bid=entry.bid.id)
        elif not given[-1]:
            entry.exclude("quote_of_zero")
        else:
            if len(given) > 1:
                entry.figures["first_quote"] = given[0]
            entry.figures[PRICE] = given[-1]


def under_ceiling(rule: Rule, work: Work) -> None:
    """Take out prices above the ceiling (87号令 art. 63; 招标投标法实施条例 art. 51)."""
    if rule.ceiling_price is not None:
        for entry in work.valid:
            if entry.figures[PRICE] > rule.ceiling_price:
                entry.exclude("above_ceiling", price=entry.figures[PRICE], ceiling=rule.ceiling_price)


def enough(rule: Rule, work: Work) -> bool:
    """Tell whether enough bids are in; those of one brand count once where only the best of them stays."""
    valid = work.valid
    count = brands.count(valid) if rule.same_brand == "best" else len(valid)
    return count >= max(rule.at_least, 1)
