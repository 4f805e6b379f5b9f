"""Followers: each event has its effect once, in order; a fault blocks its own follower alone and is seen."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from foundation import clock, followers, journal, sequencer, tasks
from foundation.followers import Follower, FollowerStuck, State
from foundation.models import Event, FeedHead, FollowerCursor, FollowerFault, Instance
from tests.foundation.processes import in_threads, join, until

Handler = Callable[[Event], None]


class Told(Follower):
    """A follower that does what a test tells it."""

    act: Handler

    def handle(self, event: Event) -> None:
        self.act(event)


def append(type: str = "house.thing.happened", subject: str = "lot_1", **data: object) -> Event:
    return journal.append(type, subject=subject, actor="clock", at=clock.now(), data=data)


def effect(event: Event) -> None:
    """Leave a row that can only be left once: the effect of an event, in its follower's transaction."""
    FeedHead.objects.create(feed=f"effect {event.position}", last=event.position or 0)


def effects() -> list[int]:
    return sorted(FeedHead.objects.values_list("last", flat=True))


def write(count: int, type: str = "house.thing.happened") -> None:
    with transaction.atomic():
        for _ in range(count):
            append(type)
    sequencer.drain()


def later(seconds: float) -> None:
    """Move the clock on; time is given, never patched."""
    Instance.objects.update(offset=Instance.objects.get().offset + timedelta(seconds=seconds))


@pytest.fixture
def follow() -> Iterator[Callable[..., Told]]:
    """Register followers for one test."""
    made: list[str] = []
    others = {name: followers._registered.pop(name) for name in followers.names()}

    def make(handler: Handler, name: str = "tester", types: tuple[str, ...] = ()) -> Told:
        follower = Told()
        follower.name, follower.types, follower.act = name, types, handler
        followers.register(follower)
        made.append(name)
        return follower

    yield make
    for name in made:
        followers.forget(name)
    followers._registered.update(others)


@pytest.mark.django_db
class TestRun:
    def test_handles_events_once_in_order_of_position(self, follow) -> None:
        seen: list[int] = []
        follow(lambda event: seen.append(event.position))
        write(5)
        assert followers.run("tester") == 5
        assert followers.run("tester") == 0
        write(2)
        assert followers.run("tester") == 2
        assert seen == [1, 2, 3, 4, 5, 6, 7]

    def test_sees_nothing_that_has_no_position(self, follow) -> None:
        follow(effect)
        append()
        assert followers.run("tester") == 0
        assert effects() == []

    def test_reads_the_history_when_it_is_new(self, follow) -> None:
        write(3)
        follow(effect)
        followers.run("tester")
        assert effects() == [1, 2, 3]

    def test_keeps_to_its_limit(self, follow) -> None:
        follow(effect)
        write(5)
        assert followers.look("tester", limit=2) == (2, State.MORE)
        assert effects() == [1, 2]

    def test_takes_several_batches(self, follow, monkeypatch) -> None:
        monkeypatch.setattr(followers, "BATCH_POSITIONS", 2)
        follow(effect)
        write(5)
        assert followers.look("tester") == (5, State.CAUGHT_UP)
        assert effects() == [1, 2, 3, 4, 5]

    def test_handles_only_its_types_and_passes_over_the_rest(self, follow) -> None:
        seen: list[str] = []
        follow(lambda event: seen.append(event.type), types=("trading.deal", "bidding.bid.sealed"))
        for kind in (
            "trading.deal.announced",
            "trading.dealer.met",
            "bidding.bid.sealed",
            "bidding.bid.opened",
            "trading.deal",
        ):
            append(kind)
        sequencer.drain()
        assert followers.run("tester") == 5
        assert seen == ["trading.deal.announced", "bidding.bid.sealed", "trading.deal"]

    def test_asks_a_fixed_number_of_queries(self, follow, django_assert_num_queries) -> None:
        follow(lambda event: None)
        write(3)
        followers.run("tester")
        write(150)
        # Savepoint and its release, cursor, head, fault, events, cursor's move.
        with django_assert_num_queries(7):
            assert followers.run("tester") == 150

    def test_does_not_query_for_the_position(self, follow, django_assert_num_queries) -> None:
        write(1)
        event = next(iter(followers._events((), 0, 1)))
        with django_assert_num_queries(0):
            assert event.position == 1


