"""Passkeys are bound by who signs in with another one, for one auction; a stolen session, a colleague, another bidder bind nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bidding.actions.auctioning import keying
from bidding.models import AuctionKey
from foundation.errors import DomainError
from foundation.models import Event
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions import keyring
from tests.bidding.auctions.hall import NUMBERS, Hall
from tests.factories.accounts import actor
from tests.toolkit.auctions.passkeys import ORIGIN, SITE
from toolkit import canonical, cms
from toolkit.auctions import signing

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


class TestBinding:
    def test_takes_the_passkey_with_which_one_signs_in(self, begun: Hall) -> None:
        made = keyring.bind(begun, "bai", passkey := keyring.new())
        key = signing.Key.from_bytes(bytes(made.content))
        assert (key.bidder, key.origin, key.site, key.rules) == (
            NUMBERS["bai"],
            ORIGIN,
            SITE,
            begun.row.rules_sha256,
        )
        signed = cms.verify(bytes(made.signature), bytes(made.content))
        assert signed.certificate.subject.rfc4514_string()
        told = Event.objects.get(type="bidding.auction.key_bound")
        assert told.data["digest"] == canonical.sha256(bytes(made.content))
        assert made.sha256 == canonical.sha256(passkey.public)

    def test_takes_nothing_from_a_stolen_session(self, begun: Hall) -> None:
        """Whoever has the cookie, and even a passkey of their own, has not the one with which the bidder signs in."""
        mine, thief = keyring.signs_in(begun.bidders["bai"]), keyring.new()
        colleague = actor(keyring.colleague_of(begun.bidders["bai"]))
        theirs = keyring.signs_in(colleague)
        new = keyring.new()
        key = keyring.key_of(begun, "bai", new)
        asked = signing.challenge(key)
        answers = {
            "passkey_signature": thief.sign(asked), "passkey_origin": mine.sign(asked, origin="https://evil.example"),
            "passkey_site": mine.sign(asked, site="evil.example"), "passkey_unverified": mine.sign(asked, flags=0x01),
            "passkey_challenge": mine.sign(signing.challenge(keyring.key_of(begun, "bai", thief))),
        }  # fmt: skip
        for expected, answer in answers.items():
            assert (
                code(keyring.bind, begun, "bai", new, by=mine, agreement=keyring.written(answer)) == expected
            )
        assert code(keyring.bind, begun, "bai", new, by=thief) == "passkey_unknown"
        assert code(keyring.bind, begun, "bai", new, by=theirs) == "passkey_unknown"
        assert code(keyring.bind, begun, "bai", new, by=mine, agreement=b"{}") == "object_malformed"
        whole = keyring.attestation(new)
        assert code(keyring.bind, begun, "bai", new, by=mine, attested=whole[:40]) == "passkey_malformed"
        assert (
            code(keyring.bind, begun, "bai", new, by=mine, attested=keyring.attestation(thief))
            == "passkey_challenge"
        )
        assert AuctionKey.objects.count() == 0

    def test_of_one_passkey_is_for_one_bidder_of_one_auction(self, begun: Hall) -> None:
        mine = keyring.signs_in(begun.bidders["bai"])
        assert (
            code(keyring.bind, begun, "bai", mine, by=mine) == "key_used"
        )  # that for signing in would tell who bids
        keyring.bind(begun, "bai", new := keyring.new(), by=mine)
        assert code(keyring.bind, begun, "bai", new, by=mine) == "key_used"
        assert code(keyring.bind, begun, "cui", new) == "key_used"
        other = halls.build(members={who: keyring.colleague_of(one) for who, one in begun.bidders.items()})
        other.begin(signing="passkey")
        assert code(keyring.bind, other, "bai", new) == "key_used"

    def test_ends_somewhere(self, begun: Hall) -> None:
        mine = keyring.signs_in(begun.bidders["bai"])
        for _ in range(keying.MOST):
            keyring.bind(begun, "bai", by=mine)
        assert code(keyring.bind, begun, "bai", by=mine) == "too_many_keys"

    def test_is_for_who_takes_part_in_such_an_auction_while_it_lives(self, hall: Hall) -> None:
        hall.begin()
        assert code(keyring.bind, hall, "bai") == "key_not_asked"
        given = {"auction_id": hall.id, "attestation": b"", "credential": b"", "agreement": b""}
        assert code(keying.bind, **given, by=hall.stranger) == "not_entered"
        assert code(keying.bind, **given, by=hall.zheng) == "role_not_allowed"
        assert code(keying.bind, **(given | {"auction_id": "auc_x"}), by=hall.stranger) == "auction_not_found"

    def test_is_over_with_the_auction(self, begun: Hall) -> None:
        begun.later(seconds=1200)
        begun.settle()
        assert code(keyring.bind, begun, "bai") == "auction_over"

    def test_stays_in_the_database_as_it_was(self, begun: Hall) -> None:
        made = keyring.bind(begun, "bai")
        rows = AuctionKey.objects.filter(id=made.id)
        assert rows.update(count=3) == 1
        for change in (
            {"count": 3},
            {"count": 2},
            {"user": "usr_x", "count": 9},
            {"content": b"{}", "count": 9},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
