"""Each form that a procedure knows, held live: scheduled as it was announced, moved in, ended by its rules, told as the lot's outcome."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.errors import DomainError
from notices import parts
from notices.context import LotView
from tests.bidding.auctions.hall import FLOOR, LISTED, STEP, WAIT, Hall, build
from toolkit.auctions.publishing import Auction, first_difference
from trading.winners import candidates_of, promised, recorded, winner_of

pytestmark = pytest.mark.django_db
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


def won_by(hall: Hall, who: str, price: str) -> None:
    assert winner_of(hall.lot)[0] == hall.bidders[who].party_id
    assert recorded(hall.lot)["price"] == price


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
