"""The journal: one row for each thing that happened, in order for each subject, never changed."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase

from foundation import clock, journal
from foundation.errors import Conflict
from foundation.models import Event, Pending, Position
from foundation.models.append_only import AppendOnlyViolation

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def append(subject: str = "lot_1", at: datetime = AT, **changes) -> Event:
    values = {"type": "trading.lot.moved", "actor": "mem_1", "data": {}, "deal": "deal_1"} | changes
    kind = values.pop("type")
    return journal.append(kind, subject=subject, at=at, **values)


@pytest.mark.django_db
class TestAppend:
    def test_returns_the_row_as_it_is_stored(self) -> None:
        event = append(
            data={"step": "announce", "price": Decimal("1200000.00"), "on": date(2026, 3, 2), "at": AT}
        )
        stored = Event.objects.get()
        for field in Event._meta.fields:
            assert getattr(stored, field.name) == getattr(event, field.name)
        assert stored.data == {
            "step": "announce", "price": "1200000.00", "on": "2026-03-02", "at": "2026-03-02T01:00:00Z",
        }  # fmt: skip

    def test_counts_each_subject_from_one(self) -> None:
        numbers = [append(subject).subject_seq for subject in ("lot_1", "lot_1", "lot_2", "lot_1")]
        assert numbers == [1, 2, 1, 3]

    def test_leaves_the_event_waiting_for_a_position(self) -> None:
        event = append()
        assert Pending.objects.get().event_id == event.id
        assert event.position is None

    def test_is_one_round_trip(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            append()

    def test_vanishes_with_its_transaction(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            append()
            raise ZeroDivisionError
        assert not Event.objects.exists() and not Pending.objects.exists()

    def test_smooths_a_clock_that_was_stepped_back_a_little(self) -> None:
        append()
        assert append(at=AT - timedelta(seconds=2)).at == AT

    def test_refuses_an_instant_well_before_the_last_event(self) -> None:
        append()
        with pytest.raises(Conflict, match="journal_time_went_back"), transaction.atomic():
            append(at=AT - timedelta(seconds=6))
        assert append("lot_2", at=AT - timedelta(days=1)).subject_seq == 1

    @pytest.mark.parametrize(
        "type", ["moved", "Trading.lot.moved", "trading..moved", "trading.lot.moved ", "a." * 50]
    )
    def test_refuses_a_type_that_is_not_dotted(self, type: str) -> None:
        with pytest.raises(ValueError, match="event type"):
            append(type=type)

    @pytest.mark.parametrize(
        "data",
        [
            {"price": 1.5},
            {"deep": [{"price": 0.1}]},
            {"price": Decimal("NaN")},
            {1: "key"},
            {"at": AT.replace(tzinfo=None)},
            {"count": 2**53},
            {"text": "a\x00b"},
            {"thing": object()},
            {"text": "啊" * 6000},
        ],
    )
    def test_refuses_data_that_are_not_plain_and_small(self, data: dict) -> None:
        with pytest.raises(ValueError):
            append(data=data)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            append(at=AT.replace(tzinfo=None))


@pytest.mark.django_db
class TestAppendAll:
    def entries(self, *subjects: str) -> list[journal.Entry]:
        return [
            journal.Entry("trading.lot.moved", subject, {"place": place}, "deal_1")
            for place, subject in enumerate(subjects)
        ]

    def test_writes_what_single_appends_would(self) -> None:
        order = ["lot_1", "lot_2", "lot_1", "lot_3", "lot_2", "lot_1"]
        for entry in self.entries(*order):
            append(entry.subject, data=entry.data)
        singly = list(
            Event.objects.order_by("id").values(
                "type", "subject", "subject_seq", "deal", "actor", "at", "data"
            )
        )
        renamed = self.entries(*(f"{subject}b" for subject in order))
        journal.append_all(renamed, actor="mem_1", at=AT)
        together = list(Event.objects.filter(subject__endswith="b").order_by("id").values(*singly[0]))
        assert [row | {"subject": row["subject"][:-1]} for row in together] == singly
        assert Pending.objects.count() == Event.objects.count() == 12

    def test_goes_on_where_a_subject_stands(self) -> None:
        append("lot_1")
        append("lot_1")
        journal.append_all(self.entries("lot_1", "lot_2", "lot_1"), actor="clock", at=AT)
        assert list(Event.objects.order_by("id").values_list("subject", "subject_seq")) == [
            ("lot_1", 1), ("lot_1", 2), ("lot_1", 3), ("lot_2", 1), ("lot_1", 4),
        ]  # fmt: skip

    def test_refuses_an_instant_well_before_a_last_event_and_smooths_a_little(self) -> None:
        append("lot_1")
        journal.append_all(self.entries("lot_1", "lot_2"), actor="clock", at=AT - timedelta(seconds=2))
        assert list(Event.objects.order_by("id").values_list("at", flat=True)) == [
            AT,
            AT,
            AT - timedelta(seconds=2),
        ]
        with pytest.raises(Conflict, match="journal_time_went_back"), transaction.atomic():
            journal.append_all(self.entries("lot_3", "lot_1"), actor="clock", at=AT - timedelta(seconds=6))
        assert Event.objects.count() == 3

    def test_is_one_round_trip(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            journal.append_all(self.entries("lot_1", "lot_2"), actor="clock", at=AT)

    def test_refuses_what_append_refuses(self) -> None:
        with pytest.raises(ValueError, match="event type"):
            journal.append_all([journal.Entry("moved", "lot_1", {})], actor="clock", at=AT)
        with pytest.raises(ValueError, match="plain"):
            journal.append_all([journal.Entry("a.b", "lot_1", {"price": 1.5})], actor="clock", at=AT)


@pytest.mark.django_db
class TestInstant:
    def test_is_the_present_for_a_new_subject(self) -> None:
        before = clock.now()
        assert before <= journal.instant("lot_1") <= clock.now()

    def test_is_never_before_the_last_event(self) -> None:
        ahead = clock.now() + timedelta(hours=1)
        append(at=ahead)
        assert journal.instant("lot_1") == ahead


@pytest.mark.django_db
class TestAppendOnly:
    def refused(self, sql: str) -> None:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert getattr(refusal.value.__cause__, "sqlstate", None) == "YG002"

    @pytest.mark.parametrize("table", ["foundation_event", "foundation_position", "foundation_publication"])
    def test_database_refuses_to_change_or_remove_rows(self, table: str) -> None:
        column = {"foundation_publication": "type", "foundation_event": "type"}.get(table, "position")
        self.refused(f"UPDATE {table} SET {column} = {column}")
        self.refused(f"DELETE FROM {table}")

    @pytest.mark.parametrize(
        "table", ["foundation_event", "foundation_position", "foundation_publication", "foundation_pending"]
    )
    def test_database_refuses_to_truncate_except_for_tests(self, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION foundation_is_disposable() RETURNS boolean LANGUAGE sql AS 'SELECT false'"
            )
        self.refused(f"TRUNCATE {table} CASCADE")

    def test_models_refuse_too(self) -> None:
        event = append()
        for attempt in (
            event.save,
            event.delete,
            Event.objects.all().delete,
            lambda: Event.objects.update(type="x.y"),
            lambda: Event.objects.create(type="x.y"),
            lambda: Position.objects.create(position=1, event=event),
            lambda: Event.objects.bulk_create([Event(type="x.y")]),
        ):
            with pytest.raises(AppendOnlyViolation):
                attempt()


class TestOutsideALock(TransactionTestCase):
    def test_refuses_outside_a_transaction(self) -> None:
        with pytest.raises(transaction.TransactionManagementError):
            append()

    def test_one_of_two_writers_without_a_lock_is_refused(self) -> None:
        outcome: list[object] = []

        def other() -> None:
            try:
                with transaction.atomic():
                    outcome.append(append())
            except Conflict as refusal:
                outcome.append(refusal.code)
            finally:
                connection.close()

        with transaction.atomic():
            append()
            twin = threading.Thread(target=other)
            twin.start()
            twin.join(0.2)  # it waits on the unique index
            assert twin.is_alive()
        twin.join(10)
        assert outcome == ["journal_subject_not_locked"]
        assert Event.objects.count() == 1
