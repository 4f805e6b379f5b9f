"""Each form that is held live can be bid in by its page: what is seen there is what is made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import FLOOR, LISTED, STEP, WAIT, Hall
from tests.portal.test_auction_pages import Person

pytestmark = pytest.mark.django_db
START, CAP = "187843500.00", "188043500.00"
OPEN: dict[str, Any] = {"fewest": 2, "if_fewer": "agreement", "silence_s": 10}


class TestSheet:
    def test_says_what_whoever_bids_has_at_stake(self) -> None:
        hall = halls.build()
        hall.begin()
        bai = Person(hall, hall.bidders["bai"])
        assert "保证金" not in bai.review(kind="raise", price=FLOOR)[1].split("data-sheet", 1)[1]
        hall.lot.registrations.filter(party=hall.bidders["bai"].party_id).update(deposit_due="345000.00")
        assert "345,000.00" in bai.review(kind="raise", price=FLOOR)[1].split("data-sheet", 1)[1]
        cui = Person(hall, hall.bidders["cui"])
        assert "345,000.00" not in cui.review(kind="raise", price=FLOOR)[1]


class TestOpenRounds:
    def test_is_bid_in_while_a_round_runs(self) -> None:
        hall = halls.build()
        hall.begin(
            "open_rounds", start_price=FLOOR, increment=STEP, pause_s=60, round_s=120, latest_s=3600, **OPEN
        )
        bai = Person(hall, hall.bidders["bai"])
        _, sheet = bai.review(kind="raise", price=FLOOR)
        assert "不在报价时间内" in sheet and 'name="agreed"' not in sheet
        hall.later(seconds=70)
        _, sheet = bai.review(kind="raise", price=FLOOR)
        assert bai.confirm(sheet, agreed="yes")[0] == 302
        assert 'data-banner="leading"' in bai.get("room/")


class TestDescendingClock:
    def test_is_taken_by_a_person_who_needs_longer_than_a_step(self) -> None:
        hall = halls.build()
        hall.begin(
            "descending_clock", start_price="1200000.00", floor=FLOOR, drop_share="0.01", step_s=10, steps=20, first_pause_s=0,
            sealed_s=0, **OPEN,
        )  # fmt: skip
        bai = Person(hall, hall.bidders["bai"])
        page = bai.get("room/")
        assert 'value="1200000.00" data-take' in page and 'id="typed"' not in page
        _, sheet = bai.review(kind="take", price="1200000.00")
        assert "按当时的价格成交" in sheet and "data-expected" not in sheet
        hall.later(seconds=12)
        assert bai.confirm(sheet, agreed="yes")[0] == 302
        taken = hall.row.moves.get(kind="take")
        assert (taken.code, taken.stands["price"]) == ("", "1188000.00")
        told = bai.get("room/").split("data-history")[1].split("</tbody>")[0]
        assert "1,188,000.00" in told and "1,200,000.00" not in told


class TestCalled:
    def test_is_led_from_the_desk(self) -> None:
        land = LISTED | {"method": "auction", "procedure_key": "land/auction/2010-03-08"}
        hall = halls.build(land)
        hall.begin(
            "called_auction", bidders=[], start_price=START, increment="100000.00", increments="changed_by_host",
            largest_increment="1000000.00", calls=3, call_s=5,
        )  # fmt: skip
        zheng, cui = Person(hall, hall.zheng), Person(hall, hall.bidders["cui"])
        hall.bid("bai", START)
        assert zheng.post("console/", act="step", increment="200,000")[0] == 302
        assert hall.row.moves.get(kind="step").code == ""
        assert hall.refused("cui", "187943500.00") == "misses_step"
        price = "188043500.00"
        hall.bid("cui", price)
        for count in ("1", "2", "3"):
            hall.later(seconds=6)
            page = zheng.get("console/")
            assert f'name="count" value="{count}"' in page and f'name="price" value="{price}"' in page
            assert 'value="hammer"' not in page
            assert cui.post("console/", act="call", count=count, price=price)[0] == 404
            assert zheng.post("console/", act="call", count=count, price=price)[0] == 302
        hall.later(seconds=6)
        page = zheng.get("console/")
        assert 'name="count"' not in page and 'value="hammer"' in page
        assert zheng.post("console/", act="hammer")[0] == 302
        assert (hall.row.status, hall.row.moves.order_by("number")[hall.row.number - 1].kind) == (
            "ended", "hammer",
        )  # fmt: skip


class TestConditions:
    @pytest.fixture
    def hall(self) -> Hall:
        lot = LISTED["particulars"] | {"price_cap": CAP, "beyond_cap": "conditions"}
        made = halls.build(LISTED | {"particulars": lot})
        made.schedule(
            "listing", bidders=[], start_price=START, increment="100000.00", listing_s=10 * 86_400, inquiry_s=240, countdown_s=300,
            silence_s=10, cap=CAP, beyond={"way": "conditions", "window_s": 600, "step_percent": "5"},
        )  # fmt: skip
        made.later(seconds=WAIT + 1)
        made.bid("cui", CAP)
        made.later(days=10)
        return made

    def test_are_offered_in_the_room(self, hall: Hall) -> None:
        bai = Person(hall, hall.bidders["bai"])
        page = bai.get("room/")
        assert 'name="kind" value="offer"' in page and 'value="raise"' not in page
        status, page = bai.review(kind="offer", typed="7")
        assert (status, 'id="typed-error"' in page) == (422, True)
        _, sheet = bai.review(kind="offer", typed="10")
        assert "确认报价 10.00 %" in sheet and "188,043,500.00" in sheet and "写入成交结果和合同" in sheet
        assert bai.confirm(sheet, agreed="yes")[0] == 302
        assert hall.row.moves.get(kind="offer").code == ""
        assert 'data-banner="leading"' in bai.get("room/")
