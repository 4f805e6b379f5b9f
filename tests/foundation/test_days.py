import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.calendar import is_working_day, on_or_after
from foundation.days import (
    ZONE,
    Count,
    Counted,
    Unit,
    due,
    earliest_end,
    end_of_day,
    latest_start,
    start_of_day,
)

VECTORS = Path(__file__).parents[3] / "shared" / "cases" / "rule_vectors.json"
DAY = timedelta(days=1)

starts = st.dates(date(2022, 6, 1), date(2028, 6, 30))
units = st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS])
counts = st.sampled_from(Count)
# Years are few, so that the counts stay near the published calendars.
lengths = st.integers(1, 60)


def settled(day: str) -> Counted:
    return Counted(date.fromisoformat(day), provisional=False)


def length_for(n: int, unit: Unit) -> int:
    return n if unit in (Unit.DAYS, Unit.WORKING_DAYS) else (n + 9) // 10


class TestEarliestEnd:
    @pytest.mark.parametrize(
        ("start", "n", "end"),
        [
            ("2024-11-15", 20, "2024-12-05"),  # a land announcement and its listing, Weihai
            ("2024-12-06", 10, "2024-12-16"),  # the listing
            ("2026-09-10", 20, "2026-09-30"),
            ("2026-09-11", 20, "2026-10-08"),  # would end on National Day
            ("2026-08-31", 20, "2026-09-20"),  # a Sunday that is worked
            ("2026-03-02", 5, "2026-03-09"),  # would end on a Saturday
        ],
    )
    def test_counts_days_from_the_next_and_never_ends_on_a_holiday(
        self, start: str, n: int, end: str
    ) -> None:
        assert earliest_end(date.fromisoformat(start), n) == settled(end)

    def test_counts_working_days_as_the_venue_does(self) -> None:
        # A property disclosure in Hainan, 2024-12-23 to 2025-01-20: twenty only with the first day.
        start = date(2024, 12, 23)
        assert earliest_end(start, 20, Unit.WORKING_DAYS, Count.INCLUDE_FIRST) == settled("2025-01-20")
        assert earliest_end(start, 20, Unit.WORKING_DAYS) == settled("2025-01-21")

    def test_includes_a_first_day_only_if_it_is_one(self) -> None:
        sunday = date(2026, 3, 8)
        assert earliest_end(sunday, 1, Unit.WORKING_DAYS, Count.INCLUDE_FIRST) == settled("2026-03-09")
        assert earliest_end(sunday, 1, Unit.WORKING_DAYS) == settled("2026-03-09")
        assert earliest_end(sunday, 3, Unit.DAYS, Count.INCLUDE_FIRST) == settled("2026-03-10")

    @pytest.mark.parametrize(
        ("start", "n", "unit", "count", "end"),
        [
            ("2026-01-31", 1, Unit.MONTHS, Count.EXCLUDE_FIRST, "2026-02-28"),  # a make-up Saturday
            ("2025-01-31", 1, Unit.MONTHS, Count.EXCLUDE_FIRST, "2025-02-28"),
            ("2025-03-31", 1, Unit.MONTHS, Count.EXCLUDE_FIRST, "2025-04-30"),
            ("2024-11-30", 3, Unit.MONTHS, Count.EXCLUDE_FIRST, "2025-02-28"),
            ("2025-03-20", 12, Unit.MONTHS, Count.EXCLUDE_FIRST, "2026-03-20"),
            ("2024-02-29", 1, Unit.YEARS, Count.EXCLUDE_FIRST, "2025-02-28"),
            ("2024-03-04", 2, Unit.YEARS, Count.EXCLUDE_FIRST, "2026-03-04"),
            ("2025-04-01", 1, Unit.MONTHS, Count.INCLUDE_FIRST, "2025-04-30"),
            ("2025-01-31", 1, Unit.MONTHS, Count.INCLUDE_FIRST, "2025-02-28"),
            ("2025-01-28", 1, Unit.MONTHS, Count.INCLUDE_FIRST, "2025-02-27"),
            ("2025-03-03", 1, Unit.YEARS, Count.INCLUDE_FIRST, "2026-03-02"),
        ],
    )
    def test_ends_months_and_years_on_the_same_number(
        self, start: str, n: int, unit: Unit, count: Count, end: str
    ) -> None:
        assert earliest_end(date.fromisoformat(start), n, unit, count) == settled(end)

    @given(starts, lengths, units, counts)
    def test_never_ends_on_a_holiday(self, start: date, n: int, unit: Unit, count: Count) -> None:
        assert is_working_day(earliest_end(start, length_for(n, unit), unit, count).day)

    @given(starts, lengths, units, counts)
    def test_grows_with_the_start_and_with_the_length(
        self, start: date, n: int, unit: Unit, count: Count
    ) -> None:
        n = length_for(n, unit)
        end = earliest_end(start, n, unit, count)
        longer = earliest_end(start, n + 1, unit, count)
        assert end.day <= earliest_end(start + DAY, n, unit, count).day
        assert end.day <= longer.day
        assert longer.provisional or not end.provisional

    @given(starts, lengths)
    def test_counts_exactly_the_working_days(self, start: date, n: int) -> None:
        end = earliest_end(start, n, Unit.WORKING_DAYS).day
        counted = [start + DAY * k for k in range(1, (end - start).days + 1)]
        assert sum(map(is_working_day, counted)) == n

    @given(starts, lengths)
    def test_moves_on_no_further_than_it_must(self, start: date, n: int) -> None:
        end = earliest_end(start, n).day
        assert end >= start + DAY * n
        assert not any(map(is_working_day, (start + DAY * k for k in range(n, (end - start).days))))

    @given(starts, lengths, units)
    def test_is_never_later_with_the_first_day(self, start: date, n: int, unit: Unit) -> None:
        n = length_for(n, unit)
        assert earliest_end(start, n, unit, Count.INCLUDE_FIRST).day <= earliest_end(start, n, unit).day

    @pytest.mark.parametrize("n", [0, -1, True, 2.0])
    def test_refuses_a_length_that_is_none(self, n: Any) -> None:
        with pytest.raises(ValueError, match="positive"):
            earliest_end(date(2026, 3, 2), n)

    @pytest.mark.parametrize("unit", [Unit.MINUTES, Unit.HOURS])
    def test_leaves_what_runs_on_the_clock_to_instants(self, unit: Unit) -> None:
        with pytest.raises(ValueError, match="not counted in days"):
            earliest_end(date(2026, 3, 2), 1, unit)
        with pytest.raises(ValueError, match="not counted in days"):
            latest_start(date(2026, 3, 2), 1, unit)


