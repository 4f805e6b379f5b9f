"""The one clock: it moves only in demonstrations, and only forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation import clock, journal
from foundation.errors import Conflict
from foundation.models import Instance

pytestmark = pytest.mark.django_db
LATER = timedelta(days=20)


def something_happened() -> None:
    journal.append("house.thing.happened", subject="lot_1", actor="clock", at=clock.now(), data={})


class TestNow:
    def test_is_aware_and_in_utc(self) -> None:
        assert clock.now().tzinfo is UTC

    def test_goes_on_inside_a_transaction(self) -> None:
        with transaction.atomic():
            first = clock.now()
            time.sleep(0.002)
            assert clock.now() - first >= timedelta(milliseconds=2)

    def test_follows_the_shift(self) -> None:
        before = clock.now()
        Instance.objects.update(offset=LATER)
        assert LATER <= clock.now() - before < LATER + timedelta(minutes=1)

    def test_costs_one_query(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            clock.now()


class TestLocalDate:
    def test_is_the_day_in_shanghai(self) -> None:
        assert clock.local_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)).isoformat() == "2026-03-01"
        assert clock.local_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)).isoformat() == "2026-03-02"


class TestStartDemo:
    def test_sets_a_fresh_clock_to_the_first_day(self) -> None:
        assert clock.start_demo()
        assert timedelta(0) <= clock.now() - clock.DEMO_START < timedelta(minutes=1)

    def test_does_nothing_the_second_time(self) -> None:
        clock.start_demo()
        clock.shift_to(clock.DEMO_START + LATER)
        assert not clock.start_demo()
        assert clock.now() >= clock.DEMO_START + LATER

    def test_leaves_an_instance_with_a_history_alone(self) -> None:
        something_happened()
        assert not clock.start_demo()

    def test_is_refused_in_production(self) -> None:
        clock.adopt_mode("production")
        with pytest.raises(Conflict, match="clock_is_real"):
            clock.start_demo()


class TestShiftTo:
    def test_moves_forward_to_the_instant(self) -> None:
        aim = clock.now() + LATER
        shown = clock.shift_to(aim)
        assert aim <= shown < aim + timedelta(minutes=1)

    def test_never_moves_back(self) -> None:
        before = clock.now()
        assert clock.shift_to(before - LATER) >= before

    def test_is_refused_in_production(self) -> None:
        clock.adopt_mode("production")
        with pytest.raises(Conflict, match="clock_is_real"):
            clock.shift_to(clock.now() + LATER)
        assert Instance.objects.get().offset == timedelta(0)


class TestAdoptMode:
    def test_makes_a_demonstration_productive_and_is_content_to_repeat_it(self) -> None:
        clock.adopt_mode("production")
        clock.adopt_mode("production")
        assert clock.mode() is Instance.Mode.PRODUCTION

    def test_refuses_the_way_back(self) -> None:
        clock.adopt_mode("production")
        with pytest.raises(Conflict, match="instance_is_production"):
            clock.adopt_mode("demo")

    def test_refuses_a_clock_that_was_moved(self) -> None:
        clock.shift_to(clock.now() + LATER)
        with pytest.raises(Conflict, match="clock_is_shifted"):
            clock.adopt_mode("production")


class TestTheDatabase:
    """What holds even for somebody who writes SQL."""

    def refused(self, sql: str, code: str | None = None) -> None:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        if code:
            assert getattr(refusal.value.__cause__, "sqlstate", None) == code

    def test_keeps_the_production_clock_real(self) -> None:
        clock.adopt_mode("production")
        self.refused("UPDATE foundation_instance SET \"offset\" = interval '1 second'")

    def test_keeps_production_productive(self) -> None:
        clock.adopt_mode("production")
        self.refused("UPDATE foundation_instance SET mode = 'demo'", "YG003")

    @pytest.mark.parametrize("table", ["foundation_event", "foundation_instance", "bidding_depositentry"])
    def test_never_empties_a_production_instance_whatever_its_name(self, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            assert cursor.fetchone()[0].startswith("test_")
        clock.adopt_mode("production")
        self.refused(f"TRUNCATE {table} CASCADE", "YG002")
        assert clock.mode() is Instance.Mode.PRODUCTION

    def test_never_takes_time_back_once_something_happened(self) -> None:
        clock.shift_to(clock.now() + LATER)
        something_happened()
        self.refused("UPDATE foundation_instance SET \"offset\" = interval '1 day'", "YG004")

    def test_has_one_instance_for_good(self) -> None:
        self.refused("DELETE FROM foundation_instance", "YG002")
        with pytest.raises(IntegrityError), transaction.atomic():
            Instance.objects.create(id=2)
