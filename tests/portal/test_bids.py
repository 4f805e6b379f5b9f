"""A bidder's page of one lot: who gets it, and what it says before anything can be sealed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts import demo
from config.demo.moves import Cast
from portal import bid_page
from tests.portal.test_amounts import FRONTEND
from tests.world import World
from toolkit.refusals import WORDS

pytestmark = pytest.mark.django_db


def reader(who: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {demo.token_of(who)}"})


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script id="bid-data" type="application/json">(.+?)</script>', text, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


@pytest.fixture
def announced(world: World) -> Cast:
    return world.announced()


class TestBidPage:
    @pytest.mark.parametrize("who", ["sun", "chen", "su", "yan", "kang", "ding", "guan"])
    def test_is_not_there_for_whoever_is_no_bidder(self, who: str, announced: Cast) -> None:
        assert reader(who).get(f"/lots/{announced.lot}/bid/").status_code == 404

    def test_is_not_there_for_visitors_nor_before_the_notice(
        self, world: World, announced: Cast, client: Client
    ) -> None:
        assert client.get(f"/lots/{announced.lot}/bid/").status_code == 404
        assert reader("bai").get(f"/lots/{world.draft().lot}/bid/").status_code == 404
        assert reader("bai").get("/lots/lot_nope/bid/").status_code == 404

    def test_says_why_nothing_can_be_sealed(self, world: World, announced: Cast) -> None:
        address = f"/lots/{announced.lot}/bid/"
        text = reader("bai").get(address).text
        assert "贵单位尚未报名参与此标段" in text
        assert data_of(text)["may_act"] is False
        world.tell("bai", f"/api/v1/lots/{announced.lot}/registrations/")
        text = reader("bai").get(address).text
        assert "密钥保管方案尚未生效" in text
        assert data_of(text)["policy"] == ""

    def test_carries_its_label_and_stays_out_of_caches(self, announced: Cast) -> None:
        answer = reader("bai").get(f"/lots/{announced.lot}/bid/")
        assert "可防读取数据库的人，不能防改动本页面的平台" in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert "worker-src 'self'" in answer["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", answer.text)

    def test_hands_its_script_every_code_in_the_readers_language(self, announced: Cast) -> None:
        client = reader("bai")
        address = f"/lots/{announced.lot}/bid/"
        words = data_of(client.get(address).text)["words"]
        assert words == {code: one.zh for code, one in WORDS.items()}
        client.cookies["language"] = "en"
        text = client.get(address).text
        assert data_of(text)["words"]["certificate_expired"] == "The certificate has expired"
        assert "not against a platform that changes this page" in text


class TestWorker:
    def test_alone_seals(self) -> None:
        """Nothing of it is in the pages' own scripts: they would stand still while it works, and could read the key."""
        there, pages = ((FRONTEND.parent / "static" / "portal" / name).read_text() for name in (
            "seal.worker.js", "bid.js"
        ))  # fmt: skip
        for word in ("subtle.encrypt", "AES-GCM"):
            assert word in there and word not in pages, word

    def test_asks_nobody_on_the_network(self) -> None:
        built = (FRONTEND.parent / "static" / "portal" / "seal.worker.js").read_text()
        assert "postMessage" in built
        for word in (
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "EventSource",
            "importScripts",
            "sendBeacon",
            "import(",
        ):
            assert word not in built, word


class TestUnits:
    @pytest.mark.parametrize(
        ("units", "priced"),
        [(["form", "tech"], "form"), (["business", "tech"], "business"), (["form"], "form")],
    )
    def test_give_the_price_form_to_one_of_them(self, units: list[str], priced: str) -> None:
        found = list(bid_page.units_of(units, bid_page.USUAL))
        assert [one.unit for one in found] == units
        assert [one.unit for one in found if one.fields] == [priced]


class TestSeveralLots:
    def test_are_those_that_take_a_bid_of_the_reader(self, world: World, announced: Cast) -> None:
        for who in ("sun", "chen", "su", "kang"):
            assert reader(who).get("/me/bids/").status_code == 404
        assert "没有可以递交投标的标段" in reader("bai").get("/me/bids/").text
        world.tell("bai", f"/api/v1/lots/{announced.lot}/registrations/")
        # Registered, and no policy in force yet.
        assert "没有可以递交投标的标段" in reader("bai").get("/me/bids/").text
