"""
Check what a passkey signed (WebAuthn level 3, section 7.2): pure, with the public key alone, so that a stranger can do the same.

Nothing but the bare answer is accepted: no extensions, no other page around it, always with the holder verified.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from toolkit.refusals import Refused

AUTHENTICATOR_BYTES: Final = 37
"""The hash of the site, one byte of flags and a counter of four; extensions would follow, and none are asked for."""
PRESENT, VERIFIED = 0x01, 0x04
LONGEST_CLIENT: Final = 2048
LONGEST_SIGNATURE: Final = 1024
SMALLEST_RSA_BITS: Final = 2048
LARGEST_RSA_BITS: Final = 4096
"""Keys that devices make; RS256 of Windows Hello has 2048 bits."""

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class Answer:
    """What a passkey gave: its authenticator's data, what the browser says of the page, and a signature over both."""

    authenticator: bytes
    client: bytes
    signature: bytes


def check(answer: Answer, key: bytes, challenge: bytes, *, origin: str, site: str) -> int:
    """
    Refuse an answer unless `key` (SPKI in DER) signed this challenge on a page of this origin, for this site, with its holder verified.

    Return how often the key says it has signed: 0 where it does not count.

    :raises Refused: `passkey_malformed`, `passkey_key`, `passkey_challenge`, `passkey_origin`, `passkey_site`, `passkey_unverified`,
        `passkey_signature`.
    """
    public = load(key)
    check_client(answer.client, "webauthn.get", challenge, origin)
    data = answer.authenticator
    if len(data) != AUTHENTICATOR_BYTES or not 0 < len(answer.signature) <= LONGEST_SIGNATURE:
        raise Refused("passkey_malformed")
    check_authenticator(data, site)
    try:
        _verify(public, answer.signature, data + hashlib.sha256(answer.client).digest())
    except (InvalidSignature, ValueError) as error:
        raise Refused("passkey_signature") from error
    return int.from_bytes(data[33:37], "big")


def check_count(count: int, before: int) -> None:
    """
    Refuse an answer whose passkey counts what it signs and has not counted on: another device may have a copy of it.

    :raises Refused: `passkey_copied`.
    """
    if (count or before) and count <= before:
        raise Refused("passkey_copied", count=count)


def check_client(client: bytes, type_: str, challenge: bytes, origin: str) -> None:
    """
    Refuse what a browser says of a ceremony unless it was of this type, for this challenge, on a page of this origin itself.

    :raises Refused: `passkey_malformed`, `passkey_challenge`, `passkey_origin`.
    """
    if len(client) > LONGEST_CLIENT:
        raise Refused("passkey_malformed")
    try:
        said = json.loads(client.decode("utf-8"), object_pairs_hook=_once)
    # The scanner recurses: a document of brackets only ends in a RecursionError.
    except (ValueError, RecursionError) as error:
        raise Refused("passkey_malformed") from error
    if not isinstance(said, dict) or said.get("type") != type_:
        raise Refused("passkey_malformed")
    if said.get("challenge") != base64.urlsafe_b64encode(challenge).rstrip(b"=").decode():
        raise Refused("passkey_challenge")
    # A page within another one's frame shows what the other wants it to show.
    if said.get("origin") != origin or said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise Refused("passkey_origin")


def check_authenticator(data: bytes, site: str) -> None:
    """
    Refuse an authenticator's data of another site, or without its holder present and verified.

    :raises Refused: `passkey_malformed`, `passkey_site`, `passkey_unverified`.
    """
    if len(data) < AUTHENTICATOR_BYTES:
        raise Refused("passkey_malformed")
    if data[:32] != hashlib.sha256(site.encode()).digest():
        raise Refused("passkey_site")
    if data[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        raise Refused("passkey_unverified")


def load(key: bytes) -> PublicKey:
    """
    Return a passkey's public key from its SPKI in DER: P-256, Ed25519, or RSA of 2048 bits and more.

    :raises Refused: `passkey_key`, also for a key that is written in another way than the one that DER has.
    """
    try:
        found = forms.load_der_public_key(key)
        written = found.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused("passkey_key") from error
    if written != key or not _is_strong(found):
        raise Refused("passkey_key")
    assert isinstance(found, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey)
    return found


def is_site_of(site: str, origin: str) -> bool:
    """Tell whether pages of an origin may use the passkeys of a site: the same host or one below it, over an encrypted line or at home."""
    at = urlsplit(origin)
    host = at.hostname or ""
    if origin != f"{at.scheme}://{at.netloc}" or at.username is not None:
        return False
    is_safe = at.scheme == "https" or (at.scheme == "http" and host == "localhost")
    return is_safe and bool(site) and (host == site or host.endswith(f".{site}"))


def _is_strong(key: object) -> bool:
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1)
    if isinstance(key, rsa.RSAPublicKey):
        return SMALLEST_RSA_BITS <= key.key_size <= LARGEST_RSA_BITS and key.public_numbers().e == 65537
    return isinstance(key, ed25519.Ed25519PublicKey)


def _verify(key: PublicKey, signature: bytes, content: bytes) -> None:
    """Check ES256, EdDSA or RS256, as the key is."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
    else:
        key.verify(signature, content)


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError("a name is written twice")
        found[name] = value
    return found
