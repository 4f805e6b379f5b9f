"""Whether the rules of an auction fit together; whether the law allows them is `bidding.auctions.lawful`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from toolkit.auctions.refusing import Unfit
from toolkit.scoring import experts
from toolkit.scoring import unfit as scoring
from toolkit.scoring.numbers import HUNDRED


def check(rules: Any) -> None:
    """
    Make sure that rules do not contradict themselves.

    :raises Unfit: `rules_malformed` with the first field that does.
    """
    for field in _wrong(rules):
        raise Unfit("rules_malformed", field=field)


def _wrong(rules: Any) -> Iterator[str]:
    if len(set(rules.bidders)) != len(rules.bidders):
        yield "bidders"
    names = [one.contributor for one in rules.seeds]
    if len(set(names)) != len(names) or len(names) == 1:
        yield "seeds"
    if getattr(rules, "increment", Decimal(1)) <= 0:
        yield "increment"
    if getattr(rules, "start_price", Decimal(1)) <= 0:
        yield "start_price"
    largest = getattr(rules, "largest_increment", None)
    if largest is not None and largest < rules.increment:
        yield "largest_increment"
    if rules.reserve and rules.form == "share_auction":
        yield "reserve"  # its price is of one unit, and is published: a lower quote gets nothing
    if getattr(rules, "floor", Decimal(0)) > getattr(rules, "start_price", Decimal(0)):
        yield "floor"
    cap = getattr(rules, "cap", None)
    if cap is not None and (cap < rules.start_price or not rules.up or not hasattr(rules, "beyond")):
        yield "cap"
    if rules.show_s and not has_windows(rules):
        yield "show_s"
    yield from _people(rules)
    yield from _scoring(getattr(rules, "scoring", None))
    if rules.form == "weighted_quotation" and rules.experts <= 2 * rules.scoring.trim:
        yield "experts"  # no score would count
    beyond = getattr(rules, "beyond", None)
    if beyond is not None:
        yield from _beyond(rules, beyond)
    if getattr(rules, "ties", "") == "draw" and not rules.seeds:
        yield "ties"


def has_windows(rules: Any) -> bool:
    """Tell whether there is a time in these rules in which prices are given that others do not see."""
    if rules.form == "listing":
        return bool(rules.beyond.way == "written")
    if rules.form == "descending_clock":
        return bool(rules.sealed_s)
    return rules.form in ("multi_round", "share_auction", "single_quote", "weighted_quotation")


def _people(rules: Any) -> Iterator[str]:
    known = set(rules.bidders)
    holders = [one.bidder for one in getattr(rules, "holders", ())]
    if len(set(holders)) != len(holders) or not known >= set(holders) or (holders and not rules.up):
        yield "holders"
    if holders and not getattr(rules, "priority_s", 1):
        yield "holders"  # nobody would have a moment to claim
    opened = [one.bidder for one in getattr(rules, "opened", ())]
    if len(set(opened)) != len(opened) or (opened and known != set(opened)):
        yield "opened"
    if any(one.coefficient < 1 or not one.price for one in getattr(rules, "opened", ())):
        yield "opened"


def _scoring(rule: Any) -> Iterator[str]:
    if rule is None:
        return
    try:
        experts.check_weights(rule.criteria, (1 - Fraction(rule.price_weight)) * HUNDRED)
    except scoring.Unfit:
        yield "scoring"


def _beyond(rules: Any, beyond: Any) -> Iterator[str]:
    if beyond.way != "first" and (rules.cap is None or not beyond.window_s):
        yield "beyond"
    if beyond.way == "draw" and not rules.seeds:
        yield "beyond"
    percents = beyond.start_percent, beyond.step_percent, beyond.most_percent
    if not beyond.step_percent or percents[0] > percents[2] or max(percents) > HUNDRED:
        yield "beyond"
    if beyond.written_most is not None and (beyond.way != "written" or beyond.written_most < rules.cap):
        yield "beyond"
