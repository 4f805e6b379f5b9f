"""
A bidder's passkey is bound for one auction: it agrees by the passkey with which it signs in, and the platform signs whose the new one is.

A stolen session can thus bind nothing, and a passkey of one auction says nothing of whoever bids in another.
"""

from __future__ import annotations

import base64

from accounts import passkeys as held
from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import rounds
from bidding.models import Auction, AuctionKey, Participant
from bidding.models.auction import LIVE
from bidding.sealed import keys, refusing
from foundation import clock, journal
from foundation.errors import Conflict, Forbidden
from foundation.text import Text
from foundation.transactions import action
from toolkit import canonical, cms
from toolkit.auctions import signing
from toolkit.auctions.signing import Assertion, Key
from toolkit.refusals import Refused
from toolkit.signed_prices import answer_of

MOST = 5
"""Passkeys of one bidder in one auction: of those who bid for it, each its own, and one more device."""


def bind(
    *, auction_id: str, attestation: bytes, credential: bytes, agreement: bytes, by: Actor
) -> AuctionKey:
    """
    Bind the passkey of which a browser gave this `attestation` to whoever acts, in an auction that it entered.

    `agreement` is the answer, as the format writes it, of a passkey with which the person signs in, found by its `credential`, to the
    challenge of the `Key` that is bound. Nothing is locked while the platform signs.

    :raises Forbidden: `role_not_allowed`; `not_entered`.
    :raises NotFound: `auction_not_found`.
    :raises Conflict: `key_not_asked` where prices are not signed by passkeys; `auction_over`; `too_many_keys`; `key_used` for one that is
        bound already, or with which somebody signs in.
    :raises Invalid: `passkey_unknown`, and what passkeys are refused for.
    :raises Unavailable: `platform_key_missing`.
    """
    if by.role is not Role.BIDDER or by.user_id is None:
        raise Forbidden("role_not_allowed", Text("只有竞买人可以登记", "Only bidders bind a passkey"))
    row = Auction.objects.filter(id=auction_id).first()
    if row is None:
        raise rounds.not_found()
    participant = Participant.objects.filter(
        auction=row, registration__party=by.party_id, registration__status="qualified"
    ).first()
    if participant is None:
        raise rounds.not_entered()
    _check_open(row)
    site = held.site()
    try:
        made = held.made(attestation, site)
        key = Key(
            auction=row.lot_id, rules=row.rules_sha256, bidder=participant.number, key=base64.b64encode(made.key).decode(),
            origin=site.origin, site=site.name,
        )  # fmt: skip
        answer = answer_of(Assertion.from_bytes(agreement))
        agreed_key = held.agreed(by.user_id, credential, answer, signing.challenge(key), site)
    except Refused as refused:
        raise refusing.as_error([refused]) from refused
    if made.key in held.own(by.user_id).values():
        raise _used()
    content = key.to_bytes()
    signature = cms.sign(keys.signer(keys.RECEIPT), content, at=clock.now())
    made_row = AuctionKey(
        participant=participant, sha256=canonical.sha256(made.key), content=content, signature=signature, credential=made.credential,
        agreed_key=agreed_key, agreement=agreement, user=by.user_id, bound_by=by.label,
    )  # fmt: skip
    return _bound(made_row)


@action
def _bound(made: AuctionKey) -> AuctionKey:
    """Keep a key, unless the auction is over by now, or has it already."""
    row = rounds.lock(made.participant.auction_id)
    _check_open(row)
    if AuctionKey.objects.filter(sha256=made.sha256).exists():
        raise _used()
    if AuctionKey.objects.filter(participant=made.participant).count() >= MOST:
        words = Text(
            f"一个竞买号最多登记{MOST}把通行密钥", f"A bidder has {MOST} passkeys in an auction at most"
        )
        raise Conflict("too_many_keys", words)
    made.bound_at = journal.instant(row.id)
    made.save(force_insert=True)
    journal.append(
        "bidding.auction.key_bound", subject=row.id, deal=row.lot.deal_id, actor=made.bound_by, at=made.bound_at,
        data={
            "lot": row.lot_id, "auction": row.id, "participant": made.participant_id, "digest": canonical.sha256(bytes(made.content)),
        },
    )  # fmt: skip
    return made


def _check_open(row: Auction) -> None:
    if row.signing != "passkey":
        words = Text("本场报价不用通行密钥签名", "Prices are not signed by passkeys here")
        raise Conflict("key_not_asked", words)
    if row.status not in LIVE:
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))


def _used() -> Conflict:
    words = Text(
        "这把通行密钥已在使用，请为本场竞价另建一把",
        "This passkey is in use: make another one for this auction",
    )
    return Conflict("key_used", words)
