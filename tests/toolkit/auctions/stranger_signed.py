"""
The signatures of a published auction by whoever knows section 7 of the page alone; it takes nothing from `toolkit`.

That the platform's signatures on keys are good and its own, `openssl cms -verify` says; here only what they are over is compared.
"""

from __future__ import annotations

import base64
import hashlib
import json
from decimal import Decimal
from typing import Any

from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from tests.toolkit.auctions.stranger import Replay
from tests.toolkit.auctions.stranger_open import Fields

PRICES = {"raise", "claim", "commit", "offer", "quote", "take"}


class Wrong(Exception):
    """The signatures do not hold."""


def check_signed(published: bytes) -> None:
    """Raise `Wrong` unless every price of a published file is signed as its rules say."""
    whole = json.loads(published)
    if whole["rules"]["signing"] != "passkey":
        need(not whole["keys"] and not whole["signatures"])
        return
    rules = whole["rules"] | {"bidders": whole["rules"]["bidders"][: whole["announced"]]}
    announced = hashlib.sha256(written(rules)).hexdigest()
    check_keys(whole, announced)
    signatures = whole["signatures"]
    need(
        [one["number"] for one in signatures]
        == [one["number"] for one in whole["moves"] if one["kind"] in PRICES]
    )
    used = set()
    for one in signatures:
        move = whole["moves"][one["number"] - 1]
        need((move["bidder"], one["key"]) not in used)
        used.add((move["bidder"], one["key"]))
        said = {name: value for name, value in move.items() if name not in ("number", "at", "bidder", "kind")}
        statement = {
            "v": "auction-move/2", "auction": rules["auction"], "rules": announced, "bidder": move["bidder"], "key": one["key"],
            "kind": move["kind"], "said": said, "expected": stood(whole, move),
        }  # fmt: skip
        keys = [key["key"] for key in whole["keys"] if key["key"]["bidder"] == move["bidder"]]
        need(any(holds(key, one["assertion"], hashlib.sha256(written(statement)).digest()) for key in keys))


def check_keys(whole: Fields, announced: str) -> None:
    """Raise `Wrong` unless every key is of this auction, once, on one site, and bound by one signer."""
    keys = [one["key"] for one in whole["keys"]]
    for key in keys:
        need(key["auction"] == whole["rules"]["auction"] and key["rules"] == announced)
        need(key["bidder"] in whole["rules"]["bidders"])
        read(key["key"])
    need(len({key["key"] for key in keys}) == len(keys))
    need(len({(key["origin"], key["site"]) for key in keys}) <= 1)
    for key in keys:
        host = key["origin"].removeprefix("https://")
        need(
            key["origin"] == f"https://{host}"
            and "/" not in host
            and (host == key["site"] or host.endswith("." + key["site"]))
        )
    need(len({signer(one) for one in whole["keys"]}) <= 1)


def signer(bound: Fields) -> bytes:
    """Return the certificate that a key was bound with, once it is over that key's bytes."""
    try:
        data = cms.ContentInfo.load(raw(bound["signature"]))["content"]
        attributes = data["signer_infos"][0]["signed_attrs"].native
        over = next(one["values"][0] for one in attributes if one["type"] == "message_digest")
        found: bytes = data["certificates"][0].chosen.dump()
    except (ValueError, KeyError, TypeError) as error:
        raise Wrong from error
    need(over == hashlib.sha256(written(bound["key"])).digest())
    return found


def stood(whole: Fields, move: Fields) -> str:
    """Return the price that everybody saw before a move, with two decimals; a `take` is good against its own."""
    if move["kind"] == "take":
        return f"{Decimal(move['price']):.2f}"
    price = Replay(whole["rules"]).result(whole["moves"][: move["number"] - 1], move["at"])["price"]
    return f"{Decimal(price):.2f}" if price else ""


def holds(key: Fields, assertion: Fields, challenge: bytes) -> bool:
    """Tell whether a key made an assertion for a challenge."""
    data, client, signature = (raw(assertion[name]) for name in ("authenticator", "client", "signature"))
    said = json.loads(client)
    asked = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    if (said["type"], said["challenge"], said["origin"]) != ("webauthn.get", asked, key["origin"]):
        return False
    if said.get("crossOrigin", False) or "topOrigin" in said or len(data) != 37 or data[32] & 5 != 5:
        return False
    if data[:32] != hashlib.sha256(key["site"].encode()).digest():
        return False
    public = load_der_public_key(raw(key["key"]))
    content = data + hashlib.sha256(client).digest()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            public.verify(signature, content)  # type: ignore[union-attr,call-arg]
    except InvalidSignature:
        return False
    return True


def read(text: str) -> None:
    """Raise `Wrong` for what is no key."""
    try:
        content = raw(text)
        key = load_der_public_key(content)
    except ValueError as error:
        raise Wrong from error
    need(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == content)


def raw(text: str) -> bytes:
    """Return what base64 says, in the one way to say it."""
    found = base64.b64decode(text, validate=True)
    need(base64.b64encode(found).decode() == text)
    return found


def written(value: Any) -> bytes:
    """Return canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def need(holds: bool) -> None:
    """Raise `Wrong` unless something holds."""
    if not holds:
        raise Wrong
