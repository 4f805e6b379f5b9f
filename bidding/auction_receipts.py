"""The platform's signed word on a move of one's own, and what a bidder keeps of its passkeys."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.actor import Actor
from bidding import auction_rooms
from bidding.auctions import judging
from bidding.models import Auction, AuctionKey
from bidding.sealed import keys
from foundation import clock
from foundation.errors import NotFound
from foundation.text import Text
from toolkit import canonical, cms
from toolkit.auctions import signing
from toolkit.auctions.signing import Receipt


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt with the platform's signature, and what the bidder itself signed, if anything."""

    content: bytes
    signature: bytes
    statement: bytes | None
    proof: bytes | None


def issue(row: Auction, key: str, by: Actor) -> Issued:
    """
    Return the receipt of a move that the actor's party made under a key, signed now: what it says stays the same.

    :raises NotFound: `auction_not_found` for whoever did not enter, `move_not_found`.
    :raises Unavailable: `platform_key_missing`.
    """
    move = auction_rooms.own_moves(row, by).filter(key=key).first() if key else None
    if move is None:
        raise NotFound("move_not_found", Text("没有这次操作", "There is no such move"))
    made = judging.parse(bytes(move.content))
    statement, proof = (bytes(one) if one else None for one in (move.statement, move.signature))
    content = Receipt(
        auction=row.lot_id, rules=row.rules_sha256, bidder=auction_rooms.number_of(row, by), key=key, kind=move.kind,
        said=signing.said(made), at=move.at_ms, code=move.code, digest=move.digest,
        statement=canonical.sha256(statement) if statement else "", signature=canonical.sha256(proof) if proof else "",
    ).to_bytes()  # fmt: skip
    return Issued(content, cms.sign(keys.signer(keys.RECEIPT), content, at=clock.now()), statement, proof)


def own_keys(row: Auction, by: Actor) -> QuerySet[AuctionKey]:
    """Return the passkeys that whoever acts has bound in an auction; no colleague's, whom they do not open to."""
    return AuctionKey.objects.filter(
        participant__auction=row, participant__registration__party=by.party_id, user=by.user_id
    )
