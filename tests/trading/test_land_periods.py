"""The periods of a land sale, as they run: the listing that the organiser chose, and who may still apply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bidding.actions import registrations
from config.demo import land
from config.demo.moves import Cast
from foundation import calendar, clock
from foundation.errors import Conflict, Forbidden
from tests.world import World, build
from trading import deadlines
from trading.actions import holds, steps, walking
from trading.engine import StepRefused
from trading.models import Lot, Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def announced(world: World, **more: Any) -> Cast:
    """Announce a listing."""
    made = land._sale(world.stage, "listing", "测试地块", "2026-8-1", **more)
    for _ in land._announce(made):
        pass
    return made


def walk(at: Any) -> None:
    for _ in walking.walk_to(at):
        pass


def end_of(made: Cast, limit: str) -> Period:
    return Period.objects.get(lot=made.lot, limit=limit, current=True)


class TestListing:
    @pytest.mark.parametrize(("asked", "days"), [(0, 10), (10, 10), (24, 24)])
    def test_runs_as_long_as_was_announced(self, world: World, asked: int, days: int) -> None:
        made = announced(world, listing_days=asked)
        walk(end_of(made, "announcement").ends_at)
        listing = end_of(made, "listing")
        begun = clock.local_date(listing.starts_at)
        assert (deadlines.last_day(listing.ends_at) - begun).days >= days
        assert deadlines.last_day(listing.ends_at) == calendar.on_or_after(begun + timedelta(days=days))

    def test_takes_applications_until_two_days_before_its_end(self, world: World) -> None:
        made = announced(world, listing_days=20)
        registrations.register(lot_id=made.lot, by=world.actor("fang"))
        walk(end_of(made, "announcement").ends_at)
        assert Lot.objects.get(id=made.lot).state == "listed"
        end = end_of(made, "listing").ends_at
        clock.shift_to(end - timedelta(days=2, minutes=1))
        registrations.register(lot_id=made.lot, by=world.actor("gao"))
        clock.shift_to(end - timedelta(days=2))
        with pytest.raises(StepRefused) as refused:
            registrations.register(lot_id=made.lot, by=world.actor("han"))
        assert {r.code for r in refused.value.refusals} == {"registration_closed"}

    def test_that_stood_still_takes_applications_longer(self, world: World) -> None:
        made = announced(world)
        walk(end_of(made, "announcement").ends_at)
        end = end_of(made, "listing").ends_at
        hold = holds.suspend(lot_id=made.lot, reason="核查地价", law="规范", by=world.actor("song"))
        world.later(days=7)
        holds.resume(hold_id=hold.id, reason="完毕", by=world.actor("song"))
        clock.shift_to(end - timedelta(days=1))
        registrations.register(lot_id=made.lot, by=world.actor("fang"))


class TestPause:
    def test_is_the_organisers_and_told_in_notices(self, world: World) -> None:
        made = announced(world)
        with pytest.raises(Forbidden):
            holds.suspend(lot_id=made.lot, reason="核查", law="规范", by=world.actor("chen"))
        hold = holds.suspend(lot_id=made.lot, reason="规划条件待核", law="规范", by=world.actor("song"))
        with pytest.raises(StepRefused):
            registrations.register(lot_id=made.lot, by=world.actor("fang"))
        holds.resume(hold_id=hold.id, reason="核实无误", by=world.actor("song"))
        registrations.register(lot_id=made.lot, by=world.actor("fang"))

    def test_is_over_with_the_deal(self, world: World) -> None:
        made = announced(world)
        steps.take_deal_step(
            deal_id=made.deal, step="terminate", by=world.actor("song"), data={"reason": "规划调整"}
        )
        with pytest.raises(Conflict):
            holds.suspend(lot_id=made.lot, reason="核查", law="规范", by=world.actor("song"))