@pytest.mark.django_db
class TestFault:
    def failing_at(self, *positions: int) -> Handler:
        def handle(event: Event) -> None:
            effect(event)
            if event.position in positions:
                raise RuntimeError(f"cannot handle {event.position}")

        return handle

    def test_blocks_its_follower_after_the_events_before_it(self, follow) -> None:
        follow(self.failing_at(4))
        write(6)
        assert followers.look("tester") == (3, State.BLOCKED)
        assert effects() == [1, 2, 3]
        fault = FollowerFault.objects.get()
        assert (fault.follower, fault.position, fault.attempts, fault.healed_at) == ("tester", 4, 1, None)
        assert "cannot handle 4" in fault.error

    def test_leaves_other_followers_alone(self, follow) -> None:
        seen: list[int] = []
        follow(self.failing_at(1))
        follow(lambda event: seen.append(event.position), name="other")
        write(2)
        followers.run("tester")
        assert followers.run("other") == 2
        assert seen == [1, 2]

    def test_is_tried_again_later_and_later(self, follow) -> None:
        follow(self.failing_at(1))
        write(1)
        followers.run("tester")
        followers.run("tester")  # too soon
        assert FollowerFault.objects.get().attempts == 1
        later(1.1)
        followers.run("tester")
        assert FollowerFault.objects.get().attempts == 2
        later(1.1)
        followers.run("tester")
        assert FollowerFault.objects.get().attempts == 2
        later(1)
        followers.run("tester")
        assert FollowerFault.objects.get().attempts == 3

    def test_is_healed_when_its_event_is_handled(self, follow) -> None:
        broken = follow(self.failing_at(2))
        write(3)
        followers.run("tester")
        broken.act = effect
        assert followers.look("tester") == (0, State.BLOCKED)
        followers.retry("tester")
        assert followers.look("tester") == (2, State.CAUGHT_UP)
        assert effects() == [1, 2, 3]
        assert FollowerFault.objects.get().healed_at is not None

    def test_of_the_database_undoes_the_batch_and_no_more(self, follow) -> None:
        def handle(event: Event) -> None:
            effect(event)
            if event.position == 3:
                effect(event)  # breaks the transaction, not only the handler

        follow(handle)
        write(4)
        followers.run("tester")
        assert effects() == [1, 2]
        assert IntegrityError.__name__ in FollowerFault.objects.get().error

    def test_is_raised_to_whoever_waits_for_all(self, follow) -> None:
        follow(self.failing_at(1))
        write(1)
        with pytest.raises(FollowerStuck, match="cannot handle 1"):
            followers.catch_up()


@pytest.mark.django_db
class TestBatches:
    """A follower that handles many events at a time is as exact as one that handles each."""

    def taking(self, follow, act: Callable[[list[Event]], None]) -> list[list[int]]:
        tried: list[list[int]] = []
        follower = follow(effect)

        def handle_all(events) -> None:
            tried.append([event.position for event in events])
            for event in events:
                effect(event)
            act(events)

        follower.handle_all = handle_all
        return tried

    def test_takes_all_at_once(self, follow) -> None:
        tried = self.taking(follow, lambda events: None)
        write(5)
        assert followers.look("tester") == (5, State.CAUGHT_UP)
        assert tried == [[1, 2, 3, 4, 5]]
        assert effects() == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("failing", [1, 2, 5, 8])
    def test_finds_the_one_event_that_fails(self, follow, failing: int) -> None:
        def act(events) -> None:
            if any(event.position == failing for event in events):
                raise RuntimeError("cannot")

        tried = self.taking(follow, act)
        write(8)
        assert followers.look("tester") == (failing - 1, State.BLOCKED)
        assert effects() == list(range(1, failing))
        assert FollowerFault.objects.get().position == failing
        tried.clear()
        followers.retry("tester")
        followers.look("tester")
        assert tried == [[failing]]  # nothing else is done again while it fails

    def test_goes_on_when_the_failing_event_is_healed(self, follow) -> None:
        broken = True

        def act(events) -> None:
            if broken and any(event.position == 3 for event in events):
                raise RuntimeError("cannot")

        self.taking(follow, act)
        write(6)
        followers.look("tester")
        broken = False
        followers.retry("tester")
        assert followers.look("tester") == (4, State.CAUGHT_UP)
        assert effects() == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
