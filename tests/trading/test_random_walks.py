"""Random walks over every procedure: they never get stuck, never break a limit, and always find an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import calendar
from foundation.clock import local_date
from tests.examples import examples
from trading import deadlines, registry
from trading.law.grammar import Bound, Limit
from trading.law.procedure import Procedure
from trading.law.soundness import problems

PROCEDURES = registry.procedures()
START = datetime(2026, 3, 2, 1, tzinfo=UTC)


class TestProcedures:
    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
    def test_are_sound(self, procedure: Procedure) -> None:
        assert problems(procedure) == []

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
    @examples(40)
    @given(data=st.data())
    def test_never_strand_a_walker(self, procedure: Procedure, data: st.DataObject) -> None:
        state, at, seen = procedure.initial, START, 0
        opened: dict[str, datetime] = {}
        while not procedure.state(state).final and seen < 60:
            steps = procedure.steps_from(state)
            assert steps, f"{state} has no step out"
            step = data.draw(st.sampled_from(steps))
            for limit in step.after:
                assert limit.name in opened, f"{step.name} awaits {limit.name}, which was not opened"
                at = max(at, opened[limit.name])
            for limit in step.opens:
                opened[limit.name] = _opened(limit, at)
            state, seen, at = step.target, seen + 1, at + timedelta(minutes=1)

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
    def test_lead_to_an_end_from_every_state(self, procedure: Procedure) -> None:
        ends = {s.name for s in procedure.states if s.final}
        for start in procedure.states:
            reached, todo = {start.name}, [start.name]
            while todo:
                for step in procedure.steps_from(todo.pop()):
                    if step.target not in reached:
                        reached.add(step.target)
                        todo.append(step.target)
            assert reached & ends, start.name


def _opened(limit: Limit, at: datetime) -> datetime:
    """Return the end of a period that opens now, having checked it against the law's own words."""
    end, _ = deadlines.natural_end(limit, at)
    assert end > at
    if limit.unit.value in ("days", "working_days", "months", "years"):
        assert calendar.is_working_day(deadlines.last_day(end))
        if limit.unit.value == "days":
            assert (deadlines.last_day(end) - local_date(at)).days >= limit.length - (
                limit.count.value == "include_first"
            )
        if limit.bound is Bound.FLOOR:
            deadlines.check_end(limit, at, end)
    return end


BACKWARD = {x.name: x for p in PROCEDURES for x in p.limits().values() if x.back and x.unit.value == "days"}


class TestBackwardLimits:
    @pytest.mark.parametrize("name", sorted(BACKWARD))
    @examples(60)
    @given(days=st.integers(30, 200), minutes=st.integers(0, 1439))
    def test_leave_at_least_their_length_before_the_deadline(
        self, name: str, days: int, minutes: int
    ) -> None:
        limit = BACKWARD[name]
        deadline = START + timedelta(days=days, minutes=minutes)
        too_late = deadlines.back_end(limit, deadline)
        assert (deadlines.last_day(deadline) - deadlines.last_day(too_late)).days >= limit.length
