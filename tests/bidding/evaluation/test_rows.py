"""A result follows from what was signed and told: rows that say otherwise, for as long as scores are closed, give none."""

from __future__ import annotations

import pytest

from bidding import audit_evaluations
from bidding.evaluation import kept
from bidding.models import Filing, Seat, Sheet, Signed
from foundation import clock
from foundation.models import Event
from tests.bidding.evaluation.room import MEMBERS, Room
from tests.bidding.evaluation.test_integrity import closing, written


class TestASheet:
    def test_whose_signed_bytes_were_changed_with_it_gives_no_result(self, scored: Room) -> None:
        written(
            "bidding_sheet",
            "entries = jsonb_set(entries, '{technical,value}', '\"50\"') WHERE part = 'scores'",
        )
        forged = 'replace(convert_from(content, \'UTF8\'), \'"value":"40"\', \'"value":"50"\')'
        written("bidding_signed", f"content = convert_to({forged}, 'UTF8') WHERE act = 'scores'")
        assert closing(scored) == {"sheet_unlike_signed", "acts_unlike_told"}

    def test_that_nobody_signed_takes_no_bid_out(self, scored: Room) -> None:
        evaluation = scored.row
        evaluation.stage = 2  # of the second envelope members usually write nothing
        assert kept.changed(evaluation) == []
        seats = list(Seat.objects.filter(evaluation=evaluation)[:3])
        for seat in seats:
            Sheet.objects.create(
                seat=seat, filing=Filing.objects.get(id=scored.bids[0]), part="review", stage=2, at=clock.now(),
                entries={"not_signed": {"value": "fails", "words": "x"}},
            )  # fmt: skip
        assert kept.changed(evaluation) == seats

    def test_of_a_signature_that_was_taken_away_gives_no_result(self, scored: Room) -> None:
        assert kept.is_as_told(scored.row)
        written("bidding_signed", "at = at", delete="act = 'declaration'")
        assert closing(scored) == {"acts_unlike_told"}


class TestAnAnswer:
    def test_counts_as_its_bidder_signed_it(self, scored: Room) -> None:
        question = scored.asked().body
        assert scored.answered("bai", question["id"], stand="declined").status == 201
        scored.voted("asked", question["id"])
        written("bidding_bidanswer", "stand = 'confirmed'")
        assert closing(scored) == {"answer_unlike_signed", "acts_unlike_told"}


class TestAVote:
    def test_counts_as_it_was_told_and_the_report_for_good(self, scored: Room) -> None:
        scored.voted("claim", scored.bid_of("bai"), claim="small")
        written(
            "bidding_vote",
            "in_favour = NOT in_favour WHERE motion_id IN (SELECT id FROM bidding_motion WHERE kind = 'claim')",
        )
        assert closing(scored) == {"acts_unlike_told"}
        written(
            "bidding_vote",
            "in_favour = NOT in_favour WHERE motion_id IN (SELECT id FROM bidding_motion WHERE kind = 'claim')",
        )
        assert closing(scored) == {""}
        for who in MEMBERS:
            assert scored.sign(who, "report").status == 201
        assert list(audit_evaluations.findings()) == []
        written(
            "bidding_vote",
            "in_favour = false WHERE motion_id IN (SELECT id FROM bidding_motion WHERE kind = 'claim')",
        )
        assert "evaluation_reported_act_changed" in {one.code for one in audit_evaluations.findings()}


class TestTheJournal:
    def test_names_nobody_who_sits(self, scored: Room) -> None:
        scored.do("yan", "closing/")
        for who in MEMBERS:
            assert scored.sign(who, "report").status == 201
        members = {scored.member(who) for who in MEMBERS}
        told = Event.objects.filter(subject=scored.lot, at__gte=scored.row.began_at)
        assert not [
            one.type for one in told if one.actor in members or members & {*map(str, one.data.values())}
        ]
        signed = told.filter(type="bidding.evaluation.signed")
        assert {one.data["seat"] for one in signed} == {*Signed.objects.values_list("seat", flat=True)}


@pytest.mark.parametrize("who", ["yan", "su", "chen"])
def test_a_signature_of_the_report_is_shown_to_its_own_member_alone(scored: Room, who: str) -> None:
    """The certificate in it names the member, days before the law lets anybody know who evaluated."""
    scored.do("yan", "closing/")
    for one in MEMBERS[:2]:
        assert scored.sign(one, "report").status == 201
    stands = scored.do(who, "report/", method="GET", status=200)["stands"]
    assert [bool(one["signature"]) for one in stands] == [who == "yan", False]
    assert all(one["signature_sha256"] for one in stands)
