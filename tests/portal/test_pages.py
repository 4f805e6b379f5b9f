"""The pages: what they show, to whom, in which language."""

from __future__ import annotations

import html
import re
import urllib.parse
from typing import Any

import pytest
from django.test import Client

from foundation import followers
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(world: World) -> str:
    """The number of an announced deal whose notice is published."""
    made = world.announced()
    followers.catch_up()
    return world.deal(made).number


class TestPages:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/notices/",
            "/deals/",
            "/procedures/",
            "/about/",
            "/record/",
            "/robots.txt",
            "/accounts/login/",
        ],
    )
    def test_answer_in_an_empty_instance(self, path: str, client: Client) -> None:
        assert client.get(path).status_code == 200

    @pytest.mark.parametrize("path", ["/nope/", "/deals/nope/", "/notices/nope/", "/procedures/sea/offer/"])
    def test_say_that_there_is_nothing(self, path: str, client: Client) -> None:
        answer = client.get(path)
        assert answer.status_code == 404
        assert "没有这个页面" in answer.text

    def test_are_chinese_first_whatever_the_browser_asks(self, client: Client) -> None:
        assert '<html lang="zh-Hans"' in client.get("/", headers={"Accept-Language": "en"}).text

    def test_turn_english_at_a_click_and_stay_where_they_are(self, client: Client) -> None:
        path = f"/deals/?text={urllib.parse.quote('工程')}&family=land"
        offered = re.search(r'href="(/language/en/[^"]*)"', client.get(path).text)
        assert offered
        answer = client.get(html.unescape(offered[1]))
        assert answer["Location"] == path
        assert "no-store" in answer["Cache-Control"]
        assert '<html lang="en"' in client.get("/deals/").text

    @pytest.mark.parametrize(
        "following", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
    )
    def test_lead_nowhere_else_with_the_language(self, following: str, client: Client) -> None:
        assert client.get("/language/en/", {"next": following})["Location"] == "/"

    def test_speak_no_third_language(self, client: Client) -> None:
        assert client.get("/language/fr/").status_code == 404

    def test_say_what_witnesses_of_a_demonstration_are_worth(self, client: Client, settings: Any) -> None:
        assert "两个见证人与平台在同一台机器上运行" in client.get("/about/").text
        settings.MODE = "production"
        assert "两个见证人与平台在同一台机器上运行" not in client.get("/about/").text


class TestDealPage:
    def test_tells_the_deal_as_a_timeline_with_its_articles(self, number: str, client: Client) -> None:
        text = client.get(f"/deals/{number}/").text
        assert "发布招标公告" in text
        assert "《招标投标法》第24条" in text
        assert "48,000,000.00" in text

    def test_of_a_draft_is_not_there(self, world: World, client: Client) -> None:
        draft = world.deal(world.draft())
        assert client.get(f"/deals/{draft.number}/").status_code == 404
        assert draft.number not in client.get("/deals/").text


class TestNoticePage:
    def test_shows_the_notice_and_its_digest(self, world: World, number: str, client: Client) -> None:
        row = next(iter(world.stage.pages(None, "/api/v1/notices/")))
        text = client.get(f"/notices/{row['number']}/").text
        assert row["digest"] in text
        assert number in text
        assert "招标人" in text


class TestLists:
    def test_page_by_key_without_loss(self, world: World, client: Client) -> None:
        numbers = set()
        for _ in range(3):
            made = world.announced()
            numbers.add(world.deal(made).number)
        from portal import pages

        seen: list[str] = []
        query = ""
        original, pages.PAGE = pages.PAGE, 1
        try:
            while True:
                text = client.get(f"/deals/{query}").text
                seen += [n for n in numbers if n in text]
                if 'rel="next" href="' not in text:
                    break
                query = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        finally:
            pages.PAGE = original
        assert sorted(seen) == sorted(numbers)
