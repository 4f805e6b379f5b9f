"""The record of an auction from its rows: rules, moves, and where passkeys sign, whose these are and what they signed."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from bidding.actions.auctioning import rounds
from bidding.models import Auction, AuctionKey
from toolkit import canonical
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import publish
from toolkit.auctions.signing import Assertion, BoundKey, Key, Signature


def record(row: Auction, log: Sequence[Any], at: int) -> Record:
    """
    Return the record at an instant, in milliseconds, from the moves until then. Only after the end: keys and signatures tell what no
    room shows.

    :raises Unfit: as `publish` does.
    """
    announced = len(canonical.load(bytes(row.rules))["bidders"])
    is_signed = row.signing == "passkey"
    return publish(
        rounds.rules_of(row), log, at, announced=announced, keys=[*_keys(row)] if is_signed else (),
        signatures=[*_signatures(row, len(log))] if is_signed else (),
    )  # fmt: skip


def _keys(row: Auction) -> Iterator[BoundKey]:
    for one in AuctionKey.objects.filter(participant__auction=row).order_by("id"):
        signature = base64.b64encode(bytes(one.signature)).decode()
        yield BoundKey(key=Key.from_bytes(bytes(one.content)), signature=signature)


def _signatures(row: Auction, moves: int) -> Iterator[Signature]:
    signed = row.moves.exclude(signature=None).filter(number__lte=moves).order_by("number")
    rows = signed.values_list("number", "key", "signature")
    for number, key, signature in rows:
        yield Signature(number=number, key=key, assertion=Assertion.from_bytes(bytes(signature or b"")))
