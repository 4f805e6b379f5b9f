"""
What was offered under seal, for whoever records how a competition ended.

Bids are kept by an upper floor, which registers how its openings are read. Of a lot whose bids come under seal here, how many
came and at what price is nobody's to hand in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Offer:
    """
    An opened bid: its bidder's name, and its price; None where the bidder wrote none that can be read, or none yet. `drawn` is its
    place among equal ones, from one, where their order was drawn by lot; 0 elsewhere.
    """

    name: str
    price: Decimal | None
    drawn: int = 0


Reader = Callable[[Lot], Mapping[str, Offer] | None]
_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Let `reader` tell the opened bids of a lot by their bidder's id; None for a lot whose bids do not come under seal."""
    _readers[name] = reader


def of(lot: Lot) -> Mapping[str, Offer] | None:
    """Return the opened bids of a lot by bidder, none before the record; None where bids do not come under seal."""
    found = (reader(lot) for reader in _readers.values())
    return next((offers for offers in found if offers is not None), None)
