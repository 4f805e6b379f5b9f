"""The pages of a trial: those of a real auction, each marked, shown to whoever signed in, and found nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.actor import Actor
from accounts.models import User
from bidding.models import Auction, Move
from foundation import clock
from foundation.models import Event
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions.hall import NUMBERS, Hall
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference

pytestmark = pytest.mark.django_db
AT = "/auctions/trial/"
MARK = "任何操作都没有法律效力"


@pytest.fixture
def hall() -> Iterator[Hall]:
    cache.clear()
    yield halls.build()
    cache.clear()


class Person:
    """Somebody with a browser without scripts, in a trial of its own or at somebody else's."""

    def __init__(self, who: Actor | None, at: str = "") -> None:
        self.client, self.at = Client(), at
        if who is not None:
            self.client.force_login(User.objects.get(id=who.user_id))

    def open(self, **chosen: str) -> str:
        """Open a trial; return where it began."""
        answer = self.client.post(
            AT, {"form": "dynamic_quotation", "minutes": "2", "opponents": "0", **chosen}
        )
        assert answer.status_code == 302, answer.text
        self.at = answer["Location"].rsplit("/", 2)[0] + "/"
        return str(answer["Location"])

    def get(self, page: str = "", **asked: str) -> str:
        answer = self.client.get(self.at + page, asked)
        return answer.text if answer.status_code == 200 else str(answer.status_code)

    def send(self, form: str, page: str = "room/", **more: str) -> str:
        """Send a form as it was shown; return the page that follows."""
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        answer = self.client.post(self.at + page, {**fields, **more}, follow=True)
        return answer.text

    def state(self) -> Any:
        return json.loads(self.get("state/"))


def later(**length: int) -> None:
    clock.shift_to(clock.now() + timedelta(**length))


def form_of(page: str, mark: str) -> str:
    """Return the form of a page in which something stands."""
    return next(one for one in re.findall(r"<form.*?</form>", page, re.S) if mark in one)