class TestCatchUp:
    def test_follows_what_followers_append(self, follow) -> None:
        def chain(event: Event) -> None:
            if event.position != 4:
                append("house.echo.heard", subject=f"lot_{event.position}")

        seen: list[int] = []
        follow(chain)
        follow(lambda event: seen.append(event.position), name="watcher")
        append()
        followers.catch_up()
        assert seen == [1, 2, 3, 4]
        assert followers.behind() == []


@pytest.mark.django_db
class TestRegister:
    def test_refuses_two_of_one_name(self, follow) -> None:
        follow(effect)

        class Other(Follower):
            name = "tester"

        with pytest.raises(ValueError, match="tester"):
            followers.register(Other())


@pytest.mark.django_db(transaction=True)
class TestTwoProcesses:
    def test_have_each_effect_once(self, follow) -> None:
        follow(effect)
        total = 300
        is_over = threading.Event()

        def read() -> None:
            while not (is_over.is_set() and not followers.behind()):
                followers.run("tester", limit=7)

        readers = in_threads([read, read, read])
        for _ in range(total // 10):
            with transaction.atomic():
                for _ in range(10):
                    append()
            sequencer.drain()
        is_over.set()
        join(readers)
        assert effects() == list(range(1, total + 1))
        assert not FollowerFault.objects.exists()

    def test_second_one_does_not_wait(self, follow) -> None:
        inside, may_end = threading.Event(), threading.Event()

        def slow(event: Event) -> None:
            inside.set()
            may_end.wait(120)

        follow(slow)
        write(1)
        readers = in_threads([lambda: followers.run("tester")])
        assert inside.wait(120)
        assert followers.look("tester") == (0, State.BUSY)
        may_end.set()
        join(readers)
        assert FollowerCursor.objects.get().position == 1

    def test_effects_and_cursor_go_together_when_one_dies(self, follow) -> None:
        def dies(event: Event) -> None:
            effect(event)
            if event.position == 2:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    doomed.append(cursor.fetchone()[0])
                reached.set()
                may_end.wait(120)

        doomed: list[int] = []
        reached, may_end = threading.Event(), threading.Event()
        follower = follow(dies)
        write(2)

        def read() -> None:
            with contextlib.suppress(Exception):  # its session is gone: as good as dead
                followers.run("tester")

        readers = in_threads([read])
        assert reached.wait(120)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", doomed)
        may_end.set()
        join(readers)
        assert effects() == []
        follower.act = effect
        followers.retry("tester")
        until(lambda: followers.run("tester") == 2)
        assert effects() == [1, 2]


@pytest.mark.django_db
class TestTasks:
    def test_follow_reads_to_the_head(self, follow) -> None:
        follow(effect)
        write(3)
        assert tasks.follow("tester") == 3
        assert effects() == [1, 2, 3]

    def test_poll_wakes_those_that_are_behind(self, follow, monkeypatch) -> None:
        woken: list[str] = []
        monkeypatch.setattr(tasks, "enqueue", woken.append)
        follow(effect)
        follow(lambda event: None, name="other")
        write(1)
        followers.run("other")
        assert tasks.poll() == 1
        assert woken == ["tester"]

    def test_follow_goes_on_in_another_task_when_its_time_is_over(self, follow, monkeypatch) -> None:
        again: list[str] = []
        monkeypatch.setattr(tasks, "enqueue", again.append)
        monkeypatch.setattr(tasks, "BUDGET_SECONDS", -1.0)
        monkeypatch.setattr(followers.look, "__defaults__", (2,))
        follow(effect)
        write(5)
        assert tasks.follow("tester") == 2
        assert again == ["tester"]
