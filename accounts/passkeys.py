"""
Passkeys: those with which a person signs in, kept by django-allauth, and what a browser says of one that it has just made.

Where they belong follows from the platform's public address; `toolkit.passkeys` checks what they sign.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.conf import settings
from fido2.webauthn import AttestationObject

from foundation.errors import Invalid
from foundation.text import Text
from toolkit import passkeys
from toolkit.passkeys import Answer, PublicKey
from toolkit.refusals import Refused

LONGEST_ATTESTATION: Final = 16 * 1024
_UNREADABLE: Final = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, OverflowError, RecursionError, struct.error,
)  # fmt: skip
"""What a library that was written for honest browsers raises for bytes of others: any bytes are tried in a test."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are of use: on pages of `origin`, those that belong to `name`."""

    origin: str
    name: str

    @property
    def has_passkeys(self) -> bool:
        """Whether browsers have passkeys there at all: not at an address of numbers, nor in the clear."""
        return passkeys.is_site_of(self.name, self.origin)


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was just made: its public key (SPKI in DER), and the id by which a browser finds it."""

    key: bytes
    credential: bytes


def site() -> Site:
    """Return where passkeys of this platform are of use."""
    at = urlsplit(settings.PUBLIC_URL)
    return Site(f"{at.scheme}://{at.netloc}", at.hostname or "")


def own(user_id: str) -> Mapping[bytes, bytes]:
    """Return the passkeys with which a person signs in: public keys by their ids, those of kinds that sign nothing here left out."""
    found = {}
    for one in Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        known = one.wrap().authenticator_data.credential_data
        try:
            found[bytes(known.credential_id)] = _spki(known.public_key)
        except Refused:
            continue
    return found


def made(attestation: bytes, at: Site) -> Made:
    """
    Return the passkey that a browser made.

    By whom its device was built nobody asks: what counts is that its holder is verified, and that is in each of its answers.

    :raises Refused: `passkey_malformed`, `passkey_key`, `passkey_site`, `passkey_unverified`.
    """
    if len(attestation) > LONGEST_ATTESTATION:
        raise Refused("passkey_malformed")
    try:
        data = AttestationObject(attestation).auth_data
    except _UNREADABLE as error:
        raise Refused("passkey_malformed") from error
    known = data.credential_data
    if known is None or not known.credential_id:
        raise Refused("passkey_malformed")
    passkeys.check_authenticator(bytes(data), at.name)
    return Made(_spki(known.public_key), bytes(known.credential_id))


def agreed(user_id: str, credential: bytes, answer: Answer, challenge: bytes, at: Site) -> bytes:
    """
    Return the public key of the passkey by which a person agreed to something: one with which that person signs in, and nobody else.

    :raises Invalid: `passkey_unknown`. :raises Refused: as `toolkit.passkeys.check`.
    """
    key = own(user_id).get(credential)
    if key is None:
        raise Invalid(
            "passkey_unknown",
            Text("不是本人登录用的通行密钥", "Not a passkey with which this person signs in"),
        )
    passkeys.check(answer, key, challenge, origin=at.origin, site=at.name)
    return key


def _spki(key: Mapping[int, Any]) -> bytes:
    """Return a key of COSE (RFC 9052) in the encoding of certificates."""
    try:
        public = _public(key)
    except _UNREADABLE as error:
        raise Refused("passkey_key") from error
    written = public.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
    passkeys.load(written)
    return written


def _public(key: Mapping[int, Any]) -> PublicKey:
    match key.get(3), key.get(1), key.get(-1):
        case -7, 2, 1:  # ES256 on P-256
            x, y = (int.from_bytes(key[part], "big") for part in (-2, -3))
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        case -8, 1, 6:  # EdDSA on Ed25519
            return ed25519.Ed25519PublicKey.from_public_bytes(key[-2])
        case -257, 3, _:  # RS256
            modulus, exponent = (int.from_bytes(key[part], "big") for part in (-1, -2))
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    raise ValueError("another kind of key")
