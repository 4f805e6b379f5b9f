"""Who comes to an opening signs in, and nobody learns of it before the bids are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from bidding.models import Attendance
from foundation import clock
from foundation.models import Event
from tests.bidding.opening.hall import Hall

pytestmark = pytest.mark.django_db


def attend(hall: Hall, who: str | None) -> Any:
    return hall.tell(who, "attendance")


def listed(hall: Hall, who: str | None) -> list[str]:
    return [
        one["bidder"]
        for one in hall.scene.world.stage.get(who, f"/api/v1/lots/{hall.lot}/opening/attendance/")
    ]


def name(hall: Hall, who: str) -> str:
    found: str = hall.scene.world.cast.members[who].party.name
    return found


@pytest.fixture
def near(hall: Hall) -> Hall:
    """The hall half an hour before bids are due, two bids filed."""
    for who, price in (("bai", "1.00"), ("cui", "2.00"), ("deng", "3.00")):
        hall.scene.filed(who, price=price)
    clock.shift_to(hall.scene.deadline - timedelta(minutes=30))
    return hall


class TestSigningIn:
    def test_opens_an_hour_before_bids_are_due(self, hall: Hall) -> None:
        clock.shift_to(hall.scene.deadline - timedelta(minutes=61))
        assert attend(hall, "bai").body["code"] == "attendance_closed"
        clock.shift_to(hall.scene.deadline - timedelta(minutes=60))
        assert attend(hall, "bai").status == 201

    def test_counts_once(self, near: Hall) -> None:
        first, again = attend(near, "bai"), attend(near, "bai")
        assert (first.status, again.status, first.body) == (201, 201, again.body)
        assert (
            Attendance.objects.count() == Event.objects.filter(type="bidding.opening.attended").count() == 1
        )

    def test_is_for_those_who_take_part(self, near: Hall) -> None:
        assert {who: attend(near, who).status for who in ("fang", "sun", "chen", "su")} == {
            "fang": 404, "sun": 403, "chen": 403, "su": 403,
        }  # fmt: skip

    def test_ends_when_the_bids_are_shown(self, near: Hall) -> None:
        attend(near, "bai")
        near.begin()
        assert attend(near, "cui").status == 201
        near.posted([1, 2, 3])
        near.record()
        assert attend(near, "deng").body["code"] == "attendance_closed"
        assert listed(near, None) == [name(near, "bai"), name(near, "cui")]


class TestSecrecy:
    def test_nobody_else_learns_of_it_before(self, near: Hall) -> None:
        attend(near, "bai")
        told = {who: listed(near, who) for who in (None, "cui", "sun", "chen", "su", "ding")}
        assert not any(told.values())
        assert listed(near, "bai") == [name(near, "bai")]
        journal = near.scene.world.stage.get("su", "/api/v1/journal/")
        assert "bidding.opening.attended" not in str(journal)


class TestThePage:
    def test_signs_in_with_a_button(self, near: Hall) -> None:
        client = Client()
        client.force_login(User.objects.get(email="bai@demo.invalid"))
        path = f"/lots/{near.lot}/opening/"
        assert "签到</button>" in client.get(path).content.decode()
        answer = client.post(path, follow=True).content.decode()
        assert "贵单位已签到" in answer
        assert Attendance.objects.count() == 1
        assert Client().post(path).status_code == 403

    def test_tells_who_came_once_the_bids_are_shown(self, near: Hall) -> None:
        attend(near, "bai")
        near.begin()
        near.posted([1, 2, 3])
        assert "已签到" not in Client().get(f"/lots/{near.lot}/opening/").content.decode()
        near.record()
        page = Client().get(f"/lots/{near.lot}/opening/").content.decode()
        assert (page.count("，已签到"), page.count("，未签到")) == (1, 2)
