"""What chance decided, as the published file has it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal

from bidding.models import Given
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.inputs import Coefficient
from toolkit.scoring.inputs import Given as Published
from toolkit.scoring.methods import comprehensive, reasonable_low
from trading.models import Lot


def of(lot: Lot, bids: AbstractSet[str]) -> Published:
    """
    Return what was drawn for a lot: coefficients, and the groups of equal bids in the order in which each was drawn. One query.

    A group with another than these `bids` in it decides of nobody: it is left out.
    """
    rows = list(Given.objects.filter(lot=lot))
    return Published(
        coefficients=tuple(
            Coefficient.model_validate({"name": one.kind, "value": Decimal(one.values[0])})
            for one in rows
            if one.kind in Given.COEFFICIENTS
        ),
        drawn=tuple(
            tuple(one.values) for one in rows if one.kind == Given.Kind.TIE and bids >= set(one.values)
        ),
    )


def choices(rule: Rule) -> Mapping[str, tuple[Decimal, ...]]:
    """Return the coefficients that are drawn under a rule, by kind, each with the values among which it is."""
    found: dict[str, tuple[Decimal, ...]] = {}
    for one in within(rule):
        if isinstance(one, comprehensive.Rule | reasonable_low.Rule):
            shares = {
                Given.Kind.DISCOUNT.value: one.benchmark.discounts,
                Given.Kind.CEILING_SHARE.value: one.benchmark.ceiling_shares,
            }
            found |= {kind: tuple(values) for kind, values in shares.items() if len(values) > 1}
    return found
