"""
Counting legal days. Pure: a date goes in, a date comes out, and whether it may still move.

- The first day is not counted (Civil Code, art. 201), unless a rule says so (`Count.INCLUDE_FIRST`).
- Months and years end on the day of the same number, or on the last of a shorter month (art. 202).
- A last day that is no working day moves on to the next one (art. 203), in floors too, which is stricter for
  whoever must wait. Make-up working days are working days.
- Working days count working days only.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from foundation.calendar import DAY, is_published, is_settled, on_or_after, on_or_before

ZONE: Final = ZoneInfo("Asia/Shanghai")


class Unit(StrEnum):
    """
    What a period is counted in: 日, 工作日, 月, 年, and 分钟, 小时 for what runs on the clock.

    Minutes and hours are no days: they are counted from instant to instant, not by this module.
    """

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    MINUTES = "minutes"


class Count(StrEnum):
    """Whether the day of the triggering event is a day of the period."""

    EXCLUDE_FIRST = "exclude_first"
    INCLUDE_FIRST = "include_first"


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A day that was counted to.

    `provisional`: a day of the count lies where no holiday calendar is published yet, so that the result may
    move; it is recomputed on publication, and nothing may be bound to it before.
    """

    day: date
    provisional: bool


def earliest_end(start: date, n: int, unit: Unit = Unit.DAYS, count: Count = Count.EXCLUDE_FIRST) -> Counted:
    """
    Return the first day on which a period of at least `n` units from `start` may end (不得少于 n 日).

    A floor is kept when `end - start >= n`, as the field counts: a listing of 2024-12-06 for ten days may end
    at any hour of 2024-12-16.

    :raises ValueError: if `n` is not a positive whole number.
    """
    end = _end(start, n, unit, count)
    first = start if count is Count.INCLUDE_FIRST else start + DAY
    return Counted(end, _is_provisional(first, end))


def due(start: date, n: int, unit: Unit = Unit.DAYS, count: Count = Count.EXCLUDE_FIRST) -> Counted:
    """
    Return the last day on which something is in time that must be done within `n` units of `start` (n 日内).

    The arithmetic is that of `earliest_end`; what differs is on which side of the day one must be.

    :raises ValueError: if `n` is not a positive whole number.
    """
    return earliest_end(start, n, unit, count)


def latest_start(end: date, n: int, unit: Unit = Unit.DAYS, count: Count = Count.EXCLUDE_FIRST) -> Counted:
    """
    Return the last day that still leaves `n` units before `end` (n 日前).

    The exact counterpart of `earliest_end`: `earliest_end(start) <= end` if and only if
    `start <= latest_start(end)`. So an `end` that is no working day counts as the working day before it, and
    the day returned may itself be a holiday.

    :raises ValueError: if `n` is not a positive whole number.
    """
    start = _estimate(end, n, unit)
    while _end(start, n, unit, count) > end:
        start -= DAY
    while _end(start + DAY, n, unit, count) <= end:
        start += DAY
    first = start if count is Count.INCLUDE_FIRST else start + DAY
    return Counted(start, _is_provisional(first, end))


def start_of_day(day: date) -> datetime:
    """Return the first instant of `day` in the platform's zone."""
    return datetime.combine(day, time.min, tzinfo=ZONE)


def end_of_day(day: date) -> datetime:
    """Return the first instant after `day` in the platform's zone: periods are half open."""
    return start_of_day(day + DAY)


def _end(start: date, n: int, unit: Unit, count: Count) -> date:
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise ValueError(f"a period is a positive number of {unit.value}, not {n!r}")
    if unit in (Unit.HOURS, Unit.MINUTES):
        raise ValueError(f"{unit.value} are not counted in days")
    if unit is Unit.WORKING_DAYS:
        return _nth_working_day(start if count is Count.INCLUDE_FIRST else start + DAY, n)
    if unit is Unit.DAYS:
        last = start + DAY * (n if count is Count.EXCLUDE_FIRST else n - 1)
    else:
        last = _months_later(start, n * 12 if unit is Unit.YEARS else n, count)
    return on_or_after(last)


def _nth_working_day(first: date, n: int) -> date:
    """Return the `n`th working day from `first` on, `first` being the first if it is one."""
    day = on_or_after(first)
    for _ in range(n - 1):
        day = on_or_after(day + DAY)
    return day


def _months_later(start: date, months: int, count: Count) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if start.day > length:
        return date(year, month + 1, length)
    same = date(year, month + 1, start.day)
    return same if count is Count.EXCLUDE_FIRST else same - DAY


def _estimate(end: date, n: int, unit: Unit) -> date:
    """Return a day near the one that `latest_start` looks for."""
    if unit is Unit.WORKING_DAYS:
        day = end
        for _ in range(n):
            day = on_or_before(day - DAY)
        return day
    if unit is Unit.DAYS:
        return end - DAY * n
    return _months_later(end, -n * 12 if unit is Unit.YEARS else -n, Count.EXCLUDE_FIRST)


def _is_provisional(first: date, last: date) -> bool:
    """Return whether a day from `first` to `last` is not settled."""
    years = range(first.year, last.year + 1)
    return not (all(map(is_published, years)) and is_settled(last))
