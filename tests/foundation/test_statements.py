"""Statements that go together are answered as if each had gone alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from foundation import clock, statements
from foundation.models import FeedHead, RememberedAnswer
from foundation.statements import apart, shape
from foundation.transactions import ask_for_locks

pytestmark = pytest.mark.django_db


def make(*feeds: str) -> None:
    FeedHead.objects.bulk_create([FeedHead(feed=feed, last=at) for at, feed in enumerate(feeds)])


class TestStatementsTogether:
    def test_see_what_those_before_them_did(self) -> None:
        with statements.together() as trip:
            trip.insert([FeedHead(feed="a", last=1)])
            first = trip.ask("SELECT last FROM foundation_feedhead WHERE feed = %s", "a")
            trip.ask("UPDATE foundation_feedhead SET last = %s WHERE feed = ANY (%s)", 7, ["a"])
            second = trip.ask("SELECT last FROM foundation_feedhead").through(lambda rows: rows[0][0])
        assert (first(), second()) == ([(1,)], 7)
        assert second() == 7

    def test_fail_as_one_of_them_does_and_those_behind_are_not_carried_out(self) -> None:
        make("a")
        with pytest.raises(IntegrityError), transaction.atomic(), statements.together() as trip:
            trip.insert([FeedHead(feed="a")])
            trip.insert([FeedHead(feed="b")])
        assert list(FeedHead.objects.values_list("feed", flat=True)) == ["a"]

    def test_do_not_run_in_a_broken_transaction(self) -> None:
        with pytest.raises(TransactionManagementError), transaction.atomic():
            transaction.set_rollback(True)
            with statements.together() as trip:
                trip.ask("SELECT 1")

    def test_are_counted(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2), statements.together() as trip:
            trip.ask("SELECT 1")
            trip.insert([FeedHead(feed="a"), FeedHead(feed="b")])

    def test_are_prepared_by_the_server_once(self) -> None:
        for _ in range(3):
            with statements.together() as trip:
                trip.ask("SELECT 'only here', %s::text", "x")
                trip.insert(
                    [RememberedAnswer(scope="s", key="k", fingerprint="f", at=clock.now())], unless_there=True
                )
        kept = "SELECT count(*), sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement ~ %s"
        assert statements.ask(kept, "^SELECT 'only here'") == [(1, 3)]
        assert statements.ask(kept, "^INSERT INTO .foundation_rememberedanswer") == [(1, 3)]

    def test_take_cursors_of_others_along(self) -> None:
        with statements.together() as trip, connection.cursor() as cursor:
            cursor.execute("INSERT INTO foundation_feedhead (feed, last) VALUES (%s, 3)", ["a"])
            found = trip.ask("SELECT last FROM foundation_feedhead WHERE feed = 'a'")
        assert found() == [(3,)]

    def test_lock(self) -> None:
        make("b", "a")
        with statements.together() as trip:
            locked = ask_for_locks(trip, FeedHead, ["b", "nobody", "a"], waits=False)
        assert [one.feed for one in locked()] == ["a", "b"]


class TestShape:
    def answer(self) -> RememberedAnswer:
        at = clock.now()
        return RememberedAnswer(
            scope="s", key="k", fingerprint="f", headers=[["甲", "b"]], body=b"\x00x", at=at
        )

    def test_writes_and_reads_as_the_orm_does(self) -> None:
        with statements.together() as trip:
            trip.insert([self.answer()])
            trip.insert([self.answer()], unless_there=True)
        (known,) = RememberedAnswer.objects.all()
        with statements.together() as trip:
            columns = shape(RememberedAnswer).columns
            rows = trip.ask(f"SELECT {columns} FROM foundation_rememberedanswer")
            found = rows.through(shape(RememberedAnswer).read)
        (read,) = found()
        assert (read, read.headers, bytes(read.body), read.at) == (known, [["甲", "b"]], b"\x00x", known.at)
        assert not read._state.adding

    def test_reads_some_fields_and_asks_for_others_when_they_are_looked_at(
        self, django_assert_num_queries: Any
    ) -> None:
        make("a", "b")
        brief = shape(FeedHead, "feed")
        with statements.together() as trip:
            rows = trip.ask(f"SELECT {brief.columns}, 5 FROM foundation_feedhead ORDER BY feed")
        (first, five), _ = apart(rows(), brief)
        with django_assert_num_queries(0):
            assert (first.feed, five) == ("a", 5)
        with django_assert_num_queries(1):
            assert first.last == 0
