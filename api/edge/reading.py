"""What streams are made of, read from the rows: the database alone knows, and whoever may see a lot is asked as everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from accounts.actor import Actor
from api.edge import frames
from api.edge.frames import Frame
from api.edge.hub import News
from bidding import auction_rooms
from bidding.actions.auctioning import rounds
from bidding.models import Auction
from foundation import clock
from foundation.errors import NotFound
from trading import queries


def auction_of(lot_id: str) -> str | None:
    """Return the auction of a lot that everybody may see; None where there is none to be seen."""
    lot = queries.lots(Actor.public()).filter(id=lot_id).first()
    try:
        return None if lot is None else auction_rooms.of_lot(lot).id
    except NotFound:
        return None


def head(auction: str) -> int | None:
    """Return the number of the last thing that everybody saw; None where there is no such auction."""
    return Auction.objects.filter(id=auction).values_list("shown", flat=True).first()


def after(auction: str, shown: int) -> list[Frame]:
    """Return what everybody saw after a number, in order; as much as goes into one answer."""
    row: Any = Auction(id=auction)  # items ask for nothing else of it
    return [frames.item(one) for one in auction_rooms.items(row, shown)]


def news(known: Mapping[str, int], due: Collection[str], watching: Mapping[str, int]) -> list[News]:
    """
    Return, of the auctions that are watched, those of which more is there than the `known` numbers or whose state is `due`.

    One query where nothing is new.
    """
    heads = dict(Auction.objects.filter(id__in=known).values_list("id", "shown"))
    wanted = [one for one, shown in heads.items() if shown > known[one] or one in due]
    if not wanted:
        return []
    signs = rounds.pulses()
    found = []
    for one in wanted:
        # The row after its events: what is told of it is never older than they are.
        new, row = after(one, known[one]), Auction.objects.select_related("lot").defer("file").get(id=one)
        at = clock.now()
        found.append(
            News(
                one,
                new,
                frames.state(auction_rooms.read(row, at, rounds.pulse(one, signs)), at, watching.get(one, 0)),
            )
        )
    return found
