"""What bidders sign prices with: passkeys for signing in, passkeys of one auction, certificates of their organisations."""

from __future__ import annotations

import hashlib
import json
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.serialization import load_der_public_key
from fido2 import cbor, cose
from fido2.webauthn import AttestationObject, AuthenticatorData

from accounts import ca
from accounts.actor import Actor
from accounts.models import Member, Party
from accounts.pki.profiles import Holder
from bidding.actions.auctioning import keying
from bidding.models import AuctionKey, Participant
from foundation import clock
from tests.bidding.auctions.hall import Hall
from tests.factories.accounts import MemberFactory
from tests.toolkit.auctions.passkeys import ORIGIN, Passkey, assertion, authenticator, plain, text
from toolkit.auctions import signing
from toolkit.auctions.signing import Key
from toolkit.passkeys import Answer
from toolkit.signers import KeySigner

KINDS: dict[str, Any] = {"ES256": cose.ES256, "EdDSA": cose.EdDSA, "RS256": cose.RS256}
_numbers = count(100)


def new(kind: Any = "ES256") -> Passkey:
    """Return a passkey that nobody has."""
    return Passkey(kind, 3 if kind == "RS256" else next(_numbers) % 250)


def name_of(passkey: Passkey) -> bytes:
    """Return the id by which a browser finds it."""
    return hashlib.sha256(passkey.public).digest()


def attestation(passkey: Passkey, *, key: Any = None, flags: int = 0x45, site: str | None = None) -> bytes:
    """Return what a browser gives of one that it has just made."""
    found = key or KINDS[passkey.kind].from_cryptography_key(load_der_public_key(passkey.public))
    name = name_of(passkey)
    data = authenticator(site or passkey.site, flags) + bytes(16) + len(name).to_bytes(2, "big") + name
    data += cose_bytes(found)
    return bytes(AttestationObject.create("none", AuthenticatorData(data), {}))


def cose_bytes(key: Any) -> bytes:
    """Return a key in CBOR."""
    return bytes(cbor.encode(dict(key)))


def signs_in(who: Actor, passkey: Passkey | None = None) -> Passkey:
    """Let somebody have a passkey for signing in, as django-allauth keeps it."""
    passkey = passkey or new()
    name = plain(name_of(passkey))
    client = json.dumps({"type": "webauthn.create", "challenge": plain(bytes(32)), "origin": ORIGIN})
    response = {"clientDataJSON": plain(client.encode()), "attestationObject": plain(attestation(passkey))}
    credential = {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {},
    }
    Authenticator.objects.create(
        user_id=who.user_id, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": credential}
    )
    return passkey


def key_of(hall: Hall, who: str, passkey: Passkey, **changed: str) -> Key:
    """Return what is bound of a passkey."""
    number = Participant.objects.get(auction=hall.id, registration__party=hall.bidders[who].party_id).number
    said = {
        "auction": hall.lot.id, "rules": hall.row.rules_sha256, "bidder": number, "key": text(passkey.public), "origin": ORIGIN,
        "site": passkey.site,
    }  # fmt: skip
    return Key.model_validate(said | changed)


def bind(
    hall: Hall, who: str, passkey: Passkey | None = None, *, by: Passkey | None = None, agreement: bytes | None = None,
    attested: bytes | None = None,
) -> AuctionKey:  # fmt: skip
    """Bind a passkey for the auction of a hall; the one for signing in is a new one unless it is given."""
    passkey, mine = passkey or new(), by or signs_in(hall.bidders[who])
    answer = mine.sign(signing.challenge(key_of(hall, who, passkey)))
    return keying.bind(
        auction_id=hall.id, attestation=attestation(passkey) if attested is None else attested, credential=name_of(mine),
        agreement=written(answer) if agreement is None else agreement, by=hall.bidders[who],
    )  # fmt: skip


def written(answer: Answer) -> bytes:
    """Return an answer as it is sent."""
    return assertion(answer).to_bytes()


def statement(
    hall: Hall, who: str, price: str, key: str, expected: str, *, kind: str = "raise", **changed: Any
) -> signing.Statement:
    """Return what is signed of a raise."""
    number = Participant.objects.get(auction=hall.id, registration__party=hall.bidders[who].party_id).number
    said = {"price": price, "repeated": ""} if kind == "raise" else {"price": price}
    fields = {
        "auction": hall.lot.id, "rules": hall.row.rules_sha256, "bidder": number, "key": key, "kind": kind, "said": said,
        "expected": expected,
    }  # fmt: skip
    return signing.Statement.model_validate(fields | changed)


def signed(hall: Hall, who: str, passkey: Passkey, price: str, key: str, expected: str, **how: Any) -> bytes:
    """Return a raise signed by a passkey."""
    changed = how.pop("changed", {})
    said = statement(hall, who, price, key, expected)
    other = signing.Statement.model_validate(said.model_dump() | changed)
    return written(passkey.sign(signing.challenge(other), **how))


def colleague_of(who: Actor) -> Member:
    """Return somebody else who acts for the same bidder."""
    made: Member = MemberFactory.create(party=Party.objects.get(id=who.party_id))
    return made


def certificate_of(who: Actor) -> KeySigner:
    """Return a certificate of somebody's organisation."""
    key, at, party = ca.new_key(), clock.now(), Party.objects.get(id=who.party_id)
    holder = Holder(party.name, organisation=party.name, code=party.code or "")
    return KeySigner(key, ca.issue(holder, key.public_key(), "signing", at), (ca.authority(at).issuing,))
