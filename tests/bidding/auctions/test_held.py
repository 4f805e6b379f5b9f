"""What live auctions hold to their end: prior rights, a secret told afterwards, a record that anybody verifies; and the guards beside."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bidding import auction_rooms, claims
from bidding.actions import registrations
from bidding.actions.auctioning import hosts, living, proposing, rounds, scheduling
from bidding.auctions import slots
from bidding.models import Move
from foundation import clock
from foundation.errors import DomainError
from tests.bidding.auctions.hall import ASSET, FLOOR, LISTED, NUMBERS, SOLD, SOON, STEP, WAIT, Hall, build
from tests.bidding.auctions.test_audit import past_the_triggers
from tests.factories import accounts
from toolkit.auctions import commitments
from toolkit.command.main import main
from trading.models import Lot
from trading.winners import recorded, winner_of

pytestmark = pytest.mark.django_db
ON_SITE: dict[str, Any] = SOLD | {"particulars": ASSET | {"priority": "on_site"}}
SALT, START = "5a" * 32, "187843500.00"
TENANT = {"bidder": NUMBERS["cui"], "right": "tenant", "rank": 1}


@pytest.fixture
def hall() -> Hall:
    return build()


def code(act: Any, /, *given: Any, **named: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act(*given, **named)
    return refused.value.code


def reasons(act: Any, **named: Any) -> list[str]:
    with pytest.raises(DomainError) as refused:
        act(**named)
    return [one.code for one in refused.value.reasons]


def claim(hall: Hall, who: str, right: str) -> None:
    """Let somebody have registered with a right."""
    hall.lot.registrations.filter(party=hall.bidders[who].party_id).update(claims=right)


class TestRights:
    def test_are_used_and_given_up_in_the_room(self) -> None:
        hall = build(ON_SITE)
        claim(hall, "cui", "tenant")
        hall.begin(holders=[TENANT])
        hall.bid("bai", FLOOR)
        assert code(hall.move, "deng", {"kind": "claim", "price": FLOOR}) == "no_priority"
        taken = hall.move("cui", {"kind": "claim", "price": FLOOR})
        assert (taken.stands["leader"], taken.stands["price"]) == (NUMBERS["cui"], FLOOR)
        hall.bid("bai", "1010000.00")
        assert hall.move("cui", {"kind": "waive"}).code == ""
        assert code(hall.move, "cui", {"kind": "claim", "price": "1010000.00"}) == "waived_already"
        hall.later(seconds=900)
        assert hall.settle() == "settled"
        assert winner_of(hall.lot)[0] == hall.bidders["bai"].party_id

    def test_are_those_with_which_bidders_registered(self) -> None:
        hall = build(ON_SITE)
        given: dict[str, Any] = {"lot_id": hall.lot.id, "by": hall.zheng}
        named, none = hall.plain(SOON, holders=[TENANT]), hall.plain(SOON)
        hall.announce("online_ascending")
        assert reasons(scheduling.schedule, **given, rules=named) == ["right_not_claimed"]
        claim(hall, "cui", "co_owner")
        assert reasons(scheduling.schedule, **given, rules=named) == ["right_not_claimed", "right_left_out"]
        claim(hall, "cui", "tenant")
        assert reasons(scheduling.schedule, **given, rules=none) == ["right_left_out"]
        assert scheduling.schedule(**given, rules=named)

    def test_are_claimed_only_where_they_were_announced(self, hall: Hall) -> None:
        assert not claims.may_be_made(hall.lot)
        on_site = build(ON_SITE)
        for lot, right in ((hall.lot, "tenant"), (on_site.lot, "friend")):
            assert code(claims.check, lot, right) == "right_not_announced"
        claims.check(on_site.lot, "tenant")
        claims.check(hall.lot, "")

    def test_stand_in_what_the_journal_says_of_a_registration(self, hall: Hall) -> None:
        one = hall.lot.registrations.get(party=hall.bidders["cui"].party_id)
        before = one.digest
        one.claims = "tenant"
        assert one.digest != before

    def test_come_in_with_the_registration(self) -> None:
        hall, member = build(ON_SITE), accounts.MemberFactory.create()
        Lot.objects.filter(id=hall.lot.id).update(state="disclosed")
        hall.lot.periods.update(ends_at=clock.now() + timedelta(days=1))
        by = accounts.actor(member)
        given: dict[str, Any] = {"lot_id": hall.lot.id, "by": by}
        assert code(registrations.register, **given, claims="friend") == "right_not_announced"
        assert registrations.register(**given, claims="tenant").claims == "tenant"


class TestReserve:
    def test_is_told_after_the_end_and_decides(self) -> None:
        hall = build(LISTED)
        sealed = commitments.reserve(hall.lot.id, Decimal(START), SALT)
        hall.lot.particulars = LISTED["particulars"] | {"reserve_commitment": sealed}
        hall.lot.save(update_fields=["particulars"])
        hall.schedule(
            "listing", bidders=[], start_price=START, increment="100000.00", reserve=sealed, listing_s=10 * 86_400,
            inquiry_s=240, countdown_s=300, silence_s=10, settle_s=3600,
        )  # fmt: skip
        hall.later(seconds=WAIT + 1)
        hall.bid("bai", START)
        reveal = {"kind": "reveal", "price": START, "salt": SALT}
        assert code(hall.host, **reveal) == "not_closed"
        hall.later(days=10, seconds=600)
        assert hall.settle() == "ended"
        assert code(hall.host, **reveal | {"price": "1.00"}) == "reserve_mismatch"
        assert hall.host(**reveal).code == ""
        assert hall.settle() == "settled"
        assert recorded(hall.lot)["price"] == START


class TestRecord:
    def test_of_a_held_auction_is_verified_by_the_command(
        self, hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        assert hall.refused("cui", FLOOR) == "misses_step"
        hall.later(seconds=900)
        assert hall.settle() == "settled"
        file, content = tmp_path / "auction.json", bytes(hall.row.file or b"")
        winner = f'"awards":[{{"bidder":"{NUMBERS["bai"]}"'.encode()
        other = winner.replace(NUMBERS["bai"].encode(), NUMBERS["cui"].encode())
        assert winner in content
        for given, found in ((content, 0), (content.replace(winner, other), 1)):
            file.write_bytes(given)
            assert main(["verify", "auction", str(file), "--lang", "zh"]) == found
        assert "公布的结果与重放的结果一致" in capsys.readouterr().out


class TestCost:
    def test_of_a_look_is_not_that_of_the_record(self, hall: Hall) -> None:
        hall.begin()
        with CaptureQueriesContext(connection) as asked:
            found = hosts.of_lot(hall.lot.id)
        assert '"file"' not in "".join(one["sql"] for one in asked)
        assert found.file is None

    def test_of_a_record_that_waits_is_paid_once(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        hall.later(seconds=900)
        living.look(auction_id=hall.id)
        row = hall.row
        first = auction_rooms.record(row)
        with CaptureQueriesContext(connection) as asked:
            assert auction_rooms.record(row) == first
        assert len(asked) == 0


class TestRound:
    def test_reads_the_clock_after_it_has_the_lock(self, hall: Hall) -> None:
        hall.begin()
        hall.lives = False
        with CaptureQueriesContext(connection) as asked:
            hall.bid("bai", FLOOR)
        said = [one["sql"] for one in asked]
        locks = next(place for place, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql)
        assert [place for place, sql in enumerate(said) if sql == clock.READ] == [locks + 1]

    def test_leaves_out_no_timeout_for_who_is_frozen(self, hall: Hall) -> None:
        hall.begin()
        rounds.lock(hall.id)
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone()[0] == rounds.LONGEST_IDLE


class TestSlot:
    def test_takes_no_more_than_it_takes(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        given: dict[str, Any] = {"rules": hall.plain(SOON), "by": hall.zheng}
        monkeypatch.setattr(slots, "MOST_IN_A_SLOT", 0)
        assert code(scheduling.schedule, lot_id=hall.lot.id, **given) == "slot_full"
        monkeypatch.setattr(slots, "MOST_IN_A_SLOT", 1)
        assert scheduling.schedule(lot_id=hall.lot.id, **given)


class TestProposal:
    def test_has_a_reason_and_waits_once_and_not_for_ever(self, hall: Hall) -> None:
        hall.begin()
        pause: dict[str, Any] = {"auction_id": hall.id, "act": "pause", "by": hall.zheng}
        for empty in ("", "  ", "一\n二"):
            assert code(proposing.propose, **pause, reason=empty) == "reason_missing"
        made = proposing.propose(**pause, reason="核实")
        assert code(proposing.propose, **pause, reason="核实") == "proposal_open"
        proposing.decline(proposal_id=made.id, by=hall.chen)
        assert code(proposing.approve, proposal_id=made.id, by=hall.chen) == "proposal_settled"
        again = proposing.propose(**pause | {"act": "withdraw"}, reason="核实")
        hall.later(days=1)
        assert code(proposing.approve, proposal_id=again.id, by=hall.chen) == "proposal_lapsed"


class TestTriggers:
    @pytest.mark.parametrize(
        "change",
        [
            "number = number - 1",
            "shown = 0",
            "bidders = '[]'",
            "status = 'scheduled'",
            "status = 'settled', file = ''",
            "starts_at = starts_at + interval '1 hour'",
            "signing = 'certificate'",
        ],
    )
    def test_let_an_auction_go_on_and_not_back(self, hall: Hall, change: str) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        hall.settle()
        _refused(f"UPDATE bidding_auction SET {change}")

    def test_keep_an_end(self, hall: Hall) -> None:
        hall.begin()
        last = hall.bid("bai", FLOOR)
        hall.later(seconds=900)
        living.look(auction_id=hall.id)
        assert hall.row.status == "ended"
        _refused("UPDATE bidding_auction SET ended_ms = 0", "UPDATE bidding_auction SET status = 'open'")
        number, at = hall.row.number + 1, hall.row.moves.last()
        assert at is not None
        forged = {"number": number, "at_ms": at.at_ms, "key": "", "shown": None}
        for changed in (
            {"ended": True, "code": "", "price": "1010000.00", "stood": "1010000.00"},
            {"ended": False, "code": "closed"},
        ):
            fields = {
                one.attname: getattr(last, one.attname)
                for one in Move._meta.concrete_fields
                if one.attname != "id"
            }
            with pytest.raises(DatabaseError), transaction.atomic():
                Move(**fields | forged | changed).save(force_insert=True)

    def test_know_that_the_lower_price_is_better_where_it_is(self, hall: Hall) -> None:
        hall.begin()
        last = hall.bid("bai", FLOOR)
        past_the_triggers("bidding_auction", "UPDATE bidding_auction SET is_up = false")
        fields = {
            one.attname: getattr(last, one.attname)
            for one in Move._meta.concrete_fields
            if one.attname != "id"
        }
        fields |= {"number": last.number + 1, "key": "", "shown": None}
        for price, is_taken in (
            (Decimal(FLOOR) + Decimal(STEP), False),
            (Decimal(FLOOR) - Decimal(STEP), True),
        ):
            move = Move(**fields | {"price": price, "stood": price})
            if is_taken:
                move.save(force_insert=True)
                continue
            with pytest.raises(DatabaseError, match="better than what stands"), transaction.atomic():
                move.save(force_insert=True)


def _refused(*statements: str) -> None:
    for sql in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
