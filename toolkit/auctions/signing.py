"""
What is signed of an auction, as bytes: a price that a bidder gives, and which passkey is whose.

Who checks signatures is `toolkit.signed_prices`; here is only what they are over, and what of them is published.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from toolkit.auctions.moves import Moment, MoneyOrNone
from toolkit.records import Base64, Hash, HashOrNone, Id, Label, Line, Number, Positive, Record, text

PRICES: Final = frozenset({"raise", "claim", "commit", "offer", "quote", "take"})
"""The moves that bind a bidder to a price: these are signed where the rules ask for it, accepted or not."""
Code = Annotated[str, text(r"^[a-z_]{0,40}$")]
"""Why a move has no effect; empty for one that was accepted."""
_OWN: Final = frozenset({"number", "at", "bidder", "kind"})
Said = Annotated[dict[Label, Line | Number | Literal[""]], Field(max_length=8)]


class Statement(Record):
    """
    What a bidder signs of a price: the move but its number and instant, and the price that stood when it was given.

    `rules` is the hash of the rules as they were announced, `key` the move's own name, which no other move of the bidder has: a
    signature is good for one move of one auction, against one price.
    """

    v: Literal["auction-move/2"] = "auction-move/2"
    auction: Id
    rules: Hash
    bidder: Id
    key: Line
    kind: Label
    said: Said
    expected: MoneyOrNone


class Key(Record):
    """
    A passkey that signs for one bidder in one auction and nowhere else: its public key (SPKI in DER), the address of the pages on which it
    signs, and the site it belongs to. The platform signs this, and the bidder agrees by the passkey with which it signs in.
    """

    v: Literal["auction-key/1"] = "auction-key/1"
    auction: Id
    rules: Hash
    bidder: Id
    key: Base64
    origin: Line
    site: Line


class BoundKey(Record):
    """Such a key as it is published, with the platform's signature (CMS, detached)."""

    key: Key
    signature: Base64


class Receipt(Record):
    """
    The platform's word on a move: how it was judged, and the digest that the log has of it; `statement` and `signature` are hashes of what
    was signed. Its number in the log is told with the record.
    """

    v: Literal["auction-receipt/1"] = "auction-receipt/1"
    auction: Id
    rules: Hash
    bidder: Id
    key: Line
    kind: Label
    said: Said
    at: Moment
    code: Code
    digest: Hash
    statement: HashOrNone
    signature: HashOrNone


class Assertion(Record):
    """What a passkey gives for a challenge (WebAuthn, section 5.2.2)."""

    authenticator: Base64
    client: Base64
    signature: Base64


class Signature(Record):
    """The signature of the move of a number, and the name under which it was made."""

    number: Positive
    key: Line
    assertion: Assertion


def statement(rules: Any, announced: str, move: Any, key: str, expected: Decimal | None) -> Statement:
    """
    Return what is signed of a move in an auction by these rules, whose hash as they were `announced` is given.

    A `take` is good at the price that it names and below, whatever the clock shows by then: it is signed against its own.
    """
    expected = move.price if move.kind == "take" else expected
    return Statement(
        auction=rules.auction, rules=announced, bidder=move.bidder, key=key, kind=move.kind, said=said(move),
        expected=None if expected is None else expected.quantize(Decimal("0.01")),
    )  # fmt: skip


def said(move: Any) -> dict[str, Any]:
    """Return what a move says beside who made it, when, and of which kind."""
    return {name: value for name, value in move.model_dump().items() if name not in _OWN}


def challenge(signed: Statement | Key) -> bytes:
    """Return what a passkey is asked to sign in place of a statement."""
    return hashlib.sha256(signed.to_bytes()).digest()
