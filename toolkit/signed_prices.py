"""
Check the signatures of a published auction: each price was signed by a key that was bound to its bidder, against the price that stood.

The result is replayed elsewhere (`toolkit.auctions.publishing`); here no move is made, one is only asked for what it was signed with.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cryptography import x509

from toolkit import certificates, cms, passkeys
from toolkit.auctions import running, signing
from toolkit.auctions.concluding import conclude
from toolkit.auctions.publishing import Auction
from toolkit.auctions.signing import Assertion, BoundKey, Key, Signature
from toolkit.certificates import Trust
from toolkit.passkeys import Answer
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Found:
    """How many prices were signed, on pages of which address, and who says whose the keys are; none where no passkeys were asked for."""

    prices: int = 0
    origin: str = ""
    signer: x509.Certificate | None = None


def check(published: Auction, trust: Trust | None = None) -> Found:
    """
    Refuse an auction of which one price is not signed as its rules say.

    With `trust` the certificate that bound the keys is judged as well; without it the platform's word is taken for the platform's.

    :raises Refused: `price_unsigned`, `price_signature_unasked`, `price_signature_repeated`, `auction_key_foreign`,
        `auction_key_shared`, `auction_key_sites`, `auction_key_signer`, each with the `number` of the move where there is one; and what
        passkeys, signatures and certificates are refused for.
    """
    if published.rules.signing != "passkey":
        if published.keys or published.signatures:
            raise Refused("price_signature_unasked")
        return Found()
    announced = announced_hash(published)
    keys, signer = _bound(published, announced, trust)
    signatures = {one.number: one for one in published.signatures}
    if [*signatures] != sorted(signatures) or len(signatures) != len(published.signatures):
        raise Refused("price_signature_repeated")
    names: set[tuple[str, str]] = set()
    prices = 0
    for move, stood in _prices(published):
        found = signatures.pop(move.number, None)
        if found is None:
            raise Refused("price_unsigned", number=move.number)
        if (move.bidder, found.key) in names:
            raise Refused("price_signature_repeated", number=move.number)
        names.add((move.bidder, found.key))
        _check_one(published.rules, announced, move, found, stood, keys.get(move.bidder, ()))
        prices += 1
    if signatures:
        raise Refused("price_signature_unasked", number=min(signatures))
    return Found(prices, published.keys[0].key.origin if published.keys else "", signer)


def announced_hash(published: Auction) -> str:
    """Return the hash of the rules as they were announced: with the bidders who were known then."""
    rules = published.rules
    bidders: tuple[str, ...] = rules.bidders[: published.announced]
    return str(rules.model_copy(update={"bidders": bidders}).hash)


def answer_of(assertion: Assertion) -> Answer:
    """
    Return the bytes of an assertion.

    :raises Refused: `passkey_malformed`.
    """
    parts = assertion.authenticator, assertion.client, assertion.signature
    return Answer(*(_bytes(one, "passkey_malformed") for one in parts))


def key_of(key: Key) -> bytes:
    """
    Return the public key's own bytes.

    :raises Refused: `passkey_key`.
    """
    return _bytes(key.key, "passkey_key")


def _prices(published: Auction) -> Iterator[tuple[Any, Decimal | None]]:
    """Yield each price of the log with the price that stood when it was given, as the room showed it."""
    rules = published.rules
    run = running.begin(rules)
    for move in published.moves:
        if move.kind in signing.PRICES:
            yield move, conclude(rules, run, move.at).price
        run, _ = running.step(rules, run, move)


def _check_one(
    rules: Any, announced: str, move: Any, found: Signature, stood: Decimal | None, keys: Sequence[Key]
) -> None:
    """Refuse the signature of one move unless one of its bidder's keys made it."""
    challenge = signing.challenge(signing.statement(rules, announced, move, found.key, stood))
    answer = answer_of(found.assertion)
    last = Refused("price_unsigned", number=move.number)
    for one in keys:
        try:
            passkeys.check(answer, key_of(one), challenge, origin=one.origin, site=one.site)
            return
        except Refused as refused:
            last = Refused(refused.code, **refused.detail, number=move.number)
    raise last


def _bound(
    published: Auction, announced: str, trust: Trust | None
) -> tuple[Mapping[str, Sequence[Key]], x509.Certificate | None]:
    """Return the keys of each bidder, once all are bound to this auction by one signer, and that signer's certificate."""
    found: dict[str, list[Key]] = {}
    known: set[bytes] = set()
    signers: set[x509.Certificate] = set()
    for bound in published.keys:
        key = bound.key
        if (key.auction, key.rules) != (
            published.rules.auction,
            announced,
        ) or key.bidder not in published.rules.bidders:
            raise Refused("auction_key_foreign", bidder=key.bidder)
        if (public := key_of(key)) in known:
            raise Refused("auction_key_shared", bidder=key.bidder)
        passkeys.load(public)
        known.add(public)
        found.setdefault(key.bidder, []).append(key)
        signers.add(_signer(bound, trust))
    if len({(one.key.origin, one.key.site) for one in published.keys}) > 1 or not all(
        passkeys.is_site_of(one.key.site, one.key.origin) for one in published.keys
    ):
        raise Refused("auction_key_sites")
    if len(signers) > 1:
        raise Refused("auction_key_signer")
    return found, next(iter(signers), None)


def _signer(bound: BoundKey, trust: Trust | None) -> x509.Certificate:
    signed = cms.verify(_bytes(bound.signature, "cms_malformed"), bound.key.to_bytes())
    if trust is not None:
        if signed.signed_at is None:
            raise Refused("cms_attributes")
        certificates.judge(signed.certificate, trust, signed.signed_at, usage="sign", others=signed.others)
    return signed.certificate


def _bytes(text: str, code: str) -> bytes:
    """Return what base64 says, if it says it in the one way that there is."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused(code) from error
    if base64.b64encode(found).decode() != text:
        raise Refused(code)
    return found
