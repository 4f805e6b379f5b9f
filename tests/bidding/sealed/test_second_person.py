"""While bids are sealed nobody alone moves a deadline or ends the competition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Member
from foundation import clock
from foundation.errors import Conflict, Forbidden
from foundation.models import Event
from tests.bidding.sealed.scene import Scene
from trading import second_person
from trading.actions import clarifications, proposals, steps
from trading.models import Deal, Lot, Period, Proposal

ENDING = {"data": {"reason": "规划调整"}}


@pytest.fixture
def tender(scene: Scene) -> Scene:
    """The tender with an agency, whose member An is the second person."""
    Deal.objects.filter(id=scene.made.deal).update(agency=scene.world.cast.members["an"].party)
    return scene


def ask(scene: Scene, who: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return scene.world.stage.attempt(who, path, body or {})


def moving(scene: Scene) -> dict[str, Any]:
    later = scene.deadline + timedelta(days=7)
    return {
        "title": "延期",
        "content": "投标截止时间顺延七日。",
        "affects_preparation": False,
        "ends": {"bidding": later.isoformat()},
    }


class TestAloneNobody:
    def test_moves_the_deadline(self, tender: Scene) -> None:
        before = tender.deadline
        answer = ask(tender, "sun", f"/api/v1/deals/{tender.made.deal}/clarifications/", moving(tender))
        assert (answer.status, answer.body["code"]) == (409, "second_person_needed")
        assert tender.deadline == before

    def test_ends_the_competition(self, tender: Scene) -> None:
        answer = ask(tender, "sun", f"/api/v1/deals/{tender.made.deal}/steps/terminate/", ENDING)
        assert (answer.status, answer.body["code"]) == (409, "second_person_needed")
        assert tender.lot.state != "terminated"

    @pytest.mark.parametrize(
        ("who", "is_refused"), [("sun", True), ("an", True), ("chen", True), ("su", False)]
    )
    def test_not_the_centre_either(self, tender: Scene, who: str, is_refused: bool) -> None:
        """Procedures of property let its officers end a competition; a supervisor's order is its own to answer for."""
        act, by = "step terminate", tender.world.actor(who)
        try:
            second_person.check([tender.lot], act=act, by=by, proposal_id="")
        except Conflict as refused:
            assert (refused.code, is_refused) == ("second_person_needed", True)
        else:
            assert not is_refused

    def test_is_kept_from_clarifying_without_moving_anything(self, tender: Scene) -> None:
        body = moving(tender) | {"ends": {}}
        assert ask(tender, "sun", f"/api/v1/deals/{tender.made.deal}/clarifications/", body).status == 201

    def test_needs_another_where_bids_are_not_sealed(self, bare: Scene) -> None:
        answer = ask(bare, "sun", f"/api/v1/deals/{bare.made.deal}/steps/terminate/", ENDING)
        assert answer.status == 200


