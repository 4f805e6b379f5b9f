"""What chance decides about a ranking: what is to be drawn, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from bidding import announcing
from bidding.experts import drawn as drawn_by_lot
from bidding.models import Draw
from bidding.scoring.announced import NoRule
from toolkit.draws import records
from toolkit.scoring import drawn
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.inputs import Coefficient, DrawFile
from toolkit.scoring.inputs import Given as Published
from toolkit.scoring.methods import comprehensive, reasonable_low
from trading import in_force
from trading.models import Lot

COEFFICIENT, TIE = Draw.Purpose.COEFFICIENT.value, Draw.Purpose.TIE.value


def of(lot: Lot, bids: AbstractSet[str]) -> Published:
    """
    Return what was drawn for a lot: coefficients, the groups of equal bids in the order in which each was drawn, and the files of both.

    A group with another than these `bids` in it decides of nobody: it is left out. Two queries.
    """
    coefficients = files(lot, COEFFICIENT)
    ties = [one for one in files(lot, TIE) if bids >= {entry.entry for entry in one.pool}]
    return Published(
        coefficients=tuple(
            Coefficient.model_validate({"name": name, "value": Decimal(value)})
            for one in coefficients
            for name, value in drawn.coefficients_of(one)
        ),
        drawn=tuple(order for one in ties for order in drawn.orders_of(one)),
        draws=tuple(
            DrawFile.model_validate({"purpose": one.purpose, "number": one.number, "sha256": one.hash})
            for one in (*coefficients, *ties)
        ),
    )


def files(lot: Lot, purpose: str) -> Sequence[records.Draw]:
    """Return the files of the complete draws of a lot for a purpose, in their order. One query."""
    rows = drawn_by_lot.draws(lot, purpose).filter(status="ended", end="complete").order_by("number")
    return [records.Draw.from_bytes(bytes(one)) for one in rows.values_list("file", flat=True) if one]


def choices(rule: Rule) -> Mapping[str, tuple[Decimal, ...]]:
    """Return the coefficients that are drawn under a rule, by name, each with the values among which it is."""
    found: dict[str, tuple[Decimal, ...]] = {}
    for one in within(rule):
        if isinstance(one, comprehensive.Rule | reasonable_low.Rule):
            shares = {"discount": one.benchmark.discounts, "ceiling_share": one.benchmark.ceiling_shares}
            found |= {name: tuple(values) for name, values in shares.items() if len(values) > 1}
    return found


def announced(lot: Lot) -> Mapping[str, tuple[Decimal, ...]]:
    """Return the coefficients that are to be drawn by the tender document in force; none where it has no rule."""
    try:
        return choices(announcing.rule_of(lot, in_force.tender_document(lot.deal_id)))
    except NoRule:
        return {}


def lacks_coefficients(lot: Lot, names: AbstractSet[str]) -> bool:
    """Tell whether one of the coefficients of these names is not drawn yet."""
    found = (
        {name for one in files(lot, COEFFICIENT) for name, _ in drawn.coefficients_of(one)} if names else ()
    )
    return bool({*names} - {*found})
