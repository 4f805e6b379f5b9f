"""
The C2SP chunked encryption (Cobblestone), written out.

For AES-256 the library's own is used and this one only fixes the salt of test vectors and checks that the format page
says what the library does. For SM4, which the library's has not, this is the implementation. It is about ten times slower:
each chunk goes through Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

CHUNK = 16 * 1024
TAG, SALT, COMMITMENT, NONCE = 16, 24, 32, 12
OVERHEAD = SALT + COMMITMENT
MOST_CHUNKS = 2**40 - 1

_LABEL = b"c2sp.org/chunked-encryption@v1+"


def plain_size(sealed: int) -> int:
    """Return how long a message is that takes `sealed` bytes; negative if none does. The last chunk is never a whole one."""
    whole, rest = divmod(sealed - OVERHEAD, CHUNK + TAG)
    return whole * CHUNK + rest - TAG if rest >= TAG else -1


@dataclass(frozen=True, slots=True)
class Aead:
    """An authenticated cipher under its C2SP name (an SM4 name of our own: C2SP has none)."""

    name: bytes
    key_bytes: int
    expand: Callable[[], hashes.HashAlgorithm]
    encrypt: Callable[[bytes, bytes, bytes], bytes]
    decrypt: Callable[[bytes, bytes, bytes], bytes]


def _sm4_encrypt(key: bytes, nonce: bytes, data: bytes) -> bytes:
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    return sealer.update(data) + sealer.finalize() + sealer.tag


def _sm4_decrypt(key: bytes, nonce: bytes, data: bytes) -> bytes:
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, data[-TAG:])).decryptor()
    return opener.update(data[:-TAG]) + opener.finalize()


AES_256_GCM = Aead(
    b"AEAD_AES_256_GCM",
    32,
    hashes.SHA512,
    lambda key, nonce, data: AESGCM(key).encrypt(nonce, data, None),
    lambda key, nonce, data: AESGCM(key).decrypt(nonce, data, None),
)
SM4_GCM = Aead(b"AEAD_SM4_GCM", 16, hashes.SM3, _sm4_encrypt, _sm4_decrypt)


class Sealer:
    """Seal one message; `salt` is drawn unless a test vector gives it."""

    def __init__(self, aead: Aead, key: bytes, context: bytes, salt: bytes | None = None) -> None:
        self._salt = os.urandom(SALT) if salt is None else salt
        self._aead = aead
        self._keys = _Keys(aead, key, self._salt, context)
        self._waiting = bytearray()
        self._begun = False

    def update(self, data: bytes) -> bytes:
        """Take plaintext in; return ciphertext of whole chunks."""
        self._waiting += data
        out = self._head()
        while len(self._waiting) >= CHUNK:
            out += self._aead.encrypt(self._keys.key, self._keys.nonce(), bytes(self._waiting[:CHUNK]))
            del self._waiting[:CHUNK]
        return out

    def finalize(self) -> bytes:
        """Return the last chunk, which is always shorter than a whole one, and may be empty."""
        return self._head() + self._aead.encrypt(self._keys.key, self._keys.nonce(), bytes(self._waiting))

    def _head(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._salt + self._keys.commitment


class Opener:
    """Open one message, chunk by chunk; what `update` returned counts only once `finalize` has not raised."""

    def __init__(self, aead: Aead, key: bytes, context: bytes) -> None:
        self._aead, self._key, self._context = aead, key, context
        self._waiting = bytearray()
        self._keys: _Keys | None = None

    def update(self, data: bytes) -> bytes:
        """
        Take ciphertext in; return plaintext of whole chunks.

        :raises InvalidTag: if a chunk or the key's commitment is wrong.
        """
        self._waiting += data
        out = bytearray()
        if self._begin() is not None:
            while len(self._waiting) >= CHUNK + TAG:
                out += self._open(bytes(self._waiting[: CHUNK + TAG]))
                del self._waiting[: CHUNK + TAG]
        return bytes(out)

    def finalize(self) -> bytes:
        """
        Return the last, shorter chunk.

        :raises InvalidTag: if it is missing or wrong: the message was cut.
        """
        if self._begin() is None or len(self._waiting) < TAG:
            raise InvalidTag
        return self._open(bytes(self._waiting))

    def _begin(self) -> _Keys | None:
        if self._keys is None and len(self._waiting) >= OVERHEAD:
            salt, commitment = bytes(self._waiting[:SALT]), bytes(self._waiting[SALT:OVERHEAD])
            keys = _Keys(self._aead, self._key, salt, self._context)
            if not constant_time.bytes_eq(keys.commitment, commitment):
                raise InvalidTag
            del self._waiting[:OVERHEAD]
            self._keys = keys
        return self._keys

    def _open(self, chunk: bytes) -> bytes:
        assert self._keys is not None
        return self._aead.decrypt(self._keys.key, self._keys.nonce(), chunk)


class _Keys:
    def __init__(self, aead: Aead, key: bytes, salt: bytes, context: bytes) -> None:
        if len(key) != aead.key_bytes or len(salt) != SALT:
            raise ValueError("wrong length of key or salt")
        label = _LABEL + aead.name + b"\0" + salt + context
        derived = HKDFExpand(aead.expand(), aead.key_bytes + NONCE + COMMITMENT, label).derive(key)
        self.key = derived[: aead.key_bytes]
        self._base = int.from_bytes(derived[aead.key_bytes : aead.key_bytes + NONCE], "big")
        self.commitment = derived[aead.key_bytes + NONCE :]
        self._count = 0

    def nonce(self) -> bytes:
        if self._count > MOST_CHUNKS:
            raise ValueError("too long a message")
        nonce = self._base ^ self._count
        self._count += 1
        return nonce.to_bytes(NONCE, "big")
