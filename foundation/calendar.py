"""
Working days: the State Council's holiday calendar of each year, one file a year in `calendars/`.

When the notice for a new year is published, add its file; nothing else changes. Until then that year has its
weekends and the holidays whose date is fixed, and every answer about it is provisional.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from foundation.text import Text

DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

FESTIVALS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "new_year": Text("元旦", "New Year's Day"),
        "spring_festival": Text("春节", "Spring Festival"),
        "qingming": Text("清明节", "Qingming"),
        "labour_day": Text("劳动节", "Labour Day"),
        "dragon_boat": Text("端午节", "Dragon Boat Festival"),
        "mid_autumn": Text("中秋节", "Mid-Autumn Festival"),
        "national_day": Text("国庆节", "National Day"),
    }
)
# Their days follow the moon or the sun's longitude; before the notice we do not guess them.
MOVABLE: Final = ("spring_festival", "qingming", "dragon_boat", "mid_autumn")

# The notice of a year may also move days at the end of the year before: those for 2008 and 2019 made Saturday
# 29 December a working day. From this day on, with a margin, a December waits for the next year's notice.
_TAIL: Final = (12, 26)


class BrokenCalendarError(Exception):
    """A calendar file contradicts itself or the statute; the platform must not start on it."""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """
    The published calendar of one year.

    `off` names each day off by its festivals' codes, weekends inside a holiday included; `working` are the
    weekend days on which people work instead. `verified` says how the file was checked against the notice, in
    the words used for statutes: `text` (read in the gazette), `secondary` (read in reprints) or `memory`.
    """

    year: int
    title: str
    reference: str
    issued_on: date
    verified: str
    verified_by: str
    off: Mapping[date, tuple[str, ...]]
    working: frozenset[date]


@cache
def published() -> Mapping[int, HolidayYear]:
    """
    Return the published years by number, in order.

    :raises BrokenCalendarError: if a file is not what it says.
    """
    files = sorted(
        (
            entry
            for entry in resources.files("foundation").joinpath("calendars").iterdir()
            if entry.name.endswith(".toml")
        ),
        key=lambda entry: entry.name,
    )
    years = [read(entry.read_text(encoding="utf-8"), name=entry.name) for entry in files]
    return MappingProxyType({calendar.year: calendar for calendar in years})


def is_published(year: int) -> bool:
    """Return whether the calendar of `year` is known."""
    return year in published()


def is_settled(day: date) -> bool:
    """Return whether no notice still to come can make `day` a holiday or a working day."""
    return is_published(day.year) and ((day.month, day.day) < _TAIL or is_published(day.year + 1))


def last_settled_day() -> date:
    """Return the last day that no notice still to come can make a holiday or a working day."""
    return date(max(published()), *_TAIL) - DAY


def is_working_day(day: date) -> bool:
    """
    Return whether `day` is a working day, make-up working days included.

    Provisional unless `is_settled(day)`: then weekends and fixed holidays alone are known to be free.
    """
    # The year's own notice first, then the next one's word on the end of December.
    for year in (day.year, day.year + 1):
        if calendar := published().get(year):
            if day in calendar.off:
                return False
            if day in calendar.working:
                return True
    if day.weekday() >= _SATURDAY:
        return False
    return is_published(day.year) or not _is_fixed_holiday(day)


def holiday(day: date) -> Text | None:
    """Return the name of the holiday that `day` belongs to, if any; a plain weekend has none."""
    for year in (day.year, day.year + 1):
        if (calendar := published().get(year)) and day in calendar.off:
            names = [FESTIVALS[code] for code in calendar.off[day]]
            return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    if not is_published(day.year):
        for code, (month, days) in _fixed_holidays(day.year).items():
            if day.month == month and day.day in days:
                return FESTIVALS[code]
    return None


def on_or_after(day: date) -> date:
    """Return `day`, or the next working day if it is none."""
    while not is_working_day(day):
        day += DAY
    return day


def on_or_before(day: date) -> date:
    """Return `day`, or the last working day before it if it is none."""
    while not is_working_day(day):
        day -= DAY
    return day


def read(text: str, *, name: str) -> HolidayYear:
    """
    Read a calendar file, and refuse one that cannot be a year's notice.

    :raises BrokenCalendarError: with every fault found.
    """
    try:
        data = tomllib.loads(text)
        calendar = HolidayYear(
            year=data["year"],
            title=data["title"],
            reference=data["reference"],
            issued_on=data["issued_on"],
            verified=data["verified"],
            verified_by=data["verified_by"],
            off=MappingProxyType(_days_off(data["off"])),
            working=frozenset(data["working"]),
        )
        faults = [*_faults_of_periods(data), *_faults(calendar)]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BrokenCalendarError(f"{name}: cannot be read: {error!r}") from error
    if name != f"{calendar.year}.toml":
        faults.append(f"holds the year {calendar.year}")
    if faults:
        raise BrokenCalendarError(f"{name}: " + "; ".join(faults))
    return calendar


def _days_off(periods: Iterable[Mapping[str, Any]]) -> dict[date, tuple[str, ...]]:
    return {day: tuple(period["festivals"]) for period in periods for day in _span(period)}


def _span(period: Mapping[str, Any]) -> list[date]:
    first: date = period["first"]
    return [first + DAY * n for n in range((period["last"] - first).days + 1)]


def _faults_of_periods(data: Mapping[str, Any]) -> Iterable[str]:
    seen: set[date] = set()
    named: list[str] = []
    for period in data["off"]:
        span = _span(period)
        if len(span) != period["days"] or not span:
            yield f"{period['first']} to {period['last']} is not {period['days']} days"
        if seen & set(span):
            yield f"{min(seen & set(span))} is in two holidays"
        seen.update(span)
        named.extend(period["festivals"])
    if sorted(named) != sorted(FESTIVALS):
        yield f"names {sorted(named)}, not each festival once"
    if len(set(data["working"])) != len(data["working"]):
        yield "a make-up working day stands twice"


def _faults(calendar: HolidayYear) -> Iterable[str]:
    first, last = date(calendar.year - 1, *_TAIL), date(calendar.year, 12, 31)
    for day in sorted({*calendar.off, *calendar.working}):
        if not first <= day <= last:
            yield f"{day} is outside {calendar.year}"
    for day in sorted(calendar.working):
        if day in calendar.off:
            yield f"{day} is both free and worked"
        if day.weekday() < _SATURDAY:
            yield f"the make-up working day {day} is a weekday anyway"
    for code, (month, days) in _fixed_holidays(calendar.year).items():
        for day in (date(calendar.year, month, number) for number in days):
            if code not in calendar.off.get(day, ()):
                yield f"{day} is a statutory holiday ({code}) and not off"
    if calendar.verified not in ("text", "secondary", "memory"):
        yield f"verified is {calendar.verified!r}"
    if not calendar.reference or calendar.issued_on.year != calendar.year - 1:
        yield "it does not say which notice it is"


def _fixed_holidays(year: int) -> dict[str, tuple[int, range]]:
    """Return the statutory holidays of fixed date, as month and days (全国年节及纪念日放假办法, art. 2)."""
    # The revision of 2024-11-10 added 2 May, from 2025 on.
    labour_day = range(1, 3) if year >= 2025 else range(1, 2)
    return {
        "new_year": (1, range(1, 2)),
        "labour_day": (5, labour_day),
        "national_day": (10, range(1, 4)),
    }


def _is_fixed_holiday(day: date) -> bool:
    return any(day.month == month and day.day in days for month, days in _fixed_holidays(day.year).values())
