"""The opened bids of a lot as trading asks for them: who offered, and at what price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bidding.models import OpenedUnit
from bidding.sealed import custody
from foundation.errors import Invalid
from foundation.money import parse_amount
from trading.law.tender_document import TOTAL
from trading.models import Lot
from trading.sealed_offers import Offer

PRICES = (TOTAL, "price")
"""The fields that are read out as the price: that of the tender document's form, and the plain one of a bid without a form."""


def of(lot: Lot) -> Mapping[str, Offer] | None:
    """
    Return the bids that are recorded as opened in every unit so far, by bidder; None where no policy is in force.

    One query where bids are not sealed, else two.
    """
    if custody.in_force(lot) is None:
        return None
    rows = OpenedUnit.objects.filter(filing__lot=lot, opening__status="recorded")
    found: dict[str, Offer] = {}
    failed = set()
    for row in rows.select_related("filing__registration__party").order_by("opening__stage", "unit"):
        party = row.filing.registration.party
        if row.outcome != "opened":
            failed.add(party.id)
        before = found.get(party.id)
        found[party.id] = Offer(party.name, price_of(row) or (before.price if before else None))
    return {party: offer for party, offer in found.items() if party not in failed}


def price_of(unit: OpenedUnit) -> Decimal | None:
    """Return the price that a unit offers; None where it offers none, or the bidder wrote what is no amount."""
    offer = unit.offer
    if offer is None:
        return None
    written = next((offer.fields[name] for name in PRICES if name in offer.fields), None)
    return amount(written)


def amount(value: object) -> Decimal | None:
    """Return an amount that a bidder wrote; None for what is none, which a bidder may write and which is shown as words."""
    try:
        return parse_amount(value)
    except Invalid:
        return None
