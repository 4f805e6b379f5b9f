"""Feeds: dense sequences that tell nothing of what is hidden."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest
from django.db import transaction

from foundation import clock, feeds, journal, sequencer
from foundation.models import Event, FeedHead, Publication
from tests.foundation.processes import in_threads, join


def events(count: int) -> list[Event]:
    """Return events that have positions."""
    with transaction.atomic():
        for number in range(count):
            journal.append(
                "house.thing.happened",
                subject=f"lot_{number}",
                actor="clock",
                at=clock.now(),
                data={},
                deal="deal_1",
            )
    sequencer.drain()
    return list(Event.objects.select_related("sequenced").order_by("id"))[-count:]


def publish(event: Event, feed: str = feeds.PUBLIC, type: str = "lot.moved", **changes) -> int:
    with transaction.atomic():
        return feeds.publish(feed=feed, event=event, type=type, **({"data": {}} | changes))


@pytest.mark.django_db
class TestPublish:
    def test_numbers_each_feed_from_one_without_gaps(self) -> None:
        first, hidden, third = events(3)
        assert [publish(first), publish(hidden, feeds.party("pty_1")), publish(third)] == [1, 1, 2]
        assert [(entry.sequence, entry.position) for entry in feeds.read("public", 0)] == [(1, 1), (2, 3)]

    def test_keeps_what_it_was_given(self) -> None:
        (event,) = events(1)
        publish(event, deal="deal_1", lot="lot_1", data={"phase": "announced"})
        (entry,) = feeds.read("public", 0)
        assert (entry.type, entry.deal, entry.lot, entry.at) == ("lot.moved", "deal_1", "lot_1", event.at)
        assert entry.data == {"phase": "announced"}

    def test_of_the_same_event_again_changes_nothing(self) -> None:
        one, two = events(2)
        assert [publish(one), publish(two), publish(one), publish(one, lot="lot_9"), publish(one, lot="lot_9")] == [
            1, 2, 1, 3, 3,
        ]  # fmt: skip
        assert feeds.last("public") == Publication.objects.count() == 3

    def test_that_is_undone_leaves_no_gap(self) -> None:
        one, two = events(2)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish(one)
            raise ZeroDivisionError
        assert publish(two) == 1

    def test_is_one_query(self, django_assert_num_queries) -> None:
        (event,) = events(1)
        with transaction.atomic(), django_assert_num_queries(1):
            feeds.publish(feed="public", event=event, type="lot.moved", data={})

    def test_refuses_an_event_without_a_position(self) -> None:
        event = journal.append(
            "house.thing.happened", subject="lot_1", actor="clock", at=clock.now(), data={}
        )
        with pytest.raises(ValueError, match="position"):
            publish(event)

    def test_refuses_floats(self) -> None:
        (event,) = events(1)
        with pytest.raises(ValueError, match="plain"):
            publish(event, data={"price": 0.5})


@pytest.mark.django_db
class TestPublishAll:
    def test_writes_what_single_publications_would(self) -> None:
        made = events(4)
        other = feeds.party("pty_1")
        for event in made:
            publish(event, feed="one", deal="deal_1", lot=event.subject)
            publish(event, feed=other, deal="deal_1")
        entries = [
            entry
            for event in made
            for entry in (
                feeds.Entry("two", event, "lot.moved", {}, "deal_1", event.subject),
                feeds.Entry(feeds.party("pty_2"), event, "lot.moved", {}, "deal_1"),
            )
        ]
        with transaction.atomic():
            feeds.publish_all(entries[:3])
            feeds.publish_all(entries)  # each once
        fields = ("sequence", "position", "type", "deal", "lot", "at", "data")
        for alone, together in (("one", "two"), (other, feeds.party("pty_2"))):
            rows = [
                list(Publication.objects.filter(feed=f).order_by("sequence").values(*fields))
                for f in (alone, together)
            ]
            assert rows[0] == rows[1] and len(rows[0]) == 4
            assert feeds.last(alone) == feeds.last(together) == 4


@pytest.mark.django_db
class TestRead:
    def test_goes_on_after_a_number_in_pages(self) -> None:
        for event in events(5):
            publish(event)
        assert [entry.sequence for entry in feeds.read("public", 1, limit=2)] == [2, 3]
        assert feeds.read("public", 5) == []
        assert feeds.read("party:pty_1", 0) == []

    def test_last_of_an_empty_feed_is_zero(self) -> None:
        assert feeds.last("public") == 0


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_many_writers_leave_no_gap_and_readers_never_see_one(self) -> None:
        source = events(80)
        seen: list[int] = []
        is_over = threading.Event()

        def write(part: list[Event]) -> None:
            for event in part:
                with transaction.atomic():
                    publish(event)
                    time.sleep(0.001)

        def read() -> None:
            while True:
                was_over = is_over.is_set()
                found = feeds.read("public", len(seen))
                seen.extend(entry.sequence for entry in found)
                if was_over and not found:
                    return

        readers = in_threads([read])
        join(in_threads([partial(write, source[n::4]) for n in range(4)]))
        is_over.set()
        join(readers)
        assert seen == list(range(1, 81))
        assert FeedHead.objects.get().last == 80


@pytest.mark.django_db(transaction=True)
class TestWait:
    def test_returns_at_once_what_is_there(self) -> None:
        publish(events(1)[0])
        started = time.monotonic()
        assert len(feeds.wait("public", 0, timeout_seconds=60)) == 1
        assert time.monotonic() - started < 60

    def test_returns_when_something_comes(self) -> None:
        (event,) = events(1)
        found: list[int] = []
        waiting = in_threads(
            [lambda: found.extend(e.sequence for e in feeds.wait("public", 0, timeout_seconds=120))]
        )
        time.sleep(0.1)
        assert not found
        publish(event)
        join(waiting, 60)
        assert found == [1]

    def test_returns_nothing_when_the_time_is_over(self) -> None:
        started = time.monotonic()
        assert feeds.wait("public", 0, timeout_seconds=0.3) == []
        assert 0.3 <= time.monotonic() - started < 60
