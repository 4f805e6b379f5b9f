"""Who leads an auction, and the row that its acts find."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import rounds
from bidding.models import Auction
from foundation.errors import Forbidden
from foundation.text import Text
from trading import engine
from trading.models import Lot

HOSTS = (Role.CENTRE, Role.AUCTIONEER)


def leads(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor leads auctions of a lot: staff of the centre, or an auctioneer, in whose scope it lies."""
    return by.role in HOSTS and by.covers(region=lot.deal.region, sector=lot.deal.sector)


def reveals(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor tells after the end what was committed to before: whoever leads it, or the organiser."""
    return leads(lot, by) or engine.is_organiser(by, lot.deal)


def check(lot: Lot, by: Actor) -> None:
    """
    Refuse everybody but hosts.

    :raises Forbidden: `role_not_allowed`.
    """
    if not leads(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有主持人可以办理", "Only a host of the auction does this")
        )


def of_lot(lot_id: str) -> Auction:
    """
    Return the auction of a lot: the one that was not withdrawn, else the last.

    :raises NotFound: `auction_not_found`.
    """
    # Without the record, which may have many megabytes: whoever looks at an auction that is over does not read it.
    rows = (
        Auction.objects.filter(lot=lot_id).select_related("lot__deal").defer("file").order_by("-scheduled_at")
    )
    found = sorted(rows, key=lambda one: one.status == "withdrawn")
    if not found:
        raise rounds.not_found()
    return found[0]