class TestRoom:
    def test_is_bid_in_to_the_end_without_a_script_and_is_marked_throughout(self, hall: Hall) -> None:
        events = Event.objects.count()
        bai = Person(hall.bidders["bai"])
        assert bai.open().endswith("/room/")
        page = bai.get("room/")
        assert (MARK in page, "进入竞价" in page, "规则摘要" in page) == (True, True, False)
        bai.send(form_of(page, "rules_sha256"), act="enter", agreed="yes")
        later(seconds=21)
        sheet = bai.get("room/", kind="raise", price="1000000.00")
        assert (MARK in sheet, "试用，没有法律效力" in sheet) == (True, True)
        after = bai.send(form_of(sheet, 'value="move"'), act="move", agreed="yes")
        assert ("回执" in after, "您领先" in after, "公开日志" in after, MARK in after) == (
            True,
            True,
            False,
            True,
        )
        typed = bai.client.get(f"{bai.at}room/", {"kind": "raise", "typed": "1010000"})
        assert (typed.status_code, "您已领先" in typed.text) == (422, True)
        state = bai.state()
        assert (state["trial"], state["price"], state["status"]) == (True, "1000000.00", "open")
        told = json.loads(bai.get("items/", after="0"))
        assert [(one["trial"], one["shown"], one["kind"]) for one in told["results"]] == [(True, 1, "raise")]
        assert bai.get("trial.json") == "404"
        later(minutes=5)
        assert "试用结束" in bai.get("room/")
        record = Record.from_bytes(bai.client.get(f"{bai.at}trial.json").content)
        assert (first_difference(record), record.rules.auction[:6]) == (None, "trial-")
        assert MARK in bai.get(projector="")
        assert (Event.objects.count(), Auction.objects.count(), Move.objects.count()) == (events, 0, 0)
        assert record.rules.auction not in bai.client.get("/auctions/?when=ended").text

    def test_is_its_own_persons_and_watched_by_whoever_signed_in(self, hall: Hall) -> None:
        bai = Person(hall.bidders["bai"])
        bai.open()
        cui, public = Person(hall.bidders["cui"], bai.at), Person(None, bai.at)
        for page in ("room/", "console/"):
            assert cui.get(page) == "404"
        for page in ("", "state/", "items/"):
            assert cui.get(page) != "404"
            assert public.client.get(bai.at + page)["Location"].startswith("/accounts/login/")
        assert MARK in cui.get()
        assert bai.get("console/") == "404"
        assert public.client.post(AT, {})["Location"].startswith("/accounts/login/")
        assert "登录后可以试用" in public.client.get(AT).text

    def test_says_what_was_chosen_wrongly(self, hall: Hall) -> None:
        bai = Person(hall.bidders["bai"])
        answer = bai.client.post(AT, {"form": "single_quote", "minutes": "2", "opponents": "1"})
        assert (answer.status_code, "请选择竞价方式" in answer.text) == (422, True)
        desk = {"form": "listing", "minutes": "2", "opponents": "1", "part": "host"}
        assert bai.client.post(AT, desk).status_code == 403

    def test_says_in_words_that_it_cannot_be_had(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        bai = Person(hall.bidders["bai"])
        bai.open()

        def away(*given: Any, **named: Any) -> Any:
            raise OSError("away")

        monkeypatch.setattr(cache, "get", away)
        for page in ("", "room/", "state/"):
            answer = bai.client.get(bai.at + page)
            assert (answer.status_code, "不影响正式竞价" in answer.text) == (503, True)
        assert bai.client.get(AT).status_code == 503


class TestDesk:
    def test_is_led_to_the_hammer(self, hall: Hall) -> None:
        zheng = Person(hall.zheng)
        assert zheng.open(form="called_auction", opponents="1", part="host").endswith("/console/")
        later(minutes=2)
        for _ in range(9):  # a computed bidder may raise between two calls, which begins them anew
            page = zheng.get("console/")
            if 'value="hammer"' in page:
                break
            zheng.send(form_of(page, 'value="call"'), "console/", act="call")
            later(seconds=60)
        over = zheng.send(form_of(page, 'value="hammer"'), "console/", act="hammer")
        assert ("试用结束" in over, "成交" in over, MARK in over) == (True, True, True)

    def test_resumes_by_a_second_person_who_is_computed(self, hall: Hall) -> None:
        zheng = Person(hall.zheng)
        zheng.open(opponents="1", part="host")
        later(seconds=30)
        zheng.send(form_of(zheng.get("console/"), 'value="pause"'), "console/", act="pause", reason="核对")
        page = zheng.get("console/")
        asked = zheng.send(
            form_of(page, 'value="propose"'), "console/", act="propose", proposal_act="resume", reason="好了"
        )
        assert ("模拟的复核人" in asked, 'value="approve"' in asked) == (True, False)
        later(seconds=5)
        assert "已复核并执行" in zheng.get("console/")

    def test_is_met_by_guests_who_know_the_address(self, hall: Hall) -> None:
        zheng = Person(hall.zheng)
        zheng.open(opponents="0", part="host")
        assert f"{zheng.at}room/" in zheng.get("console/")
        bai = Person(hall.bidders["bai"], zheng.at)
        page = bai.send(form_of(bai.get("room/"), "rules_sha256"), act="enter", agreed="yes")
        assert ("您的竞买号" in page, MARK in page) == (True, True)
        later(seconds=21)
        sheet = bai.get("room/", kind="raise", price="1000000.00")
        assert "您领先" in bai.send(form_of(sheet, 'value="move"'), act="move", agreed="yes")
        desk = zheng.get("console/")
        assert ("1/6" in desk, "1,000,000.00" in desk, bai.get("console/")) == (True, True, "404")


class TestByAnnouncedRules:
    def test_takes_amounts_from_the_auctions_page_and_nobody_who_competes(self, hall: Hall) -> None:
        hall.schedule()
        address = f"{AT}?lot={hall.lot.id}"
        assert address in Person(None).client.get(f"/lots/{hall.lot.id}/auction/").text
        bai = Person(hall.bidders["bai"])
        assert "房产转让" in bai.client.get(address).text
        bai.open(lot=hall.lot.id, opponents="3")
        page, rules = bai.get("room/"), hall.row.rules
        assert ("房产转让" in page, MARK in page, "1,000,000.00" in page, "10,000.00" in page) == (True,) * 4
        assert json.loads(bytes(rules))["countdown_s"] == 180
        later(minutes=6)
        record = Record.from_bytes(bai.client.get(f"{bai.at}trial.json").content)
        assert not set(record.rules.bidders) & set(NUMBERS.values())
        assert [*hall.row.moves.all()] == []

    def test_is_not_offered_where_a_page_cannot_bid_or_it_is_over(self, hall: Hall) -> None:
        hall.schedule(signing="certificate")
        bai = Person(hall.bidders["bai"])
        assert AT not in bai.client.get(f"/lots/{hall.lot.id}/auction/").text.split("data-room")[1]
        assert bai.client.get(f"{AT}?lot={hall.lot.id}").status_code == 404
        assert bai.client.get(f"{AT}?lot=lot_x").status_code == 404
