"""Each form that a procedure knows, held live: scheduled as it was announced, moved in, ended by its rules, told as the lot's outcome."""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.models import Party
from bidding import auction_rooms
from bidding.actions.auctioning import entering, proposing, rounds, scheduling, turning
from config.demo import materials
from foundation import clock
from foundation.errors import Conflict, DomainError
from notices import parts
from notices.context import LotView
from tests.bidding.auctions.hall import FLOOR, LISTED, NUMBERS, SOON, STEP, WAIT, Hall, build
from tests.toolkit.auctions.rooms import rules
from tests.toolkit.auctions.stranger import result_of
from toolkit.auctions.publishing import Auction, first_difference
from trading import called_off
from trading.models import Deal, Lot
from trading.models.deal import Origin
from trading.winners import candidates_of, promised, recorded, winner_of

pytestmark = pytest.mark.django_db
CALLED_OFF: dict[str, Any] = {
    "kind": "procurement", "method": "call_off_auction", "procedure_key": "procurement/call_off_auction/2026-02-01",
    "particulars": materials.CALL_OFF_PACKAGE, "state": "competing", "phase": "bidding", "limit": "bidding",
    "deal": materials.CALL_OFF | {"framework_deal": "", "framework_ends": "2027-01-01"},
}  # fmt: skip
DOWN: dict[str, Any] = {
    "fewest": 1, "if_fewer": "no_deal", "silence_s": 10, "free_s": 600, "countdown_s": 180, "grid": "least",
}  # fmt: skip
START, CAP = "187843500.00", "188043500.00"
OPEN: dict[str, Any] = {"fewest": 2, "if_fewer": "agreement", "silence_s": 10}


