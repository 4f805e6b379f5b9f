"""A committee's work from its seats to the signed report, and what becomes of whoever tries to do another's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bidding import audit_draws, audit_evaluations
from bidding.actions import choosing, expertise
from bidding.models import Evaluation, Seat, Sheet, Signed
from foundation import clock
from foundation.models import Event
from tests.bidding.evaluation.room import CHOSEN, EXPERTS, MEMBERS, Room
from tests.telling import tells
from toolkit import canonical


def codes(answer: Any) -> set[str]:
    return {one["code"] for one in answer.body.get("reasons", [])}


class TestACommittee:
    def test_goes_from_seats_to_a_report_that_all_have_signed(self, scored: Room) -> None:
        scored.do("yan", "closing/")
        assert scored.dissent("ye", "").body["code"] == "reason_missing"
        for one in MEMBERS:
            answer = scored.dissent(one, "评审时间不足") if one == "ye" else scored.sign(one, "report")
            assert answer.status == 201, answer.body
        assert scored.row.status == "reported"
        # Now the organiser may read it; a bidder learns nothing, not even that it is there.
        stands = {one["seat"]: one["stand"] for one in scored.do("sun", "report/", method="GET")["stands"]}
        assert sorted(stands.values()) == ["agrees"] * 4 + ["dissents"]
        assert scored.ask("bai", "report/").status == scored.ask(None, "").status == 404
        # Nothing changes any more, and the journal has an event of each act with no score in it.
        assert scored.save("yan", "scores", scored.bids[0], {"technical": "1"}, 1).status == 409
        told = list(Event.objects.filter(type__startswith="bidding.evaluation.", subject=scored.lot))
        assert len([one for one in told if one.type.endswith(".signed")]) == 4 * len(MEMBERS)
        assert not [one for one in told if {"value", "scores", "words", "price"} & set(one.data)]
        assert list(audit_evaluations.findings()) == []

    def test_is_told_all_that_is_lacking_at_once(self, seated: Room) -> None:
        seated.reviewed(bai="collusion")
        answer = seated.ask("yan", "closing/", method="POST", body={})
        assert answer.status == 409 and "scores_unsigned" in codes(answer)
        # Of the bid that the majority took out nobody scores anything.
        desk = seated.do("yan", "sheets/scores/", method="GET", status=200)
        assert {one["bid"] for one in desk["sheets"]} == set(seated.bids) - {seated.bid_of("bai")}

    def test_whose_member_says_nothing_counts_it_as_agreeing(self, scored: Room) -> None:
        scored.do("chen", "closing/")
        for one in EXPERTS:
            assert scored.sign(one, "report").status == 201
        number = Seat.objects.get(evaluation=scored.row, member=scored.member("sun")).number
        assert scored.ask("bai", f"seats/{number}/silence/", method="POST", body={}).status == 403
        early = scored.ask("chen", f"seats/{number}/silence/", method="POST", body={})
        assert (early.status, early.body["code"]) == (409, "silence_too_soon")
        clock.shift_to(clock.now() + timedelta(minutes=31))
        scored.do("chen", f"seats/{number}/silence/")
        assert scored.row.status == "reported"
        assert Signed.objects.get(seat__number=number, act="report").stand == "silent"


class TestConvening:
    def test_refuses_an_unlawful_committee_with_every_article(self, room: Room) -> None:
        answer = room.convene("yan", "sun")
        assert answer.status == 422 and codes(answer) == {
            "committee_too_small",
            "committee_even",
            "committee_experts",
        }
        assert all("第37条" in one["law"] for one in answer.body["reasons"])

    def test_seats_nobody_of_a_bidder_no_expert_as_the_organiser_and_nobody_twice(self, room: Room) -> None:
        for places in (
            [*map(room.place, EXPERTS), {"member": room.member("bai"), "kind": "expert"}],
            [*map(room.place, EXPERTS), {"member": room.member("yu"), "kind": "representative"}],
            [*map(room.place, EXPERTS), {"member": room.member("an"), "kind": "representative"}],
            [*map(room.place, EXPERTS), room.place("yan")],
        ):
            answer = room.ask("chen", "", method="POST", body={"places": places})
            assert (answer.status, answer.body["code"]) == (422, "not_eligible"), answer.body
        assert room.ask("sun", "", method="POST", body={"places": [room.place("yan")]}).status == 403
        assert not Evaluation.objects.exists()

    def test_seats_nobody_out_of_the_register_or_of_a_bidder_whatever_article_is_named(
        self, room: Room
    ) -> None:
        by, unknown = room.scene.world.actor("chen"), room.member("yu")
        places = [*map(room.place, MEMBERS[:3]), {"member": unknown, "kind": "expert"}, room.place("sun")]
        room.chosen(*MEMBERS)
        assert room.ask("chen", "", method="POST", body={"places": places}).body["data"] == {
            "members": [unknown]
        }
        bidder, yin = room.scene.world.cast.members["bai"].party, room.expert("yin")
        choosing.withdraw(
            lot_id=room.lot, members=[yin.member_id], words="改由他人", by=room.scene.world.actor("sun")
        )
        expertise.employ(expert_id=yin.id, employer=str(bidder.code), from_on=date(2024, 1, 1), by=by)
        # What the centre writes of somebody after the choice has no effect: that needs the supervisor as well.
        expertise.set_standing(expert_id=room.expert("ye").id, standing="suspended", reason="违纪", by=by)
        answer = room.convene()
        assert (answer.status, answer.body["code"]) == (422, "not_eligible")
        assert answer.body["data"]["members"] == [yin.member_id]

    def test_seats_nobody_who_was_neither_drawn_nor_chosen_by_the_organiser(self, room: Room) -> None:
        body = {"places": [room.place(one) for one in MEMBERS]}
        chosen = {"members": [room.member("yan"), room.member("yao")], "words": CHOSEN}
        path = f"/api/v1/lots/{room.lot}/draws/choices/"
        for who in ("chen", "an", "su"):
            assert room.scene.world.stage._send(who, "POST", path, chosen).status == 403
        for wrong, code in (
            ({"words": " "}, "reason_missing"),
            ({"members": [room.member("bai")]}, "choice_malformed"),
        ):
            answer = room.scene.world.stage._send("sun", "POST", path, chosen | wrong)
            assert (answer.status in (400, 422) and code in str(answer.body)) or "words" in str(answer.body)
        assert room.scene.world.stage._send("sun", "POST", path, chosen).body == {"count": 2}
        for _ in range(2):
            answer = room.ask("chen", "", method="POST", body=body)
            assert (answer.status, codes(answer)) == (422, {"not_drawn"}), answer.body
            room.chosen("yan", "yao", "ye", "yin", "yu")  # nobody picks among more than sit down
        assert not Evaluation.objects.exists() and list(audit_draws.findings()) == []

    def test_shows_nothing_of_a_bid_before_the_declaration(self, room: Room) -> None:
        assert room.convene().status == 201
        for path in ("sheets/review/", "motions/", "questions/", "sheets/review/all/"):
            assert room.ask("yan", path).body["code"] == "not_declared", path
        said = canonical.load(room.content("yan", "declaration"))
        assert len(said["bidders"]) == 3 and "bids" not in said
        # Who stands back is out at once, and another comes with the next number.
        room.do("ye", "avoidance/", {"words": "曾任职于投标人"})
        assert room.ask("ye", "").status == 404
        assert room.replace("ye", "yu").body["number"] == 6


class TestSecrecy:
    def test_keeps_everybodys_scores_from_everybody_before_all_have_signed(self, reviewed: Room) -> None:
        bid = reviewed.bids[0]
        assert reviewed.save("yan", "scores", bid, {"technical": "31.5", "record": "15"}).status == 200
        for who in ("yao", "sun", "chen", "su"):
            for path in (
                "",
                "sheets/scores/",
                "sheets/scores/all/",
                "signatures/scores/",
                "motions/",
                "report/",
            ):
                answer = reviewed.ask(who, path)
                assert not tells(str(answer.body), "31.5"), (who, path)
            assert reviewed.ask(who, "sheets/scores/all/").status == 409
        for other in ("bai", "cui", "an", "kang", "lu", None):
            for path in (
                "",
                "sheets/scores/",
                "sheets/scores/all/",
                "signatures/scores/",
                "motions/",
                "questions/",
                "report/",
            ):
                assert reviewed.ask(other, path).status in (401, 404), (other, path)
        # The organiser's person writes its own sheet and nobody else's; the secretary writes none.
        assert reviewed.save("sun", "scores", bid, {"technical": "10"}).status == 200
        assert reviewed.save("chen", "scores", bid, {"technical": "10"}).status == 404
        assert (
            Sheet.objects.get(seat__member=reviewed.member("yan"), part="scores").entries["technical"][
                "value"
            ]
            == "31.5"
        )

    def test_ends_for_whoever_is_replaced(self, scored: Room) -> None:
        assert scored.replace("yin", "yu").status == 200
        for path in ("", "sheets/scores/", "signatures/report/", "motions/"):
            assert scored.ask("yin", path).status == 404, path
        assert scored.sign("yin", "scores", content=b"{}").status == 404
        # Who comes begins anew, and until then nobody sees anything again.
        assert scored.ask("yan", "sheets/scores/all/").status == 409
        assert "reviews_unsigned" in {one["code"] for one in scored.do("chen", "", method="GET")["lacking"]}


class TestSigning:
    def test_takes_no_forged_foreign_or_stale_signature(self, seated: Room) -> None:
        for bid in seated.bids:
            assert seated.save("yan", "review", bid, {"licence": "passes"}).status == 200
        content = seated.content("yan", "reviews")
        good = seated.signature("yan", content)
        spoiled = bytes([*good[:-8], good[-8] ^ 1, *good[-7:]])
        assert seated.sign("yan", "reviews", content=content, signature=spoiled).status == 422
        other = seated.signature("yao", content)
        assert (
            seated.sign("yan", "reviews", content=content, signature=other).body["code"]
            == "signer_is_another"
        )
        changed = content.replace(b"passes", b"failsx", 1)
        answer = seated.sign("yan", "reviews", content=changed)
        assert (answer.status, answer.body["code"]) == (409, "content_changed")
        # Another saved meanwhile: what was shown before is signed by nobody any more.
        assert seated.save("yan", "review", seated.bids[0], {"licence": ("fails", "无照")}, 1).status == 200
        assert (
            seated.sign("yan", "reviews", content=content, signature=good).body["code"] == "content_changed"
        )
        first = seated.sign("yan", "reviews")
        assert first.status == 201
        # The same again is answered as before, another one not; and the draft is closed.
        again = seated.sign("yan", "reviews")
        assert again.body["id"] == first.body["id"]
        assert seated.sign("yan", "reviews", content=content, signature=good).body["code"] == "signed_already"
        assert (
            seated.save("yan", "review", seated.bids[0], {"licence": "passes"}, 2).body["code"]
            == "signed_already"
        )

    def test_asks_for_every_opinion_and_why_something_fails(self, seated: Room) -> None:
        for bid in seated.bids[1:]:
            assert seated.save("yan", "review", bid, {"licence": "fails"}).status == 200
        answer = seated.sign("yan", "reviews")
        assert (answer.status, answer.body["code"]) == (422, "sheet_incomplete")
        assert set(answer.body["fields"]) == {f"{bid}.licence" for bid in seated.bids}


class TestDrafts:
    def test_lose_nothing_to_another_window(self, seated: Room) -> None:
        bid = seated.bids[0]
        assert seated.save("yan", "review", bid, {"licence": "passes"}).body["version"] == 1
        assert seated.save("yan", "review", bid, {"licence": "passes"}).body["version"] == 1
        assert seated.save("yan", "review", bid, {"licence": ("fails", "一")}, 1).body["version"] == 2
        late = seated.save("yan", "review", bid, {"licence": ("fails", "二")}, 1)
        assert (late.status, late.body["code"]) == (409, "sheet_changed")
        assert late.body["data"]["entries"]["licence"]["words"] == "一"

    @pytest.mark.parametrize(
        ("value", "is_taken"),
        [("50", True), ("0", True), ("", True), ("50.1", False), ("-1", False), ("1e1", False), ("NaN", False), ("٣", False)],
    )  # fmt: skip
    def test_stay_within_their_bounds(self, reviewed: Room, value: str, is_taken: bool) -> None:
        assert (
            reviewed.save("yan", "scores", reviewed.bids[0], {"technical": value}).status == 200
        ) is is_taken


class TestCorrections:
    def test_change_what_the_law_names_and_nothing_else(self, reviewed: Room) -> None:
        reviewed.scored(ye={"record": "10"})
        answer = reviewed.ask("yan", "closing/", method="POST", body={})
        assert codes(answer) == {"objective_differs"} and "ye" not in str(answer.body)
        assert (
            reviewed.ask("yan", "reopening/", method="POST", body={"cause": "extreme", "words": "x"}).status
            == 409
        )
        reviewed.do("yan", "reopening/", {"cause": "objective", "words": "业绩评分不一致"})
        for bid in reviewed.bids:
            lawful = {"technical": "40", "record": "15"}
            unlawful = {"technical": "50", "record": "15"}
            assert reviewed.save("ye", "scores", bid, unlawful, 1).body["code"] == "correction_not_allowed"
            assert reviewed.save("ye", "scores", bid, lawful, 1).status == 200
        for one in reviewed.present():
            assert reviewed.sign(one, "scores").status == 201
        reviewed.do("yan", "closing/")
        assert b'"cause":"objective"' in bytes(reviewed.row.report or b"")

    def test_ask_for_a_reason_of_an_extreme_score(self, reviewed: Room) -> None:
        reviewed.scored(yao={"technical": "5"})
        assert codes(reviewed.ask("yan", "closing/", method="POST", body={})) == {"extreme_unreasoned"}

    def test_begin_a_new_number_when_the_supervisor_sets_one_aside(self, seated: Room) -> None:
        body = {"reason": "评审专家应当回避而未回避", "law": "招标投标法实施条例第七十条"}
        assert seated.ask("sun", "setting-aside/", method="POST", body=body).status == 403
        seated.do("su", "setting-aside/", body)
        assert seated.row.status == "set_aside" and seated.ask("yan", "sheets/review/").status == 404
        assert seated.convene().body["number"] == 2


class TestQuestions:
    def test_reach_their_bidder_alone_and_end_with_their_time(self, seated: Room) -> None:
        assert seated.asked(due_at=clock.now().isoformat()).body["code"] == "due_too_soon"
        far = (clock.now() + timedelta(days=31)).isoformat()
        assert seated.asked(due_at=far).body["code"] == "due_too_late"
        invented = seated.asked(figures={"statement": "1", "words": "46900000.00"})
        assert (invented.status, invented.body["code"]) == (422, "figures_wrong")
        agreeing = {"statement": "47000000.00", "words": "47000000.00"}
        assert seated.asked(figures=agreeing).body["code"] == "nothing_to_correct"
        made = seated.asked()
        assert made.status == 201, made.body
        question = made.body["id"]
        assert made.body["figures"]["corrected"] == "46900000.00"
        assert [one["id"] for one in seated.ask("bai", "questions/").body] == [question]
        assert seated.ask("cui", "questions/").status == 404
        assert seated.answered("cui", question).status == 404
        assert seated.answered("bai", question, signer="cui").body["code"] == "signer_is_another"
        assert seated.answered("bai", question, stand="").body["code"] == "stand_wrong"
        first = seated.answered("bai", question)
        assert first.status == 201, first.body
        assert seated.answered("bai", question).body == first.body
        assert seated.answered("bai", question, stand="declined").body["code"] == "answered_already"
        late = seated.asked(
            bid=seated.bid_of("cui"), figures={"statement": "46000000.00", "words": "45900000.00"}
        )
        clock.shift_to(clock.now() + timedelta(minutes=30))
        answer = seated.answered("cui", late.body["id"])
        assert (answer.status, answer.body["code"]) == (409, "answer_late")


class TestVotes:
    def test_decide_by_more_than_half_and_once(self, seated: Room) -> None:
        chair = {"kind": "chair", "about": "1", "words": "再选"}
        assert seated.ask("yao", "motions/", method="POST", body=chair).body["code"] == "chair_elected"
        reject = {"kind": "reject_all", "words": "均不符合要求"}
        assert seated.ask("yao", "motions/", method="POST", body=reject).body["code"] == "not_chair"
        motion = seated.do("yan", "motions/", reject)["id"]
        for who in ("yan", "yao"):
            seated.do(who, f"motions/{motion}/votes/", {"in_favour": True})
        assert self.outcome(seated, motion) == "open"
        again = seated.ask("yan", f"motions/{motion}/votes/", method="POST", body={"in_favour": False})
        assert again.body["code"] == "voted_already"
        assert (
            seated.ask("chen", f"motions/{motion}/votes/", method="POST", body={"in_favour": True}).status
            == 404
        )
        seated.do("ye", f"motions/{motion}/votes/", {"in_favour": True})
        assert self.outcome(seated, motion) == "carried"

    def outcome(self, seated: Room, motion: str) -> str:
        found = seated.do("su", "motions/", method="GET")
        return next(str(one["outcome"]) for one in found if one["motion"]["id"] == motion)
