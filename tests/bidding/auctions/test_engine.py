"""The live engine on its database: one order, one effect for a key, nothing sold in silence, nothing wrong in the log."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bidding import auction_rooms, audit_auctions
from bidding.actions.auctioning import (
    concluding,
    entering,
    moving,
    proposing,
    rounds,
    saying,
    scheduling,
    writing,
)
from bidding.auctioneer import Auctioneer
from bidding.auctions import judging, keeping
from bidding.models import Auction, AuctionProposal, Move
from foundation import clock, followers
from foundation.errors import Conflict, DomainError
from foundation.models import Event
from notices.models import Notice
from tests.bidding.auctions.hall import FLOOR, LISTED, NUMBERS, SOON, Hall, build
from tests.toolkit.auctions.rooms import rules
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference
from trading.actions import outcomes
from trading.winners import recorded, winner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return build()


def code(act: Any, **given: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act(**given)
    return refused.value.code


def is_folded(row: Auction) -> bool:
    """Tell whether what is kept is what the log says."""
    log = [judging.parse(bytes(one.content)) for one in row.moves.order_by("number")]
    return judging.fold(rounds.rules_of(row), log).run == rounds.kept_of(row).run


class TestSchedule:
    def test_refuses_what_the_law_and_the_announcement_do_not_allow(self, hall: Hall) -> None:
        wrong = hall.plain(timedelta(seconds=60), fewest=1, increment="5000.00", start_price="999999.00")
        hall.announce("online_sealed")
        with pytest.raises(Conflict) as refused:
            scheduling.schedule(lot_id=hall.lot.id, rules=wrong, by=hall.zheng)
        assert [one.code for one in refused.value.reasons] == [
            "fewest", "below_lowest_price", "form_differs", "rules_differ", "rules_differ", "starts_too_soon",
        ]  # fmt: skip

    def test_tells_everybody_a_working_day_before(self, hall: Hall) -> None:
        given: dict[str, Any] = {"lot_id": hall.lot.id, "by": hall.zheng}
        with pytest.raises(Conflict) as refused:
            scheduling.schedule(**given, rules=hall.plain(timedelta(hours=8)))
        assert [one.code for one in refused.value.reasons] == ["starts_too_soon"]
        hall.schedule()
        followers.catch_up()
        (told,) = Notice.objects.filter(kind="property_auction_schedule")
        assert (told.lot_id, told.status) == (hall.lot.id, "published")
        said = str(told.content)
        assert "2026" in said and hall.row.rules_sha256 in said and "动态报价" in said
        assert not any(number in said for number in NUMBERS.values())

    def test_begins_none_while_people_sleep(self, hall: Hall) -> None:
        with pytest.raises(Conflict) as refused:
            scheduling.schedule(lot_id=hall.lot.id, rules=hall.plain(timedelta(hours=39)), by=hall.zheng)
        assert [one.code for one in refused.value.reasons] == ["starts_out_of_hours"]

    def test_refuses_what_nobody_announced(self) -> None:
        """No cap was announced, the grid is strict, the listing ten days; and the announcement is not over."""
        hall = build(LISTED)
        hall.lot.periods.update(ends_at=clock.now() + SOON + timedelta(hours=1))
        given = rules(
            "listing",
            **hall.ruled(SOON, bidders=[], start_price="187843500.00", increment="100000.00", silence_s=10),
        )
        one = given.model_dump() | {"listing_s": 11 * 86_400, "cap": "187843500.00", "grid": "least"}
        with pytest.raises(Conflict) as refused:
            scheduling.schedule(lot_id=hall.lot.id, rules=one, by=hall.zheng)
        assert sorted(getattr(one.message, "en", "") for one in refused.value.reasons) == [
            "Another one was announced: cap", "Another one was announced: grid", "Another one was announced: listing_s",
            "No auction begins before what was announced has run its time",
        ]  # fmt: skip
        assert (
            code(scheduling.schedule, lot_id=hall.lot.id, rules=hall.plain(SOON, bidders=[]), by=hall.zheng)
            == "step_refused"
        )

    def test_names_no_bidder_whose_deposit_is_missing(self, hall: Hall) -> None:
        hall.lot.registrations.filter(alias=NUMBERS["bai"]).update(deposit_due="1.00")
        assert (
            code(scheduling.schedule, lot_id=hall.lot.id, rules=hall.plain(SOON), by=hall.zheng)
            == "bidder_unknown"
        )

    def test_takes_one_auction_of_a_lot_by_a_host(self, hall: Hall) -> None:
        given: dict[str, Any] = {"lot_id": hall.lot.id, "rules": hall.plain(SOON)}
        assert code(scheduling.schedule, **given, by=hall.bidders["bai"]) == "role_not_allowed"
        scheduling.schedule(**given, by=hall.zheng)
        assert code(scheduling.schedule, **given, by=hall.chen) == "auction_scheduled"
        assert (
            code(
                scheduling.schedule, lot_id=hall.lot.id, rules=given["rules"] | {"starts_at": 1}, by=hall.chen
            )
            == "start_past"
        )

    def test_gives_a_room_to_one_auction_at_a_time(self, hall: Hall) -> None:
        other, at = build(), hall.lot.entered_at
        room = {"room": "1号厅", "room_from": at, "room_until": at + timedelta(hours=1)}
        for one, expected in ((hall, None), (other, "room_taken")):
            given: dict[str, Any] = {
                "lot_id": one.lot.id,
                "rules": one.plain(SOON),
                "by": one.zheng,
                **room,
            }
            if expected:
                assert code(scheduling.schedule, **given) == expected
            else:
                scheduling.schedule(**given)


class TestMove:
    def test_takes_the_better_price_and_tells_what_stands(self, hall: Hall) -> None:
        hall.begin()
        first = hall.bid("bai", FLOOR)
        assert (first.stands["price"], first.stands["leader"], first.stands["least"]) == (
            FLOOR,
            NUMBERS["bai"],
            "1010000.00",
        )
        assert hall.refused("cui", FLOOR) == "misses_step"
        assert hall.refused("bai", "1010000.00") == "leads_already"
        assert hall.refused("cui", "1500000.00", expected=Decimal("990000.00")) == "price_moved"
        assert hall.refused("nobody", "1010000.00") == "not_entered"
        assert [one.code for one in Move.objects.filter(auction=hall.id, kind="raise")] == [
            "",
            "misses_step",
            "leads_already",
        ]
        assert is_folded(hall.row)

    def test_has_one_effect_for_a_key(self, hall: Hall) -> None:
        hall.begin()
        first = hall.bid("bai", FLOOR, key="k")
        again = hall.bid("bai", FLOOR, key="k")
        assert (again.number, again.at_ms, again.stands) == (first.number, first.at_ms, first.stands)
        assert hall.refused("bai", "1010000.00", key="k") == "key_reused"
        assert hall.bid("cui", "1010000.00", key="k").by != first.by
        assert hall.row.number == 2

    @pytest.mark.parametrize(
        "price",
        [
            "0",
            "-1",
            "NaN",
            "1e9",
            "١٢٣",
            "１０１００００",
            "1010000.001",
            "1,010,000",
            1010000.0,
            1010000,
            "",
        ],
    )
    def test_reads_no_price_that_is_none(self, hall: Hall, price: Any) -> None:
        hall.begin()
        assert hall.refused("bai", price) in ("move_malformed", "misses_start")

    def test_judges_those_who_come_together_in_one_order(self, hall: Hall) -> None:
        """One round: the same price at the same moment is accepted once, and each knows what stands."""
        hall.begin()
        wishes = [
            writing.Wish(hall.id, {"kind": "raise", "price": FLOOR}, by, key=f"{who}-{n}", fingerprint="f")
            for n in range(10)
            for who, by in hall.bidders.items()
        ]
        found = rounds._together(wishes)
        moves = [one for one in found if isinstance(one, Move)]
        assert [one.code for one in moves].count("") == 1
        assert [one.number for one in moves] == [*range(1, 31)]
        assert is_folded(hall.row)


class TestSilence:
    def test_sells_what_is_over_and_tells_the_lot(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        hall.later(seconds=300)
        hall.bid("cui", "1010000.00")
        hall.later(seconds=600)
        assert hall.settle() == "settled"
        assert winner_of(hall.lot)[0] == hall.bidders["cui"].party_id
        known = recorded(hall.lot)
        assert (known["has_winner"], known["price"], known["bids_valid"]) == (True, "1010000.00", 2)
        record = Record.from_bytes(bytes(hall.row.file or b""))
        assert first_difference(record) is None
        assert record.result.awards[0].bidder == NUMBERS["cui"]
        assert hall.refused("deng", "1020000.00") == "auction_over"
        assert (
            code(
                outcomes.record_outcome,
                lot_id=hall.lot.id,
                stage="auction",
                by=hall.zheng,
                values={"has_winner": False},
            )
            == "outcome_auctioned"
        )

    def test_pauses_when_the_platform_was_gone_and_goes_on_by_two_persons(self, hall: Hall) -> None:
        """Gone thirty seconds before the end, for a minute: nothing is sold, and thirty seconds are left."""
        hall.begin()
        hall.bid("bai", FLOOR)
        end = rounds.rules_of(hall.row).after_start(780)
        hall.later(seconds=(end - rounds.milliseconds(clock.now())) // 1000 - 30)
        hall.gone(seconds=60)
        assert hall.settle() == "paused"
        assert hall.refused("cui", "1010000.00") == "paused"
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="平台已恢复", by=hall.zheng)
        assert code(proposing.approve, proposal_id=asked.id, by=hall.zheng) == "same_person"
        resumed = proposing.approve(proposal_id=asked.id, by=hall.chen)
        assert resumed is not None
        assert (hall.row.status, resumed.shown is not None) == ("open", True)
        assert (resumed.stands["phase"], resumed.stands["remaining_ms"]) == ("resuming", 600_000)
        assert hall.refused("cui", "1010000.00") == "resuming"
        called = [
            one.data["notice"]
            for one in Event.objects.filter(subject=hall.id).order_by("id")
            if "notice" in one.data
        ]
        assert called == [
            "property_auction_schedule", "property_auction_pause", "property_auction_resumption",
        ]  # fmt: skip
        followers.catch_up()
        _, paused, going_on = Notice.objects.order_by("position")
        assert "平台一度无法访问" in str(paused.content)
        assert [one.kind for one in auction_rooms.items(hall.row, 0)] == ["raise", "silence", "resume"]
        assert "平台已恢复" in str(going_on.content)
        hall.later(seconds=601)
        left = hall.bid("cui", "1010000.00").stands["remaining_ms"]
        assert left > 290_000
        assert is_folded(hall.row)

    def test_refuses_a_raise_after_the_end_that_nobody_said_yet(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        hall.later(seconds=900)
        assert hall.refused("cui", "1010000.00") == "closed"
        assert hall.settle() == "settled"
        assert is_folded(hall.row)

    def test_stands_while_the_lot_is_on_hold(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        hall.lot.holds.create(cause="supervisor", reason="r", law="l", starts_at=clock.now(), by="su")
        assert hall.settle() == "paused"
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="恢复", by=hall.zheng)
        assert code(proposing.approve, proposal_id=asked.id, by=hall.chen) == "lot_on_hold"


class TestHost:
    def test_calls_and_lets_the_hammer_fall(self, hall: Hall) -> None:
        hall.begin(
            "called_auction",
            start_price=FLOOR,
            increment="10000.00",
            fewest=2,
            if_fewer="agreement",
            increments="fixed",
            call_s=5,
        )
        hall.bid("bai", FLOOR)
        assert code(hall.host, kind="call", count=1, price=FLOOR) == "called_too_soon"
        for number in (1, 2, 3):
            hall.later(seconds=6)
            hall.host(kind="call", count=number, price=FLOOR)
        assert (
            code(moving.host, auction_id=hall.id, fields={"kind": "hammer"}, by=hall.bidders["bai"])
            == "role_not_allowed"
        )
        hall.later(seconds=6)
        hall.host(kind="hammer")
        assert hall.row.status == "ended"
        assert hall.settle() == "settled"

    def test_speaks_among_what_everybody_sees(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        said = saying.say(auction_id=hall.id, words="请各位注意", by=hall.zheng)
        assert said.shown == 2
        assert hall.bid("cui", "1010000.00").shown == 3

    def test_withdraws_with_another(self, hall: Hall) -> None:
        hall.begin()
        asked = proposing.propose(auction_id=hall.id, act="withdraw", reason="权属争议", by=hall.chen)
        proposing.approve(proposal_id=asked.id, by=hall.zheng)
        assert hall.settle() == "withdrawn"
        assert Record.from_bytes(bytes(hall.row.file or b"")).result.outcome == "withdrawn"
        assert AuctionProposal.objects.get().status == "approved"


class TestEnter:
    def test_takes_whoever_was_admitted_and_agrees_to_the_rules(self, hall: Hall) -> None:
        hall.schedule()
        given = {"auction_id": hall.id, "by": hall.stranger}
        assert code(entering.enter, **given, rules_sha256="") == "not_admitted"
        again = entering.enter(auction_id=hall.id, by=hall.bidders["bai"], rules_sha256="")
        assert again.number == NUMBERS["bai"]

    def test_lets_others_join_a_listing_before_anything_is_judged(self, hall: Hall) -> None:
        """Too few so far: nothing ends, nothing is logged, and whoever comes may bid."""
        for one in ("cui", "deng"):
            hall.bidders.pop(one)
        hall.schedule(bidders=[])
        hall.later(seconds=30)
        assert hall.settle() == "scheduled"
        assert hall.row.bidders == [NUMBERS["bai"]]
        assert hall.refused("bai", FLOOR) == "too_few_yet"


class TestListing:
    def test_lets_bidders_join_while_it_is_listed_and_tells_the_lot_who_goes_on(self) -> None:
        hall, start = build(LISTED), "187843500.00"
        late = hall.bidders.pop("deng")
        hall.begin(
            "listing", bidders=[], start_price=start, increment="100000.00", listing_s=10 * 86_400, inquiry_s=240,
            countdown_s=300, silence_s=10,
        )  # fmt: skip
        assert hall.settle() == "open"
        hall.bid("bai", start)
        hall.later(days=5)
        entering.enter(auction_id=hall.id, rules_sha256=hall.row.rules_sha256, by=late)
        hall.bidders["deng"] = late
        hall.bid("deng", "187943500.00")
        assert is_folded(hall.row)
        assert hall.row.moves.count() == 3  # one sign of life for five days
        hall.later(days=5)
        assert hall.move("bai", {"kind": "ask"}).shown is None
        assert concluding.uninquired() == []
        hall.later(seconds=300)
        concluding.keep_inquiry(auction_id=hall.id)
        assert recorded(hall.lot)["asked_for_limited_phase"] == 1
        hall.bid("bai", "188043500.00")
        hall.later(seconds=301)
        assert hall.settle() == "settled"
        assert recorded(hall.lot)["price"] == "188043500.00"


class TestAuctioneer:
    def test_gives_no_sign_while_nobody_gets_in(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        before = rounds.pulse(hall.id)
        Auctioneer(lambda: False).turn()
        assert rounds.pulse(hall.id) == before
        watching = Auctioneer()
        watching.turn()
        assert rounds.pulse(hall.id) != before
        assert hall.row.status == "open"

    def test_finds_the_audit_clean_until_somebody_changes_what_is_kept(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        assert list(audit_auctions.findings()) == []
        Auction.objects.filter(id=hall.id).update(
            kept=keeping.dump(judging.begin(rounds.rules_of(hall.row)).run)
        )
        assert [one.code for one in audit_auctions.findings()] == ["auction_otherwise"]


class TestDatabase:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"number": 3}, "the next move"),
            ({"at_ms": 1}, "is later"),
            ({"price": FLOOR, "stood": FLOOR}, "better than what stands"),
            ({"kind": "pause", "price": None, "stood": None}, "only a raise"),
            ({"auction_status": "withdrawn"}, "is over"),
        ],
    )
    def test_takes_no_move_that_does_not_follow(self, hall: Hall, change: dict[str, Any], says: str) -> None:
        hall.begin()
        last = hall.bid("bai", FLOOR)
        status = change.pop("auction_status", None)
        if status:
            Auction.objects.filter(id=hall.id).update(status=status)
        fields = {
            f.attname: getattr(last, f.attname) for f in Move._meta.concrete_fields if f.attname != "id"
        }
        forged = Move(
            **(
                fields
                | {"number": 2, "key": "x", "shown": None, "price": "1010000.00", "stood": "1010000.00"}
                | change
            )
        )
        with pytest.raises(DatabaseError, match=says), transaction.atomic():
            forged.save(force_insert=True)

    def test_changes_no_move_and_no_rule(self, hall: Hall) -> None:
        hall.begin()
        hall.bid("bai", FLOOR)
        for sql in (
            "UPDATE bidding_move SET price = 1",
            "DELETE FROM bidding_move",
            "UPDATE bidding_auction SET rules_sha256 = 'x'",
            "UPDATE bidding_auction SET status = 'settled', file = ''",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