def code(act: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act(*given, **named)
    return refused.value.code


def settled(hall: Hall) -> Auction:
    """Return the record of an auction that is over, which replays to its result."""
    assert hall.settle() == "settled"
    record = Auction.from_bytes(bytes(hall.row.file or b""))
    assert first_difference(record) is None
    return record


def framework(hall: Hall, *who: str) -> None:
    """Let the deal be called off from a framework in force that admitted these."""
    deal = Deal.objects.create(
        number=f"{hall.lot.deal.number}-F", kind="procurement", method="framework_open",
        procedure_key="procurement/framework_open/2026-02-01", title="框架协议", organiser=hall.lot.deal.organiser, region="370200",
        sector="finance", origin=Origin.DEMONSTRATION, created_at=clock.now(), created_by="test", phase="concluded",
        announced_at=clock.now(), particulars={},
    )  # fmt: skip
    lot = Lot(
        deal=deal, number=1, procedure_key=deal.procedure_key, title="包", particulars={}, phase="concluded", state="open_goods",
        entered_at=clock.now(),
    )  # fmt: skip
    lot.save(force_insert=True)
    parties = [Party.objects.get(id=hall.bidders[one].party_id) for one in who]
    ranked = [{"rank": rank, "name": one.name, "party": one.id} for rank, one in enumerate(parties, 1)]
    lot.outcomes.create(
        stage="admission", values={}, candidates=ranked, recorded_at=clock.now(), recorded_by="test"
    )
    hall.lot.deal.particulars = hall.lot.deal.particulars | {"framework_deal": deal.id}
    hall.lot.deal.save(update_fields=["particulars"])


def admit_also(hall: Hall, who: Actor) -> None:
    """Let the framework admit one more supplier."""
    lot = called_off.framework_of(hall.lot)
    assert lot is not None
    known = candidates_of(lot)
    party = Party.objects.get(id=who.party_id)
    more = {"rank": len(known) + 1, "name": party.name, "party": party.id}
    lot.outcomes.create(
        stage="admission", values={}, candidates=[*known, more], recorded_at=clock.now(), recorded_by="test"
    )


def won_by(hall: Hall, who: str, price: str) -> None:
    assert winner_of(hall.lot)[0] == hall.bidders[who].party_id
    assert recorded(hall.lot)["price"] == price


class TestGuard:
    def test_is_set_where_the_rules_say_nothing_of_it(self) -> None:
        hall = build()
        hall.announce("online_ascending")
        said = hall.plain(SOON)
        silent = {name: value for name, value in said.items() if name != "large_steps"}
        found = [scheduling.checked(hall.lot, one, clock.now()).large_steps for one in (said, silent)]
        assert found == [0, 20]


class TestOpenRounds:
    def test_goes_from_round_to_round_until_one_passes_without_a_price(self) -> None:
        hall = build()
        hall.begin(
            "open_rounds", start_price=FLOOR, increment=STEP, pause_s=60, round_s=120, latest_s=3600, **OPEN
        )
        assert hall.refused("bai", FLOOR) == "between_rounds"
        hall.later(seconds=70)
        assert hall.bid("bai", FLOOR).stands["phase"] == "between_rounds"
        assert hall.refused("cui", "1010000.00") == "between_rounds"
        hall.later(seconds=70)
        hall.bid("cui", "1010000.00")
        hall.later(seconds=190)
        assert settled(hall).result.price == Decimal("1010000.00")
        won_by(hall, "cui", "1010000.00")


class TestDescendingClock:
    def test_stops_for_the_first_who_takes_a_step_late_or_not(self) -> None:
        hall = build()
        hall.begin(
            "descending_clock", start_price="1200000.00", floor=FLOOR, drop_share="0.01", step_s=10, steps=20, first_pause_s=30,
            sealed_s=0, **OPEN,
        )  # fmt: skip
        assert code(hall.move, "bai", {"kind": "take", "price": "1200000.00"}) == "between_rounds"
        hall.later(seconds=54)
        assert code(hall.move, "cui", {"kind": "take", "price": "1000000.00"}) == "price_moved"
        # Two steps of 12,000 have passed; Bai confirms what it showed a step before, against which the page sent it.
        taken = hall.move("bai", {"kind": "take", "price": "1188000.00"}, expected=Decimal("1188000.00"))
        assert (taken.code, taken.stands["price"]) == ("", "1176000.00")
        assert code(hall.move, "cui", {"kind": "take", "price": "1176000.00"}) == "closed"
        settled(hall)
        won_by(hall, "bai", "1176000.00")

    def test_sells_to_nobody_below_its_floor(self) -> None:
        hall = build()
        hall.begin(
            "descending_clock", start_price="1010000.00", floor=FLOOR, drop_share="0.01", step_s=10, steps=2, first_pause_s=0,
            sealed_s=0, **OPEN,
        )  # fmt: skip
        hall.later(seconds=60)
        assert settled(hall).result.reason == "nobody_bid"
        assert recorded(hall.lot)["has_winner"] is False


class TestReverse:
    """Suppliers of a framework compete for one order, down from the agreed prices."""

    @pytest.fixture
    def hall(self) -> Hall:
        made = build(CALLED_OFF)
        framework(made, "bai", "cui")
        return made

    def test_goes_down_to_the_lowest_who_was_admitted(self, hall: Hall) -> None:
        given = {"start_price": "78000.00", "increment": "1000.00", **DOWN}
        rules_of = hall.ruled(SOON, bidders=[NUMBERS["bai"], NUMBERS["cui"], NUMBERS["deng"]], **given)
        asked = rules("reverse_open", **rules_of).model_dump()
        assert code(scheduling.schedule, lot_id=hall.lot.id, rules=asked, by=hall.zheng) == "bidder_unknown"
        outside = hall.bidders.pop("deng")
        hall.begin("reverse_open", bidders=[], **given)
        enter = {"auction_id": hall.id, "rules_sha256": hall.row.rules_sha256, "by": outside}
        assert code(entering.enter, **enter) == "not_admitted"
        hall.bid("bai", "78000.00")
        assert hall.refused("cui", "79000.00") == "misses_step"
        hall.bid("cui", "77000.00")
        hall.bid("bai", "76000.00")
        hall.later(seconds=1200)
        assert settled(hall).result.price == Decimal("76000.00")
        won_by(hall, "bai", "76000.00")
        assert hall.row.is_up is False

    def test_is_bounded_by_the_agreed_price_and_takes_one(self, hall: Hall) -> None:
        for changed, expected in (
            ({"start_price": "79000.00"}, ["rules_differ"]),
            ({"increment": "5000.00"}, ["increment_too_large"]),
            ({"fewest": 2}, ["fewest"]),
            ({"free_s": 60}, ["too_short"]),
            ({"countdown_s": 20, "silence_s": 5, "least_left_s": 60}, ["too_short"]),
        ):
            given = {"start_price": "78000.00", "increment": "1000.00", **DOWN, "bidders": []} | changed
            asked = rules("reverse_open", **hall.ruled(SOON, **given)).model_dump()
            with pytest.raises(DomainError) as refused:
                scheduling.schedule(lot_id=hall.lot.id, rules=asked, by=hall.zheng)
            assert [one.code for one in refused.value.reasons] == expected


class TestConditions:
    """竞自持、竞配建: what was bid beside the price binds whoever has it."""

    @pytest.fixture
    def hall(self) -> Hall:
        lot = LISTED["particulars"] | {"price_cap": CAP, "beyond_cap": "conditions"}
        return build(LISTED | {"particulars": lot})

    def ended(self, hall: Hall, *offers: tuple[str, str]) -> None:
        beyond = {"way": "conditions", "window_s": 600, "step_percent": "5"}
        hall.schedule(
            "listing", bidders=[], start_price=START, increment="100000.00", listing_s=10 * 86_400, inquiry_s=240, countdown_s=300,
            silence_s=10, cap=CAP, beyond=beyond,
        )  # fmt: skip
        hall.later(seconds=WAIT + 1)
        hall.bid("bai", START)
        assert hall.bid("cui", CAP).stands["phase"] == "capped"
        assert code(hall.move, "bai", {"kind": "offer", "percent": "5"}) == "window_not_open"
        hall.later(days=10)
        for who, percent in offers:
            assert hall.move(who, {"kind": "offer", "percent": percent}).code == ""
        assert code(hall.move, "cui", {"kind": "offer", "percent": "7"}) == "misses_percent"
        assert hall.refused("deng", "188143500.00") == "no_further_price"
        hall.later(seconds=700)
        settled(hall)

    def test_go_with_the_price_into_outcome_and_notices(self, hall: Hall) -> None:
        self.ended(hall, ("bai", "5"), ("deng", "15"))
        won_by(hall, "deng", CAP)
        (winner,) = candidates_of(hall.lot)
        assert winner["percent"] == "15"
        assert promised([winner], winner["name"]) == "15"
        view = LotView(hall.lot, (), [winner], winner["name"], None)
        told = parts.result(_with(view))
        assert (parts.PROMISED in told.header, [one.zh for one in told.table[0]][-1]) == (True, "15")

    def test_are_none_where_nobody_offered(self, hall: Hall) -> None:
        self.ended(hall)
        won_by(hall, "cui", CAP)
        (winner,) = candidates_of(hall.lot)
        assert "percent" not in winner
        view = LotView(hall.lot, (), [winner], winner["name"], None)
        assert parts.PROMISED not in parts.result(_with(view)).header


def _with(view: LotView) -> Any:
    """Return so much of a notice's context as the part about the result reads."""
    return SimpleNamespace(lots=[view])


class TestTurns:
    """Suppliers of a framework quote in turns, each below its own last price, beginning with the agreed one."""

    @pytest.fixture
    def hall(self) -> Hall:
        made = build(CALLED_OFF)
        framework(made, "bai", "cui")
        made.stranger = made.bidders.pop("deng")
        return made

    def given(self, hall: Hall, **changed: Any) -> dict[str, Any]:
        found = turning.opened(hall.lot, clock.now())
        times = {
            "rounds": 2,
            "first_pause_s": 60,
            "pause_s": 30,
            "turn_s": 60,
            "closing_s": 0,
            "announcement_s": 10,
        }
        return {
            "opened": [one.model_dump() for one in found], "bidders": [one.bidder for one in found], "increment": "1000.00",
            "fewest": 1, "if_fewer": "no_deal", "silence_s": 10, **times, **changed,
        }  # fmt: skip

    def test_follow_from_who_responded_when_and_nobody_types_them(self, hall: Hall) -> None:
        lot, given = hall.lot, self.given(hall)
        assert [(one["bidder"], str(one["price"])) for one in given["opened"]] == [
            (NUMBERS["bai"], "78000.00"), (NUMBERS["cui"], "78000.00"),
        ]  # fmt: skip
        first, second = given["opened"]
        for wrong in (
            {"opened": [first, second | {"price": "70000.00"}]},
            {"opened": [second | {"at": first["at"]}, first | {"at": second["at"]}]},
            {"opened": [first], "bidders": [first["bidder"]]},
            {"opened": [first | {"coefficient": "1.1"}, second]},
        ):
            asked = rules("reverse_rounds", **hall.ruled(SOON, **given | wrong)).model_dump()
            with pytest.raises(Conflict) as refused:
                scheduling.schedule(lot_id=lot.id, rules=asked, by=hall.zheng)
            assert [one.code for one in refused.value.reasons] == ["turns_differ"]

    def test_go_down_round_by_round_to_the_lowest(self, hall: Hall) -> None:
        hall.begin("reverse_rounds", **self.given(hall))
        quote = {"kind": "quote", "price": "77000.00"}
        assert code(hall.move, "cui", quote) == "not_your_turn"  # a pause first
        hall.later(seconds=60)
        # Equal ones: who responded later has its turn before who was earlier.
        assert code(hall.move, "bai", quote) == "not_your_turn"
        assert code(hall.move, "cui", quote | {"price": "77500.00"}) == "misses_own_step"
        made = hall.move("cui", quote)
        assert (made.shown, made.stands["price"], made.stands["leader"]) == (None, "78000.00", NUMBERS["bai"])
        hall.move("cui", {"kind": "cancel"})
        assert code(hall.move, "cui", {"kind": "cancel"}) == "nothing_to_cancel"
        hall.move("cui", quote | {"price": "76000.00"})
        hall.later(seconds=60)
        seen = auction_rooms.read(hall.row, clock.now(), rounds.pulse(hall.id))
        assert (seen.shows["price"], seen.shows["leader"]) == ("76000.00", NUMBERS["cui"])
        hall.move("bai", quote)
        # The second round: the worst first again.
        hall.later(seconds=90)
        assert code(hall.move, "cui", quote | {"price": "70000.00"}) == "not_your_turn"
        hall.move("bai", quote | {"price": "75000.00"})
        hall.later(seconds=130)
        record = settled(hall)
        assert [(one.bidder, str(one.price)) for one in record.result.ranking] == [
            (NUMBERS["bai"], "75000.00"), (NUMBERS["cui"], "76000.00"),
        ]  # fmt: skip
        content = bytes(hall.row.file or b"")
        assert result_of(content) == json.loads(content)["result"]
        won_by(hall, "bai", "75000.00")
        assert recorded(hall.lot)["bids_valid"] == 2
        assert auction_rooms.shown_prices(hall.row)[0] == (NUMBERS["bai"], "75000.00")

    def test_let_nobody_in_once_they_are_published(self, hall: Hall) -> None:
        hall.schedule("reverse_rounds", **self.given(hall))
        late = hall.stranger
        given: dict[str, Any] = {"auction_id": hall.id, "rules_sha256": hall.row.rules_sha256, "by": late}
        assert code(entering.enter, **given) == "not_admitted"
        admit_also(hall, late)
        assert code(entering.enter, **given) == "entry_closed"

    def test_keep_their_order_through_a_pause(self, hall: Hall) -> None:
        hall.begin("reverse_rounds", **self.given(hall))
        hall.later(seconds=70)
        hall.host(kind="pause", reason="停电")
        hall.later(seconds=3000)
        assert code(hall.move, "cui", {"kind": "quote", "price": "77000.00"}) == "paused"
        asked = proposing.propose(auction_id=hall.id, act="resume", reason="来电", by=hall.zheng)
        proposing.approve(proposal_id=asked.id, by=hall.chen)
        hall.later(seconds=601)
        assert hall.move("cui", {"kind": "quote", "price": "77000.00"}).code == ""
