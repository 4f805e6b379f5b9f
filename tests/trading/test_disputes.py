"""Challenges and complaints of government procurement: their windows to the minute, who may, what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.demo import documents, materials, moves
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.models import Event
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import queries
from trading.actions import complaints, disputes, holds, walking
from trading.engine import StepRefused
from trading.law.tender_document import Method
from trading.models import Complaint, Lot, Objection, Period

__all__ = ["counted"]
pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def lot(world: World) -> str:
    """An open tender of the hospital, announced on 2026-03-02: its notice period ends on 03-09."""
    made = moves.draft(
        world.stage, "shen", "交换机采购", kind="procurement", method="open", sector="finance",
        deal=materials.PROCUREMENT | {"intent_waiver": "应急采购"},
        lots={"第一包": materials.PACKAGE | materials.TENDERED}, classification="D01", estimate="1800000.00",
    )  # fmt: skip
    moves.save_document(
        made, documents.tender_document("交换机采购", "1750000.00", Method.COMPREHENSIVE_SCORE)
    )
    world.tell("shen", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    return made.lot


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def walk(to: datetime) -> None:
    for _stop in walking.walk_to(to):
        pass


def codes(error: StepRefused) -> set[str]:
    return {refusal.code for refusal in error.refusals}


def challenged(world: World, lot: str, *, answered: bool = True) -> Objection:
    raised = disputes.object_to(lot_id=lot, stage="documents", grounds="参数不公", by=world.actor("kong"))
    if answered:
        raised = disputes.reply_objection(
            objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("shen")
        )
    return raised


class TestChallengeOfTheDocuments:
    """Seven working days from the end of the notice period: 2026-03-09 and then until 03-18."""

    def test_has_its_notice_period_end_on_the_fifth_working_day(self, lot: str) -> None:
        assert Period.objects.get(lot=lot, limit="notice_period").ends_at == at(3, 10)

    def test_is_taken_until_the_last_minute(self, world: World, lot: str) -> None:
        walk(at(3, 18, 23, 59))
        assert challenged(world, lot, answered=False).due_at == at(3, 28)

    def test_is_refused_at_midnight_with_the_article(self, world: World, lot: str) -> None:
        walk(at(3, 19))
        with pytest.raises(StepRefused) as refused:
            challenged(world, lot)
        assert codes(refused.value) == {"window_closed"}
        assert "政府采购法》第52条" in str(refused.value.refusals[0].law)

    def test_does_not_suspend_the_tender(self, world: World, lot: str) -> None:
        challenged(world, lot, answered=False)
        assert not Lot.objects.get(id=lot).holds.exists()


def stands(lot: str, state: str, limit: str, starts_at: datetime, ends_at: datetime) -> None:
    """Let a lot stand where its result is told, with that period."""
    Lot.objects.filter(id=lot).update(state=state, phase="publicising", entered_at=starts_at)
    Period.objects.create(lot_id=lot, limit=limit, starts_at=starts_at, ends_at=ends_at)


class TestChallengeOfTheResult:
    """Seven working days from the end of its notice (政府采购法 art. 52); the contract waits for the answer (实施条例 art. 54)."""

    @pytest.fixture
    def told(self, lot: str) -> str:
        stands(lot, "awarded", "result_period", at(3, 9), at(3, 10))
        return lot

    def raised(self, world: World, lot: str) -> Objection:
        return disputes.object_to(lot_id=lot, stage="result", grounds="评分有误", by=world.actor("kong"))

    def refusals(self, world: World, lot: str) -> set[str]:
        found = queries.open_steps(
            Lot.objects.select_related("deal").get(id=lot), actor=world.actor("shen"), at=clock.now()
        )
        [signing] = [one for one in found if one.step.name == "sign_contract"]
        return {one.code for one in signing.refusals}

    def test_is_taken_until_the_last_minute_and_keeps_the_contract_from_being_signed(
        self, world: World, told: str
    ) -> None:
        clock.shift_to(at(3, 18, 23, 59))
        assert "open_dispute" not in self.refusals(world, told)
        raised = self.raised(world, told)
        assert raised.due_at == at(3, 28) and not Lot.objects.get(id=told).holds.exists()
        assert "open_dispute" in self.refusals(world, told)
        disputes.reply_objection(
            objection_id=raised.id, reply="评分无误", upheld=False, by=world.actor("shen")
        )
        assert "open_dispute" not in self.refusals(world, told)

    def test_is_refused_at_midnight_with_the_article(self, world: World, told: str) -> None:
        clock.shift_to(at(3, 19))
        with pytest.raises(StepRefused) as refused:
            self.raised(world, told)
        assert codes(refused.value) == {"window_closed"}
        assert "政府采购法》第52条" in str(refused.value.refusals[0].law)


class TestObjectionToCandidates:
    """As long as they are published; everything stands still until the answer (招标投标法实施条例 art. 54)."""

    @pytest.fixture
    def published(self, world: World) -> str:
        made = world.announced()
        stands(made.lot, "publicity", "publicity", at(3, 9), at(3, 13))
        return made.lot

    def raised(self, world: World, lot: str) -> Objection:
        return disputes.object_to(lot_id=lot, stage="result", grounds="业绩不实", by=world.actor("cui"))

    def test_is_taken_until_the_last_minute_and_suspends_the_award(
        self, world: World, published: str
    ) -> None:
        clock.shift_to(at(3, 12, 23, 59))
        raised = self.raised(world, published)
        assert raised.due_at == at(3, 17)  # the third day is a Sunday
        clock.shift_to(at(3, 16))
        path = f"/api/v1/lots/{published}/steps/confirm/"
        reasons = {one["code"] for one in world.stage.attempt("sun", path).body["reasons"]}
        assert {"on_hold", "open_dispute"} <= reasons
        disputes.reply_objection(objection_id=raised.id, reply="属实", upheld=False, by=world.actor("sun"))
        assert not Lot.objects.get(id=published).holds.filter(ended_at=None).exists()

    def test_is_refused_once_they_are_published_no_more(self, world: World, published: str) -> None:
        clock.shift_to(at(3, 13))
        with pytest.raises(StepRefused) as refused:
            self.raised(world, published)
        assert codes(refused.value) == {"window_closed"}
        assert "第54条" in str(refused.value.refusals[0].law)


class TestDoubtsAboutTheOpening:
    """87号令第42条第2款: raised on the spot by those who bid, answered in time, and no challenge."""

    @pytest.fixture
    def opening(self, counted: None, world: World, lot: str) -> str:
        """The tender, its bids due and not opened yet."""
        for who in ("kong", "han", "jiang"):
            world.tell(who, f"/api/v1/lots/{lot}/registrations/")
        deadline = Period.objects.get(lot=lot, limit="bidding", current=True).ends_at
        clock.shift_to(deadline)
        came(lot, 3)
        walk(deadline + timedelta(seconds=1))
        assert Lot.objects.get(id=lot).state == "sealed"
        return lot

    def raised(self, world: World, lot: str, who: str = "kong") -> Objection:
        return disputes.object_to(lot_id=lot, stage="opening", grounds="唱标有误", by=world.actor(who))

    def test_are_heard_as_long_as_the_opening_lasts(self, world: World, opening: str) -> None:
        walk(clock.now() + timedelta(days=2))
        doubt = self.raised(world, opening)
        assert doubt.due_at > clock.now()
        world.tell("chen", f"/api/v1/lots/{opening}/steps/open_bids/", {})
        with pytest.raises(StepRefused) as refused:
            self.raised(world, opening, "han")
        assert codes(refused.value) == {"wrong_state"}
        disputes.reply_objection(objection_id=doubt.id, reply="已更正", upheld=True, by=world.actor("shen"))

    def test_are_not_heard_before(self, world: World, lot: str) -> None:
        world.tell("kong", f"/api/v1/lots/{lot}/registrations/")
        with pytest.raises(StepRefused) as refused:
            self.raised(world, lot)
        assert codes(refused.value) == {"wrong_state"}

    def test_are_for_those_who_bid(self, world: World, opening: str) -> None:
        with pytest.raises(Forbidden) as refused:
            self.raised(world, opening, "bai")
        assert refused.value.code == "only_for_bidders"

    def test_give_nothing_to_complain_of(self, world: World, opening: str) -> None:
        doubt = self.raised(world, opening)
        disputes.reply_objection(objection_id=doubt.id, reply="无误", upheld=False, by=world.actor("shen"))
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=opening, grounds="不服", by=world.actor("kong"))
        assert codes(refused.value) == {"objection_first"}


class TestComplaint:
    """Fifteen working days from the end of the reply period, however early the reply came (政府采购法 art. 55)."""

    def test_is_taken_until_the_fifteenth_working_day_after_the_reply_period(
        self, world: World, lot: str
    ) -> None:
        raised = challenged(world, lot)
        assert raised.due_at == at(3, 12)
        walk(at(4, 1, 23, 59))
        lodged = complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        assert lodged.status == "lodged"

    def test_is_refused_a_minute_later(self, world: World, lot: str) -> None:
        challenged(world, lot)
        walk(at(4, 2))
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        assert codes(refused.value) == {"lodged_too_late"}
        assert "第55条" in str(refused.value.refusals[0].law)

    def test_waits_for_the_reply_or_the_end_of_its_time(self, world: World, lot: str) -> None:
        challenged(world, lot, answered=False)
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        assert codes(refused.value) == {"objection_open"}
        walk(at(3, 12))
        assert complaints.complain(lot_id=lot, grounds="未答复", by=world.actor("kong"))

    def test_follows_a_challenge_that_stands(self, world: World, lot: str) -> None:
        raised = challenged(world, lot, answered=False)
        disputes.withdraw_objection(objection_id=raised.id, by=world.actor("kong"))
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        assert codes(refused.value) == {"objection_first"}
        with pytest.raises(Invalid):
            complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"), objection_id=raised.id)

    def test_is_made_once_of_one_challenge(self, world: World, lot: str) -> None:
        challenged(world, lot)
        complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        with pytest.raises(Conflict):
            complaints.complain(lot_id=lot, grounds="再次", by=world.actor("kong"))

    def test_is_not_the_purchasers_or_a_strangers(self, world: World, lot: str) -> None:
        challenged(world, lot)
        with pytest.raises(Forbidden):
            complaints.complain(lot_id=lot, grounds="x", by=world.actor("shen"))
        with pytest.raises(StepRefused):
            complaints.complain(lot_id=lot, grounds="x", by=world.actor("han"))


class TestSuspensionForAComplaint:
    """Thirty days at most (政府采购法 art. 57)."""

    def lodged(self, world: World, lot: str) -> Complaint:
        challenged(world, lot)
        made = complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        return complaints.accept_complaint(complaint_id=made.id, suspend=True, by=world.actor("cai"))

    def test_ends_by_the_clock_after_thirty_days(self, world: World, lot: str) -> None:
        self.lodged(world, lot)
        begun = clock.now()
        hold = Lot.objects.get(id=lot).holds.get()
        assert hold.ends_at is not None
        assert timedelta(0) <= begun + timedelta(days=30) - hold.ends_at < timedelta(minutes=5)
        walk(hold.ends_at - timedelta(minutes=1))
        assert holds.held(Lot.objects.get(id=lot))
        walk(hold.ends_at)
        assert not holds.held(Lot.objects.get(id=lot))
        assert Complaint.objects.get(lot=lot).status == "accepted"

    def test_ends_with_the_decision_which_calls_for_its_notice(self, world: World, lot: str) -> None:
        made = self.lodged(world, lot)
        complaints.decide_complaint(
            complaint_id=made.id, decision="驳回", upheld=False, by=world.actor("cai")
        )
        assert not Lot.objects.get(id=lot).holds.filter(ended_at=None).exists()
        assert Event.objects.get(type="trading.complaint.decided").data["notice"] == "procurement_complaint"

    def test_ends_when_the_complaint_is_withdrawn(self, world: World, lot: str) -> None:
        made = self.lodged(world, lot)
        with pytest.raises(NotFound):
            complaints.withdraw_complaint(complaint_id=made.id, by=world.actor("han"))
        complaints.withdraw_complaint(complaint_id=made.id, by=world.actor("kong"))
        assert not Lot.objects.get(id=lot).holds.filter(ended_at=None).exists()
        with pytest.raises(Conflict):
            complaints.decide_complaint(
                complaint_id=made.id, decision="驳回", upheld=False, by=world.actor("cai")
            )

    def test_is_the_finance_bureaus_alone(self, world: World, lot: str) -> None:
        challenged(world, lot)
        made = complaints.complain(lot_id=lot, grounds="不服", by=world.actor("kong"))
        with pytest.raises(NotFound):
            complaints.accept_complaint(complaint_id=made.id, suspend=True, by=world.actor("su"))
        with pytest.raises(Forbidden):
            complaints.accept_complaint(complaint_id=made.id, suspend=True, by=world.actor("chen"))


class TestComplaintOfAnotherMatter:
    """招标投标法实施条例第六十条: ten days from knowing, without an objection where none is provided for."""

    def lodge(self, world: World, made: moves.Cast, known_on: str, **more: str) -> Any:
        body = {"grounds": "招标人向部分投标人泄露标底", "known_on": known_on} | more
        return world.stage.attempt("bai", f"/api/v1/lots/{made.lot}/complaints/", body)

    def test_is_taken_until_the_tenth_day(self, world: World) -> None:
        made = world.announced()
        walk(at(3, 12, 23, 59))
        lodged = self.lodge(world, made, "2026-03-02")
        assert lodged.status == 201
        seen = world.stage.get("su", f"/api/v1/complaints/{lodged.body['id']}/")
        assert (seen["known_on"], seen["objection"]) == ("2026-03-02", None)
        told = Event.objects.get(type="trading.complaint.lodged")
        assert told.data["known_on"] == "2026-03-02"

    def test_is_refused_on_the_eleventh_with_the_article(self, world: World) -> None:
        made = world.announced()
        walk(at(3, 13))
        answer = self.lodge(world, made, "2026-03-02")
        assert answer.status == 409
        assert [reason["code"] for reason in answer.body["reasons"]] == ["lodged_too_late"]
        assert "第60条" in answer.body["reasons"][0]["law"]
        assert self.lodge(world, made, "2026-03-03").status == 201

    def test_needs_a_day_that_has_come(self, world: World) -> None:
        assert self.lodge(world, world.announced(), "2026-03-03").body["code"] == "known_in_future"

    def test_is_not_one_of_what_was_objected_to(self, world: World) -> None:
        made = world.announced()
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="x", by=world.actor("bai"))
        answer = self.lodge(world, made, "2026-03-02", objection=raised.id)
        assert (answer.status, answer.body["code"]) == (422, "one_matter")

    def test_is_unknown_to_procurement(self, world: World, lot: str) -> None:
        with pytest.raises(Invalid, match="one_matter"):
            complaints.complain(lot_id=lot, grounds="x", by=world.actor("kong"), known_on=date(2026, 3, 2))

    def test_comes_after_an_objection_where_no_day_is_told(self, world: World) -> None:
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=world.announced().lot, grounds="x", by=world.actor("bai"))
        assert codes(refused.value) == {"objection_first"}
