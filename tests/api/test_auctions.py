"""A live auction through the API: numbers and no names, one answer for a key, and a record that anybody replays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actor import Actor
from accounts.models import Member
from tests.bidding.auctions.hall import FLOOR, NUMBERS, Hall, build
from tests.factories import accounts
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.publishing import first_difference

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    made = build()
    made.begin()
    return made


def ask(
    hall: Hall, path: str = "", *, by: Actor | None = None, body: Any = None, key: str = "", **more: str
) -> Any:
    headers = {"Authorization": f"Bearer {_token(by)}"} if by else {}
    if key:
        headers["Idempotency-Key"] = key
    address, client = f"/api/v1/lots/{hall.lot.id}/auction/{path}", Client(headers=headers)
    if body is None:
        return client.get(address, **more)  # type: ignore[arg-type]
    return client.post(address, body, content_type="application/json")


def raising(hall: Hall, who: str, price: str, key: str, **more: Any) -> Any:
    body = {"move": {"kind": "raise", "price": price}, **more}
    return ask(hall, "moves/", by=hall.bidders[who], body=body, key=key)


class TestRoom:
    def test_shows_numbers_and_never_names(self, hall: Hall) -> None:
        assert raising(hall, "bai", FLOOR, "a").status_code == 201
        shown = ask(hall)
        body = shown.json()
        assert (body["price"], body["leader"], body["least"], body["phase"]) == (
            FLOOR,
            NUMBERS["bai"],
            "1010000.00",
            "free",
        )
        assert int(shown["Yangguang-Time"]) < body["ends_at"]
        party = Member.objects.get(id=hall.bidders["bai"].member_id).party
        items = ask(hall, "items/").json()
        assert [one["said"]["bidder"] for one in items["results"]] == [NUMBERS["bai"]]
        for text in (shown.content.decode(), str(items), ask(hall, "rules/").content.decode()):
            assert party.name not in text
            assert party.id not in text
        assert ask(hall, f"items/?after={items['next']}").json()["results"] == []

    def test_has_the_same_mark_until_something_happens(self, hall: Hall) -> None:
        mark = ask(hall)["ETag"]
        assert ask(hall)["ETag"] == mark
        raising(hall, "bai", FLOOR, "a")
        assert ask(hall)["ETag"] != mark

    def test_lets_hosts_alone_see_what_waits_for_a_second_person(self, hall: Hall) -> None:
        assert ask(hall, "proposals/", by=hall.bidders["bai"]).status_code == 403
        made = ask(hall, "proposals/", by=hall.zheng, body={"act": "withdraw", "reason": "权属争议"})
        assert made.status_code == 201
        decided = ask(hall, f"proposals/{made.json()['id']}/", by=hall.chen, body={"approved": True})
        assert decided.json()["status"] == "approved"
        assert ask(hall).json()["phase"] == "withdrawn"


class TestMoves:
    def test_have_one_answer_for_a_key(self, hall: Hall) -> None:
        first = raising(hall, "bai", FLOOR, "a")
        again = raising(hall, "bai", FLOOR, "a")
        assert (first.status_code, again.content) == (201, first.content)
        assert raising(hall, "bai", "1010000.00", "a").json()["code"] == "key_reused"
        assert (
            ask(hall, "moves/", by=hall.bidders["bai"], body={"move": {"kind": "waive"}}).json()["code"]
            == "key_missing"
        )

    def test_that_come_too_late_are_told_what_stands(self, hall: Hall) -> None:
        raising(hall, "bai", FLOOR, "a")
        late = raising(hall, "cui", FLOOR, "b")
        assert (late.status_code, late.json()["code"]) == (409, "misses_step")
        assert late.json()["data"]["price"] == FLOOR
        stale = raising(hall, "cui", "1010000.00", "c", expected_current="990000.00")
        assert (stale.status_code, stale.json()["code"], stale.json()["data"]["stands"]) == (
            409,
            "price_moved",
            FLOOR,
        )
        own = ask(hall, "moves/", by=hall.bidders["cui"]).json()
        assert [(one["kind"], one["code"]) for one in own["moves"]] == [("raise", "misses_step")]
        rest = ask(hall, f"moves/?after={own['next']}", by=hall.bidders["cui"]).json()
        assert (own["next"], rest["next"], rest["moves"]) == (1, 1, [])

    def test_are_made_by_those_who_may(self, hall: Hall) -> None:
        body = {"move": {"kind": "pause", "reason": "核实"}}
        assert ask(hall, "hosting/", by=hall.bidders["bai"], body=body, key="x").status_code == 403
        assert ask(hall, "hosting/", by=hall.zheng, body=body, key="x").json()["stands"]["phase"] == "paused"
        assert raising(hall, "bai", FLOOR, "a").json()["code"] == "paused"


class TestRecord:
    def test_is_there_after_the_end_and_follows_from_its_moves(self, hall: Hall) -> None:
        raising(hall, "bai", FLOOR, "a")
        assert ask(hall, "auction.json").status_code == 404
        hall.later(seconds=900)
        hall.settle()
        found = ask(hall, "auction.json")
        record = Record.from_bytes(b"".join(found.streaming_content))
        assert first_difference(record) is None
        assert record.result.awards[0].bidder == NUMBERS["bai"]
        assert ask(hall).json()["awards"][0]["price"] == FLOOR


def _token(by: Actor) -> str:
    return accounts.token_of(Member.objects.get(id=by.member_id))
