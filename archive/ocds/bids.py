"""The section `bids` of a release: nothing before the opening, and not who was left out before that is published."""

from __future__ import annotations

from archive.ocds.known import Bid, Known
from archive.ocds.parties import Directory
from archive.ocds.values import Json, amount, instant, some


def bids(known: Known, parties: Directory) -> Json:
    """Return the bids and how many there are; empty while nobody may know of any."""
    if not known.is_opened:
        return {}
    return some(statistics=_statistics(known), details=[_bid(known, one, parties) for one in known.bids])


def _bid(known: Known, one: Bid, parties: Directory) -> Json:
    return some(
        id=one.id,
        date=instant(one.at),
        status=_status(one),
        tenderers=parties.references(one.bidders),
        value=amount(one.price, known.terms.currency),
        relatedLots=[known.lot],
    )


def _status(one: Bid) -> str:
    if one.is_withdrawn:
        return "withdrawn"
    return "pending" if one.stands is None else "valid" if one.stands else "disqualified"


def _statistics(known: Known) -> list[Json]:
    came = len(known.bids) if known.bids else known.count
    if not came:
        return []
    found = [_statistic(known, "bids", came)]
    if known.bids and all(one.stands is not None or one.is_withdrawn for one in known.bids):
        valid = sum(one.stands is True and not one.is_withdrawn for one in known.bids)
        found.append(_statistic(known, "validBids", valid))
    return found


def _statistic(known: Known, measure: str, value: int) -> Json:
    return {"id": measure, "measure": measure, "value": value, "relatedLot": known.lot}
