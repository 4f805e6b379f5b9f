"""After a committee's work: when its experts were there, what they are owed and were paid, how they are rated and what they say to it."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bidding import audit_evaluations
from bidding.experts import served
from bidding.models import FeePayment, Rating, RatingReply, Seat, Service
from foundation import clock
from foundation.models import RememberedAnswer
from tests.bidding.evaluation.room import Room
from trading.models import Lot

GOOD = {"discipline": 5, "skill": 4, "diligence": 5}


def seat_of(room: Room, who: str) -> int:
    return int(Seat.objects.get(evaluation=room.row, member=room.member(who)).number)


def hours(**changed: Any) -> dict[str, Any]:
    now = clock.now()
    came, left = now - timedelta(hours=5), now - timedelta(minutes=1)
    return {
        "came_at": came.isoformat(),
        "left_at": left.isoformat(),
        "fee": "800.00",
        "travel": "60.50",
    } | changed


def path(room: Room, who: str, what: str) -> str:
    return f"seats/{seat_of(room, who)}/{what}/"


class TestAttendanceAndFees:
    def test_are_noted_and_paid_once_by_the_centre_when_the_work_is_over(self, reported: Room) -> None:
        own, body = path(reported, "yan", "service"), hours()
        noted = reported.do("chen", own, body)
        assert (noted["fee"], noted["travel"], noted["paid_on"]) == ("800.00", "60.50", None)
        assert reported.do("chen", own, body) == noted
        assert (
            reported.ask("chen", own, method="POST", body=body | {"fee": "900.00"}).body["code"]
            == "service_recorded"
        )
        paid_on = clock.now().astimezone(clock.ZONE).date().isoformat()
        payment = {"reference": "FEE-1", "paid_on": paid_on}
        assert reported.do("chen", path(reported, "yan", "payment"), payment)["paid_on"] == paid_on
        again = reported.ask(
            "chen", path(reported, "yan", "payment"), method="POST", body=payment | {"reference": "FEE-2"}
        )
        assert again.body["code"] == "paid_already"
        reported.do("chen", path(reported, "yao", "service"), hours())
        used = reported.ask("chen", path(reported, "yao", "payment"), method="POST", body=payment)
        assert used.body["code"] == "reference_used"
        assert list(audit_evaluations.findings()) == []
        (own_one,) = reported.scene.world.stage.get("yan", "/api/v1/me/expert/services/")
        assert (own_one["service"]["fee"], own_one["service"]["paid_on"]) == ("800.00", paid_on)

    def test_are_not_noted_while_the_work_goes_on_nor_of_who_is_no_expert(self, seated: Room) -> None:
        running = seated.ask("chen", path(seated, "yan", "service"), method="POST", body=hours())
        assert (running.status, running.body["code"]) == (409, "work_goes_on")
        other = seated.ask("chen", path(seated, "sun", "service"), method="POST", body=hours())
        assert (other.status, other.body["code"]) == (404, "seat_unknown")

    def test_name_each_field_that_is_wrong(self, reported: Room) -> None:
        now = clock.now()
        body = {
            "came_at": (reported.row.began_at - timedelta(days=3)).isoformat(), "left_at": (now + timedelta(hours=1)).isoformat(),
            "fee": "1000000.01", "travel": "0",
        }  # fmt: skip
        answer = reported.ask("chen", path(reported, "yan", "service"), method="POST", body=body)
        assert answer.status == 422
        assert set(answer.body["fields"]) == {"came_at", "left_at", "fee"}, answer.body
        assert not Service.objects.exists()

    def test_are_the_centres_alone(self, reported: Room) -> None:
        for who in ("sun", "su", "bai", "yao"):
            for what, body in (
                ("service", hours()),
                ("payment", {"reference": "x", "paid_on": "2026-01-02"}),
            ):
                answer = reported.ask(who, path(reported, "yan", what), method="POST", body=body)
                assert answer.status in (403, 404), (who, what, answer.body)


class TestRatings:
    def test_come_once_from_either_side_and_the_expert_answers(self, reported: Room) -> None:
        stage, own = reported.scene.world.stage, path(reported, "yan", "rating")
        low = reported.ask("chen", own, method="POST", body=GOOD | {"discipline": 2})
        assert (low.status, set(low.body["fields"])) == (422, {"words"})
        reported.do("chen", own, GOOD | {"discipline": 2, "words": "迟到一小时"})
        reported.do("sun", own, GOOD)
        assert (
            reported.ask("sun", own, method="POST", body=GOOD | {"skill": 5}).body["code"] == "rated_already"
        )
        assert reported.ask("yao", own, method="POST", body=GOOD).status in (403, 404)
        (mine,) = stage.get("yan", "/api/v1/me/expert/services/")
        by_side = {one["side"]: one for one in mine["service"]["ratings"]}
        assert by_side["centre"]["words"] == "迟到一小时"
        reply = f"/api/v1/me/expert/ratings/{by_side['centre']['id']}/reply/"
        assert stage.attempt("yao", reply, {"words": "不是我"}).status == 404
        assert (
            stage.tell("yan", reply, {"words": "道路封闭，已提前告知。"})["reply"] == "道路封闭，已提前告知。"
        )
        assert stage.attempt("yan", reply, {"words": "另一说法"}).body["code"] == "replied_already"
        kept = [
            bytes(one.body).decode()
            for one in RememberedAnswer.objects.filter(scope=f"member:{reported.member('yan')}")
        ]
        assert not [one for one in kept if by_side["centre"]["id"] in one]
        assert list(audit_evaluations.findings()) == []

    def test_tell_the_centre_no_name_before_the_law_does(self, reported: Room) -> None:
        reported.do("sun", path(reported, "yan", "rating"), GOOD)
        rows = reported.do("chen", "services/", method="GET")
        assert [len(one["ratings"]) for one in rows if one["seat"] == seat_of(reported, "yan")] == [1]
        assert reported.member("yan") not in str(rows)
        expert = reported.expert("yan")
        assert served.of(expert) == []
        Lot.objects.filter(id=reported.lot).update(phase="concluded")
        found = served.of(expert)
        assert [one.seat.member_id for one in found] == [expert.member_id]
        assert served.mean(found) == Fraction(14, 3)

    @pytest.mark.parametrize("model", [Service, FeePayment, Rating, RatingReply])
    def test_are_written_once(self, reported: Room, model: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_a_changed_fee_is_named_by_the_audit(reported: Room) -> None:
    reported.do("chen", path(reported, "yan", "service"), hours())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bidding_service DISABLE TRIGGER USER")
        cursor.execute("UPDATE bidding_service SET fee = 8000")
        cursor.execute("ALTER TABLE bidding_service ENABLE TRIGGER USER")
    assert [one.code for one in audit_evaluations.findings()] == ["evaluation_service_changed"]
