"""Suspension stops the clocks that the law stops, those alone, and for as long as it lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.actions import registrations
from config.demo.moves import Cast
from foundation import calendar, clock, days
from foundation.clock import local_date
from foundation.days import Unit
from foundation.text import Text
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import deadlines, registry
from trading.actions import clarifications, disputes, holds, questions
from trading.engine import StepRefused
from trading.law.grammar import Limit
from trading.law.statutes import PRACTICE
from trading.models import Hold, Lot, Period

__all__ = ["counted"]
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
STOPPING = {
    # 条例 arts. 22 and 54: until the reply nothing goes on, so no time for taking part or for deciding runs.
    "construction/open": {"bidding", "publish_candidates", "publicity", "contract"},
    "construction/invited": {"bidding", "publish_candidates", "publicity", "contract"},
    "construction/double_envelope": {"bidding", "publish_candidates", "publicity", "contract"},
    "construction/open_prequalified": {"application", "bidding", "publish_candidates", "publicity", "contract"},
    "land/listing": {"announcement", "listing", "contract"},
    "land/auction": {"announcement", "contract"},
    "land/tender": {"announcement", "submission", "contract"},
}  # fmt: skip


def limit(length: int, unit: Unit) -> Limit:
    return Limit(
        "some", Text("某期限", "some period"), PRACTICE.article(""), unit, at_least=length, stops=True
    )


class TestLimits:
    @pytest.mark.parametrize("method", sorted(STOPPING))
    def test_stop_where_the_law_stops_them_and_nowhere_else(self, method: str) -> None:
        editions = [p for p in registry.procedures() if f"{p.kind}/{p.method}" == method]
        assert editions
        for procedure in editions:
            assert {x.name for x in procedure.limits().values() if x.stops} == STOPPING[method]


@pytest.mark.django_db
class TestWhatIsRefused:
    def test_names_what_holds_the_lot_with_its_law_and_not_the_reason(self) -> None:
        """Each hold is told of, wherever the lot is held against; why it was ordered is disclosed on request."""
        world = build()
        made = world.announced()
        bai, sun = world.actor("bai"), world.actor("sun")
        disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=bai)
        holds.suspend(lot_id=made.lot, reason="匿名举报", law="《示例条例》第九条", by=world.actor("su"))
        because = [
            ("on_hold", "标段处于暂停状态：异议（质疑）", "《招标投标法实施条例》第22条"),
            ("on_hold", "标段处于暂停状态：监督部门责令暂停", "《示例条例》第九条"),
        ]
        words: dict[str, Any] = {"title": "补遗", "content": "更新", "affects_preparation": False}
        acts = (
            partial(registrations.register, lot_id=made.lot, by=bai),
            partial(questions.ask_question, lot_id=made.lot, text="问", by=bai),
            partial(clarifications.clarify, deal_id=made.deal, by=sun, **words),
        )
        for act in acts:
            with pytest.raises(StepRefused) as refused:
                act()
            told = [(r.code, r.message.zh, str(r.law)) for r in refused.value.refusals]
            assert told == because, act
        shown = world.stage.get("sun", f"/api/v1/lots/{made.lot}/open-steps/")
        (close,) = [row for row in shown if row["name"] == "close"]
        assert [(r["code"], r["message"]["zh"], r["law"]) for r in close["reasons"]][:2] == because


class TestGivenBack:
    @given(
        length=st.integers(1, 60),
        unit=st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]),
        begun=st.integers(0, 24 * 90),
        wait=st.integers(0, 24 * 60),
        held=st.integers(0, 24 * 40),
    )
    def test_leaves_the_whole_length_beside_the_hold(
        self, length: int, unit: Unit, begun: int, wait: int, held: int
    ) -> None:
        rule, starts_at = limit(length, unit), START + timedelta(hours=begun)
        end, _ = deadlines.natural_end(rule, starts_at)
        stopped_from = starts_at + timedelta(hours=wait)
        at = stopped_from + timedelta(hours=held)
        if stopped_from >= end:
            return
        moved = deadlines.given_back(rule, end, stopped_from=stopped_from, at=at)
        assert moved >= end
        assert calendar.is_working_day(deadlines.last_day(moved))
        first, last = local_date(starts_at), deadlines.last_day(moved)
        stood = range((local_date(at) - local_date(stopped_from)).days)
        standing = {local_date(stopped_from) + timedelta(days=n) for n in stood}
        free = [
            day
            for n in range(1, (last - first).days + 1)
            if (day := first + timedelta(days=n)) - timedelta(days=1) not in standing
            and (unit is Unit.DAYS or calendar.is_working_day(day))
        ]
        assert len(free) >= length - (unit is Unit.WORKING_DAYS)

    def test_of_working_days_counts_those_of_the_hold(self) -> None:
        # Held from Thursday before Qingming to the Tuesday after it: two working days of six days.
        rule = limit(10, Unit.WORKING_DAYS)
        end = days.end_of_day(date(2026, 4, 14))
        moved = deadlines.given_back(
            rule,
            end,
            stopped_from=days.start_of_day(date(2026, 4, 2)),
            at=days.start_of_day(date(2026, 4, 8)),
        )
        lost = sum(calendar.is_working_day(date(2026, 4, n)) for n in range(2, 8))
        assert 0 < lost < 6
        assert (
            sum(
                calendar.is_working_day(date(2026, 4, n))
                for n in range(15, deadlines.last_day(moved).day + 1)
            )
            == lost
        )

    def test_of_minutes_counts_the_instant(self) -> None:
        end = START + timedelta(minutes=5)
        moved = deadlines.given_back(
            limit(5, Unit.MINUTES), end, stopped_from=START, at=START + timedelta(seconds=90)
        )
        assert moved == end + timedelta(seconds=90)


@pytest.fixture
def world() -> World:
    return build()


def bidding(made: Cast) -> Period:
    return Period.objects.get(lot=made.lot, limit="bidding", current=True)


def suspend(world: World, made: Cast) -> Hold:
    return holds.suspend(lot_id=made.lot, reason="核查", law="条例", by=world.actor("su"))


def lift(world: World, hold: Hold) -> None:
    holds.resume(hold_id=hold.id, reason="核查完毕", by=world.actor("su"))


@pytest.mark.django_db
@pytest.mark.usefixtures("counted")
class TestHolds:
    def test_that_overlap_give_back_the_time_of_their_union(self, world: World) -> None:
        made = world.announced()
        before = bidding(made).ends_at
        first = suspend(world, made)
        world.later(days=2)
        raised = disputes.object_to(lot_id=made.lot, stage="documents", grounds="不公", by=world.actor("bai"))
        world.later(days=1)
        lift(world, first)
        assert bidding(made).ends_at == before
        world.later(days=2)
        disputes.reply_objection(objection_id=raised.id, reply="不成立", upheld=False, by=world.actor("sun"))
        moved = bidding(made).ends_at
        assert deadlines.last_day(moved) == calendar.on_or_after(
            deadlines.last_day(before) + timedelta(days=5)
        )

    def test_one_after_the_other_give_back_each_its_own(self, world: World) -> None:
        made = world.announced()
        before = deadlines.last_day(bidding(made).ends_at)
        for _ in range(2):
            hold = suspend(world, made)
            world.later(days=2)
            lift(world, hold)
            world.later(days=1)
            before = calendar.on_or_after(before + timedelta(days=2))
        assert deadlines.last_day(bidding(made).ends_at) == before

    def test_lifted_at_the_deadline_itself_give_the_time_back(self, world: World) -> None:
        made = world.announced()
        before = bidding(made).ends_at
        world.later(days=10)
        hold = suspend(world, made)
        clock.shift_to(before)
        lift(world, hold)
        assert bidding(made).ends_at >= before + timedelta(days=(before - START).days - 11)
        assert Lot.objects.get(id=made.lot).state == "bidding"

    def test_lifted_long_after_the_deadline_let_the_bidding_go_on(self, world: World) -> None:
        made = world.announced()
        came(made.lot, 3)
        hold = suspend(world, made)
        world.later(days=60)
        assert Lot.objects.get(id=made.lot).state == "bidding"
        lift(world, hold)
        assert bidding(made).ends_at > clock.now() + timedelta(days=19)
        world.later(days=30)
        assert Lot.objects.get(id=made.lot).state == "opening"

    def test_leave_running_what_the_law_does_not_stop(self, world: World) -> None:
        made = world.announced()
        sale = Period.objects.get(lot=made.lot, limit="document_sale")
        hold = suspend(world, made)
        world.later(days=3)
        lift(world, hold)
        assert Period.objects.get(id=sale.id).ends_at == sale.ends_at

    def test_of_a_lot_leave_the_others_alone(self, world: World) -> None:
        made = world.announced(lots=2)
        hold = suspend(world, made)
        world.later(days=3)
        lift(world, hold)
        ends = [Period.objects.get(lot=lot, limit="bidding", current=True).ends_at for lot in made.lots]
        assert ends[0] > ends[1]

    def test_refuse_every_step_that_is_not_meant_for_them(self, world: World) -> None:
        made = world.announced()
        suspend(world, made)
        with pytest.raises(StepRefused) as refused:
            disputes.object_to(lot_id=made.lot, stage="result", grounds="x", by=world.actor("bai"))
        assert refused.value.refusals
