"""Signed prices: what is taken, and what a stolen session, another bidder, a host or whoever has the database cannot do."""

from __future__ import annotations

import base64
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from bidding import auction_receipts, auction_rooms
from bidding.actions.auctioning import living, moving
from bidding.models import AuctionKey, Move
from bidding.sealed import custody
from foundation import clock
from foundation.errors import DomainError
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions import keyring
from tests.bidding.auctions.hall import FLOOR, NUMBERS, Hall
from tests.factories.accounts import actor
from tests.toolkit.auctions.passkeys import ORIGIN, Passkey, text
from toolkit import canonical, cms, move_receipts, signed_prices
from toolkit.auctions import signing
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference

NEXT = "1010000.00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_an_address_with_passkeys(settings: Any) -> None:
    settings.PUBLIC_URL = ORIGIN


@pytest.fixture
def hall() -> Hall:
    return halls.build()


@pytest.fixture
def begun(hall: Hall) -> Hall:
    """An auction that runs, whose prices passkeys sign."""
    hall.begin(signing="passkey")
    return hall


def code(act: Callable[..., Any], *given: Any, **named: Any) -> str:
    """Return why something is refused."""
    try:
        act(*given, **named)
    except DomainError as error:
        return error.code
    raise AssertionError("It was accepted.")


def raised(
    hall: Hall, who: str, passkey: Passkey, price: str, expected: str = "", key: str = "k1", **how: Any
) -> Move:
    """Raise, signed by a passkey; how it is signed may be wrong."""
    signature = keyring.signed(hall, who, passkey, price, key, expected, **how)
    return hall.bid(who, price, key, signature=signature, expected=money(expected))


def money(said: str) -> Decimal | Literal[""]:
    return Decimal(said) if said else ""


class TestByCertificate:
    def test_is_taken_from_the_bidders_organisation_over_exactly_this_move(self, hall: Hall) -> None:
        hall.begin(signing="certificate")
        bai, cui = (keyring.certificate_of(hall.bidders[who]) for who in ("bai", "cui"))

        def sign(
            by: Any, price: str = FLOOR, key: str = "k1", expected: str = "", who: str = "bai", **changed: Any
        ) -> bytes:
            return cms.sign(
                by, keyring.statement(hall, who, price, key, expected, **changed).to_bytes(), at=clock.now()
            )

        def refused(signature: bytes | None, expected: Any = "") -> str:
            return hall.refused("bai", FLOOR, key="k1", signature=signature, expected=expected)

        assert refused(None) == "signature_missing"
        assert (
            refused(sign(bai), None) == "signature_missing"
        )  # against whichever price stands is against none
        assert refused(sign(cui)) == "signer_is_another"
        for other in (
            sign(bai, NEXT), sign(bai, key="k2"), sign(bai, expected=FLOOR), sign(bai, who="cui"), sign(bai, auction="lot_x"),
            sign(bai, rules="0" * 64),
        ):  # fmt: skip
            assert refused(other) == "cms_digest"
        assert refused(b"\x30\x00") == "cms_malformed"
        assert hall.row.number == 0
        made = hall.bid("bai", FLOOR, "k1", signature=sign(bai), expected="")
        assert made.statement == keyring.statement(hall, "bai", FLOOR, "k1", "").to_bytes()

    def test_stays_out_of_the_record(self, hall: Hall) -> None:
        hall.begin(signing="certificate")
        bai = keyring.certificate_of(hall.bidders["bai"])
        content = keyring.statement(hall, "bai", FLOOR, "k1", "").to_bytes()
        hall.bid("bai", FLOOR, "k1", signature=cms.sign(bai, content, at=clock.now()), expected="")
        hall.later(seconds=1200)
        assert hall.settle() == "settled"
        record = Record.from_bytes(bytes(hall.row.file or b""))
        assert (record.rules.signing, record.keys, record.signatures) == ("certificate", (), ())
        signed_prices.check(record)


