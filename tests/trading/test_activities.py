"""What people do around a lot besides its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from config.demo import moves, property_rights
from config.demo.documents import tender_document
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.models import Event
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import queries
from trading.actions import (
    clarifications,
    complaints,
    deals,
    disputes,
    documents,
    holds,
    outcomes,
    questions,
    steps,
    ticking,
)
from trading.engine import StepRefused
from trading.models import Deal, Lot, Period

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]


@pytest.fixture
def world() -> World:
    return build()


def codes(error: StepRefused) -> set[str]:
    return {refusal.code for refusal in error.refusals}


def bidding_end(lot_id: str) -> Period:
    return Period.objects.get(lot=lot_id, limit="bidding", current=True)


class TestAnnounce:
    def test_opens_the_periods_that_the_law_asks(self, world: World) -> None:
        made = world.announced()
        assert {p.limit for p in Period.objects.filter(lot=made.lot)} == {"document_sale", "bidding"}
        assert (bidding_end(made.lot).ends_at - clock.now()).days >= 20

    def test_refuses_a_deadline_of_nineteen_days_with_the_article(self, world: World) -> None:
        made = world.draft()
        ends = {"bidding": clock.now() + timedelta(days=19)}
        with pytest.raises(Invalid) as refused:
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"), ends=ends)
        assert refused.value.code == "period_too_short"
        assert "招标投标法" in refused.value.detail["law"]
        assert world.lot(made).state == "draft"

    def test_refuses_an_end_of_a_period_that_it_does_not_open(self, world: World) -> None:
        made = world.draft()
        ends = {"biding": clock.now() + timedelta(days=40)}
        with pytest.raises(StepRefused) as refused:
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"), ends=ends)
        assert codes(refused.value) == {"unknown_period"}
        assert world.lot(made).state == "draft"

    def test_is_the_organisers_alone(self, world: World) -> None:
        made = world.draft()
        with pytest.raises(Forbidden):
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("chen"))

    def test_asks_the_documents_for_what_is_published_of_candidates(self, world: World) -> None:
        made = world.draft()
        moves.save_document(made, tender_document("测试工程", "48000000.00", commits=False))
        answer = world.stage.attempt("sun", f"/api/v1/deals/{made.deal}/steps/announce/")
        [reason] = answer.body["reasons"]
        assert reason["code"] == "commitments_unasked" and "第6条" in reason["law"]

    def test_lets_no_later_document_leave_out_what_is_published_of_candidates(self, world: World) -> None:
        made = world.announced()
        said = tender_document("测试工程", "48000000.00")
        without = tender_document("测试工程", "48000000.00", commits=False)
        answers = [
            world.stage.attempt(
                "sun", f"/api/v1/deals/{made.deal}/documents/", {"kind": "tender", "content": one}
            )
            for one in (without, said)
        ]
        assert [one.status for one in answers] == [409, 201]
        assert {one["code"] for one in answers[0].body["reasons"]} == {"commitments_unasked"}
        # Who need not tender may ask less.
        particulars = world.deal(made).particulars | {"must_tender": False}
        Deal.objects.filter(id=made.deal).update(particulars=particulars)
        body = {"kind": "tender", "content": without}
        assert world.stage.attempt("sun", f"/api/v1/deals/{made.deal}/documents/", body).status == 201

    def test_lists_every_reason_at_once(self, world: World) -> None:
        made = world.draft()
        world.deal(made).documents.all().delete()
        changes = {"particulars": world.deal(made).particulars | {"funds_secured": False}}
        deals.edit_deal(deal_id=made.deal, by=world.actor("sun"), changes=changes)
        with pytest.raises(StepRefused) as refused:
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"))
        assert {"no_document", "funds_not_secured"} <= codes(refused.value)

    def test_asks_for_the_sectors_records(self, world: World) -> None:
        made = world.draft()
        world.deal(made).field_records.filter(entity="802").delete()
        with pytest.raises(StepRefused) as refused:
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"))
        assert codes(refused.value) == {"records_missing"}

    def test_moves_all_lots_or_none(self, world: World) -> None:
        made = world.draft(lots=2)
        world.deal(made).documents.all().delete()
        with pytest.raises(StepRefused):
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"))
        assert set(Lot.objects.filter(deal=made.deal).values_list("state", flat=True)) == {"draft"}

    def test_gives_the_deal_its_code_and_publishes_its_documents(self, world: World) -> None:
        made = world.announced()
        deal = world.deal(made)
        assert deal.unified_code.startswith("A01-")
        assert len(deal.unified_code) == 40
        assert not deal.documents.filter(published_at=None).exists()

    def test_ends_editing(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Conflict) as refused:
            deals.edit_deal(deal_id=made.deal, by=world.actor("sun"), changes={"title": "另一个名称"})
        assert refused.value.code == "already_published"


class TestTimedSteps:
    def test_wait_for_the_fact_and_come_back_with_it(self, world: World) -> None:
        made = world.announced()
        world.later(days=30)
        assert (world.lot(made).state, world.lot(made).next_step_at) == ("bidding", None)
        came(made.lot, 3)
        assert world.lot(made).next_step_at is not None
        assert ticking.tick() == 1
        assert world.lot(made).state == "opening"

    def test_fail_the_lot_with_two_bids(self, world: World) -> None:
        made = world.announced()
        came(made.lot, 2)
        world.later(days=30)
        assert world.lot(made).state == "failed"

    def test_are_not_taken_by_people(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Forbidden):
            steps.take_step(lot_id=made.lot, step="close", by=world.actor("sun"))

    def test_allow_one_new_round_only(self, world: World) -> None:
        made = world.announced()
        came(made.lot, 0)
        world.later(days=30)
        again = steps.rerun(lot_id=made.lot, by=world.actor("sun"))
        assert (again.round, again.state, again.previous_id) == (2, "draft", made.lot)
        with pytest.raises(StepRefused) as refused:
            steps.rerun(lot_id=made.lot, by=world.actor("sun"))
        assert [(r.code, str(r.law)) for r in refused.value.refusals] == [
            ("no_rerun", "《招标投标法》第28条")
        ]


class TestClarify:
    def test_that_comes_too_late_must_move_the_deadline(self, world: World) -> None:
        made = world.announced()
        world.later(days=10)
        words: dict[str, Any] = {
            "title": "补遗",
            "content": "清单更新",
            "affects_preparation": True,
            "by": world.actor("sun"),
        }
        with pytest.raises(Invalid) as refused:
            clarifications.clarify(deal_id=made.deal, **words)
        assert refused.value.code == "deadline_too_near"
        end = clock.now() + timedelta(days=16)
        clarifications.clarify(deal_id=made.deal, **words, ends={"bidding": end})
        assert bidding_end(made.lot).ends_at == end
        assert world.lot(made).next_step_at == end

    def test_never_shortens(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Invalid) as refused:
            clarifications.clarify(
                deal_id=made.deal, title="补遗", content="提前", affects_preparation=False, by=world.actor("sun"),
                ends={"bidding": bidding_end(made.lot).ends_at - timedelta(minutes=1)},
            )  # fmt: skip
        assert refused.value.code == "period_shortened"

    def test_is_refused_to_others(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Forbidden):
            clarifications.clarify(
                deal_id=made.deal, title="x", content="x", affects_preparation=False, by=world.actor("bai")
            )


class TestQuestions:
    def test_are_read_by_the_asker_and_once_answered_by_all(self, world: World) -> None:
        made = world.announced()
        asked = questions.ask_question(lot_id=made.lot, text="几层？", by=world.actor("bai"))
        lot = world.lot(made)
        assert not queries.questions(lot, world.actor("cui")).exists()
        assert queries.questions(lot, world.actor("bai")).get() == asked
        questions.answer_question(question_id=asked.id, answer="三层", by=world.actor("sun"))
        assert queries.questions(lot, world.actor("cui")).get() == asked

    def test_leave_no_trace_of_who_asked_in_the_journal(self, world: World) -> None:
        made = world.announced()
        asked = questions.ask_question(lot_id=made.lot, text="几层？", by=world.actor("bai"))
        event = Event.objects.get(type="trading.question.asked")
        assert event.data == {"question": asked.id}

    def test_are_answered_once(self, world: World) -> None:
        made = world.announced()
        asked = questions.ask_question(lot_id=made.lot, text="几层？", by=world.actor("bai"))
        questions.answer_question(question_id=asked.id, answer="三层", by=world.actor("sun"))
        with pytest.raises(Conflict):
            questions.answer_question(question_id=asked.id, answer="四层", by=world.actor("sun"))


class TestObjections:
    def test_suspend_the_lot_and_give_it_its_time_back(self, world: World) -> None:
        made = world.announced()
        before = bidding_end(made.lot).ends_at
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        assert world.lot(made).next_step_at is None
        world.later(days=2)
        disputes.reply_objection(objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("sun"))
        assert bidding_end(made.lot).ends_at >= before + timedelta(days=2)
        assert world.lot(made).next_step_at == bidding_end(made.lot).ends_at

    def test_refuse_every_step_meanwhile_but_the_end(self, world: World) -> None:
        made = world.announced()
        disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        rows = {
            o.step.name: o
            for o in queries.open_steps(world.lot(made), actor=world.actor("sun"), at=clock.now())
        }
        assert "on_hold" in {r.code for r in rows["close"].refusals}
        assert rows["terminate"].is_open

    def test_close_ten_days_before_the_deadline(self, world: World) -> None:
        made = world.announced()
        world.later(days=12)
        with pytest.raises(StepRefused) as refused:
            disputes.object_to(lot_id=made.lot, stage="documents", grounds="晚了", by=world.actor("bai"))
        assert codes(refused.value) == {"window_closed"}

    def test_are_not_the_organisers_to_raise(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Forbidden):
            disputes.object_to(lot_id=made.lot, stage="documents", grounds="x", by=world.actor("sun"))

    def test_are_withdrawn_by_the_objector_alone(self, world: World) -> None:
        made = world.announced()
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        with pytest.raises(NotFound):
            disputes.withdraw_objection(objection_id=raised.id, by=world.actor("cui"))
        disputes.withdraw_objection(objection_id=raised.id, by=world.actor("bai"))
        assert not world.lot(made).holds.filter(ended_at=None).exists()


class TestComplaints:
    def test_follow_an_objection(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(StepRefused) as refused:
            complaints.complain(lot_id=made.lot, grounds="不服", by=world.actor("bai"))
        assert codes(refused.value) == {"objection_first"}

    def test_belong_to_the_supervisor_of_the_sector(self, world: World) -> None:
        made = world.announced()
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        disputes.reply_objection(objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("sun"))
        lodged = complaints.complain(lot_id=made.lot, grounds="不服", by=world.actor("bai"))
        with pytest.raises(NotFound):
            complaints.accept_complaint(complaint_id=lodged.id, suspend=True, by=world.actor("tang"))
        complaints.accept_complaint(complaint_id=lodged.id, suspend=True, by=world.actor("su"))
        assert holds.held(world.lot(made))
        complaints.decide_complaint(
            complaint_id=lodged.id, decision="驳回", upheld=False, by=world.actor("su")
        )
        assert not holds.held(world.lot(made))


class TestSuspend:
    def test_needs_a_reason_and_a_supervisor(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(Forbidden):
            holds.suspend(lot_id=made.lot, reason="r", law="l", by=world.actor("chen"))
        with pytest.raises(Invalid):
            holds.suspend(lot_id=made.lot, reason=" ", law="l", by=world.actor("su"))
        hold = holds.suspend(lot_id=made.lot, reason="核查", law="条例", by=world.actor("su"))
        with pytest.raises(Conflict):
            holds.suspend(lot_id=made.lot, reason="再次", law="条例", by=world.actor("su"))
        holds.resume(hold_id=hold.id, reason="核查完毕", by=world.actor("su"))
        assert world.lot(made).next_step_at == bidding_end(made.lot).ends_at


class TestRecordOutcome:
    def test_is_closed_to_deals_that_run_here(self, world: World) -> None:
        made = world.announced()
        world.deal(made).__class__.objects.filter(id=made.deal).update(origin="here")
        with pytest.raises(Forbidden) as refused:
            outcomes.record_outcome(
                lot_id=made.lot, stage="receipt", by=world.actor("chen"), values={"bids_received": 3}
            )
        assert refused.value.code == "outcome_not_taken"

    @pytest.mark.parametrize(
        "values", [{"bids_received": -1}, {"bids_received": True}, {"state": "x"}, {"price": 1.5}]
    )
    def test_refuses_what_is_no_result(self, world: World, values: dict[str, object]) -> None:
        lot = property_rights.warehouse(world.stage)[0].lot
        with pytest.raises(Invalid) as refused:
            outcomes.record_outcome(lot_id=lot, stage="x", by=world.actor("chen"), values=values)
        assert refused.value.code == "invalid_outcome"


class TestFileNames:
    @pytest.mark.parametrize(
        "name",
        [
            "",
            " ",
            "../x",
            "a/b",
            "a\\b",
            "CON",
            "nul.txt",
            "a\x00.pdf",
            "发票\u202efdp.exe",
            "a\r\nb",
            "x" * 201,
            "..",
        ],
    )
    def test_refuse_what_is_no_name(self, name: str) -> None:
        with pytest.raises(Invalid):
            documents.file_name(name)

    def test_keep_what_people_write(self) -> None:
        assert documents.file_name(" 招标文件（终稿）😀.pdf ") == "招标文件（终稿）😀.pdf"
