"""Nobody holds a committee up for good, and nobody concludes against most of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bidding.actions.evaluating import asking as asking_actions
from bidding.actions.evaluating import voting
from bidding.evaluation import asking, motions, reporting, tally
from bidding.models import Seat, Signed
from foundation import clock
from tests.bidding.evaluation.room import EXPERTS, MEMBERS, Room
from tests.bidding.evaluation.test_integrity import closing
from toolkit import canonical
from trading.models import Hold


def again(room: Room, cause: str, **given: dict[str, Any]) -> None:
    """Take scores up again: all sign what they signed, but for what is `given` for a member of every bid."""
    room.do("yan", "reopening/", {"cause": cause, "words": "复核"})
    for who in room.present():
        for bid in room.bids if who in given else ():
            assert room.save(who, "scores", bid, given[who], 1).status == 200
        answer = room.sign(who, "scores")
        assert answer.status == 201, answer.body


class TestADifference:
    def test_that_stays_when_scored_again_the_majority_settles(self, reviewed: Room) -> None:
        reviewed.scored(yao={"record": "10"})
        assert closing(reviewed) == {"objective_differs"}
        again(reviewed, "objective")
        assert closing(reviewed) == {""}
        report = canonical.load(bytes(reviewed.row.report or b""))
        assert [one["value"] for one in report["settled"]] == ["15"] * 3
        sheets = canonical.load(bytes(reviewed.row.result or b""))["inputs"]["sheets"]
        assert len({tuple(one["scores"]) for one in sheets}) == 1

    def test_needs_more_than_half(self) -> None:
        one, two = Decimal(1), Decimal(2)
        assert tally.majority([one, two, one]) == one
        assert tally.majority([one, two, None, one]) is None


class TestAnExtremeScore:
    def test_for_which_no_reason_is_given_when_asked_is_told_and_holds_nobody_up(
        self, reviewed: Room
    ) -> None:
        reviewed.scored(yao={"technical": "5"})
        assert closing(reviewed) == {"extreme_unreasoned"}
        again(reviewed, "extreme")
        body = {"cause": "extreme", "words": "再次复核"}
        assert reviewed.ask("yan", "reopening/", method="POST", body=body).body["code"] == "cause_not_given"
        assert closing(reviewed) == {""}
        report = canonical.load(bytes(reviewed.row.report or b""))
        assert {(one["seat"], one["criterion"]) for one in report["unreasoned"]} == {(2, "technical")}

    def test_is_corrected_before_nobodys_eyes(self, reviewed: Room) -> None:
        reviewed.scored(yao={"technical": "5"})
        bid = reviewed.bids[0]
        reviewed.voted("extreme", bid, criterion="technical")
        reviewed.do("yan", "reopening/", {"cause": "extreme", "words": "评分畸低"})
        draft = {"technical": ("38", "复核后修正"), "record": "15"}
        assert reviewed.save("yao", "scores", bid, draft, 1).status == 200
        for who in ("yan", "chen", "su"):
            seen = reviewed.do(who, "sheets/scores/all/", method="GET", status=200)
            values = [
                entry["value"] for one in seen if (one["bid"], one["seat"]) == (bid, 2)
                for entry in one["entries"] if entry["code"] == "technical"
            ]  # fmt: skip
            assert values == ["5"], who


class TestAChair:
    def test_keeps_nobody_from_what_must_be_voted_on(
        self, reviewed: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(voting, "MOST_MOTIONS", 0)
        question = reviewed.asked(kind="low_price", figures={}).body
        assert reviewed.answered("bai", question["id"], stand="").status == 201
        body = {"kind": "asked", "about": question["id"], "figures": {}, "words": "提请"}
        claim = body | {"kind": "claim", "about": reviewed.bid_of("bai"), "figures": {"claim": "small"}}
        assert reviewed.ask("yan", "motions/", method="POST", body=claim).body["code"] == "too_many"
        assert reviewed.ask("yao", "motions/", method="POST", body=claim).body["code"] == "not_chair"
        moved = reviewed.do("yao", "motions/", body)
        for one in MEMBERS:
            # Who watches the votes come in learns of none of them.
            (own,) = [
                one
                for one in reviewed.do("su", "motions/", method="GET")
                if one["motion"]["id"] == moved["id"]
            ]
            assert own["in_favour"] is None
            reviewed.do(one, f"motions/{moved['id']}/votes/", {"in_favour": False})
        assert reviewed.ask("yao", "motions/", method="POST", body=body).body["code"] == "motion_open"

    def test_asks_once_at_a_time_and_waits_no_month(
        self, reviewed: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = reviewed.asked(due_at=(clock.now() + timedelta(days=4)).isoformat())
        assert (late.status, late.body["code"]) == (422, "due_too_late")
        question = reviewed.asked().body
        assert reviewed.asked().body["code"] == "question_open"
        assert asking.awaited(reviewed.row, clock.now())
        reviewed.voted("asked", question["id"], in_favour=False)
        assert not asking.awaited(reviewed.row, clock.now())
        monkeypatch.setattr(asking_actions, "MOST_QUESTIONS", 1)
        assert reviewed.asked(kind="clarification", figures={}).body["code"] == "too_many"
        Seat.objects.filter(evaluation=reviewed.row).update(is_chair=False)
        reviewed.preside("yao")
        body = {"bid": reviewed.bid_of("cui"), "kind": "low_price", "words": "请说明", "figures": {}}
        due = {"due_at": (clock.now() + timedelta(minutes=30)).isoformat()}
        assert reviewed.ask("yao", "questions/", method="POST", body=body | due).status == 201

    def test_justifies_no_price_by_an_earlier_answer(self, scored: Room) -> None:
        for holds in (True, False):
            question = scored.asked(kind="low_price", figures={}).body["id"]
            assert scored.answered("bai", question, stand="").status == 201
            scored.voted("asked", question)
            scored.voted("low_price", question, in_favour=holds)
        assert closing(scored) == {""}
        (review,) = canonical.load(bytes(scored.row.result or b""))["inputs"]["reviews"]
        assert review["finding"] == "unjustified"


class TestAMotion:
    def test_that_was_spent_waits_for_no_newcomer(self, reviewed: Room) -> None:
        reviewed.scored(yao={"technical": ("5", "方案缺项")})
        about = {"about": reviewed.bids[0], "figures": {"criterion": "technical"}, "words": "畸低"}
        motion = reviewed.do("yan", "motions/", {"kind": "extreme", **about})["id"]
        for who in MEMBERS:
            reviewed.do(who, f"motions/{motion}/votes/", {"in_favour": who in EXPERTS[:3]})
        again(reviewed, "extreme")
        assert reviewed.replace("ye", "yu").status == 200
        # Of those who sit now no majority has voted, and nothing would come of it.
        (count,) = [one for one in motions.counts(reviewed.row) if one.motion.id == motion]
        assert count.outcome == "open"
        assert "votes_awaited" not in {one.code for one in reporting.lacking(reviewed.row, clock.now())}


class TestTheReport:
    def test_that_most_dissent_from_concludes_nothing(self, scored: Room) -> None:
        scored.do("chen", "closing/")
        for who in MEMBERS:
            answer = scored.sign(who, "report") if who in MEMBERS[:2] else scored.dissent(who, "结论有误")
            assert answer.status == 201
        assert scored.row.status == "reporting"
        lacking = {one["code"] for one in scored.do("chen", "", method="GET")["lacking"]}
        assert "majority_dissents" in lacking

    def test_is_not_dissented_from_when_it_is_in(self, scored: Room) -> None:
        scored.do("chen", "closing/")
        for who in EXPERTS:
            assert scored.sign(who, "report").status == 201
        clock.shift_to(clock.now() + timedelta(minutes=31))
        number = Seat.objects.get(evaluation=scored.row, member=scored.member("sun")).number
        scored.do("chen", f"seats/{number}/silence/")
        assert scored.row.status == "reported"
        answer = scored.dissent("sun", "不同意")
        assert (answer.status, answer.body["code"]) == (409, "not_now")
        assert scored.sign("yan", "report", content=bytes(signed_by(scored, "yan").content)).status == 201

    def test_counts_no_silence_while_nobody_can_sign(self, scored: Room) -> None:
        scored.do("chen", "closing/")
        row, now = scored.row, clock.now()
        before = reporting.silent_from(row, now)
        Hold.objects.create(
            lot=row.lot, cause="supervisor", reason="x", law="x", by="x", starts_at=now + timedelta(minutes=1),
            ended_at=now + timedelta(minutes=41),
        )  # fmt: skip
        assert reporting.silent_from(row, now + timedelta(hours=1)) == before + timedelta(minutes=40)


def signed_by(room: Room, who: str) -> Signed:
    return Signed.objects.get(seat__member=room.member(who), act="report", seat__evaluation=room.row)
