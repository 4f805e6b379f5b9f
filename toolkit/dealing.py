"""
What follows from a unit's key K: its commitment, part keys, shares, and every custodian's capsule byte for byte.

Whoever learns K remakes all capsules and compares. That one check finds a bad dealing and a lying custodian alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from cryptography import x509
from cryptography.hazmat.primitives import constant_time

from toolkit import canonical, capsules, shares
from toolkit.objects import CapsuleContent
from toolkit.suites import Suite

KEY_BYTES = 32
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit belongs: its hash separates every derivation and commitment from those of any other unit or filing."""

    suite: Suite
    deal: str
    lot: str
    bid: str
    seq: int
    unit: str

    @property
    def context(self) -> bytes:
        """The hash called C in the format: of the canonical list [deal, lot, bid, seq, unit]."""
        return self.suite.hash(canonical.dump([self.deal, self.lot, self.bid, self.seq, self.unit]))


@dataclass(frozen=True, slots=True)
class Recipient:
    """A custodian as the dealing sees it."""

    x: int
    certificate: x509.Certificate


def key_commit(place: Place, key: bytes) -> str:
    """Return the commitment to K: collision resistance lets a unit open in one way only."""
    return place.suite.hash(b"sbe1/key\0" + place.context + key).hex()


def part_key(place: Place, key: bytes, part: str) -> bytes:
    """Return the key of one part; it says nothing of K or of another part."""
    return place.suite.derive(key, b"sbe1/part\0" + place.context + part.encode())


def part_context(place: Place, part: str) -> bytes:
    """Return what the chunk cipher binds a part to."""
    return b"sbe1/ctx\0" + place.context + part.encode()


def share_of(place: Place, key: bytes, k: int, x: int) -> bytes:
    """Return custodian x's share: any k give K, fewer nothing."""
    coefficients = [place.suite.derive(key, b"sbe1/coef\0" + place.context + bytes([j])) for j in range(1, k)]
    return shares.share(key, coefficients, x)


def share_hash(place: Place, core: str, x: int, share: bytes) -> str:
    """Return the public hash by which a custodian stands by a share before anybody sees it."""
    return place.suite.hash(b"sbe1/share\0" + bytes.fromhex(core) + place.context + bytes([x]) + share).hex()


def capsule_content(place: Place, core: str, x: int, share: bytes) -> bytes:
    """Return the plaintext of a capsule; its length depends on the unit's name alone."""
    return CapsuleContent(core=core, unit=place.unit, x=x, share=share.hex()).to_bytes()


def capsule_size(place: Place) -> int:
    """Return that length."""
    return len(capsule_content(place, "0" * 64, 1, bytes(shares.SHARE_BYTES)))


def capsule(place: Place, key: bytes, core: str, k: int, to: Recipient) -> bytes:
    """Return the one capsule that custodian `to` gets of this unit in the filing whose core hashes to `core`."""
    bound = bytes.fromhex(core) + place.context + bytes([to.x])
    number = int.from_bytes(place.suite.derive(key, b"sbe1/eph\0" + bound, 48), "big")
    return capsules.seal(
        capsule_content(place, core, to.x, share_of(place, key, k, to.x)),
        to.certificate,
        # 48 bytes modulo the order: the bias is below 2^-128. Unique to K, core, unit and x, as is the key below.
        ephemeral=1 + number % (P256_ORDER - 1),
        key=place.suite.derive(key, b"sbe1/cek\0" + bound),
        iv=place.suite.derive(key, b"sbe1/iv\0" + bound, 12),
    )


def find_key(place: Place, found: Mapping[int, bytes], k: int, commitment: str) -> bytes | None:
    """
    Return the K with this commitment that some k of the shares give, or None.

    At most 126 tries (5 of 9): a liar among them only costs tries.
    """
    for chosen in combinations(sorted(found), k):
        key = shares.combine({x: found[x] for x in chosen})
        if is_key(place, key, commitment):
            return key
    return None


def is_key(place: Place, key: bytes, commitment: str) -> bool:
    """Tell whether `key` is the K that was committed to."""
    return len(key) == KEY_BYTES and constant_time.bytes_eq(
        key_commit(place, key).encode(), commitment.encode()
    )


def wrongly_dealt(
    place: Place, key: bytes, core: str, k: int, custodians: Iterable[Recipient], stated: Mapping[int, str]
) -> list[int]:
    """Return the x of each capsule whose hash in the header (`stated`) is not that of the capsule that K gives; sorted."""
    made = {to.x: canonical.sha256(capsule(place, key, core, k, to)) for to in custodians}
    return sorted(x for x in made.keys() | stated.keys() if made.get(x) != stated.get(x))
