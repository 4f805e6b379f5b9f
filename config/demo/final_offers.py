"""Final offers of the demonstration: the group calls, suppliers commit under seal, show once the time is over, and the rest evaluate."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from config.demo import moves
from config.demo.committee import Committee
from config.demo.envelopes import Envelopes
from config.demo.moves import Cast, take
from config.demo.stage import Story
from toolkit import cms
from toolkit.final_offers import FinalOffer
from toolkit.signers import KeySigner


class Signers(Protocol):
    """Whoever has the keys of suppliers."""

    def signer(self, who: str) -> KeySigner:
        """Return the key by which a supplier signs."""
        ...


def talks(cast: Cast, committee: Committee) -> None:
    """From the first seat to the vote that calls for final offers: the talks themselves are held in a room."""
    committee.convene()
    committee.declare()
    committee.review()
    committee.call()


def offered(cast: Cast, bids: Envelopes, prices: Mapping[str, str]) -> Story:
    """Call, and let these suppliers offer these prices: committed to before the end, shown after it."""
    yield from take(cast, "call_final_offers")
    kept = {who: give(cast, bids, who, price) for who, price in prices.items()}
    yield ends_at(cast)
    for who, offer in kept.items():
        show(cast, who, offer)


def give(cast: Cast, bids: Signers, who: str, price: str) -> FinalOffer:
    """Commit to an offer; return what stays with the supplier."""
    bid = cast.stage.get(who, _path(cast))["bid"]
    offer = FinalOffer.made(lot=cast.lot, bid=bid, price=price)
    content = offer.commitment.to_bytes()
    signature = cms.sign(bids.signer(who), content, at=moves.now(cast.stage))
    body = {
        "content": base64.b64encode(content).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    cast.stage.tell(who, _path(cast), body)
    cast.stage.tells(moves.now(cast.stage), cast.title, f"final offer under seal ({who})")
    return offer


def show(cast: Cast, who: str, offer: FinalOffer) -> None:
    """Show what was committed to."""
    cast.stage.tell(who, f"{_path(cast)}shown/", {"price": offer.price, "salt": offer.salt})


def ends_at(cast: Cast) -> datetime:
    """Return when the time for final offers is over."""
    return datetime.fromisoformat(cast.stage.get("chen", _path(cast))["ends_at"])


def _path(cast: Cast) -> str:
    return f"{moves.LOTS}/{cast.lot}/evaluation/final-offers/"
