"""What a committee decides together, what may be put to the vote, and what comes of it."""

from __future__ import annotations

from typing import Any

from bidding import audit_evaluations
from bidding.evaluation import results
from foundation import clock
from tests.bidding.evaluation.room import Room
from tests.bidding.evaluation.test_integrity import written
from trading import facts
from trading.law import construction_award_guards as award_guards
from trading.models import Lot


def moved(room: Room, kind: str, about: str = "", **figures: str) -> Any:
    body = {"kind": kind, "about": about, "figures": figures, "words": "提请"}
    return room.ask("yan", "motions/", method="POST", body=body)


def code(answer: Any) -> str:
    return "" if answer.status in (200, 201) else str(answer.body["code"])


class TestAMotion:
    def test_is_about_what_it_can_be_about(self, seated: Room) -> None:
        bid = seated.bid_of("bai")
        unanswered = seated.asked(kind="low_price", figures={}).body["id"]
        wrong = [
            ("go_on", "", {}),  # three bids are valid
            ("go_on", bid, {}),
            ("claim", bid, {"claim": "large"}),
            ("claim", bid, {}),
            ("claim", "fil_x", {"claim": "small"}),
            ("low_price", unanswered, {}),
            ("asked", bid, {}),
            ("reject_all", bid, {}),
            ("extreme", bid, {"criterion": "record"}),  # an objective one
        ]
        assert {(*one[:2], code(moved(seated, one[0], one[1], **one[2]))) for one in wrong} == {
            (kind, about, "motion_wrong") for kind, about, _ in wrong
        }
        assert code(moved(seated, "claim", bid, claim="small")) == ""
        assert code(moved(seated, "claim", bid, claim="small")) == "motion_open"
        assert code(moved(seated, "claim", bid, claim="joint")) == ""

    def test_to_go_on_is_put_where_few_bids_are_valid(self, seated: Room) -> None:
        seated.reviewed(bai="licence")
        seated.voted("go_on", "")
        assert code(moved(seated, "go_on")) == "motion_open"
        # Of a bid that is out nothing is voted on.
        assert code(moved(seated, "claim", seated.bid_of("bai"), claim="small")) == "motion_wrong"

    def test_that_all_are_rejected_leaves_nobody_and_nothing_to_score(self, seated: Room) -> None:
        seated.reviewed(bai="licence")
        seated.voted("reject_all", "")
        seated.do("yan", "closing/")
        file = results.published(seated.row)
        assert {one.bid: one.ground for one in file.inputs.exclusions} == {
            seated.bid_of("bai"): "licence", seated.bid_of("cui"): "rejected_all", seated.bid_of("deng"): "rejected_all",
        }  # fmt: skip
        assert (file.inputs.sheets, file.result.candidates) == ((), ())
        for one in seated.present():
            assert seated.sign(one, "report").status == 201
        lot = Lot.objects.get(id=seated.lot)
        known = facts.collect(lot, clock.now())
        assert (known.rejected_all, known.bids_valid, known.candidates, known.has_winner) == (
            True,
            0,
            0,
            False,
        )
        assert award_guards.all_rejected(known) is None
        assert award_guards.one_to_three_candidates(known) is not None
        assert list(audit_evaluations.findings()) == []

    def test_that_was_lost_changes_nothing(self, scored: Room) -> None:
        scored.voted("reject_all", "", in_favour=False)
        scored.do("yan", "closing/")
        file = results.published(scored.row)
        assert file.inputs.exclusions == () and len(file.result.candidates) == 3

    def test_vote_or_answer_that_is_not_as_it_was_told_is_found(self, seated: Room) -> None:
        low = seated.asked(kind="low_price", figures={}).body["id"]
        assert seated.answered("bai", low, stand="").status == 201
        price = seated.asked().body["id"]
        assert seated.answered("bai", price).status == 201
        for kind, about in (("asked", low), ("low_price", low), ("asked", price)):
            seated.voted(kind, about)
        seated.voted("claim", seated.bid_of("cui"), claim="small")
        assert list(audit_evaluations.findings()) == []
        written("bidding_motion", "figures = '{\"claim\": \"joint\"}' WHERE kind = 'claim'")
        written("bidding_vote", "in_favour = NOT in_favour")
        written("bidding_bidanswer", "stand = 'declined' WHERE stand = 'confirmed'")
        assert {one.code for one in audit_evaluations.findings()} == {
            "evaluation_motion_changed", "evaluation_vote_changed", "evaluation_answer_changed",
        }  # fmt: skip
