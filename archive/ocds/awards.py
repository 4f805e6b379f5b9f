"""The sections `awards` and `contracts` of a release."""

from __future__ import annotations

from archive.ocds.known import Agreed, Known, Winner
from archive.ocds.parties import Directory
from archive.ocds.tender import items
from archive.ocds.values import Json, amount, instant, some


def awards(known: Known, parties: Directory) -> list[Json]:
    """Return one award for each who was chosen: pending while it is only proposed in public."""
    return [_award(known, one, parties) for one in known.winners]


def contracts(known: Known, parties: Directory) -> list[Json]:
    """Return the contract, once it is published and its award is."""
    found = known.contract
    won = {parties.id_of(one): one_award for one_award in known.winners for one in one_award.suppliers}
    award = won.get(parties.id_of(found.supplier)) if found else None
    return [_contract(known, found, award, parties)] if found and award else []


def _id(known: Known, one: Winner, parties: Directory) -> str:
    return f"{known.lot}-{parties.id_of(one.suppliers[0])}"


def _award(known: Known, one: Winner, parties: Directory) -> Json:
    return some(
        id=_id(known, one, parties),
        title=known.title,
        status="active" if one.is_final else "pending",
        date=instant(one.at) if one.at else None,
        value=amount(one.price, known.terms.currency),
        suppliers=parties.references(one.suppliers),
        relatedBid=one.bid,
        relatedLots=[known.lot],
        items=items(known),
    )


def _contract(known: Known, found: Agreed, award: Winner, parties: Directory) -> Json:
    currency = known.terms.currency
    return some(
        id=found.id,
        awardID=_id(known, award, parties),
        title=known.title,
        status="terminated" if found.accepted_at else "active",
        dateSigned=instant(found.signed_at),
        value=amount(found.price, currency),
        guarantees=_guarantees(found, currency),
        implementation=some(
            endDate=instant(found.accepted_at) if found.accepted_at else None,
            finalValue=amount(found.final_price, currency),
        ),
    )


def _guarantees(found: Agreed, currency: str) -> list[Json]:
    value = amount(found.bond, currency)
    return [{"id": "performance", "obligations": "fulfillment", "value": value}] if value else []
