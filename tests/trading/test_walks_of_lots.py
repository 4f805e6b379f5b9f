"""Random walks through the actions themselves: whatever people and the clock do, no row breaks a limit and none is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.demo.stories import STORIES, open_story
from foundation import clock
from tests.trading.oracle import Oracle
from tests.trading.walker import Walker
from tests.world import World, build
from trading.actions import holds, outcomes
from trading.models import Hold, Period, StepTaken

pytestmark = pytest.mark.django_db
MOVES = 60
DRAFTED = sorted(set(STORIES) - {"bus_station"})  # that one runs in another system


@pytest.fixture
def world() -> World:
    return build()


class TestWalks:
    @pytest.mark.parametrize("name", DRAFTED)
    def test_break_no_limit_and_lose_no_row(self, name: str, world: World) -> None:
        walker = Walker(open_story(name, world.stage).cast, seed=name)
        walker.walk(MOVES)
        assert walker.oracle.seen, (walker.taken, walker.refused)


class TestOracle:
    def test_notices_a_floor_that_is_too_short(self, world: World) -> None:
        made = world.announced()
        Oracle().look(made.deal)
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=clock.now() + timedelta(days=19))
        with pytest.raises(AssertionError, match="bidding leaves 19 of 20"):
            Oracle().look(made.deal)

    def test_notices_time_that_a_hold_did_not_give_back(self, world: World) -> None:
        made = world.announced()
        before = Period.objects.get(lot=made.lot, limit="bidding").ends_at
        hold = holds.suspend(lot_id=made.lot, reason="核查", law="条例", by=world.actor("su"))
        world.later(days=9)
        holds.resume(hold_id=hold.id, reason="完毕", by=world.actor("su"))
        Oracle().look(made.deal)
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=before)
        with pytest.raises(AssertionError, match="bidding leaves"):
            Oracle().look(made.deal)

    def test_notices_a_step_before_its_time_or_on_hold(self, world: World) -> None:
        made = world.announced()
        outcomes.record_outcome(
            lot_id=made.lot, stage="receipt", by=world.actor("chen"), values={"bids_received": 3}
        )
        world.later(days=40)
        Oracle().look(made.deal)
        closed = StepTaken.objects.get(lot=made.lot, step="close")
        Hold.objects.create(
            lot_id=made.lot,
            cause=Hold.Cause.SUPERVISOR,
            reason="x",
            law="x",
            by="x",
            starts_at=closed.at - timedelta(days=1),
        )
        with pytest.raises(AssertionError, match="close was taken on hold"):
            Oracle().look(made.deal)
        Hold.objects.all().delete()
        Period.objects.filter(lot=made.lot, limit="bidding").update(ends_at=closed.at + timedelta(days=1))
        with pytest.raises(AssertionError, match="close was taken before the end of bidding"):
            Oracle().look(made.deal)

    def test_notices_a_row_that_is_lost(self, world: World) -> None:
        made = world.announced()
        StepTaken.objects.filter(lot=made.lot).delete()
        with pytest.raises(AssertionError):
            Oracle().look(made.deal)
