"""The opened bids of a lot as trading asks for them: who offered, and at what price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bidding.evaluation import given
from bidding.models import FreezeList, OpenedUnit
from bidding.sealed import cases, custody
from foundation.errors import Invalid
from foundation.money import parse_amount
from toolkit.scoring import drawn
from trading.law.guards import takes_only_sealed_bids
from trading.law.tender_document import TOTAL
from trading.models import Lot
from trading.sealed_offers import Offer

PRICES = (TOTAL, "price")
"""The fields that are read out as the price: that of the tender document's form, and the plain one of a bid without a form."""


def of(lot: Lot) -> Mapping[str, Offer] | None:
    """
    Return the bids that are recorded as opened in every unit so far, by bidder; None where nothing is under seal and bids may
    come otherwise: no policy is in force, or nobody filed under it by the deadline.

    One query where bids are not sealed, else two, and a third while none is opened, or where some are equal.
    """
    otherwise: dict[str, Offer] | None = {} if takes_only_sealed_bids(lot.procedure) else None
    if custody.in_force(lot) is None:
        return otherwise
    rows = OpenedUnit.objects.filter(filing__lot=lot, opening__status="recorded")
    units: dict[str, list[OpenedUnit]] = {}
    for row in rows.select_related("filing__registration__party").order_by("opening__stage", "unit"):
        units.setdefault(row.filing.registration.party_id, []).append(row)
    if not units and _nobody_filed(lot):
        return otherwise
    prices = {
        party: price_of(found)
        for party, found in units.items()
        if all(one.outcome == "opened" for one in found)
    }
    written = [one for one in prices.values() if one is not None]
    places = _drawn(lot) if len({*written}) < len(written) else {}
    filings = {party: units[party][0].filing for party in prices}
    return {
        party: Offer(filings[party].registration.party.name, price, places.get(filings[party].id, 0))
        for party, price in prices.items()
    }


def _drawn(lot: Lot) -> dict[str, int]:
    """Return the places in which equal bids were drawn, by bid. One query."""
    orders = (order for one in given.files(lot, given.TIE) for order in drawn.orders_of(one))
    return {bid: place for order in orders for place, bid in enumerate(order, start=1)}


def _nobody_filed(lot: Lot) -> bool:
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).first()
    return row is not None and not cases.freeze_of(row).bids


def price_of(units: Sequence[OpenedUnit]) -> Decimal | None:
    """Return the price that a bid offers; None where it offers none or several, or the bidder wrote what is no amount."""
    written = prices_in(units)
    return amount(written[0]) if len(written) == 1 else None


def prices_in(units: Sequence[OpenedUnit]) -> list[str | int]:
    """Return every different price that a bidder wrote into its opened units: which of several it meant nobody can tell."""
    offered = [
        value for unit in units if unit.offer for name, value in unit.offer.fields.items() if name in PRICES
    ]
    return list(dict.fromkeys(value for value in offered if isinstance(value, str | int)))


def amount(value: object) -> Decimal | None:
    """Return an amount that a bidder wrote; None for what is none, which a bidder may write and which is shown as words."""
    try:
        return parse_amount(value)
    except Invalid:
        return None
