"""When an auction may begin."""

from __future__ import annotations

from datetime import datetime

import pytest

from bidding.auctions.planning import earliest, is_in_hours, start_after, window
from tests.toolkit.auctions.test_cases import CASES, peer

CHINA = "+08:00"


@pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
def test_days_that_another_planner_found() -> None:
    case = peer("PZ-PLAN")
    for given, expected in zip(case["input"], case["expected"], strict=True):
        due = datetime.fromisoformat(given["tenderPeriod_end"])
        assert start_after(due) == datetime.fromisoformat(expected["shouldStartAfter"])
        found = window(due)
        assert found.opens.date().isoformat() == expected["auction_date"]
        assert (found.opens.hour, found.closes.hour) == (11, 16)


@pytest.mark.parametrize(
    ("due", "opens"),
    [
        # A Sunday on which China worked before the Spring Festival, and the holiday after it.
        ("2025-01-25T12:00", "2025-01-26T11:00"),
        ("2025-01-27T12:00", "2025-02-05T11:00"),
    ],
)
def test_a_working_day_is_that_of_the_calendar(due: str, opens: str) -> None:
    found = window(datetime.fromisoformat(due + CHINA))
    assert found.opens == datetime.fromisoformat(opens + CHINA)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Monday in working hours; before them; after them; Friday; a Saturday; before the Spring Festival.
        ("2026-03-02T09:00", "2026-03-03T09:00"),
        ("2026-03-02T05:30", "2026-03-03T09:00"),
        ("2026-03-02T17:59", "2026-03-03T17:59"),
        ("2026-03-02T18:00", "2026-03-04T09:00"),
        ("2026-03-06T15:20", "2026-03-09T15:20"),
        ("2026-03-06T23:00", "2026-03-10T09:00"),
        ("2026-03-07T10:00", "2026-03-10T09:00"),
        ("2025-01-27T10:00", "2025-02-05T10:00"),
    ],
)
def test_one_begins_a_working_day_after_it_was_told(at: str, expected: str) -> None:
    assert earliest(datetime.fromisoformat(at + CHINA)) == datetime.fromisoformat(expected + CHINA)


@pytest.mark.parametrize(
    ("at", "may_begin"),
    [("08:59", False), ("09:00", True), ("17:59", True), ("18:00", False), ("00:05", False)],
)
def test_none_begins_while_people_sleep(at: str, may_begin: bool) -> None:
    assert is_in_hours(datetime.fromisoformat(f"2026-03-02T{at}{CHINA}")) is may_begin
