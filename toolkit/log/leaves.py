"""
What stands in the log's leaves: public lines about what everybody may know, and 32 opaque bytes about all the rest.

Leaves of filings, of journal events and the dummies between them look alike, so the tree does not tell how many bids
there are. Who knows a header can compute its ended leaf and search for it; nobody else can recognise it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal, get_args

from toolkit.refusals import Refused

Kind = Literal[
    "policy",
    "change",
    "result",
    "cut",
    "freeze",
    "stage",
    "objection",
    "remedy",
    "opening",
    "rehearsal",
    "destroyed",
]
OPAQUE_BYTES = 32
WHOLE_DEAL = "-"  # in place of a lot, where a line is about all of them

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LINE = re.compile(
    rf"sbe1 ({'|'.join(get_args(Kind))}) ([A-Za-z0-9_-]{{1,48}}) ([A-Za-z0-9_-]{{1,48}})"
    r" (0|[1-9][0-9]{0,8}) ([0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A public leaf: which object of which deal and lot this is, by its hash; `n` is its version, number or stage."""

    kind: Kind
    deal: str
    lot: str
    n: int
    sha256: str

    def to_bytes(self) -> bytes:
        """Return the leaf."""
        return f"sbe1 {self.kind} {self.deal} {self.lot} {self.n} {self.sha256}".encode("ascii")


def read(leaf: bytes) -> Line | None:
    """Return the public line in `leaf`, or None where it is opaque or another journal's."""
    try:
        found = _LINE.fullmatch(leaf.decode("ascii"))
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    kind, deal, lot, n, sha256 = found.groups()
    return Line(kind, deal, lot, int(n), sha256)  # type: ignore[arg-type]  # the expression admits only kinds


def filed(salt: str, header: str) -> bytes:
    """Return the leaf of a filing; without the salt, which its receipt holds, nobody can tell whose it is."""
    return hashlib.sha256(b"sbe1/filed\0" + _bytes(salt) + _bytes(header)).digest()


def ended(header: str) -> bytes:
    """Return the leaf that ends a filing; unsalted, so that everybody who is shown a header can search for it."""
    return hashlib.sha256(b"sbe1/end\0" + _bytes(header)).digest()


def event(salt: bytes, content: bytes) -> bytes:
    """Return the leaf of a journal event in its canonical JSON; without the salt (32 bytes) nobody can guess at it."""
    if len(salt) != OPAQUE_BYTES:
        raise Refused("object_malformed", object="leaf")
    return hashlib.sha256(b"yangguang/event\0" + salt + hashlib.sha256(content).digest()).digest()


def dummy(key: bytes, index: int) -> bytes:
    """
    Return the leaf that stands at `index` where nothing happened: no way to tell it from the others without `key`.

    It is derived and not drawn, so that whoever holds the key can say which leaves stand for something: one whose
    record was removed is neither a dummy nor accounted for.
    """
    return hmac.digest(key, b"yangguang/dummy\0" + index.to_bytes(8, "big"), "sha256")


def _bytes(value: str) -> bytes:
    if not _HASH.fullmatch(value):
        raise Refused("object_malformed", object="leaf")
    return bytes.fromhex(value)
