"""
Commitments and the draw among equals, in the manner of `toolkit.draws`: whoever gives a part of a seed keeps the file that a draw/1 asks
for (purpose `tie`, number 1, the auction for a lot), and the order of bidders is that of a group `tie`.

    reserve   SHA-256 of the line "auction/1 reserve" and {auction, price, salt}
    price     SHA-256 of the line "auction/1 price" and {auction, bidder, price, quantity, least, salt}
    seed      SHA-256 of the line "auction/1 draw" and {auction, bidders by id, secrets by contributor}

Every part was committed to before the start and is revealed after the end, when it is settled among whom is drawn: one honest part
leaves the others nothing to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.draws import drawing
from toolkit.draws.records import Entry, Kept, Wanted
from toolkit.scoring.numbers import rounded, written

RESERVE, PRICE, DRAW = b"auction/1 reserve\n", b"auction/1 price\n", b"auction/1 draw\n"
GROUP = "tie"


def reserve(auction: str, price: Decimal, salt: str) -> str:
    """Return the commitment to a reserve price, with two decimals; `salt` is 32 random bytes in hexadecimal."""
    return drawing.digest(RESERVE, {"auction": auction, "price": written(rounded(price, 2)), "salt": salt})


def price(
    auction: str, bidder: str, price: Decimal, salt: str, *, quantity: int = 0, least: int = 0
) -> str:  # fmt: skip
    """
    Return a bidder's commitment to its price, with two decimals; `salt` is 32 random bytes in hexadecimal.

    The bidder's number is in it: nobody gives another's commitment for its own, to show the other's price as its own.
    """
    said = {"auction": auction, "bidder": bidder, "least": least, "price": written(rounded(price, 2))}
    return drawing.digest(PRICE, {**said, "quantity": quantity, "salt": salt})


def part(auction: str, contributor: str, secret: str) -> str:
    """Return the commitment to a part of the seed; `secret` is 32 random bytes in hexadecimal."""
    return drawing.commitment(
        Kept(contributor=contributor, lot=auction, number=1, purpose="tie", secret=secret)
    )


def drawn(auction: str, bidders: Iterable[str], secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return bidders in the order in which they are drawn; `secrets` are by contributor."""
    pool = sorted(bidders)
    parts = [secrets[name] for name in sorted(secrets)]
    seed = drawing.digest(DRAW, {"auction": auction, "bidders": pool, "secrets": parts})
    entries = [Entry(entry=one, groups=(GROUP,)) for one in pool]
    return drawing.orders([Wanted(group=GROUP, wanted=1)], entries, seed)[0].entries
