"""What the audit of live auctions finds once the triggers are off, and what they let nobody do while they are on."""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actor import Actor
from bidding import audit_auctions
from bidding.actions.auctioning import proposing, rounds, saying
from bidding.actions.auctioning.writing import Wish
from bidding.models import Participant
from foundation import clock
from foundation.errors import Invalid
from tests.bidding.auctions import keyring
from tests.bidding.auctions.hall import FLOOR, NUMBERS, Hall, admit, build
from tests.factories import accounts
from tests.toolkit.auctions.passkeys import ORIGIN


@pytest.mark.parametrize("key", ["\0", "k" * 256, "键"])
def test_a_key_that_is_none_takes_no_place_in_a_round(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        rounds.take(Wish("auc_any", {}, Actor.clock(), key=key))
    assert refused.value.code == "key_malformed"


@pytest.fixture
def hall() -> Hall:
    made = build()
    made.begin()
    made.bid("bai", FLOOR)
    saying.say(auction_id=made.id, words="请各位注意", by=made.zheng)
    proposing.propose(auction_id=made.id, act="pause", reason="核实", by=made.zheng)
    return made


def past_the_triggers(table: str, sql: str, *given: str) -> None:
    """Change a table as its owner may who switches the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, given)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db
class TestAudit:
    @pytest.mark.parametrize(
        ("table", "change", "found"),
        [
            ("bidding_roommessage", "words = 'x'", "auction_message_changed"),
            ("bidding_auctionproposal", "reason = 'x'", "auction_proposal_changed"),
            ("bidding_move", "stood = stood + 1", "auction_otherwise"),
            ("bidding_move", "shown = NULL", "auction_otherwise"),
            ("bidding_auction", "starts_at = starts_at + interval '1 second'", "auction_otherwise"),
        ],
    )
    def test_finds_what_was_changed_past_the_triggers(
        self, hall: Hall, table: str, change: str, found: str
    ) -> None:
        assert list(audit_auctions.findings()) == []
        past_the_triggers(table, f"UPDATE {table} SET {change}")
        assert {one.code for one in audit_auctions.findings()} == {found}

    def test_finds_whoever_took_the_place_of_another(self, hall: Hall) -> None:
        """Whoever led under a number would not be who has the lot."""
        party: Any = accounts.PartyFactory()
        spare = admit(hall.lot, party, "0777", clock.now())
        past_the_triggers(
            "bidding_participant",
            "UPDATE bidding_participant SET registration_id = %s WHERE number = %s",
            spare.id, NUMBERS["bai"],
        )  # fmt: skip
        found = {one.code for one in audit_auctions.findings()}
        assert found == {"auction_participant_changed", "auction_participant_otherwise"}

    @pytest.mark.parametrize(
        ("table", "change", "found"),
        [
            ("bidding_move", "signature = 'x'", {"auction_move_changed", "auction_otherwise"}),
            ("bidding_move", "statement = 'x'", {"auction_move_changed", "auction_otherwise"}),
            ("bidding_auctionkey", "content = 'x'", {"auction_key_put_in", "auction_key_removed"}),
            ("bidding_auction", "signing = 'none'", {"auction_otherwise"}),
        ],
    )
    def test_finds_what_was_changed_of_signed_prices(
        self, settings: Any, table: str, change: str, found: set[str]
    ) -> None:
        settings.PUBLIC_URL = ORIGIN
        hall = build()
        hall.begin(signing="passkey")
        keyring.bind(hall, "bai", bai := keyring.new())
        hall.bid("bai", FLOOR, "k1", signature=keyring.signed(hall, "bai", bai, FLOOR, "k1", ""), expected="")
        assert list(audit_auctions.findings()) == []
        past_the_triggers(table, f"UPDATE {table} SET {change}")
        assert {one.code for one in audit_auctions.findings()} == found

    def test_takes_nobody_under_the_number_of_another(self, hall: Hall) -> None:
        one = Participant.objects.first()
        assert one is not None
        other = build()
        for changed in ({"number": "9999"}, {"auction_id": other.schedule().id}):
            fields: dict[str, Any] = {
                "auction_id": one.auction_id, "registration_id": one.registration_id, "number": one.number,
                "entered_at": one.entered_at, "entered_by": one.entered_by,
            }  # fmt: skip
            with pytest.raises(DatabaseError, match="not the number"), transaction.atomic():
                Participant.objects.create(**fields | changed)
