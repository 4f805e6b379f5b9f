"""
Commitments and the draw: SHA-256 of a line that says what for, and the canonical JSON of what is kept secret with 32 random bytes.

    reserve   "auction/1 reserve"  {auction, price, salt}
    part      "auction/1 seed"     {auction, contributor, secret}
    seed      "auction/1 draw"     {auction, bidders in order, secrets by contributor}
    place     HMAC-SHA256(seed, bidder), the lowest first

Every part was committed to before the start and is revealed after the end, when it is settled among whom is drawn: one honest part
leaves the others nothing to choose.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from toolkit import canonical
from toolkit.scoring.numbers import rounded, written


def reserve(auction: str, price: Decimal, salt: str) -> str:
    """Return the commitment to a reserve price, with two decimals; `salt` is 32 random bytes in hexadecimal."""
    return _digest("reserve", {"auction": auction, "price": written(rounded(price, 2)), "salt": salt})


def seed(auction: str, contributor: str, secret: str) -> str:
    """Return the commitment to a part of the seed; `secret` is 32 random bytes in hexadecimal."""
    return _digest("seed", {"auction": auction, "contributor": contributor, "secret": secret})


def drawn(auction: str, bidders: Iterable[str], secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return bidders in the order in which they are drawn."""
    pool = sorted(bidders)
    parts = [{"contributor": name, "secret": secrets[name]} for name in sorted(secrets)]
    key = bytes.fromhex(_digest("draw", {"auction": auction, "bidders": pool, "secrets": parts}))
    return tuple(sorted(pool, key=lambda one: hmac.new(key, one.encode(), hashlib.sha256).digest()))


def _digest(purpose: str, value: dict[str, Any]) -> str:
    return hashlib.sha256(f"auction/1 {purpose}\n".encode() + canonical.dump(value)).hexdigest()
