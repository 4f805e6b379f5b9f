"""
Policy preferences: shares of the original price, each taken off by itself, never one off the other.

    deduction = price x share, to the cent, half up, for each preference
    evaluated price = price - sum of deductions

Small and micro firms, prisons' and welfare enterprises have one share between them (财库〔2020〕46号 art. 9; the two others by
notices of their own): who is several of these has it once. A consortium or subcontract has its own only if small firms get
enough of the contract, and never beside the other. Domestic products have theirs where products that are not domestic compete
(国办发〔2025〕34号). All 条号待核. The evaluated price serves the evaluation alone; the contract is at the price that was bid.

As a bonus (46号 art. 9, works without a ratio formula) the share is added to the points of the price.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from toolkit.scoring.inputs import Bid
from toolkit.scoring.numbers import rounded, total
from toolkit.scoring.rules import Preferences, Rule
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import EVALUATED, PRICE, Work

CENTS = 2
BONUSES = {"small_bonus", "joint_bonus", "domestic_bonus"}
SMALL, JOINT = {"small", "prison", "welfare"}, {"joint", "subcontract"}


def apply(rule: Rule, work: Work) -> None:
    """
    Find the evaluated price of each valid bid.

    :raises Unfit: `preference_too_large` if nothing of a price is left.
    """
    valid = work.valid
    kinds = {"domestic" in entry.bid.claims for entry in valid}
    for entry in valid:
        price = entry.figures[PRICE]
        deductions = []
        for name, share in shares(rule.preferences, entry.bid, foreign_competes=len(kinds) > 1).items():
            if rule.preferences.given_as == "deduction":
                entry.figures[f"{name}_deduction"] = rounded(Fraction(price) * Fraction(share), CENTS)
                deductions.append(entry.figures[f"{name}_deduction"])
            else:
                entry.figures[f"{name}_bonus"] = share
        entry.figures[EVALUATED] = (
            rounded(Fraction(price) - total(deductions), CENTS) if deductions else price
        )
        if entry.figures[EVALUATED] <= 0:
            raise Unfit("preference_too_large", bid=entry.bid.id)


def shares(rule: Preferences, bid: Bid, *, foreign_competes: bool) -> dict[str, Decimal]:
    """Return the shares that a bid is entitled to, by preference, without those of nothing."""
    found = {}
    if SMALL & set(bid.claims):
        found["small"] = rule.small
    elif JOINT & set(bid.claims) and bid.small_share >= rule.joint_from:
        found["joint"] = rule.joint
    if "domestic" in bid.claims and foreign_competes:
        found["domestic"] = rule.domestic
    return {name: share for name, share in found.items() if share}


def bonus(points: Decimal, figures: dict[str, Decimal], places: int) -> Decimal:
    """Return the points of a price with what preferences add to them."""
    return rounded(Fraction(points) * (1 + total(figures[name] for name in BONUSES & figures.keys())), places)
