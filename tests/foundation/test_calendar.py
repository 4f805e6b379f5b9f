from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest

from foundation import calendar
from foundation.calendar import BrokenCalendarError

YEARS = sorted(calendar.published())
UNPUBLISHED = YEARS[-1] + 1

# A notice of the year 2030 that never was: 1 May is a Wednesday there, 1 October a Tuesday.
NOTICE = """
year = 2030
title = "通知"
reference = "国办发明电〔2029〕0号"
issued_on = 2029-11-01
verified = "memory"
verified_by = "made up for a test"
working = [2029-12-29, 2030-02-09]
off = [
  { festivals = ["new_year"], first = 2029-12-30, last = 2030-01-01, days = 3 },
  { festivals = ["spring_festival"], first = 2030-02-02, last = 2030-02-08, days = 7 },
  { festivals = ["qingming"], first = 2030-04-05, last = 2030-04-05, days = 1 },
  { festivals = ["labour_day"], first = 2030-05-01, last = 2030-05-02, days = 2 },
  { festivals = ["dragon_boat"], first = 2030-06-05, last = 2030-06-05, days = 1 },
  { festivals = ["mid_autumn"], first = 2030-09-12, last = 2030-09-12, days = 1 },
  { festivals = ["national_day"], first = 2030-10-01, last = 2030-10-07, days = 7 },
]
"""


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


class TestPublished:
    def test_holds_2024_to_2026_with_their_notices(self) -> None:
        assert {2024, 2025, 2026} <= set(YEARS)
        assert [calendar.published()[year].reference for year in (2024, 2025, 2026)] == [
            "国办发明电〔2023〕7号",
            "国办发明电〔2024〕12号",
            "国办发明电〔2025〕7号",
        ]

    def test_says_how_each_was_verified(self) -> None:
        for year in calendar.published().values():
            assert year.verified in ("text", "secondary")
            assert year.verified_by


class TestIsWorkingDay:
    @pytest.mark.parametrize("year", YEARS)
    def test_agrees_with_an_independent_library_on_every_day(self, year: int) -> None:
        for day in days_of(year):
            assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day

    @pytest.mark.parametrize("year", YEARS)
    def test_names_the_same_holidays(self, year: int) -> None:
        for day in days_of(year):
            assert (calendar.holiday(day) is not None) == (day in chinese_calendar.constants.holidays), day

    def test_knows_make_up_days(self) -> None:
        assert calendar.is_working_day(date(2026, 9, 20))  # a Sunday
        assert not calendar.is_working_day(date(2026, 10, 7))  # a Wednesday

    def test_knows_only_weekends_and_fixed_holidays_of_a_year_to_come(self) -> None:
        free = {day for day in days_of(UNPUBLISHED) if not calendar.is_working_day(day) and day.weekday() < 5}
        fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
        assert free == {day for day in (date(UNPUBLISHED, *when) for when in fixed) if day.weekday() < 5}
        assert not any(calendar.is_settled(day) for day in days_of(UNPUBLISHED))

    def test_counts_one_labour_day_before_2025(self) -> None:
        assert calendar.is_working_day(date(2019, 5, 2))
        assert not calendar.is_working_day(date(2019, 5, 1))


class TestIsSettled:
    def test_holds_for_a_published_year(self) -> None:
        assert calendar.is_settled(date(2025, 12, 31))
        assert calendar.is_settled(date(2026, 3, 2))

    def test_leaves_the_last_days_of_december_to_the_next_notice(self) -> None:
        assert calendar.is_settled(date(YEARS[-1], 12, 25))
        assert not calendar.is_settled(date(YEARS[-1], 12, 26))


class TestHoliday:
    def test_names_both_festivals_of_a_day(self) -> None:
        name = calendar.holiday(date(2025, 10, 6))
        assert name is not None
        assert (name.zh, name.en) == ("国庆节、中秋节", "National Day, Mid-Autumn Festival")

    def test_names_no_plain_weekend(self) -> None:
        assert calendar.holiday(date(2026, 3, 7)) is None

    def test_names_the_fixed_ones_of_a_year_to_come(self) -> None:
        name = calendar.holiday(date(UNPUBLISHED, 10, 2))
        assert name is not None and name.zh == "国庆节"
        assert calendar.holiday(date(UNPUBLISHED, 3, 2)) is None


