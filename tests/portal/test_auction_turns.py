"""Rooms of forms in which not everybody may price at any moment: turns of one's own, and prices that are committed to."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from bidding.models import Auction
from foundation import clock
from portal.auctions import ruling
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import NUMBERS, WAIT, Hall
from tests.bidding.auctions.test_committed import ONCE, PRICES, commit, show
from tests.bidding.auctions.test_forms import CALLED_OFF, framework
from tests.portal.test_auction_pages import Person
from tests.portal.test_auction_schedules import KINDS, SCHEDULE, shown
from toolkit.auctions import commitments

pytestmark = pytest.mark.django_db


class TestTurns:
    @pytest.fixture
    def hall(self) -> Hall:
        made = halls.build(CALLED_OFF)
        framework(made, "bai", "cui")
        made.bidders.pop("deng")
        return made

    def test_are_scheduled_by_a_form_and_seen_by_whose_turn_it_is(self, hall: Hall) -> None:
        zheng = Person(hall, hall.zheng)
        page = zheng.get(f"{SCHEDULE}?form=reverse_rounds")
        given = shown(page) | {"increment": "1000", "rounds": "2", "first_pause_s": "60", "turn_s": "120"}
        assert "start_price" not in given  # each begins with the agreed price
        status, page = zheng.post(SCHEDULE, **given | {"act": "review", "increment": "4000"})
        assert (status, 'id="increment-error"' in page) == (409, True)
        status, page = zheng.post(SCHEDULE, **given | {"act": "review"})
        assert status == 200
        assert zheng.post(SCHEDULE, **shown(page) | {"act": "schedule"})[0] == 302
        hall.auction = Auction.objects.get()
        bai, cui = (Person(hall, hall.bidders[who]) for who in ("bai", "cui"))
        for one in (bai, cui):
            entered = {"act": "enter", "agreed": "yes", "rules_sha256": hall.row.rules_sha256}
            assert one.post("room/", **entered | {"once": shown(one.get("room/"))["once"]})[0] == 302
        starts = hall.row.starts_at
        hall.later(seconds=int((starts - clock.now()).total_seconds()) + 61)

        # Equal prices: who responded later goes first.
        page = strip_tags(bai.get("room/"))
        assert "请等待轮到您" in page and f"{NUMBERS['cui']} 正在报价" in page
        page = cui.get("room/")
        assert "77,000.00" in page and 'name="kind" value="quote"' in page
        assert bai.review(kind="quote", typed="76000")[0] == 422
        status, sheet = cui.review(kind="quote", typed="76500")
        assert (status, "柒万陆仟伍佰元整" in sheet) == (200, True)
        assert cui.confirm(sheet, agreed="yes")[0] == 302
        page = cui.get("room/")
        assert "本轮已报" in page and 'value="cancel"' in page
        status, sheet = cui.review(kind="cancel")
        assert cui.confirm(sheet, agreed="yes")[0] == 302
        assert "本轮已报" not in cui.get("room/")
        hall.later(seconds=120)
        assert "正在报价 （您）" in re.sub(r"\s+", " ", strip_tags(bai.get("room/")))


class TestCommitments:
    @pytest.mark.parametrize(
        ("form", "announced", "usual"),
        [
            ("listing", {"beyond.way": "written"}, "300"), ("listing", {"beyond.way": "first"}, None), ("single_quote", {}, "300"),
            ("multi_round", {}, "300"), ("descending_clock", {}, ""), ("dynamic_quotation", {}, None),
        ],
    )  # fmt: skip
    def test_are_shown_within_a_time_where_there_are_any(
        self, form: str, announced: dict[str, str], usual: str | None
    ) -> None:
        terms = KINDS["land" if form == "listing" else "property"]
        found = {one.name: one.value for one in ruling.fields(form, terms, announced)}
        assert found.get("show_s") == usual

    def test_are_asked_for_without_a_field_that_is_sent(self) -> None:
        hall = halls.build()
        hall.schedule("single_quote", **ONCE)
        bai, cui = (Person(hall, hall.bidders[who]) for who in ("bai", "cui"))
        hall.later(seconds=WAIT + 1)
        page = bai.get("room/")
        form = page[page.index("data-commits") :]
        assert 'id="secret-price"' in form
        assert not re.findall(r'<input[^>]*id="secret-(?:price|again)"[^>]*name=', form)
        made = commitments.price(hall.lot.id, NUMBERS["bai"], Decimal(PRICES["bai"]), "62" * 32)
        given = {
            "act": "move",
            "kind": "commit",
            "commitment": made,
            "expected": "",
            "once": shown(page)["once"],
        }
        status, page = bai.post("room/", **given)
        assert (status, 'id="agreed-error"' in page) == (422, True)
        assert bai.post("room/", **given | {"agreed": "yes"})[0] == 302
        page = bai.get("room/")
        assert ("已提交报价承诺" in page, f'data-kept="{made}"' in page, "data-commits" in page) == (
            True,
            True,
            False,
        )
        assert "data-commits" in cui.get("room/")
        assert (
            made not in cui.get("room/") + Person(hall, hall.zheng).get("console/") + Person(hall, None).get()
        )
        commit(hall, "cui", PRICES["cui"])
        hall.later(seconds=600)
        page = bai.get("room/")
        assert f'data-commitment="{made}"' in page
        said = {"act": "move", "agreed": "yes", "kind": "show", "price": PRICES["bai"], "salt": "62" * 32}
        assert bai.post("room/", **said | {"once": shown(page)["once"]})[0] == 302
        assert "您的报价已经公开" in bai.get("room/")
        show(hall, "cui", PRICES["cui"])
        hall.later(seconds=2)
        assert hall.settle() == "settled"
        watched = Person(hall, None).get()
        assert all(f"{Decimal(PRICES[who]):,.2f}" in watched for who in ("bai", "cui"))
