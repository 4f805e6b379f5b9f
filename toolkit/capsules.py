"""
Capsules: one message for one P-256 certificate, as CMS AuthEnvelopedData (RFC 5083, 5753, 5084) of exactly one shape.

The shape is written down once, as fixed bytes with holes. Making fills the holes; reading compares every fixed byte, so
there is nothing lenient to abuse. `openssl cms -decrypt` reads the same bytes.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from toolkit import der
from toolkit.refusals import Refused

POINT, WRAPPED, IV, TAG = 65, 40, 12, 16

_WRAP = der.sequence(der.oid("2.16.840.1.101.3.4.1.45"))  # id-aes256-wrap
_SHARED_INFO = der.sequence(_WRAP, der.tlv(0xA2, der.octets(struct.pack(">I", 256))))


@dataclass(frozen=True, slots=True)
class Capsule:
    """What fills the holes."""

    point: bytes
    wrapped: bytes
    iv: bytes
    ciphertext: bytes
    tag: bytes


class Agreement(Protocol):
    """A P-256 key that agrees with a point: in memory, in a file, or in a device that never gives it out."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that capsules are addressed to."""

    def exchange(self, point: bytes) -> bytes:
        """Return the shared secret (the x coordinate, 32 bytes); `point` is on the curve, the caller checked."""


def write(recipient: x509.Certificate, capsule: Capsule) -> bytes:
    """Return the DER of `capsule` for `recipient`."""
    issuer = recipient.issuer.public_bytes()
    originator = der.tlv(
        0xA1,
        der.sequence(der.oid("1.2.840.10045.2.1")),  # id-ecPublicKey, parameters absent
        der.tlv(0x03, b"\0", capsule.point),
    )
    recipient_info = der.tlv(
        0xA1,
        der.integer(3),
        der.tlv(0xA0, originator),
        der.sequence(der.oid("1.3.132.1.11.1"), _WRAP),  # dhSinglePass-stdDH-sha256kdf-scheme
        der.sequence(
            der.sequence(
                der.sequence(issuer, der.integer(recipient.serial_number)), der.octets(capsule.wrapped)
            )
        ),
    )
    content = der.sequence(
        der.oid("1.2.840.113549.1.7.1"),  # id-data
        der.sequence(
            der.oid("2.16.840.1.101.3.4.1.46"),  # id-aes256-GCM
            der.sequence(der.octets(capsule.iv), der.integer(TAG)),
        ),
        der.tlv(0x80, capsule.ciphertext),
    )
    enveloped = der.sequence(der.integer(0), der.tlv(0x31, recipient_info), content, der.octets(capsule.tag))
    return der.sequence(der.oid("1.2.840.113549.1.9.16.1.23"), der.tlv(0xA0, enveloped))


def read(content: bytes, recipient: x509.Certificate, size: int) -> Capsule:
    """
    Take a capsule apart that must be for `recipient` and hold `size` bytes; its point is checked to be on the curve.

    :raises Refused: `capsule_malformed`, `capsule_recipient` if only the recipient is another, `capsule_point`.
    """
    template, starts = _template(recipient, size)
    if len(content) != len(template):
        raise Refused("capsule_malformed", why="length")
    found, at = [], 0
    for index, (start, length) in enumerate(zip(starts, _sizes(size), strict=True)):
        if content[at:start] != template[at:start]:
            # The recipient's name and number stand between the point and the wrapped key.
            raise Refused("capsule_recipient" if index == 1 else "capsule_malformed", why="template")
        found.append(content[start : start + length])
        at = start + length
    capsule = Capsule(*found)
    on_curve(capsule.point)
    return capsule


@lru_cache(maxsize=256)
def _template(recipient: x509.Certificate, size: int) -> tuple[bytes, tuple[int, ...]]:
    """Return the message with its holes filled with zeros, and where each hole begins."""
    # Two fillings of the template differ exactly in the holes.
    low = write(recipient, Capsule(*(b"\0" * length for length in _sizes(size))))
    high = write(recipient, Capsule(*(b"\xff" * length for length in _sizes(size))))
    starts, at = [], 0
    for length in _sizes(size):
        start = at
        while length and low[start] == high[start]:
            start += 1
        starts.append(start)
        at = start + length
    return low, tuple(starts)


def _sizes(size: int) -> tuple[int, ...]:
    return POINT, WRAPPED, IV, size, TAG


def check(content: bytes, recipient: x509.Certificate) -> None:
    """
    Refuse what is not a capsule for `recipient`, of whatever size; nothing is opened.

    :raises Refused: what `read` raises.
    """
    read(content, recipient, _size_within(content, recipient))


def on_curve(point: bytes) -> ec.EllipticCurvePublicKey:
    """
    Return the public key at `point`, uncompressed, on P-256 and not the point at infinity.

    :raises Refused: `capsule_point`. Without this check a chosen point off the curve gives a private key away bit by bit.
    """
    try:
        if len(point) != POINT or point[0] != 4:
            raise ValueError("not uncompressed")
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise Refused("capsule_point") from error


def seal(
    content: bytes, recipient: x509.Certificate, *, ephemeral: int | None = None, key: bytes | None = None,
    iv: bytes | None = None,
) -> bytes:  # fmt: skip
    """
    Return a capsule of `content` for `recipient`. What is not given is drawn; what is given must never be used twice.

    Custodians' capsules give all three, derived from the unit's key, so that whoever learns that key remakes them.
    """
    private = (
        ec.generate_private_key(ec.SECP256R1())
        if ephemeral is None
        else ec.derive_private_key(ephemeral, ec.SECP256R1())
    )
    public = recipient.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    key = key or os.urandom(32)
    iv = iv or os.urandom(IV)
    sealed = AESGCM(key).encrypt(iv, content, None)
    point = private.public_key().public_bytes(forms.Encoding.X962, forms.PublicFormat.UncompressedPoint)
    wrapped = aes_key_wrap(_wrapping_key(private.exchange(ec.ECDH(), public)), key)
    return write(recipient, Capsule(point, wrapped, iv, sealed[:-TAG], sealed[-TAG:]))


def open_(content: bytes, holder: Agreement, size: int | None = None) -> bytes:
    """
    Return what a capsule holds; `size` where it is known beforehand.

    :raises Refused: what `read` raises, or `capsule_does_not_open`, always without detail.
    """
    if size is None:
        size = _size_within(content, holder.certificate)
    capsule = read(content, holder.certificate, size)
    try:
        key = aes_key_unwrap(_wrapping_key(holder.exchange(capsule.point)), capsule.wrapped)
        return AESGCM(key).decrypt(capsule.iv, capsule.ciphertext + capsule.tag, None)
    except (InvalidUnwrap, InvalidTag, ValueError):
        raise Refused("capsule_does_not_open") from None


def _size_within(content: bytes, recipient: x509.Certificate) -> int:
    """Find the one size whose shape has this length: the overhead grows with the length of the lengths."""
    empty = len(write(recipient, Capsule(bytes(POINT), bytes(WRAPPED), bytes(IV), b"", bytes(TAG))))
    for size in range(max(0, len(content) - empty - 20), max(0, len(content) - empty) + 1):
        if len(
            write(recipient, Capsule(bytes(POINT), bytes(WRAPPED), bytes(IV), bytes(size), bytes(TAG)))
        ) == len(content):
            return size
    raise Refused("capsule_malformed", why="length")


def _wrapping_key(shared: bytes) -> bytes:
    return X963KDF(hashes.SHA256(), 32, _SHARED_INFO).derive(shared)