class TestTwo:
    def propose(self, scene: Scene, who: str = "sun") -> Any:
        path = f"/api/v1/deals/{scene.made.deal}/proposals/steps/terminate/"
        answer = ask(scene, who, path, ENDING)
        assert answer.status == 201, answer.body
        return answer.body

    def test_end_the_competition(self, tender: Scene) -> None:
        made = self.propose(tender)
        assert tender.lot.state != "terminated"
        answer = ask(tender, "an", f"/api/v1/proposals/{made['id']}/approval/")
        assert (answer.status, answer.body["status"]) == (200, "approved")
        assert tender.lot.state == "terminated"
        told = Event.objects.get(type="trading.proposal.approved").data
        members = tender.world.cast.members
        assert (told["proposed_by"], told["approved_by"]) == (members["sun"].id, members["an"].id)

    def test_move_the_deadline(self, tender: Scene) -> None:
        before, path = tender.deadline, f"/api/v1/deals/{tender.made.deal}/proposals/clarification/"
        made = ask(tender, "an", path, moving(tender))
        assert made.status == 201, made.body
        assert tender.deadline == before
        assert ask(tender, "sun", f"/api/v1/proposals/{made.body['id']}/approval/").status == 200
        assert tender.deadline == before + timedelta(days=7)

    def test_are_not_one_person(self, tender: Scene) -> None:
        made = self.propose(tender)
        answer = ask(tender, "sun", f"/api/v1/proposals/{made['id']}/approval/")
        assert (answer.status, answer.body["code"]) == (403, "same_person")
        assert tender.lot.state != "terminated"

    def test_are_not_one_person_under_two_memberships(self, tender: Scene) -> None:
        made, members = self.propose(tender), tender.world.cast.members
        members["an"].user = members["sun"].user
        members["an"].save(update_fields=["user"])
        answer = ask(tender, "an", f"/api/v1/proposals/{made['id']}/approval/")
        assert answer.status in (401, 403)
        assert tender.lot.state != "terminated"

    def test_are_of_the_deal(self, tender: Scene) -> None:
        made = self.propose(tender)
        path = f"/api/v1/proposals/{made['id']}/approval/"
        told = {who: ask(tender, who, path).status for who in ("song", "bai", "ao", "su")}
        assert told == {"song": 404, "bai": 404, "ao": 404, "su": 403}

    def test_do_it_once(self, tender: Scene) -> None:
        made = self.propose(tender)
        path = f"/api/v1/proposals/{made['id']}/approval/"
        assert ask(tender, "an", path).status == 200
        assert ask(tender, "an", path).body["code"] == "proposal_settled"

    def test_leave_it_open_when_the_time_is_over(self, tender: Scene) -> None:
        """What was possible when it was proposed may be refused when it is approved; nothing happens then."""
        made = ask(
            tender, "sun", f"/api/v1/deals/{tender.made.deal}/proposals/clarification/", moving(tender)
        ).body
        Period.objects.filter(lot=tender.made.lot, current=True).update(
            starts_at=clock.now() - timedelta(days=20), ends_at=clock.now() - timedelta(minutes=1)
        )
        answer = ask(tender, "an", f"/api/v1/proposals/{made['id']}/approval/")
        assert answer.status == 409
        assert Proposal.objects.get().status == "open"
        assert not Event.objects.filter(type="trading.proposal.approved").exists()

    def test_are_both_still_there_within_a_week(self, tender: Scene) -> None:
        made = self.propose(tender)
        path = f"/api/v1/proposals/{made['id']}/approval/"
        clock.shift_to(clock.now() + timedelta(days=7))
        assert ask(tender, "an", path).body["code"] == "proposal_lapsed"
        assert (
            ask(tender, "sun", f"/api/v1/proposals/{made['id']}/refusal/", {"reason": "过期"}).status == 200
        )
        again = self.propose(tender, "an")
        Member.objects.filter(id=tender.world.cast.members["an"].id).update(
            status="revoked", revoked_at=clock.now()
        )
        answer = ask(tender, "sun", f"/api/v1/proposals/{again['id']}/approval/")
        assert answer.body["code"] == "proposal_lapsed"

    def test_may_decline(self, tender: Scene) -> None:
        made = self.propose(tender)
        path = f"/api/v1/proposals/{made['id']}/refusal/"
        assert ask(tender, "an", path, {"reason": " "}).status == 422
        assert ask(tender, "an", path, {"reason": "理由不足"}).body["status"] == "declined"
        assert ask(tender, "an", f"/api/v1/proposals/{made['id']}/approval/").status == 409
        assert self.propose(tender)["id"] != made["id"]


class TestHowLong:
    def test_until_every_part_of_the_bids_is_open(self, tender: Scene) -> None:
        """Also after the deadline, when the organiser may already read who filed."""
        Lot.objects.filter(id=tender.made.lot).update(state="opening", phase="evaluating")
        answer = ask(tender, "sun", f"/api/v1/deals/{tender.made.deal}/steps/terminate/", ENDING)
        assert answer.body["code"] == "second_person_needed"

    def test_not_for_the_supervisor_who_declares_it_void(self, tender: Scene) -> None:
        path = f"/api/v1/lots/{tender.made.lot}/steps/invalidate/"
        answer = ask(tender, "su", path, ENDING)
        assert answer.body.get("code") != "second_person_needed", answer.body


class TestProposing:
    def test_what_is_hopeless_is_refused_at_once(self, tender: Scene) -> None:
        """Nobody waits for a second person to learn that a period may not be shortened."""
        body = moving(tender) | {"ends": {"bidding": (tender.deadline - timedelta(days=1)).isoformat()}}
        answer = ask(tender, "sun", f"/api/v1/deals/{tender.made.deal}/proposals/clarification/", body)
        assert answer.body["code"] == "period_shortened"
        assert not Proposal.objects.exists()

    def test_leaves_no_trace_of_the_trial(self, tender: Scene) -> None:
        before = Event.objects.count()
        TestTwo().propose(tender)
        made = list(
            Event.objects.order_by("-id").values_list("type", flat=True)[: Event.objects.count() - before]
        )
        assert made == ["trading.proposal.made"]

    def test_twice_is_refused(self, tender: Scene) -> None:
        TestTwo().propose(tender)
        path = f"/api/v1/deals/{tender.made.deal}/proposals/steps/terminate/"
        assert ask(tender, "sun", path, ENDING).body["code"] == "proposal_open"

    def test_a_lot_of_another_deal_is_refused(self, tender: Scene) -> None:
        other = tender.world.announced()
        path = f"/api/v1/deals/{tender.made.deal}/proposals/steps/close/"
        assert ask(tender, "sun", path, {"lot": other.lot}).status == 404

    def test_is_for_the_organisers_side(self, tender: Scene) -> None:
        path = f"/api/v1/deals/{tender.made.deal}/proposals/steps/terminate/"
        assert [ask(tender, who, path, ENDING).status for who in ("bai", "chen", "su")] == [403, 403, 403]


