"""
What the three call-offs under a framework agreement have in common (110号令 art. 32-35, 条号待核).

The suppliers are those of the agreement, and no price may pass what it agrees. One supplier is enough, and one is awarded.
"""

from __future__ import annotations

from toolkit.records import Positive
from toolkit.scoring import rules
from toolkit.scoring.screening import exclude, prices
from toolkit.scoring.work import PRICE, Work


class Rule(rules.Rule):
    """What the rules of call-offs have in common."""

    at_least: Positive = 1
    candidates: Positive = 1


def screen(rule: Rule, work: Work) -> bool:
    """Find the prices, and take out what passes the agreed price; tell whether enough are left."""
    exclude(work)
    prices(rule, work)
    for entry in work.valid:
        agreed = entry.bid.agreed_price
        if agreed is not None and entry.figures[PRICE] > agreed:
            entry.exclude("above_agreed", price=entry.figures[PRICE], agreed=agreed)
    return len(work.valid) >= rule.at_least
