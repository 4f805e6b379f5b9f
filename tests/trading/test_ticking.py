"""The tick: what is due is done, whatever happens to one lot, one worker or one process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from config.demo.moves import Cast
from foundation import clock
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import due, facts
from trading.actions import ticking, walking
from trading.models import Lot, StepTaken

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]

POISON = "A lot that poisons its step."


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def poison() -> Iterator[set[str]]:
    """Let the facts of the lots in the set raise."""
    lots: set[str] = set()

    def contributor(lot: Lot, at: Any) -> dict[str, Any]:
        if lot.id in lots:
            raise ZeroDivisionError(POISON)
        return {}

    facts.register("tests.poison", contributor)
    yield lots
    facts._contributors.pop("tests.poison")


def bidding(world: World, *, lots: int = 1) -> Cast:
    """Announce a tender for each lot of which three bids come."""
    made = world.announced(lots=lots)
    for lot in made.lots:
        came(lot, 3)
    return made


def pass_deadline() -> None:
    """Move the clock beyond every deadline without taking a step."""
    clock.shift_to(clock.now() + timedelta(days=60))


def closed(*lots: str) -> set[str]:
    return set(Lot.objects.filter(id__in=lots, state="opening").values_list("id", flat=True))


class TestTick:
    def test_goes_on_behind_a_lot_that_raises_and_tells_of_it(
        self, world: World, poison: set[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        made = bidding(world, lots=3)
        poison.add(made.lots[1])
        pass_deadline()
        with caplog.at_level(logging.ERROR, logger="trading.actions.ticking"):
            assert ticking.tick() == 2
        assert closed(*made.lots) == {made.lots[0], made.lots[2]}
        assert made.lots[1] in caplog.text and POISON in caplog.text
        poison.clear()
        assert ticking.tick() == 1
        assert closed(*made.lots) == set(made.lots)

    def test_goes_on_behind_more_poisoned_lots_than_a_batch_holds(
        self, world: World, poison: set[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ticking, "BATCH", 2)
        made = bidding(world, lots=5)
        pass_deadline()
        poison.update(lot for _, lot in due.due_lots(clock.now(), limit=4))
        assert ticking.tick() == 1
        assert len(closed(*made.lots)) == 1

    def test_ends_with_the_process_and_is_taken_up_by_the_next(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = bidding(world, lots=3)
        pass_deadline()
        take, calls = ticking.take_timed_step, iter(range(9))

        def dying(*, lot_id: str) -> StepTaken | None:
            if next(calls) == 1:
                raise SystemExit
            return take(lot_id=lot_id)

        monkeypatch.setattr(ticking, "take_timed_step", dying)
        with pytest.raises(SystemExit):
            ticking.tick()
        assert len(closed(*made.lots)) == 1
        assert ticking.tick() == 2
        assert StepTaken.objects.filter(lot__in=made.lots, step="close").count() == 3

    def test_asks_no_more_for_a_step_than_it_needs(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = bidding(world)
        pass_deadline()
        with django_assert_max_num_queries(22):  # two of them are a test's savepoint
            assert ticking.take_timed_step(lot_id=made.lot) is not None

    def test_takes_nothing_twice(self, world: World) -> None:
        made = bidding(world)
        pass_deadline()
        assert (ticking.tick(), ticking.tick()) == (1, 0)
        assert StepTaken.objects.filter(lot=made.lot, step="close").count() == 1


class TestWalk:
    def test_is_not_held_up_by_a_lot_that_raises(self, world: World, poison: set[str]) -> None:
        stuck, free = bidding(world), bidding(world)
        poison.add(stuck.lot)
        target = clock.now() + timedelta(days=60)
        stops = [at for at, _ in walking.walk_to(target)]
        assert len(stops) < 10
        assert clock.now() >= target
        assert closed(stuck.lot, free.lot) == {free.lot}


@pytest.mark.django_db(transaction=True)
class TestTwoTicks:
    def test_at_once_share_the_work_and_double_nothing(self) -> None:
        world = build()
        lots = [bidding(world).lot for _ in range(6)]
        pass_deadline()
        taken: list[int] = []

        def work() -> None:
            taken.append(ticking.tick())
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(taken) == 6
        assert closed(*lots) == set(lots)
        assert StepTaken.objects.filter(step="close").count() == 6