class TestTheActs:
    """The acts themselves believe the proposal's row, not what they are told of it."""

    def test_believe_no_word_of_another_person(self, tender: Scene) -> None:
        by = tender.world.actor("sun")
        open_one = TestTwo().propose(tender)["id"]
        for proposal_id, who in (("prp_none", by), ("mem_other", by), (open_one, tender.world.actor("an"))):
            with pytest.raises(Conflict, match="second_person_needed"):
                steps.take_deal_step(
                    deal_id=tender.made.deal,
                    step="terminate",
                    by=who,
                    proposal_id=proposal_id,
                    data=ENDING["data"],
                )
        assert tender.lot.state != "terminated"

    def test_take_a_proposal_for_what_it_asks_and_by_whom_it_was_approved(self, tender: Scene) -> None:
        """An approved one is no key to other acts, nor to the same act in another's hands."""
        made = ask(
            tender, "an", f"/api/v1/deals/{tender.made.deal}/proposals/clarification/", moving(tender)
        ).body
        assert ask(tender, "sun", f"/api/v1/proposals/{made['id']}/approval/").status == 200
        for who in ("sun", "an"):
            with pytest.raises(Conflict, match="second_person_needed"):
                steps.take_deal_step(
                    deal_id=tender.made.deal, step="terminate", by=tender.world.actor(who),
                    proposal_id=made["id"], data=ENDING["data"],
                )  # fmt: skip
        again = moving(tender) | {"ends": {"bidding": tender.deadline + timedelta(days=1)}}
        with pytest.raises(Conflict, match="second_person_needed"):
            clarifications.clarify(
                deal_id=tender.made.deal, by=tender.world.actor("an"), proposal_id=made["id"], **again
            )

    def test_are_for_persons_that_signed_in(self, tender: Scene) -> None:
        nobody = replace(tender.world.actor("sun"), member_id=None)
        with pytest.raises(Forbidden, match="role_not_allowed"):
            proposals.propose(
                deal_id=tender.made.deal, act="step", arguments={"step": "terminate"} | ENDING, by=nobody
            )
        made = TestTwo().propose(tender)
        with pytest.raises(Forbidden, match="role_not_allowed"):
            proposals.approve(proposal_id=made["id"], by=replace(nobody, user_id=None))


class TestTheDatabase:
    def decided(self, scene: Scene, made: Any, **values: Any) -> None:
        with transaction.atomic():
            Proposal.objects.filter(id=made["id"]).update(**({"status": "approved"} | values))

    def test_refuses_one_who_approves_what_they_proposed(self, tender: Scene) -> None:
        made, sun = TestTwo().propose(tender), tender.world.cast.members["sun"]
        with pytest.raises(IntegrityError, match="proposal_by_another"):
            self.decided(tender, made, decided_by=sun.id, decided_by_user=sun.user_id)

    def test_refuses_the_same_user_as_another_member(self, tender: Scene) -> None:
        made, members = TestTwo().propose(tender), tender.world.cast.members
        members["an"].user = members["sun"].user
        members["an"].save(update_fields=["user"])
        with pytest.raises(IntegrityError, match="proposal_by_another"):
            self.decided(tender, made, decided_by=members["an"].id, decided_by_user=members["sun"].user_id)

    def test_refuses_whoever_is_no_member_of_the_deals_side(self, tender: Scene) -> None:
        """Neither a made-up member, nor one under another's user, nor one of another party, nor one that was revoked."""
        made, members = TestTwo().propose(tender), tender.world.cast.members
        an, bai = members["an"], members["bai"]
        for member, user in (("mem_x", "usr_x"), (an.id, bai.user_id), (an.id, ""), (bai.id, bai.user_id)):
            with pytest.raises(IntegrityError, match="proposal_by_a_member"):
                self.decided(tender, made, decided_by=member, decided_by_user=user)
        row = Proposal(
            deal_id=tender.made.deal, act="clarify", arguments={}, proposed_at=clock.now(),
            proposed_by=bai.id, proposed_by_user=bai.user_id,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="proposal_by_a_member"), transaction.atomic():
            row.save(force_insert=True)
        Member.objects.filter(id=an.id).update(status="revoked", revoked_at=clock.now())
        with pytest.raises(IntegrityError, match="proposal_by_a_member"):
            self.decided(tender, made, decided_by=an.id, decided_by_user=an.user_id)

    def test_keeps_proposals_as_they_were_made(self, tender: Scene) -> None:
        made, an = TestTwo().propose(tender), tender.world.cast.members["an"]
        rows = Proposal.objects.filter(id=made["id"])
        changes: list[dict[str, Any]] = [
            {"arguments": {"step": "other"}}, {"proposed_by": an.id, "proposed_by_user": an.user_id}, {"act": "clarify"},
            {"proposed_at": clock.now() + timedelta(days=1)}, {"reason": "x"},
        ]  # fmt: skip
        for change in changes:
            with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
                rows.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.delete()
        self.decided(tender, made, decided_by=an.id, decided_by_user=an.user_id)
        for status in ("open", "declined"):
            with pytest.raises(DatabaseError, match="not altered"):
                self.decided(tender, made, status=status)

    def test_keeps_the_lot_where_it_is(self, tender: Scene) -> None:
        TestTwo().propose(tender)
        assert not Lot.objects.filter(state="terminated").exists()
