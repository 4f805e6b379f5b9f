"""
Which algorithms an object was made with. Every object names its suite; nothing is guessed from its shape.

`p256` is what this release offers. `sm-draft` seals parts with SM4 and commits with SM3, to keep the format honest about
change; it is refused wherever a policy is judged, because its key agreement and signatures are not SM2 yet and nothing
here has been tried with an authority that issues SM2 certificates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from toolkit import chunks
from toolkit.refusals import Refused


class Stream(Protocol):
    """One message on its way through a cipher: any number of `update`, then one `finalize`."""

    def update(self, data: bytes, /) -> bytes:
        """Take some bytes in and return what is ready."""

    def finalize(self) -> bytes:
        """Return the rest; when opening, raise unless the message is whole and unaltered."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The algorithms under one name; `key_bytes` is what the chunk cipher takes of the 32 derived bytes."""

    id: str
    digest: Callable[[], hashes.HashAlgorithm]
    expand: Callable[[], hashes.HashAlgorithm]
    key_bytes: int
    sealer: Callable[[bytes, bytes], Stream]
    opener: Callable[[bytes, bytes], Stream]
    offered: bool

    def hash(self, content: bytes) -> bytes:
        """Return the suite's digest of `content`, 32 bytes."""
        digest = hashes.Hash(self.digest())
        digest.update(content)
        return digest.finalize()

    def derive(self, key: bytes, label: bytes, length: int = 32) -> bytes:
        """Return `length` bytes for `label`; one label says nothing of another, nor of the key (HKDF-Expand, RFC 5869)."""
        return HKDFExpand(self.expand(), length, label).derive(key)

    def seal_stream(self, key: bytes, context: bytes) -> Stream:
        """Return a stream that seals one part."""
        return self.sealer(key[: self.key_bytes], context)

    def open_stream(self, key: bytes, context: bytes) -> Stream:
        """Return a stream that opens one part."""
        return self.opener(key[: self.key_bytes], context)


P256 = Suite(
    id="p256",
    digest=hashes.SHA256,
    expand=hashes.SHA512,
    key_bytes=32,
    sealer=Cobblestone256Encryptor,
    opener=Cobblestone256Decryptor,
    offered=True,
)
SM_DRAFT = Suite(
    id="sm-draft",
    digest=hashes.SM3,
    expand=hashes.SM3,
    key_bytes=16,
    sealer=lambda key, context: chunks.Sealer(chunks.SM4_GCM, key, context),
    opener=lambda key, context: chunks.Opener(chunks.SM4_GCM, key, context),
    offered=False,
)

_SUITES = {suite.id: suite for suite in (P256, SM_DRAFT)}


def suite(name: str) -> Suite:
    """
    Return the suite called `name`.

    :raises Refused: `suite_unknown`.
    """
    try:
        return _SUITES[name]
    except KeyError:
        raise Refused("suite_unknown", suite=name) from None