class TestProvisional:
    def test_marks_what_reaches_an_unpublished_year(self) -> None:
        assert earliest_end(date(2027, 3, 1), 5).provisional
        assert earliest_end(date(2026, 12, 20), 20).provisional
        assert due(date(2026, 12, 30), 3, Unit.WORKING_DAYS).provisional
        assert latest_start(date(2027, 1, 11), 20).provisional
        assert earliest_end(date(2023, 12, 25), 20).provisional

    def test_marks_the_days_that_the_next_notice_may_still_move(self) -> None:
        assert not due(date(2026, 12, 1), 24).provisional
        assert due(date(2026, 12, 1), 28).provisional

    def test_does_not_mark_a_start_that_is_not_counted(self) -> None:
        assert earliest_end(date(2023, 12, 31), 5) == settled("2024-01-05")
        assert earliest_end(date(2023, 12, 31), 5, Unit.DAYS, Count.INCLUDE_FIRST).provisional

    def test_skips_the_holidays_whose_date_is_fixed(self) -> None:
        assert earliest_end(date(2027, 9, 1), 30) == Counted(date(2027, 10, 4), provisional=True)


class TestDue:
    def test_is_the_last_day_in_time(self) -> None:
        assert due(date(2026, 9, 28), 5, Unit.WORKING_DAYS) == settled("2026-10-10")
        assert due(date(2026, 9, 25), 7, Unit.WORKING_DAYS) == settled("2026-10-12")
        assert due(date(2026, 9, 4), 30) == settled("2026-10-08")

    @given(starts, lengths, units, counts)
    def test_falls_on_the_day_that_a_floor_ends(self, start: date, n: int, unit: Unit, count: Count) -> None:
        n = length_for(n, unit)
        assert due(start, n, unit, count) == earliest_end(start, n, unit, count)


class TestLatestStart:
    @pytest.mark.parametrize(
        ("end", "n", "unit", "start"),
        [
            ("2026-09-30", 20, Unit.DAYS, "2026-09-10"),
            ("2026-10-08", 15, Unit.DAYS, "2026-09-23"),
            ("2026-10-05", 15, Unit.DAYS, "2026-09-15"),  # a deadline on a holiday stands as of 30 September
            ("2026-10-10", 3, Unit.WORKING_DAYS, "2026-10-07"),
            ("2026-03-06", 3, Unit.WORKING_DAYS, "2026-03-03"),
            ("2025-04-30", 1, Unit.MONTHS, "2025-03-31"),
            ("2026-02-27", 1, Unit.YEARS, "2025-02-27"),
        ],
    )
    def test_counts_backwards(self, end: str, n: int, unit: Unit, start: str) -> None:
        assert latest_start(date.fromisoformat(end), n, unit) == settled(start)

    @given(starts, starts, lengths, units, counts)
    def test_is_the_exact_counterpart_of_the_floor(
        self, start: date, end: date, n: int, unit: Unit, count: Count
    ) -> None:
        n = length_for(n, unit)
        assert (earliest_end(start, n, unit, count).day <= end) == (
            start <= latest_start(end, n, unit, count).day
        )

    @given(starts, lengths, units, counts)
    def test_is_tight(self, end: date, n: int, unit: Unit, count: Count) -> None:
        n = length_for(n, unit)
        start = latest_start(end, n, unit, count).day
        assert earliest_end(start, n, unit, count).day <= end
        assert earliest_end(start + DAY, n, unit, count).day > end


class TestVectors:
    def test_agree(self) -> None:
        if not VECTORS.exists():
            pytest.skip("needs ../shared/cases/rule_vectors.json")
        cases = json.loads(VECTORS.read_text(encoding="utf-8"))["days"]
        assert cases
        for case in cases:
            start = date.fromisoformat(case["start"])
            match case["mode"]:
                case "working_ceiling":
                    assert due(start, case["n"], Unit.WORKING_DAYS) == settled(case["due"])
                case "calendar_floor":
                    assert earliest_end(start, case["n"]) == settled(case["earliest"])
                case "calendar_floor_real":
                    assert earliest_end(start, case["days"]) == settled(case["end"])
                    assert latest_start(date.fromisoformat(case["end"]), case["days"]).day == start
                case other:
                    pytest.fail(f"a vector of a kind unknown here: {other}")


class TestInstants:
    def test_bound_the_local_day(self) -> None:
        assert start_of_day(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
        assert end_of_day(date(2026, 3, 2)) == datetime(2026, 3, 2, 16, tzinfo=UTC)
        assert end_of_day(date(2026, 3, 2)).tzinfo is ZONE

    @given(starts)
    def test_leave_no_gap_between_days(self, day: date) -> None:
        assert end_of_day(day) == start_of_day(day + DAY)
        assert start_of_day(on_or_after(day)).astimezone(ZONE).date() == on_or_after(day)
