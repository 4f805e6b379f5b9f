"""What every request may rely on: problems, idempotency keys, strict bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts import demo
from accounts.middleware import ActorMiddleware
from config.demo import materials
from foundation.models import Event
from tests.trading.counted import came, counted, opened
from tests.world import World, build

__all__ = ["counted"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def post(path: str, body: Any, *, who: str = "bai", key: str | None = None, language: str = "zh-Hans") -> Any:
    headers = {"Authorization": f"Bearer {demo.token_of(who)}", "Accept-Language": language}
    if key:
        headers["Idempotency-Key"] = key
    raw = body if isinstance(body, str) else json.dumps(body)
    return Client(raise_request_exception=False).post(
        path, raw, content_type="application/json", headers=headers
    )


class TestIdempotencyKeys:
    def test_repeat_the_same_bytes_and_act_once(self, world: World) -> None:
        path = f"/api/v1/lots/{world.announced().lot}/questions/"
        first, second = (post(path, {"text": "几层？"}, key="k-1") for _ in range(2))
        assert (first.status_code, first.content) == (201, second.content)
        assert Event.objects.filter(type="trading.question.asked").count() == 1

    def test_refuse_another_body(self, world: World) -> None:
        path = f"/api/v1/lots/{world.announced().lot}/questions/"
        post(path, {"text": "几层？"}, key="k-1")
        other = post(path, {"text": "几栋？"}, key="k-1")
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")

    def test_belong_to_the_member(self, world: World) -> None:
        path = f"/api/v1/lots/{world.announced().lot}/questions/"
        assert (
            post(path, {"text": "几层？"}, key="k-1").json()["id"]
            != post(path, {"text": "几层？"}, who="cui", key="k-1").json()["id"]
        )


class TestProblems:
    @pytest.mark.parametrize(
        ("fault", "status", "code"),
        [
            (OperationalError("server closed the connection unexpectedly"), 503, "database_away"),
            (InterfaceError("connection already closed"), 503, "database_away"),
            (ValueError("a fault of ours"), 500, "server_error"),
        ],
    )
    def test_tell_a_database_that_is_away_from_a_fault(
        self, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
    ) -> None:
        def fail(_self: ActorMiddleware, _request: HttpRequest) -> HttpResponse:
            raise fault

        monkeypatch.setattr(ActorMiddleware, "__call__", fail)
        answer = post("/api/v1/lots/lot_1/questions/", {})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        page = Client(raise_request_exception=False).get("/")
        assert page.status_code == status and "已经递交成功的内容不受影响" in page.content.decode()
        assert [("Retry-After" in one) for one in (answer, page)] == [status == 503] * 2

    def test_speak_the_readers_language_with_a_stable_code(self, world: World) -> None:
        made = world.announced()
        path = f"/api/v1/lots/{made.lot}/steps/confirm/"
        zh, en = (post(path, {}, who="sun", language=language) for language in ("zh-Hans", "en"))
        assert zh.status_code == en.status_code == 409
        assert zh["Content-Type"].startswith("application/problem+json")
        assert zh.json()["code"] == en.json()["code"] == "step_refused"
        assert zh.json()["detail"] != en.json()["detail"]

    @pytest.mark.usefixtures("counted")
    def test_say_from_when_a_step_may_be_taken(self, world: World) -> None:
        made = world.announced()
        came(made.lot, 3)
        world.later(days=30)
        world.tell("chen", f"/api/v1/lots/{made.lot}/steps/record_opening/", {})
        opened(made.lot, dict.fromkeys(("pty_a", "pty_b", "pty_c"), "1000000.00"))
        values = {"bids_valid": 3, "has_winner": True, "winner_rank": 1}
        ranked = [{"rank": 1, "party": "pty_a"}]
        world.tell(
            "chen",
            f"/api/v1/lots/{made.lot}/outcomes/",
            {"stage": "e", "values": values, "candidates": ranked},
        )
        world.tell("sun", f"/api/v1/lots/{made.lot}/steps/receive_report/", {"data": materials.REPORT})
        world.tell("sun", f"/api/v1/lots/{made.lot}/steps/publish_candidates/", {})
        refused = post(f"/api/v1/lots/{made.lot}/steps/confirm/", {}, who="sun").json()
        assert [reason["code"] for reason in refused["reasons"]] == ["period_not_over"]
        assert "招标投标法实施条例" in refused["reasons"][0]["law"]
        assert refused["data"]["not_before"] > ""

    @pytest.mark.parametrize(
        "raw",
        [
            "", "{", "[]", '{"text": NaN}', '"x"', "null", '{"text": "a", "text": "b"}', '{"text": "\\u0000"}',
            '{"text": "\\ud800"}', "[" * 100_000, '{"a":' * 100 + "1" + "}" * 100, '{"text": ' + "9" * 5000 + "}",
        ],
    )  # fmt: skip
    def test_answer_bodies_that_cannot_be_read(self, world: World, raw: str) -> None:
        answer = post(f"/api/v1/lots/{world.announced().lot}/questions/", raw)
        assert answer.status_code in (400, 422)
        assert answer.json()["code"]

    def test_name_fields_that_nobody_knows(self, world: World) -> None:
        answer = post(f"/api/v1/lots/{world.announced().lot}/questions/", {"text": "几层？", "as": "admin"})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["as"])
        assert answer.json()["code"] == "unknown_field"

    def test_name_fields_of_a_deal_that_nobody_knows(self, world: World) -> None:
        path = f"/api/v1/deals/{world.announced().deal}/steps/terminate/"
        answer = post(path, {"data": {"reason": "x"}, "despite": True}, who="sun")
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")

    def test_say_that_a_body_is_too_large(self, world: World) -> None:
        answer = post("/api/v1/deals/", {"title": "x" * 3_000_000}, who="sun")
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    @pytest.mark.parametrize("amount", [1.5, 100, "1e9", "１２３", "١٢٣", "-1", "1,000", "0.001", True])
    def test_refuse_amounts_that_are_not_text_to_the_cent(self, world: World, amount: Any) -> None:
        from config.demo import materials

        body = {
            "kind": "construction", "method": "open", "title": "x", "region": "370202", "sector": "housing",
            "particulars": materials.CONSTRUCTION | {"total_estimate": amount}, "demonstration": True,
        }  # fmt: skip
        answer = post("/api/v1/deals/", body, who="sun")
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["total_estimate"])

    def test_a_wrong_token_is_401(self, world: World) -> None:
        answer = Client().get("/api/v1/deals/", headers={"Authorization": "Bearer yg_nothing"})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"


class TestChanges:
    def test_hide_what_is_hidden_without_a_gap(self, world: World) -> None:
        from foundation import followers

        made = world.announced()
        world.draft()
        for who in ("bai", "cui", "deng"):
            world.tell(who, f"/api/v1/lots/{made.lot}/registrations/")
        followers.catch_up()
        page = world.stage.get(None, "/api/v1/changes/?after=0")
        assert [row["sequence"] for row in page["results"]] == list(range(1, len(page["results"]) + 1))
        assert {row["deal"] for row in page["results"]} == {made.deal}
        assert "registration" not in json.dumps(page)
        assert "position" not in json.dumps(page)

    def test_refuse_a_sequence_that_is_no_number(self, world: World) -> None:
        assert world.stage._send(None, "GET", "/api/v1/changes/?after=-1", None).status == 400


class TestAddresses:
    @pytest.mark.parametrize(
        "path", ["/api/v1/deals/?method=%00", "/api/v1/notices/?kind=a%00b", "/api/v1/deals/%00/"]
    )
    def test_with_a_nul_are_refused_as_a_problem(self, path: str) -> None:
        answer = Client().get(path)
        assert answer.status_code == 400
        assert answer.json()["code"] == "bad_request"

    def test_that_lead_nowhere_are_a_problem_too(self) -> None:
        answer = Client().get("/api/v1/nowhere/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
