"""Whether a price is signed as the rules of its auction ask: by the bidder's certificate, or by a passkey that was bound for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from accounts.actor import Actor
from accounts.models import Party
from bidding.actions.auctioning import rounds
from bidding.actions.evaluating import telling
from bidding.auctions import judging
from bidding.models import Auction, AuctionKey, Move, Participant
from bidding.sealed import refusing
from foundation import clock
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import passkeys
from toolkit.auctions import signing
from toolkit.auctions.signing import Assertion, Key
from toolkit.refusals import Refused
from toolkit.signed_prices import answer_of, key_of


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed of a move, and what signed it."""

    statement: bytes
    signature: bytes


def checked(
    *, auction_id: str, fields: Mapping[str, Any], key: str, expected: judging.Expected, signature: bytes | None, by: Actor
) -> Signed:  # fmt: skip
    """
    Return what is signed of a price that somebody who entered gives; one that was made under its key before is not asked again.

    :raises Forbidden: `not_entered`.
    :raises Invalid: `signature_missing`, `signer_is_another`, and what signatures, certificates and passkeys are refused for; with what
        stands now.
    """
    row = Auction.objects.get(id=auction_id)
    participant = Participant.objects.filter(auction=row, registration__party=by.party_id).first()
    if participant is None:
        raise rounds.not_entered()
    known = Move.objects.filter(auction=row, by=by.label, key=key).first() if key else None
    if known is not None and known.statement and known.signature:
        return Signed(bytes(known.statement), bytes(known.signature))
    try:
        if not key or not signature or expected is None:
            raise _missing()
        said = _statement(row, {**fields, "bidder": participant.number}, key, expected or None)
        if row.signing == "certificate":
            code = Party.objects.filter(id=by.party_id).values_list("code", flat=True).first()
            telling.check_organisation(said.to_bytes(), signature, code, clock.now())
        else:
            _check_passkey(participant, said, signature, by)
    except Invalid as refused:
        refused.detail |= rounds.part_now(row)
        raise
    return Signed(said.to_bytes(), signature)


def _statement(
    row: Auction, fields: Mapping[str, Any], key: str, expected: Decimal | None
) -> signing.Statement:
    try:
        return signing.statement(rounds.rules_of(row), row.rules_sha256, judging.read(fields), key, expected)
    except (ValidationError, ArithmeticError) as error:
        words = Text(
            "名称或者当前价不能写入签名内容",
            "Its name or the price that stands cannot be written for signing",
        )
        raise Invalid("move_malformed", words) from error


def _missing() -> Invalid:
    words = Text("本场报价须按竞价规则签名", "Prices are signed here, as the rules say")
    return Invalid("signature_missing", words, fields={"signature": [words]})


def _check_passkey(participant: Participant, said: signing.Statement, signature: bytes, by: Actor) -> None:
    """Refuse what none of the passkeys signed that whoever acts has bound; of the one that did, the count goes on."""
    try:
        answer = answer_of(Assertion.from_bytes(signature))
        found, count = _signer(participant, said, answer, by)
        passkeys.check_count(count, found.count)
    except Refused as refused:
        raise refusing.as_error([refused]) from refused
    # Two answers that come at once with one count are of two devices: one of them is refused.
    if count and not AuctionKey.objects.filter(id=found.id, count__lt=count).update(count=count):
        raise refusing.as_error([Refused("passkey_copied", count=count)])


def _signer(
    participant: Participant, said: signing.Statement, answer: passkeys.Answer, by: Actor
) -> tuple[AuctionKey, int]:
    last: Refused | None = None
    for one in AuctionKey.objects.filter(participant=participant, user=by.user_id):
        key = Key.from_bytes(bytes(one.content))
        try:
            challenge = signing.challenge(said)
            return one, passkeys.check(answer, key_of(key), challenge, origin=key.origin, site=key.site)
        except Refused as refused:
            last = refused
    if last is None:
        raise _missing()
    raise last
