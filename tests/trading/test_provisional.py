"""Dates in a year whose holidays are not published yet: shown, marked, and nothing stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest

from config.demo.moves import Cast
from foundation import calendar, clock, days
from foundation.calendar import HolidayYear
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import deadlines
from trading.actions import clarifications, recounting, steps, ticking
from trading.engine import StepRefused
from trading.models import Lot, Period

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
PUBLISHED = calendar.published()
LAST = max(PUBLISHED)


@pytest.fixture
def world() -> World:
    return build()


def bidding(made: Cast) -> Period:
    return Period.objects.get(lot=made.lot, limit="bidding", current=True)


def over_the_year(world: World) -> Cast:
    """Announce a tender, and move its deadline into the first year without a calendar."""
    made = world.announced()
    came(made.lot, 3)
    clarifications.clarify(
        deal_id=made.deal, title="延期", content="延期", affects_preparation=False, by=world.actor("sun"),
        ends={"bidding": days.end_of_day(clock.local_date(clock.now()).replace(year=LAST + 1, month=1, day=14))},
    )  # fmt: skip
    return made


def with_next_year() -> Mapping[int, HolidayYear]:
    """Return the published calendars and one more, with its movable festivals on days that are free in no other way."""
    this = PUBLISHED[LAST]
    more = HolidayYear(LAST + 1, "n", "n", this.issued_on, "memory", "n", MappingProxyType({}), frozenset())
    return MappingProxyType({**PUBLISHED, LAST + 1: more})


class TestProvisional:
    def test_dates_are_marked(self, world: World) -> None:
        assert not bidding(world.announced()).provisional
        assert bidding(over_the_year(world)).provisional

    def test_dates_bind_nobody_when_they_come(self, world: World) -> None:
        made = over_the_year(world)
        clock.shift_to(bidding(made).ends_at + timedelta(days=1))
        assert ticking.tick() == 0
        assert Lot.objects.get(id=made.lot).state == "bidding"

    def test_dates_are_refused_with_the_reason(self, world: World) -> None:
        made = world.draft()
        steps.take_deal_step(deal_id=made.deal, step="publish_plan", by=world.actor("sun"))
        Period.objects.filter(lot=made.lot, limit="plan_lead").update(provisional=True)
        clock.shift_to(clock.now() + timedelta(days=60))
        with pytest.raises(StepRefused) as refused:
            steps.take_deal_step(deal_id=made.deal, step="announce", by=world.actor("sun"))
        assert {r.code for r in refused.value.refusals} == {"provisional_date"}

    def test_dates_bind_once_the_calendar_is_out(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        made = over_the_year(world)
        before = bidding(made).ends_at
        clock.shift_to(before + timedelta(days=1))
        assert recounting.settle_periods() == 0
        monkeypatch.setattr(calendar, "published", with_next_year)
        assert ticking.tick() == 1
        assert bidding(made).ends_at == before and not bidding(made).provisional
        assert Lot.objects.get(id=made.lot).state == "opening"

    def test_dates_move_on_where_the_calendar_makes_the_period_too_short(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = over_the_year(world)
        end = bidding(made).ends_at
        Period.objects.filter(id=bidding(made).id).update(starts_at=end - timedelta(days=20, hours=1))
        day_after = deadlines.last_day(end)
        free = HolidayYear(
            LAST + 1, "n", "n", calendar.published()[LAST].issued_on, "memory", "n",
            MappingProxyType({day_after + timedelta(days=n): ("spring_festival",) for n in range(3)}), frozenset(),
        )  # fmt: skip
        calendars = MappingProxyType({**calendar.published(), LAST + 1: free})
        monkeypatch.setattr(calendar, "published", lambda: calendars)
        assert recounting.settle_periods() == 1
        assert deadlines.last_day(bidding(made).ends_at) >= day_after + timedelta(days=3)
        assert Lot.objects.get(id=made.lot).next_step_at == bidding(made).ends_at
