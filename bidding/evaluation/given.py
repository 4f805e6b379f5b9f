"""What chance decided, as the published file has it."""

from __future__ import annotations

from decimal import Decimal

from bidding.models import Given
from toolkit.scoring.inputs import Coefficient
from toolkit.scoring.inputs import Given as Published
from trading.models import Lot


def of(lot: Lot) -> Published:
    """Return what was drawn for a lot: coefficients, and the groups of equal bids in the order in which each was drawn. One query."""
    rows = list(Given.objects.filter(lot=lot))
    return Published(
        coefficients=tuple(
            Coefficient.model_validate({"name": one.kind, "value": Decimal(one.values[0])})
            for one in rows
            if one.kind in Given.COEFFICIENTS
        ),
        drawn=tuple(tuple(one.values) for one in rows if one.kind == Given.Kind.TIE),
    )
