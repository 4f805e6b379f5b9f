"""The sequencer: gap-free positions, in order for each subject, none missed, whoever dies."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import psycopg
import pytest
from django.db import connection, transaction

from foundation import clock, journal, sequencer
from foundation.errors import Unavailable
from foundation.models import Event, Pending, Position
from foundation.sequencer import Sequencer
from tests.foundation.processes import in_threads, join, sequencer_process, until

WRITERS = 8
EVENTS = 8_000
SUBJECTS = 40


def append(subject: str = "lot_1", **data: object) -> Event:
    return journal.append("house.thing.happened", subject=subject, actor="clock", at=clock.now(), data=data)


def positions() -> list[tuple[int, int]]:
    return list(Position.objects.order_by("position").values_list("position", "event_id"))


def more_than(count: int) -> bool:
    return Position.objects.count() > count


@pytest.fixture
def sequencing() -> Iterator[Sequencer]:
    """A sequencer in a thread of the test."""
    running = Sequencer()
    threads = in_threads([running.run])
    yield running
    running.stop()
    join(threads)


@pytest.mark.django_db
class TestDrain:
    def test_places_events_in_insertion_order_without_gaps(self) -> None:
        events = [append(f"lot_{n % 3}") for n in range(10)]
        assert sequencer.drain() == 10
        assert positions() == [(n + 1, event.id) for n, event in enumerate(events)]
        assert not Pending.objects.exists()
        assert events[3].position is None or events[3].position == 4

    def test_goes_on_where_it_ended(self) -> None:
        append()
        sequencer.drain()
        late = append()
        assert sequencer.drain() == 1
        assert positions()[-1] == (2, late.id)
        assert sequencer.drain() == 0

    def test_takes_several_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sequencer, "BATCH_EVENTS", 3)
        for _ in range(7):
            append()
        assert sequencer.drain() == 7
        assert [position for position, _event in positions()] == list(range(1, 8))


@pytest.mark.django_db(transaction=True)
class TestLateCommit:
    def test_gets_a_later_position_although_its_id_is_lower(self) -> None:
        inserted, may_commit = threading.Event(), threading.Event()
        slow_ids: list[int] = []

        def slow() -> None:
            with transaction.atomic():
                slow_ids.append(append("lot_slow").id)
                inserted.set()
                may_commit.wait(120)

        threads = in_threads([slow])
        assert inserted.wait(120)
        with transaction.atomic():
            quick = append("lot_quick").id
        assert sequencer.drain() == 1  # it does not wait for the slow one
        may_commit.set()
        join(threads)
        assert sequencer.drain() == 1
        assert slow_ids[0] < quick
        assert positions() == [(1, quick), (2, slow_ids[0])]


@pytest.mark.django_db(transaction=True)
class TestRunning:
    def test_places_what_comes(self, sequencing: Sequencer) -> None:
        for _ in range(5):
            with transaction.atomic():
                append()
        until(lambda: Position.objects.count() == 5)

    def test_tells_of_each_batch(self) -> None:
        heads: list[int] = []
        running = Sequencer(on_batch=heads.append, batch_events=2)
        with transaction.atomic():
            for _ in range(5):
                append()
        threads = in_threads([running.run])
        until(lambda: len(heads) == 3)
        running.stop()
        join(threads)
        assert heads == [2, 4, 5]

    def test_leaves_the_work_to_the_one_that_has_the_lock(self, sequencing: Sequencer) -> None:
        with transaction.atomic():
            append()
        until(lambda: not Pending.objects.exists())
        standby_heads: list[int] = []
        standby = Sequencer(on_batch=standby_heads.append)
        threads = in_threads([standby.run])
        with transaction.atomic():
            append()
        until(lambda: not Pending.objects.exists())
        assert standby_heads == []
        sequencing.stop()
        with transaction.atomic():
            append()
        until(lambda: standby_heads == [3], what="the standby takes over")
        standby.stop()
        join(threads)

    def test_goes_on_after_its_session_was_ended(self, sequencing: Sequencer) -> None:
        with transaction.atomic():
            append()
        until(lambda: not Pending.objects.exists())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'yangguang sequencer' AND datname = current_database()"
            )
            assert cursor.rowcount >= 1  # those of a sequencer that was stopped just now may still be ending
        with transaction.atomic():
            append()
        until(lambda: Position.objects.count() == 2, what="it reconnects")

    def test_drain_refuses_to_wait_for_ever_for_a_lock(self) -> None:
        with psycopg.connect(**_plain_parameters(), autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [sequencer.LOCK_KEY])
            assert sequencer.drain(wait_seconds=0) == 0  # nothing waits, so nothing is missed
            with transaction.atomic():
                append()
            with pytest.raises(Unavailable, match="sequencer_busy"):
                sequencer.drain(wait_seconds=0.1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestRace:
    """Eight writers, two sequencers, and a reader that reads on meanwhile."""

    def test_none_missed_none_twice_order_kept(self, sequencing: Sequencer) -> None:
        standby = Sequencer()
        seen: list[tuple[int, str, int]] = []
        is_over = threading.Event()
        locks = [threading.Lock() for _ in range(SUBJECTS)]  # stand for the subjects' row locks

        def write(number: int) -> None:
            chance = random.Random(number)
            left = EVENTS // WRITERS
            while left:
                subject = chance.randrange(SUBJECTS)
                burst = min(left, chance.choice((1, 1, 2, 5, 12)))
                with locks[subject], transaction.atomic():
                    for _ in range(burst):
                        append(f"lot_{subject}")
                    if chance.random() < 0.02:
                        time.sleep(0.02)  # a slow transaction commits late
                left -= burst

        def follow() -> None:
            cursor = 0
            while True:
                was_over = is_over.is_set()
                rows = list(
                    Position.objects.filter(position__gt=cursor)
                    .order_by("position")
                    .values_list("position", "event__subject", "event__subject_seq")[:500]
                )
                seen.extend(rows)
                if rows:
                    cursor = rows[-1][0]
                elif was_over:
                    return
                else:
                    time.sleep(0.005)

        standing_by = in_threads([standby.run])
        reading = in_threads([follow])
        join(in_threads([partial(write, number) for number in range(WRITERS)]), 300)
        until(lambda: not Pending.objects.exists())
        is_over.set()
        join(reading)
        standby.stop()
        join(standing_by)

        assert [position for position, _subject, _number in seen] == list(range(1, EVENTS + 1))
        by_subject: dict[str, list[int]] = defaultdict(list)
        for _position, subject, number in seen:
            by_subject[subject].append(number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_subject.values())
        assert Position.objects.values("event").distinct().count() == Event.objects.count() == EVENTS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestKilled:
    def test_process_killed_again_and_again_loses_nothing(self) -> None:
        is_over = threading.Event()
        chance = random.Random(7)

        def write() -> None:
            number = 0
            while not is_over.wait(
                0.01
            ):  # some hundreds a second: whoever starts meanwhile needs the processor as well
                with transaction.atomic():
                    for _ in range(5):
                        append(f"lot_{(number := number + 1) % 7}")

        threads = in_threads([write])
        for _ in range(3):
            before = Position.objects.count()
            with sequencer_process() as process:
                until(partial(more_than, before), what="the sequencer is at work")
                time.sleep(chance.uniform(0, 0.2))
                os.kill(process.pid, signal.SIGKILL)
        is_over.set()
        join(threads)
        with sequencer_process("--once") as last:
            assert last.wait(300) == 0
        total = Event.objects.count()
        placed = positions()
        assert [position for position, _event in placed] == list(range(1, total + 1))
        assert len({event for _position, event in placed}) == total
        by_subject = defaultdict(list)
        for subject, number in Position.objects.order_by("position").values_list(
            "event__subject", "event__subject_seq"
        ):
            by_subject[subject].append(number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_subject.values())

    def test_batch_whose_server_process_is_killed_midway_is_undone_whole(self) -> None:
        """The batch's own transaction: its session ends after the statement and before the commit."""
        with transaction.atomic():
            for _ in range(50):
                append()
        with psycopg.connect(**_plain_parameters()) as session:
            placed = session.execute("SELECT placed FROM journal_sequence(50)").fetchone()
            assert placed == (50,)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [session.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                session.execute("SELECT 1")
            session.close()
        assert Pending.objects.count() == 50 and not Position.objects.exists()
        assert sequencer.drain() == 50

    def test_sigterm_ends_it_cleanly(self) -> None:
        with sequencer_process() as process:
            with transaction.atomic():
                append()
            until(lambda: Position.objects.count() == 1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0


def _plain_parameters() -> dict:
    entry = connection.settings_dict
    return {
        "host": entry["HOST"],
        "port": entry["PORT"] or None,
        "user": entry["USER"],
        "dbname": entry["NAME"],
    }
