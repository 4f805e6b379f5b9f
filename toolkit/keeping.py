"""What the bidder keeps: its units' keys under a passphrase, on its own machine. They are never uploaded."""

from __future__ import annotations

import base64
import os
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from pydantic import Field

from toolkit.proceedings import UnitKey
from toolkit.records import Base64, Hash, Record
from toolkit.refusals import Refused

ROUNDS = 600_000  # OWASP, PBKDF2-HMAC-SHA256; what every browser offers
MOST_ROUNDS = 10_000_000
SHORTEST_PASSPHRASE = 8


class Kept(Record):
    """The keys of one filing, in the open."""

    v: Literal["sbe1/kept"] = "sbe1/kept"
    header: Hash
    keys: list[UnitKey] = Field(min_length=1, max_length=16)

    def key(self, unit: str) -> bytes:
        """
        Return a unit's key.

        :raises Refused: `units_mismatch`.
        """
        for one in self.keys:
            if one.unit == unit:
                return bytes.fromhex(one.key)
        raise Refused("units_mismatch", unit=unit)


class Locked(Record):
    """The same under a passphrase: PBKDF2-HMAC-SHA256, AES-256-GCM with the object's name as associated data."""

    v: Literal["sbe1/locked"] = "sbe1/locked"
    salt: Hash
    rounds: Annotated[int, Field(strict=True, ge=100_000, le=MOST_ROUNDS)]
    iv: Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{24}$")]
    sealed: Base64


def lock(kept: Kept, passphrase: str, *, rounds: int = ROUNDS) -> bytes:
    """
    Return the bytes to keep.

    :raises Refused: `passphrase_too_short`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused("passphrase_too_short", shortest=SHORTEST_PASSPHRASE)
    salt, iv = os.urandom(32), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt, rounds)).encrypt(iv, kept.to_bytes(), b"sbe1/locked")
    locked = Locked(salt=salt.hex(), rounds=rounds, iv=iv.hex(), sealed=base64.b64encode(sealed).decode())
    return locked.to_bytes()


def unlock(content: bytes, passphrase: str) -> Kept:
    """
    Return the keys.

    :raises Refused: `passphrase_wrong`, and what a malformed file is refused for.
    """
    locked = Locked.from_bytes(content)
    key = _key(passphrase, bytes.fromhex(locked.salt), locked.rounds)
    try:
        kept = AESGCM(key).decrypt(bytes.fromhex(locked.iv), base64.b64decode(locked.sealed), b"sbe1/locked")
    except (InvalidTag, ValueError) as error:
        raise Refused("passphrase_wrong") from error
    return Kept.from_bytes(kept)


def _key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, rounds).derive(passphrase.encode())
