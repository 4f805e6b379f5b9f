"""
In the place of the floor above trading, where sealed bids are kept: how many came for a lot, what was opened of them, and how
many qualify.

Trading is told of both and asks no more; how they come about with real envelopes is tested where these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from trading import deadlines, engine, facts, sealed_offers
from trading.law.guards import takes_only_sealed_bids
from trading.models import Lot
from trading.sealed_offers import Offer

_came: dict[str, int] = {}
_opened: dict[str, dict[str, Offer]] = {}
_qualified: dict[str, int] = {}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let trading be told by `came`, `opened` and `qualified`."""
    monkeypatch.setitem(facts._contributors, "bidding.bids", _facts)
    monkeypatch.setitem(facts._contributors, "bidding.qualification", _examined)
    monkeypatch.setitem(sealed_offers._readers, "bidding.opened", _offers)
    yield
    _came.clear()
    _opened.clear()
    _qualified.clear()


def came(lot_id: str, bids: int) -> None:
    """Let so many bids have come for a lot, as a freeze list tells it: nobody learns of them before they are due."""
    _came[lot_id] = bids
    lot = Lot.objects.select_related("deal").get(id=lot_id)
    engine.reschedule(lot, held=lot.holds.filter(ended_at__isnull=True).exists())


def opened(lot_id: str, prices: Mapping[str, str]) -> None:
    """Let bids of these prices have been opened, by the bidder's id."""
    _opened[lot_id] = {party: Offer(f"甲{party}", Decimal(price)) for party, price in prices.items()}


def qualified(lot_id: str, bidders: int) -> None:
    """Let the organiser have found that so many qualify."""
    _qualified[lot_id] = bidders


def _examined(lot: Lot, at: datetime) -> Mapping[str, Any]:
    return {"prequalified": _qualified[lot.id]} if lot.id in _qualified else {}


def _facts(lot: Lot, at: datetime) -> Mapping[str, Any]:
    if not takes_only_sealed_bids(lot.procedure):
        return {}
    return {"bids_received": _came.get(lot.id) if deadlines.bids_are_due(lot, at) else None}


def _offers(lot: Lot) -> Mapping[str, Offer] | None:
    return _opened.get(lot.id, {}) if takes_only_sealed_bids(lot.procedure) else None
