"""The waker: followers are woken soon, not too often, and never at the sequencer's expense."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from foundation import clock, followers, journal, tasks, waker
from foundation.followers import Follower
from foundation.models import Event
from foundation.sequencer import Sequencer
from foundation.waker import Waker
from tests.foundation.processes import in_threads, join, until


class Collector(Follower):
    """Remember what it saw."""

    name = "collector"

    def __init__(self) -> None:
        self.seen: list[int | None] = []

    def handle(self, event: Event) -> None:
        self.seen.append(event.position)


@pytest.fixture
def collector() -> Iterator[Collector]:
    others = {name: followers._registered.pop(name) for name in followers.names()}
    follower = Collector()
    followers.register(follower)
    yield follower
    followers.forget(follower.name)
    followers._registered.update(others)


def has(things: list[None], count: int) -> bool:
    return len(things) == count


def append() -> None:
    with transaction.atomic():
        journal.append("house.thing.happened", subject="lot_1", actor="clock", at=clock.now(), data={})


class TestWaker:
    def test_wakes_for_many_calls_a_few_times(self, monkeypatch) -> None:
        woken: list[float] = []
        monkeypatch.setattr(tasks, "poll", lambda: woken.append(time.monotonic()))
        awake, began = Waker(), time.monotonic()
        awake.start()

        def is_called_until_it_woke_three_times() -> bool:
            awake.call(0)
            return len(woken) >= 3

        until(is_called_until_it_woke_three_times)
        assert time.monotonic() - began >= 2 * waker.LEAST_GAP_SECONDS
        awake.stop()

    def test_survives_a_broker_that_is_gone(self, monkeypatch, caplog) -> None:
        tries: list[None] = []

        def fail() -> None:
            tries.append(None)
            raise OperationalError("no broker")

        monkeypatch.setattr(tasks, "poll", fail)
        monkeypatch.setattr(waker, "LEAST_GAP_SECONDS", 0.0)
        awake = Waker()
        awake.start()
        for number in range(1, 4):
            awake.call(0)
            until(partial(has, tries, number))
        awake.stop()
        assert [record.levelname for record in caplog.records] == ["WARNING"]

    @pytest.mark.django_db(transaction=True)
    def test_runs_followers_itself_where_it_is_told_to(self, collector: Collector) -> None:
        awake = Waker(in_process=True)
        running = Sequencer(on_batch=awake.call)
        awake.start()
        threads = in_threads([running.run])
        for _ in range(5):
            append()
        until(lambda: collector.seen == [1, 2, 3, 4, 5])
        running.stop()
        join(threads)
        awake.stop()
