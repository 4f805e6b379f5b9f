"""
A final offer under seal: what a supplier signs until the end of the time, and what it shows afterwards.

The format is `docs/formats/final-offer.md`: the commitment is a hash over the offer with a salt that stays with the supplier, so nobody can
read the price before the supplier shows it, and nobody can show another.
"""

from __future__ import annotations

import secrets
from typing import Literal, Self

from toolkit import amounts
from toolkit.records import Hash, Id, Line, Record

SALT_BYTES = 32


class FinalOffer(Record):
    """The offer itself: whose bid it is of, the price as it is written, and the salt that hides it."""

    v: Literal["final-offer/1"] = "final-offer/1"
    lot: Id
    bid: Id
    price: Line
    salt: Hash

    @classmethod
    def made(cls, *, lot: str, bid: str, price: str) -> Self:
        """
        Return an offer with a fresh salt.

        :raises Refused: `price_malformed`.
        """
        amounts.read("price", price)
        return cls(lot=lot, bid=bid, price=price, salt=secrets.token_hex(SALT_BYTES))

    @property
    def commitment(self) -> Commitment:
        """What is signed and sent before the end."""
        return Commitment(lot=self.lot, bid=self.bid, offer=self.hash)


class Commitment(Record):
    """What a supplier signs before the end: the hash of its offer."""

    v: Literal["final-offer-commitment/1"] = "final-offer-commitment/1"
    lot: Id
    bid: Id
    offer: Hash
