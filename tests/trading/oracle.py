"""Checks what was written of a deal from its rows alone, counting days without the arithmetic of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from foundation import calendar
from foundation.clock import local_date
from foundation.days import Unit
from foundation.models import Event
from trading.law.grammar import Bound, Limit, Step
from trading.models import Hold, Lot, Period, StepTaken

MOMENT = timedelta(microseconds=1)


class Oracle:
    """Looks at a deal again and again; `seen` are the steps that it has checked."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def look(self, deal_id: str) -> None:
        """Check every lot: its steps, its periods, its events."""
        for lot in Lot.objects.filter(deal=deal_id):
            rows = list(StepTaken.objects.filter(lot=lot).order_by("at", "id"))
            periods = list(Period.objects.filter(lot=lot).order_by("starts_at", "id"))
            holds = list(Hold.objects.filter(lot=lot))
            self.follow(lot, rows, periods, holds)
            check_periods(lot, periods, holds)
            check_events(lot, rows)

    def follow(self, lot: Lot, rows: list[StepTaken], periods: list[Period], holds: list[Hold]) -> None:
        """Go the way of a lot: each step leaves the state that the one before led to, and was allowed."""
        state = lot.procedure.initial
        for row in rows:
            assert row.source == state, f"{row.step} left {row.source}, the lot stood in {state}"
            step = lot.procedure.step(row.step, source=state)
            assert step is not None and step.target == row.target
            if row.id not in self.seen:
                self.seen.add(row.id)
                check_step(row, step, periods, holds)
            state = row.target
        assert (lot.state, lot.phase) == (state, lot.procedure.state(state).phase)
        assert lot.procedure.state(state).final == (not lot.procedure.steps_from(state))


def check_step(row: StepTaken, step: Step, periods: Iterable[Period], holds: Iterable[Hold]) -> None:
    """Nothing held the lot, and what the step awaits was over."""
    held = [h for h in holds if h.starts_at < row.at and (h.ended_at is None or h.ended_at > row.at)]
    assert step.despite_hold or not held, f"{step.name} was taken on hold"
    for limit in step.after:
        begun = [p for p in periods if p.limit == limit.name and p.starts_at < row.at]
        assert begun, f"{step.name} awaits {limit.name}, which never began"
        assert row.at >= begun[-1].ends_at, f"{step.name} was taken before the end of {limit.name}"
        assert not begun[-1].provisional


def check_periods(lot: Lot, periods: list[Period], holds: list[Hold]) -> None:
    """Every floor leaves its length, beside the days on which the law stopped it."""
    limits = lot.procedure.limits()
    current = {p.limit: p for p in periods if p.current}
    stands = any(hold.ended_at is None for hold in holds)
    for period in current.values():
        limit = limits[period.limit]
        if limit.bound is Bound.CEILING or limit.unit not in (Unit.DAYS, Unit.WORKING_DAYS):
            continue
        # While it stands, a stopped period has not got its time back yet.
        free = days_left(limit, period, current, [] if stands or not limit.stops else holds)
        assert free >= limit.length, f"{limit.name} leaves {free} of {limit.length} {limit.unit}"


def days_left(limit: Limit, period: Period, current: Mapping[str, Period], holds: Iterable[Hold]) -> int:
    """Return how many days of a period count, less those on which it stood still."""
    first, last = local_date(period.starts_at), local_date(period.ends_at - MOMENT)
    if limit.of and limit.of in current:
        first = max(first, local_date(current[limit.of].ends_at - MOMENT))
    counted = span(first, last) if limit.count.value == "include_first" else span(first, last)[1:]
    lost: set[date] = set()
    for hold in holds:
        begun = max(hold.starts_at, period.starts_at)
        if hold.ended_at is not None and begun < period.ends_at:
            lost.update(span(local_date(begun), local_date(hold.ended_at))[:-1])
    if limit.unit is Unit.WORKING_DAYS:
        return len(list(filter(calendar.is_working_day, counted))) - len(
            list(filter(calendar.is_working_day, lost))
        )
    return len(counted) - len(lost)


def span(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both of them in it."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def check_events(lot: Lot, rows: list[StepTaken]) -> None:
    """Every step has its event, and the lot's events are counted without a gap."""
    told = list(
        Event.objects.filter(subject=lot.id).order_by("subject_seq").values_list("subject_seq", "type", "at")
    )
    assert [seq for seq, _, _ in told] == list(range(1, len(told) + 1))
    assert sum(kind == "trading.lot.moved" for _, kind, _ in told) == len(rows)
    assert_ordered([at for _, _, at in told])


def assert_ordered(instants: list[datetime]) -> None:
    """The events of one lot never go back in time."""
    assert instants == sorted(instants)
