"""What nobody should send: each is refused with a problem, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client

from accounts import demo
from foundation.models import Event
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def send(
    path: str, raw: bytes | str, *, who: str = "sun", kind: str = "application/json", method: str = "POST"
) -> Any:
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"}
    return Client(raise_request_exception=False).generic(
        method, path, raw, content_type=kind, headers=headers
    )


class TestBodies:
    @pytest.mark.parametrize(
        ("raw", "status", "code"),
        [
            (b"[" * 100_000, 400, "parse_error"),
            (b'{"a":' * 65 + b"1" + b"}" * 65, 400, "parse_error"),
            (b'{"text": "a", "text": "b"}', 400, "parse_error"),
            (b'{"text": NaN}', 400, "parse_error"),
            (b'{"text": "a\\u0000b"}', 400, "parse_error"),
            (b'{"text": "\\ud800"}', 400, "parse_error"),
            (b'{"text": "\xff"}', 400, "parse_error"),
            (b"9" * 5000, 400, "parse_error"),
            (b"", 422, "invalid"),
            (b"[]", 422, "invalid"),
            (b"null", 422, "invalid"),
            (b'{"text": ["a"]}', 422, "invalid"),
            (b'{"text": "a", "party": "pty_x"}', 422, "unknown_field"),
            (b'{"text": "' + b"a" * 3_000_000 + b'"}', 413, "body_too_large"),
        ],
    )
    def test_are_refused(self, world: World, raw: bytes, status: int, code: str) -> None:
        path = f"/api/v1/lots/{world.announced().lot}/questions/"
        before = Event.objects.count()
        answer = send(path, raw, who="bai")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer["Content-Type"] == "application/problem+json"
        assert Event.objects.count() == before

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"]
    )
    def test_of_other_kinds_are_not_read(self, world: World, kind: str) -> None:
        answer = send(f"/api/v1/lots/{world.announced().lot}/questions/", "text=a", who="bai", kind=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


class TestMassAssignment:
    @pytest.mark.parametrize(
        "field",
        [
            "organiser",
            "organiser_id",
            "phase",
            "announced_at",
            "number",
            "origin",
            "id",
            "created_by",
            "procedure",
        ],
    )
    def test_of_a_deal_is_refused(self, world: World, field: str) -> None:
        made = world.draft()
        answer = send(f"/api/v1/deals/{made.deal}/", json.dumps({field: "x"}), method="PATCH")
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")

    def test_of_a_lot_is_refused(self, world: World) -> None:
        answer = send(
            f"/api/v1/lots/{world.draft().lot}/", json.dumps({"state": "concluded"}), method="PATCH"
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("limit=201", "bad_parameter"),
            ("limit=0", "bad_parameter"),
            ("limit=1e3", "bad_parameter"),
            ("limit=１０", "bad_parameter"),
            ("limit=99999999999999999999999", "bad_parameter"),
            ("limit=1&limit=1", "bad_parameter"),
            ("kind=tender", "bad_parameter"),
            ("region=37", "bad_parameter"),
            ("announced_from=yesterday", "bad_parameter"),
            ("announced_from=2026-03-02", "bad_parameter"),
            ("sort=title", "bad_parameter"),
            ("organiser__users__password=x", "unknown_parameter"),
            ("format=api", "unknown_parameter"),
            ("cursor=", "bad_parameter"),
            ("cursor=cD0yMDI2", "bad_cursor"),
            ("cursor=" + "A" * 601, "bad_parameter"),
        ],
    )
    def test_that_are_not_understood_are_refused(self, query: str, code: str) -> None:
        answer = Client(raise_request_exception=False).get(f"/api/v1/deals/?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, code)

    def test_of_a_write_are_refused(self, world: World) -> None:
        answer = send(f"/api/v1/lots/{world.announced().lot}/questions/?as=cui", '{"text": "a"}', who="bai")
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")

    def test_take_no_cursor_of_another_list(self, world: World) -> None:
        world.announced()
        world.announced()
        following = Client().get("/api/v1/deals/?limit=1").json()["next"]
        token = following.partition("cursor=")[2].partition("&")[0]
        assert Client().get(f"/api/v1/deals/?limit=1&cursor={token}").status_code == 200
        for path in ("parties/?", "deals/?sort=id&", "notices/?"):
            assert Client().get(f"/api/v1/{path}cursor={token}").json()["code"] == "bad_cursor"

    def test_take_no_cursor_that_somebody_signed_otherwise(self) -> None:
        forged = Signer(salt="x").sign_object([0, False, "'; DROP TABLE"])
        assert Client().get("/api/v1/deals/", {"cursor": forged}).json()["code"] == "bad_cursor"

    def test_walk_a_list_to_its_end_and_back(self, world: World) -> None:
        for _ in range(3):
            world.announced()
        forward, page = [], Client().get("/api/v1/deals/?limit=1&sort=announced_at").json()
        while True:
            forward += [row["id"] for row in page["results"]]
            if page["next"] is None:
                break
            page = Client().get(page["next"]).json()
        back = [page["results"][0]["id"]]
        while page["previous"] is not None:
            page = Client().get(page["previous"]).json()
            back += [row["id"] for row in page["results"]]
        assert len(forward) == 3
        assert back == forward[::-1]


class TestWritesTooOften:
    def test_are_told_to_wait(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        from api import throttles

        path = f"/api/v1/lots/{world.announced().lot}/questions/"
        throttles.Writes.cache.clear()
        monkeypatch.setattr(throttles.Writes, "rate", "2/minute")
        answers = [send(path, json.dumps({"text": f"第{n}问"}), who="bai") for n in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert 0 < int(answers[2]["Retry-After"]) <= 61
        assert answers[2].json()["code"] == "throttled"
        assert answers[2]["RateLimit"].startswith('"writes";r=0;')
        assert Client().get("/api/v1/deals/").status_code == 200

    def test_are_counted_in_every_answer(self, world: World) -> None:
        answer = send(f"/api/v1/lots/{world.announced().lot}/questions/", '{"text": "a"}', who="bai")
        assert answer["RateLimit-Policy"] == '"writes";q=6000;w=60'
        assert '"writes";r=' in answer["RateLimit"]
        assert "RateLimit" not in Client().get("/api/v1/deals/")
