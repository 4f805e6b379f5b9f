"""On which day an auction may begin, and at which hours, once it is known when bids are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from foundation.calendar import DAY, on_or_after

OPENS: Final = time(11)
CLOSES: Final = time(16)
EARLIEST: Final = time(9)
LATEST: Final = time(18)
"""Outside of these hours none may begin (practice): whoever takes part is awake, and at work."""
"""Within these hours auctions are proposed to begin (practice): late enough to have prepared, early enough to end on that day."""


@dataclass(frozen=True, slots=True)
class Window:
    """An auction begins from `opens` on and before `closes`."""

    opens: datetime
    closes: datetime


def earliest(at: datetime) -> datetime:
    """
    Return when an auction may begin that is scheduled at an instant, on its clock: a working day later, at the same hour.

    Outside of working hours it counts from the next that come, so that whoever is to bid had all those of a day to learn of it.
    """
    day, hour = at.date(), at.time()
    if on_or_after(day) != day or hour >= LATEST:
        day, hour = on_or_after(day + (DAY if hour >= LATEST else timedelta(0))), EARLIEST
    later = on_or_after(day + DAY)
    return datetime.combine(later, max(hour, EARLIEST), at.tzinfo)


def is_in_hours(starts_at: datetime) -> bool:
    """Tell whether an auction may begin at an instant, on the clock on which it is told."""
    return EARLIEST <= starts_at.time() < LATEST


def start_after(due: datetime) -> datetime:
    """Return the first midnight that is not before bids are due, on the clock on which `due` is told."""
    midnight = due.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight == due else midnight + timedelta(days=1)


def window(due: datetime) -> Window:
    """Return when an auction may begin whose bids are due then: on the first working day after."""
    first = start_after(due)
    day = on_or_after(first.date())
    return Window(datetime.combine(day, OPENS, first.tzinfo), datetime.combine(day, CLOSES, first.tzinfo))
