"""When a digest is due, and when something that failed is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from foundation.clock import ZONE
from notices.models.delivery import Frequency

LEASE = timedelta(minutes=2)
"""How long whoever claimed a parcel has it to itself: longer than the longest attempt, a slow resolver included."""

DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400)
)  # fmt: skip
"""What is waited after each failure, some 32 hours in all: as the Standard Webhooks advise."""

MOST_ATTEMPTS = len(DELAYS) + 1
_DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
_MONDAY = 0


def next_digest(frequency: str, at: datetime, hour: int) -> datetime:
    """
    Return when what is gathered from `at` on is sent: the first such hour after it, for a week that of a Monday.

    `hour` is of the centre's zone. What is told immediately is due at once.
    """
    if frequency not in _DAYS:
        return at
    local = at.astimezone(ZONE)
    day = local.date()
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - _MONDAY) % 7)
    due = datetime.combine(day, time(hour), tzinfo=ZONE)
    return due if due > at else due + timedelta(days=_DAYS[Frequency(frequency)])


def delay(attempts: int) -> timedelta | None:
    """Return what to wait after so many failures; None if there were enough."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
