"""What every page says to the browser, and that no page runs what people wrote."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from config.demo.moves import Cast
from foundation import followers
from tests import scenery
from tests.world import World

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = (
    "/", "/search/", "/search/?text=工程", "/notices/", "/deals/", "/procedures/", "/procedures/land/listing/", "/about/", "/data/",
    "/record/",
    "/nope/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/robots.txt",
    "/deals/{number}/", "/deals/{number}/documents/tender/2/", "/notices/{notice}/",
)  # fmt: skip


def everywhere(world: World, rich: Cast) -> list[str]:
    notice = next(iter(world.stage.pages(None, "/api/v1/notices/")))["number"]
    return [path.format(number=world.deal(rich).number, notice=notice) for path in PATHS]


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


class TestEveryPage:
    def test_carries_the_headers_and_nothing_inline(self, world: World, rich: Cast, client: Client) -> None:
        for path in everywhere(world, rich):
            answer = client.get(path)
            policy = directives(answer["Content-Security-Policy"])
            assert policy["default-src"] == "'none'", path
            assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", path
            assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", path
            assert policy["form-action"] == "'self'", path
            assert "unsafe" not in answer["Content-Security-Policy"], path
            assert "camera=()" in answer["Permissions-Policy"], path
            assert {name: answer[name] for name in HEADERS} == HEADERS, path
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", answer.text), path
            for script in re.findall(r"<script[^>]*>", answer.text):
                is_data = 'type="application/json"' in script or 'type="application/ld+json"' in script
                assert 'src="/static/' in script or is_data, (path, script)

    def test_loads_nothing_from_elsewhere(self, world: World, rich: Cast, client: Client) -> None:
        for path in everywhere(world, rich):
            # What is offered as another form of the page is not loaded with it.
            loaded = re.findall(
                r'(?:src|<link(?! rel="alternate")[^>]*href)="([^"]+)"', client.get(path).text
            )
            assert all(address.startswith(("/static/", "data:")) for address in loaded), (path, loaded)


class TestHostileTitle:
    def test_is_inert_wherever_it_is_shown(self, world: World, client: Client) -> None:
        number = scenery.hostile(world)
        followers.catch_up()
        notice = next(iter(world.stage.pages(None, "/api/v1/notices/")))["number"]
        for path in (
            "/",
            "/deals/",
            "/notices/",
            "/search/?text=alert",
            f"/deals/{number}/",
            f"/notices/{notice}/",
        ):
            text = client.get(path).text
            # What was looked for is marked where it stands.
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in re.sub("</?mark>", "", text), path
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path

    def test_in_a_search_is_inert(self, client: Client) -> None:
        text = client.get("/search/", {"text": '"><script>alert(1)</script>'}).text
        assert "<script>alert" not in text
        assert "&quot;&gt;&lt;script&gt;" in text


class TestErrorPages:
    def test_400_speaks_both_languages(self, client: Client) -> None:
        answer = client.get("/deals/%00/")
        assert answer.status_code == 400
        assert "请求无法读取" in answer.text
        assert "The request cannot be read" in answer.text

    def test_404_speaks_the_readers(self, client: Client) -> None:
        assert "没有这个页面" in client.get("/nope/").text
        client.cookies["language"] = "en"
        assert "There is no such page" in client.get("/nope/").text

    def test_a_submission_without_its_token_is_refused_in_words(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "sun@demo.invalid"})
        assert answer.status_code == 403
        assert "页面已过期" in answer.text

    def test_500_speaks_both_languages_and_tells_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object) -> None:
            raise RuntimeError("a secret of the house")

        monkeypatch.setattr("portal.views.home.ending_soon", fails)
        monkeypatch.setattr("portal.views.home.kinds", fails)
        answer = Client(raise_request_exception=False).get("/")
        assert answer.status_code == 500
        assert "暂时无法处理" in answer.text
        assert "Out of order" in answer.text
        assert "secret" not in answer.text
        assert "Content-Security-Policy" in answer
