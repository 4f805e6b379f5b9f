"""Locks: what they let through, in which order, and what is read under them."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from foundation import clock
from foundation.errors import NotFound
from foundation.models import FeedHead, Instance, RememberedAnswer
from foundation.transactions import Strength, action, lock_row, lock_row_and_read_clock, lock_rows
from tests.foundation.processes import in_threads, join


def make(*feeds: str) -> None:
    FeedHead.objects.bulk_create([FeedHead(feed=feed) for feed in feeds])


@action
def write_then(error: type[Exception] | None) -> None:
    make("written")
    if error is not None:
        raise error


@pytest.mark.django_db(transaction=True)
class TestAction:
    def test_takes_effect_whole(self) -> None:
        write_then(None)
        assert FeedHead.objects.exists()

    def test_or_not_at_all(self) -> None:
        with pytest.raises(ZeroDivisionError):
            write_then(ZeroDivisionError)
        assert not FeedHead.objects.exists()


@pytest.mark.django_db
class TestLockRow:
    def test_returns_the_row_with_its_values_converted(self) -> None:
        RememberedAnswer.objects.create(
            scope="s", key="k", fingerprint="f", headers=[["a", "b"]], body=b"x", at=clock.now()
        )
        known = RememberedAnswer.objects.get()
        locked = lock_row(RememberedAnswer, known.pk)
        assert locked.headers == [["a", "b"]]
        assert bytes(locked.body) == b"x"
        assert (locked, locked.at, locked.deal, locked._state.adding) == (known, known.at, None, False)

    def test_converts_durations_and_instants(self) -> None:
        assert lock_row(Instance, 1).offset == timedelta(0)

    def test_knows_no_other_row(self) -> None:
        with pytest.raises(NotFound, match="feedhead_not_found"):
            lock_row(FeedHead, "nobody")
        with pytest.raises(NotFound, match="feedhead_not_found"):
            lock_row_and_read_clock(FeedHead, "nobody")

    def test_is_one_query(self, django_assert_num_queries) -> None:
        make("a")
        with django_assert_num_queries(1):
            lock_row(FeedHead, "a")
        with django_assert_num_queries(1):
            lock_row_and_read_clock(FeedHead, "a")

    def test_locks_several_in_the_order_of_their_ids(self) -> None:
        make("c", "a", "b")
        assert [head.feed for head in lock_rows(FeedHead, ["b", "nobody", "c", "a"])] == ["a", "b", "c"]
        assert lock_rows(FeedHead, []) == []


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_refuses_outside_a_transaction(self) -> None:
        make("a")
        for lock in (lock_row, lock_row_and_read_clock):
            with pytest.raises(transaction.TransactionManagementError):
                lock(FeedHead, "a")

    @pytest.mark.parametrize(
        ("held", "wanted", "waits"),
        [
            ("key share", "key share", False),
            ("key share", "no key update", False),
            ("no key update", "key share", False),
            ("no key update", "no key update", True),
            ("key share", "update", True),
            ("update", "key share", True),
        ],
    )
    def test_waits_only_where_it_must(self, held: Strength, wanted: Strength, waits: bool) -> None:
        make("a")
        got = threading.Event()

        def other() -> None:
            with transaction.atomic():
                lock_row(FeedHead, "a", strength=wanted)
                got.set()

        with transaction.atomic():
            lock_row(FeedHead, "a", strength=held)
            threads = in_threads([other])
            assert got.wait(0.3 if waits else 120) is not waits
        join(threads)
        assert got.is_set()

    def test_reads_row_and_clock_as_they_are_after_the_wait(self) -> None:
        make("a")
        found: list[tuple[int, bool]] = []
        released: list[datetime] = []

        def other() -> None:
            with transaction.atomic():
                head, at = lock_row_and_read_clock(FeedHead, "a")
                found.append((head.last, at >= released[0]))

        with transaction.atomic():
            lock_row(FeedHead, "a")
            threads = in_threads([other])
            with connection.cursor() as cursor:  # the other one stands in the queue
                for _ in range(500):
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.01)
            FeedHead.objects.update(last=7)
            released.append(clock.now())
        join(threads)
        assert found == [(7, True)]
