"""
The chain of an auction's moves, whose heads stand in the transparency log, and the file that opens it.

Each head covers the rules and every move until then. It says nothing by itself, for each move goes in with a salt that nobody knows
before the end; so it can be logged at once, as one leaf for all moves that were judged together. The page is `docs/formats/auction.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from toolkit.records import Base64, Hash, HashOrNone, Id, Number, Positive, Record


class Salted(Record):
    """What goes into the chain with a move beside it and why it was refused; the last two are hashes of what was signed, and by what."""

    number: Positive
    salt: Hash
    statement: HashOrNone
    signature: HashOrNone


class Placed(Record):
    """After the move of which number a head was logged, and at which place of the log's tree its leaf stands."""

    number: Positive
    index: Number


class Logbook(Record):
    """
    What opens the heads of an auction's chain: of each move of its record its salt, and where the heads are.

    `witnessed` are heads of the log itself that its witnesses cosigned, as signed notes in base64, the smallest first: for each head of the
    chain the first that covers it is among them, where there was one.
    """

    longest_bytes: ClassVar[int] = 64 * 1024 * 1024

    v: Literal["auction-log/1"] = "auction-log/1"
    auction: Id
    moves: tuple[Salted, ...]
    heads: tuple[Placed, ...]
    witnessed: tuple[Base64, ...] = ()


def begin(auction: str, rules: str) -> bytes:
    """Return what a chain begins with: the auction's id, and the hash of its rules as they were announced."""
    return hashlib.sha256(f"auction-log/1\0{auction}\0{rules}".encode()).digest()


def digest(salt: bytes, content: bytes, code: str, statement: str, signature: str) -> str:
    """
    Return the digest of a move, which its receipt has too: its canonical bytes, and why it has no effect or "".

    `statement` and `signature` are hashes; "" is none.
    """
    parts = [hashlib.sha256(one).digest() for one in (salt, content, code.encode())]
    parts += [bytes.fromhex(one) if one else hashlib.sha256(b"").digest() for one in (statement, signature)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def chained(head: bytes, digests: Iterable[str]) -> Iterator[bytes]:
    """Yield the head after each of some moves that follow on one, given their digests."""
    for one in digests:
        head = hashlib.sha256(head + bytes.fromhex(one)).digest()
        yield head


def leaf(head: bytes) -> bytes:
    """Return the leaf under which a head stands in the log."""
    return hashlib.sha256(b"yangguang/auction\0" + head).digest()
