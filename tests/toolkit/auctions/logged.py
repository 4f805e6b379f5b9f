"""What the log has of an auction's moves, made up, and computed once more by whoever knows section 9 of the page alone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from toolkit import canonical, signed_prices
from toolkit.auctions import logbook
from toolkit.auctions.logbook import Logbook, Placed, Salted
from toolkit.auctions.publishing import Auction
from toolkit.log.checkpoint import Head


def opened(published: Auction, heads: Sequence[tuple[int, int]], *seen: Head) -> Logbook:
    """Return a logbook of these heads, each a number and a place, with what witnesses saw; who signs by a passkey is known."""
    signed = {one.number: canonical.sha256(one.assertion.to_bytes()) for one in published.signatures}
    moves = tuple(
        Salted(
            number=one.number,
            salt=f"{one.number:064x}",
            statement="5a" * 32 if one.number in signed else "",
            signature=signed.get(one.number, ""),
        )
        for one in published.moves
    )
    placed = tuple(Placed(number=number, index=index) for number, index in heads)
    notes = tuple(base64.b64encode(one.to_text().encode()).decode() for one in seen)
    return Logbook(auction=published.rules.auction, moves=moves, heads=placed, witnessed=notes)


def leaves(published: Auction, book: Logbook) -> dict[int, bytes]:
    """Return the leaf of each head, as the platform logs it."""
    turned = {one.number: one.reason.code for one in published.result.turned}
    digests = [
        logbook.digest(bytes.fromhex(one.salt), move.to_bytes(), turned.get(move.number, ""), one.statement, one.signature)
        for move, one in zip(published.moves, book.moves, strict=True)
    ]  # fmt: skip
    start = logbook.begin(published.rules.auction, signed_prices.announced_hash(published))
    chain = [*logbook.chained(start, digests)]
    return {one.number: logbook.leaf(chain[one.number - 1]) for one in book.heads}


def strange_leaves(record: bytes, book: bytes) -> dict[int, str]:
    """Return the leaf of each head in hexadecimal, by the page: nothing is taken from `toolkit`."""
    whole, salted = json.loads(record), json.loads(book)
    rules = whole["rules"] | {"bidders": whole["rules"]["bidders"][: whole["announced"]]}
    turned = {one["number"]: one["reason"]["code"] for one in whole["result"]["turned"]}
    head = _hash(f"auction-log/1\0{rules['auction']}\0{_hash(_written(rules)).hex()}".encode())
    found = {}
    for move, one in zip(whole["moves"], salted["moves"], strict=True):
        parts = [
            _hash(bytes.fromhex(one["salt"])),
            _hash(_written(move)),
            _hash(turned.get(move["number"], "").encode()),
        ]
        parts += [
            bytes.fromhex(one[name]) if one[name] else _hash(b"") for name in ("statement", "signature")
        ]
        head = _hash(head + _hash(b"".join(parts)))
        found[move["number"]] = _hash(b"yangguang/auction\0" + head).hex()
    return {one["number"]: found[one["number"]] for one in salted["heads"]}


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
