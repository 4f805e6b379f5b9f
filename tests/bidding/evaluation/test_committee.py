"""A committee's work from its seats to the signed report."""

from __future__ import annotations

from tests.bidding.evaluation.room import MEMBERS, Room


class TestACommittee:
    def test_goes_from_seats_to_a_report_that_all_have_signed(self, room: Room) -> None:
        room.declared().reviewed().scored()
        room.do("yan", "closing/")
        for one in MEMBERS:
            answer = room.sign(one, "report")
            assert answer.status == 201, answer.body
        assert room.row.status == "reported"
