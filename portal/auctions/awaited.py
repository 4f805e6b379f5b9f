"""Whether an auction of a lot is awaited, and why none can be held as it is announced."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.actions.auctioning import scheduling
from foundation.text import Text
from trading.law.grammar import Phase
from trading.models import Lot
from trading.models.deal import Origin


def is_awaited(lot: Lot) -> bool:
    """Tell whether one may be scheduled, so far as the state of a lot says that knows whether it `has_auction`."""
    rule = lot.procedure.auction
    is_here = rule is not None and lot.deal.origin != Origin.EXTERNAL and lot.state in rule.states
    return is_here and not lot.has_auction  # type: ignore[attr-defined]


def unheld(lot: Lot) -> Sequence[Text]:
    """
    Return before the notice, and while one is awaited, why none can be held; nothing of a lot that knows that it `is_sealed`.

    Of bids that come under seal no auction is held.
    """
    if not (lot.phase == Phase.PREPARING.value or is_awaited(lot)) or lot.is_sealed:  # type: ignore[attr-defined]
        return []
    return [one.message for one in scheduling.unheld(lot) if isinstance(one.message, Text)]