class TestByPasskey:
    def test_is_taken_accepted_or_not_and_verified_by_anybody(self, begun: Hall) -> None:
        passkeys = {
            who: keyring.new(kind) for who, kind in {"bai": "ES256", "cui": "EdDSA", "deng": "RS256"}.items()
        }
        for who, one in passkeys.items():
            keyring.bind(begun, who, one)
        raised(begun, "bai", passkeys["bai"], FLOOR)
        assert code(raised, begun, "cui", passkeys["cui"], FLOOR, FLOOR) == "misses_step"
        raised(begun, "deng", passkeys["deng"], NEXT, FLOOR)
        begun.later(seconds=1200)
        assert begun.settle() == "settled"
        content = bytes(begun.row.file or b"")
        record = Record.from_bytes(content)
        assert first_difference(record) is None
        found = signed_prices.check(record, custody.trust(clock.now()))
        assert (found.prices, found.origin) == (3, ORIGIN)
        assert signed_prices.announced_hash(record) == begun.row.rules_sha256
        for number, who in enumerate(passkeys, 1):
            given = auction_receipts.issue(begun.row, "k1", begun.bidders[who])
            mine = move_receipts.Kept(given.content, given.signature)
            assert move_receipts.check(record, mine, custody.trust(clock.now())) == number
        for row in AuctionKey.objects.select_related("participant__registration__party"):
            hidden = (
                text(bytes(row.credential)),
                row.user,
                row.bound_by,
                row.participant.registration.party.name,
            )
            assert [one for one in hidden if one.encode() in content] == []
            assert text(bytes(row.agreed_key)).encode() not in content

    def test_says_what_stands_to_whoever_has_not_signed(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        raised(begun, "bai", bai, FLOOR)
        with pytest.raises(DomainError) as refused:
            begun.bid("cui", NEXT, expected=money(FLOOR))
        assert (refused.value.code, refused.value.detail["price"], refused.value.detail["leader"]) == (
            "signature_missing", FLOOR, NUMBERS["bai"],
        )  # fmt: skip
        assert begun.row.number == 1

    @pytest.mark.parametrize(
        ("how", "expected"),
        [
            ({"changed": {"said": {"price": NEXT, "repeated": ""}}}, "passkey_challenge"),
            ({"changed": {"auction": "lot_x"}}, "passkey_challenge"),
            ({"changed": {"rules": "0" * 64}}, "passkey_challenge"),
            ({"changed": {"bidder": "0358"}}, "passkey_challenge"),
            ({"changed": {"key": "k2"}}, "passkey_challenge"),
            ({"changed": {"expected": FLOOR}}, "passkey_challenge"),
            ({"origin": "https://evil.example"}, "passkey_origin"),
            ({"site": "evil.example"}, "passkey_site"),
            ({"flags": 0x01}, "passkey_unverified"),
            ({"flags": 0x04}, "passkey_unverified"),
            ({"more": {"crossOrigin": True}}, "passkey_origin"),
            ({"type_": "webauthn.create"}, "passkey_malformed"),
            ({"extensions": b"\xa0", "flags": 0x85}, "passkey_malformed"),
        ],
    )
    def test_is_refused_over_or_from_anything_else(
        self, begun: Hall, how: dict[str, Any], expected: str
    ) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        assert code(raised, begun, "bai", bai, FLOOR, **how) == expected
        assert begun.row.number == 0

    def test_is_refused_from_a_passkey_that_was_not_bound_by_who_acts(self, begun: Hall) -> None:
        """A colleague's, one for signing in, one of another bidder: whoever signs is who was bound."""
        mine = keyring.signs_in(begun.bidders["bai"])
        keyring.bind(begun, "bai", keyring.new(), by=mine)
        keyring.bind(begun, "cui", cui := keyring.new())
        for other in (mine, cui, keyring.new()):
            assert code(raised, begun, "bai", other, FLOOR) == "passkey_signature"
        colleague = actor(keyring.colleague_of(begun.bidders["bai"]))
        begun.bidders["bai"] = colleague
        assert code(raised, begun, "bai", mine, FLOOR) == "signature_missing"

    def test_is_refused_once_its_count_stands_still(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        raised(begun, "bai", bai, FLOOR, count=5)
        assert code(raised, begun, "bai", bai, NEXT, FLOOR, "k2", count=5) == "passkey_copied"
        assert code(raised, begun, "bai", bai, NEXT, FLOOR, "k2", count=0) == "passkey_copied"
        assert code(raised, begun, "bai", bai, NEXT, FLOOR, "k2", count=6) == "leads_already"

    def test_is_the_same_when_it_comes_again(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        first = raised(begun, "bai", bai, FLOOR, count=5)
        again = raised(begun, "bai", bai, FLOOR, count=5)
        assert (again.number, again.digest, begun.row.number) == (first.number, first.digest, 1)

    def test_is_named_once_by_all_who_act_for_a_bidder(self, begun: Hall) -> None:
        """Else two colleagues could make a record that nobody can verify."""
        keyring.bind(begun, "bai", bai := keyring.new())
        raised(begun, "bai", bai, FLOOR)
        begun.bidders["bai"] = actor(keyring.colleague_of(begun.bidders["bai"]))
        keyring.bind(begun, "bai", other := keyring.new())
        assert code(raised, begun, "bai", other, NEXT, FLOOR, "k1") == "key_reused"
        assert code(raised, begun, "bai", other, NEXT, FLOOR, "k2") == "leads_already"
        assert begun.row.number == 2

    def test_is_refused_for_what_is_signed_by_nobody(self, begun: Hall) -> None:
        keyring.bind(begun, "bai")
        moved = code(begun.move, "bai", {"kind": "ask"}, signature=b"x")
        assert moved == "signature_not_asked"
        assert code(begun.move, "bai", {"kind": "ask"}) == "move_of_another_form"

    def test_has_a_name_that_can_be_written(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        signature = keyring.signed(begun, "bai", bai, FLOOR, "k1", "")
        assert begun.refused("bai", FLOOR, key="k\n1", signature=signature, expected="") == "move_malformed"

    def test_is_made_by_no_host(self, begun: Hall) -> None:
        keyring.bind(begun, "bai")
        for by in (begun.zheng, begun.chen):
            fields = {"kind": "raise", "price": FLOOR}
            assert code(moving.host, auction_id=begun.id, fields=fields, by=by) == "move_malformed"
            given = {
                "auction_id": begun.id,
                "fields": fields,
                "key": "k",
                "fingerprint": "f",
                "by": by,
                "expected": "",
            }
            assert code(moving.move, **given) == "role_not_allowed"

    def test_is_asked_for_by_the_database_too(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        made = raised(begun, "bai", bai, FLOOR)
        made.pk, made.number, made.key, made.shown, made._state.adding = None, 2, "k2", 2, True
        made.price = made.stood = money(NEXT)
        for statement, signature in ((None, made.signature), (made.statement, None)):
            made.statement, made.signature = statement, signature
            with pytest.raises(DatabaseError, match="are signed"), transaction.atomic():
                made.save(force_insert=True)


class TestScheduling:
    def test_takes_no_passkeys_where_browsers_have_none(self, hall: Hall, settings: Any) -> None:
        settings.PUBLIC_URL = "http://127.0.0.1:8000"
        assert code(hall.schedule, signing="passkey") == "passkeys_unavailable"
        settings.PUBLIC_URL = "http://localhost:8000"
        assert hall.schedule(signing="passkey").signing == "passkey"

    def test_stands(self, hall: Hall) -> None:
        row = hall.schedule(signing="certificate")
        assert canonical.load(bytes(row.rules))["signing"] == "certificate"
        for how in ("none", "seal"):
            row.signing = how
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(update_fields=["signing"])


class TestReceipt:
    def test_is_signed_and_has_what_was_signed(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        move = raised(begun, "bai", bai, FLOOR)
        found = auction_receipts.issue(begun.row, "k1", begun.bidders["bai"])
        said = signing.Receipt.from_bytes(found.content)
        assert cms.verify(found.signature, found.content).certificate
        assert (said.bidder, said.code, said.at, said.digest) == (NUMBERS["bai"], "", move.at_ms, move.digest)
        assert said.said == {"price": FLOOR, "repeated": ""}
        assert (found.statement, found.proof) == (bytes(move.statement or b""), bytes(move.signature or b""))
        assert said.signature == canonical.sha256(found.proof or b"")
        assert b"number" not in found.content  # of the log: it would tell how many secret moves came before

    def test_is_of_ones_own_moves(self, begun: Hall) -> None:
        keyring.bind(begun, "bai", bai := keyring.new())
        raised(begun, "bai", bai, FLOOR)
        assert code(auction_receipts.issue, begun.row, "k1", begun.bidders["cui"]) == "move_not_found"
        assert code(auction_receipts.issue, begun.row, "", begun.bidders["bai"]) == "move_not_found"
        assert code(auction_receipts.issue, begun.row, "k1", begun.stranger) == "auction_not_found"

    def test_is_given_where_nothing_is_signed_too(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR, "k1")
        found = auction_receipts.issue(hall.row, "k1", hall.bidders["bai"])
        said = signing.Receipt.from_bytes(found.content)
        assert (said.statement, said.signature, found.statement, found.proof) == ("", "", None, None)


def test_a_record_that_waits_has_its_signatures(begun: Hall) -> None:
    """What may be read between the end and the settlement is verified like what is kept."""
    keyring.bind(begun, "bai", bai := keyring.new())
    raised(begun, "bai", bai, FLOOR)
    begun.later(seconds=1200)
    row = begun.row
    row.end()
    record = Record.from_bytes(auction_rooms.record(row))
    assert signed_prices.check(record).prices == 1


def test_goes_by_the_api(begun: Hall, client: Client) -> None:
    bai = begun.bidders["bai"]
    client.force_login(User.objects.get(id=bai.user_id))
    mine, passkey = keyring.signs_in(bai), keyring.new()
    at = f"/api/v1/lots/{begun.lot.id}/auction/"

    def ask(address: str, key: str, **body: Any) -> Any:
        living.beat()
        return client.post(
            f"{at}{address}", body, content_type="application/json", headers={"Idempotency-Key": key}
        )

    agreed = mine.sign(signing.challenge(keyring.key_of(begun, "bai", passkey)))
    given = {
        "attestation": text(keyring.attestation(passkey)), "credential": text(keyring.name_of(mine)),
        "agreement": text(keyring.written(agreed)),
    }  # fmt: skip
    bound = ask("keys/", "k0", **given)
    assert bound.status_code == 201, bound.text
    assert [bound.json()] == client.get(f"{at}keys/").json()
    move = {"move": {"kind": "raise", "price": FLOOR}, "expected_current": ""}
    refused = ask("moves/", "k1", **move)
    assert (refused.status_code, refused.json()["code"], refused.json()["data"]["phase"]) == (
        422,
        "signature_missing",
        "free",
    )
    signed = text(keyring.signed(begun, "bai", passkey, FLOOR, "k2", ""))
    made = ask("moves/", "k2", **move, signature=signed)
    assert made.status_code == 201, made.text
    receipt = client.get(f"{at}moves/k2/receipt/").json()
    assert receipt["proof"] == signed
    assert made.json()["digest"].encode() in base64.b64decode(receipt["content"])
    client.force_login(User.objects.get(id=begun.bidders["cui"].user_id))
    assert client.get(f"{at}keys/").json() == []
    assert client.get(f"{at}moves/k2/receipt/").status_code == 404
    client.force_login(User.objects.get(id=begun.stranger.user_id))
    assert client.get(f"{at}keys/").status_code == 404