class TestOnOrAfter:
    def test_moves_over_a_whole_holiday(self) -> None:
        assert calendar.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
        assert calendar.on_or_before(date(2026, 10, 7)) == date(2026, 9, 30)

    def test_stays_on_a_working_day(self) -> None:
        assert calendar.on_or_after(date(2026, 10, 10)) == date(2026, 10, 10)
        assert calendar.on_or_before(date(2026, 10, 10)) == date(2026, 10, 10)


class TestRead:
    def test_takes_a_notice_that_moves_days_of_the_december_before(self) -> None:
        year = calendar.read(NOTICE, name="2030.toml")
        assert date(2029, 12, 31) in year.off
        assert date(2029, 12, 29) in year.working

    @pytest.mark.parametrize(
        ("was", "becomes", "fault"),
        [
            ("days = 7 },\n]", "days = 8 },\n]", "is not 8 days"),
            (
                "first = 2030-04-05, last = 2030-04-05",
                "first = 2030-04-05, last = 2030-04-04",
                "is not 1 days",
            ),
            ("2030-09-12, last = 2030-09-12", "2030-10-02, last = 2030-10-02", "is in two holidays"),
            ("2030-09-12, last = 2030-09-12", "2031-09-12, last = 2031-09-12", "is outside 2030"),
            ("2029-12-30, last = 2030-01-01", "2029-12-20, last = 2029-12-22", "is outside 2030"),
            ('["mid_autumn"]', '["lantern"]', "not each festival once"),
            ('["mid_autumn"]', '["mid_autumn", "qingming"]', "not each festival once"),
            ("working = [2029-12-29", "working = [2030-10-05", "is both free and worked"),
            ("working = [2029-12-29", "working = [2030-02-11", "is a weekday anyway"),
            ("working = [2029-12-29", "working = [2030-02-09", "stands twice"),
            (
                "2030-05-01, last = 2030-05-02, days = 2",
                "2030-05-01, last = 2030-05-01, days = 1",
                "labour_day",
            ),
            (
                "2030-10-01, last = 2030-10-07, days = 7",
                "2030-10-02, last = 2030-10-08, days = 7",
                "national_day",
            ),
            ('verified = "memory"', 'verified = "surely"', "verified is"),
            ("issued_on = 2029-11-01", "issued_on = 2028-11-01", "which notice"),
            ("year = 2030", "year = 2031", "holds the year 2031"),
            ("title = ", "name = ", "cannot be read"),
            ("first = 2030-02-02", 'first = "2030-02-02"', "cannot be read"),
            ("off = [", "off = ", "cannot be read"),
        ],
    )
    def test_refuses_a_file_that_cannot_be_a_notice(self, was: str, becomes: str, fault: str) -> None:
        assert was in NOTICE
        with pytest.raises(BrokenCalendarError, match=fault):
            calendar.read(NOTICE.replace(was, becomes, 1), name="2030.toml")

    def test_names_every_fault_at_once(self) -> None:
        broken = NOTICE.replace("2029-12-29", "2030-02-11").replace('"memory"', '"surely"')
        with pytest.raises(BrokenCalendarError, match=r"weekday anyway; .*verified is"):
            calendar.read(broken, name="2030.toml")

    @pytest.mark.parametrize(("year", "may_work_on_2_may"), [(2024, True), (2025, False)])
    def test_knows_since_when_2_may_is_free(self, year: int, may_work_on_2_may: bool) -> None:
        one_day = NOTICE.replace(
            "2030-05-01, last = 2030-05-02, days = 2", "2030-05-01, last = 2030-05-01, days = 1"
        )
        # Saturdays and Sundays of 2030 are others: leave the make-up days out.
        notice = one_day.replace("working = [2029-12-29, 2030-02-09]", "working = []")
        notice = notice.replace("2029", str(year - 1)).replace("2030", str(year))
        if may_work_on_2_may:
            assert date(year, 5, 2) not in calendar.read(notice, name=f"{year}.toml").off
        else:
            with pytest.raises(BrokenCalendarError, match=f"{year}-05-02 is a statutory holiday"):
                calendar.read(notice, name=f"{year}.toml")
