"""Passkeys in the hand of a test, and an auction whose prices they sign: the same keys and bytes each time."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from tests.toolkit.auctions.rooms import by, host, made, rules
from tests.toolkit.pki import NOW, Authority
from toolkit import cms
from toolkit.auctions import running, signing
from toolkit.auctions.concluding import conclude
from toolkit.auctions.publishing import Auction, publish
from toolkit.auctions.signing import Assertion, BoundKey, Key, Signature
from toolkit.passkeys import Answer
from toolkit.signers import KeySigner

ORIGIN, SITE = "https://trade.example", "trade.example"
Kind = Literal["ES256", "EdDSA", "RS256"]
KINDS: tuple[Kind, ...] = ("ES256", "EdDSA", "RS256")


@dataclass(frozen=True)
class Passkey:
    """An authenticator's key for one site; `number` tells keys of a kind apart."""

    kind: Kind = "ES256"
    number: int = 1
    site: str = SITE

    @property
    def public(self) -> bytes:
        """The key as it is published."""
        key = _private(self.kind, self.number).public_key()
        return key.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)

    def sign(
        self, challenge: bytes, *, origin: str = ORIGIN, flags: int = 0x05, count: int = 0, type_: str = "webauthn.get",
        more: Mapping[str, Any] | None = None, extensions: bytes = b"", site: str | None = None,
    ) -> Answer:  # fmt: skip
        """Return what it gives for a challenge, as a browser would put it."""
        said = {"type": type_, "challenge": plain(challenge), "origin": origin, "crossOrigin": False}
        client = json.dumps(said | dict(more or {}), separators=(",", ":")).encode()
        data = authenticator(site or self.site, flags, count) + extensions
        return Answer(data, client, self.signature(data + hashlib.sha256(client).digest()))

    def signature(self, content: bytes) -> bytes:
        """Return a signature over bytes."""
        key = _private(self.kind, self.number)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(content, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return key.sign(content)


def authenticator(site: str, flags: int = 0x05, count: int = 0) -> bytes:
    """Return an authenticator's data."""
    return hashlib.sha256(site.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")


def plain(content: bytes) -> str:
    """Return base64 as WebAuthn writes it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def text(content: bytes) -> str:
    """Return base64 as the format writes it."""
    return base64.b64encode(content).decode()


def assertion(answer: Answer) -> Assertion:
    """Return an answer as it is published."""
    return Assertion(
        authenticator=text(answer.authenticator),
        client=text(answer.client),
        signature=text(answer.signature),
    )


@cache
def platform() -> KeySigner:
    """Return who signs for the platform, and nobody who is drawn anew."""
    return authority().issue("Receipts", key=ec.derive_private_key(8, ec.SECP256R1()))


@cache
def authority() -> Authority:
    """Return who vouches for the platform."""
    return Authority(key=ec.derive_private_key(7, ec.SECP256R1()), deterministic=True)


HOLDERS: dict[str, Sequence[Passkey]] = {
    "1": (Passkey("ES256", 1),),
    "2": (Passkey("EdDSA", 2), Passkey("ES256", 4)),
    "3": (Passkey("RS256", 3),),
}
"""Of the bidders those who bound keys: one has two devices."""
LATER = 700_000
LOG = made(
    by(1, "raise", "1", "1000"), host(2, "pause", reason="核对"), by(3, "raise", "2", "1050.00"), host(9, "resume", reason="恢复"),
    by(12, "raise", "2", "1050.00"), by(13, "raise", "3", "1060"), by(14, "raise", "3", "1100"), by(15, "raise", "2", "1150"),
)  # fmt: skip
"""Accepted prices and refused ones, each of them signed; the fourth bidder gives none."""


def signed(
    *, given: Any = None, moves: Sequence[Any] = LOG, announced: int = 3, sign: Callable[..., Answer] = Passkey.sign,
    holders: Mapping[str, Sequence[Passkey]] = HOLDERS, signer: KeySigner | None = None,
) -> Auction:  # fmt: skip
    """Return an auction whose prices are signed, the second device of a bidder by turns; `sign` may do it wrongly."""
    given = given or rules("dynamic_quotation", signing="passkey", free_s=30, countdown_s=30)
    hashed = given.model_copy(update={"bidders": given.bidders[:announced]}).hash
    keys = [
        bound(given.auction, hashed, bidder, one, signer) for bidder, held in holders.items() for one in held
    ]
    run, signatures = running.begin(given), []
    for move in moves:
        if move.kind in signing.PRICES:
            stood = conclude(given, run, move.at).price
            name = f"frm_{move.number}"
            challenge = signing.challenge(signing.statement(given, hashed, move, name, stood))
            held = holders[move.bidder]
            answer = sign(held[move.number % len(held)], challenge)
            signatures.append(Signature(number=move.number, key=name, assertion=assertion(answer)))
        run, _ = running.step(given, run, move)
    return publish(given, moves, moves[-1].at + LATER, announced=announced, keys=keys, signatures=signatures)


def bound(
    auction: str, hashed: str, bidder: str, passkey: Passkey, signer: KeySigner | None = None, *, origin: str = ORIGIN
) -> BoundKey:  # fmt: skip
    """Return a key as the platform binds it."""
    key = Key(
        auction=auction, rules=hashed, bidder=bidder, key=text(passkey.public), origin=origin, site=passkey.site
    )  # fmt: skip
    return BoundKey(key=key, signature=text(cms.sign(signer or platform(), key.to_bytes(), at=NOW)))


@cache
def _private(
    kind: Kind, number: int
) -> ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey:
    if kind == "ES256":
        return ec.derive_private_key(1000 + number, ec.SECP256R1())
    if kind == "EdDSA":
        return ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return _rsa()


def _rsa() -> rsa.RSAPrivateKey:
    """Return a key of 2048 bits, as Windows Hello makes them, from its primes: to draw one takes a while."""
    p, q, e = P, Q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(e, p * q)
    )  # fmt: skip
    return numbers.private_key()


P = int(
    "ee2dc95ea7be06c9f329e092533f1243e58a5ad3cb1d0eaa517f439d428bc5e76b207f3ed296d85aadb4118f2b4582a814681d384359910fb3def6488233ab3a"
    "06ddaa03322dcfb9c2c3840b401d197890bc8dfc89ce4e3501d57e3d81a8b769ecb8cb710689a6de8ffe2d882c86eed49c12c3de8824fa3f3575899baf1aa4a1",
    16,
)
Q = int(
    "cb7bfd04f4bf3663cd797f1c8795c5f86c51c1b226dfe23072e25dc30852a619ab37aa4ee8a299dd12e52b7ad8b9e81975706e231664ff397e6e54c17219c19a"
    "ed5aa5ddabecd1232ad22eb8465ecaafbc91b7946a58cc171189ff64d29a36e789ea0470ba87aace3ccbf270fc675be9c024dfe850dc6e49cb9b6f8b5aaff61b",
    16,
)
