"""
The one clock: `foundation_now()` in the database, read here and nowhere else.

It is the database server's clock plus the instance's offset. The offset is zero in production (a CHECK). That of a
demonstration is set once to its first day, and then only grows: so it can be walked from one due instant to the next.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from foundation.errors import Conflict
from foundation.models import Event, Instance
from foundation.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
READ = "SELECT foundation_now()"
DEMO_START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)


def now() -> datetime:
    """
    Return the present instant, in UTC.

    Inside an action it is read after the lock, in a statement of its own: it is never the transaction's start.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ)
        at: datetime = cursor.fetchone()[0]
    return at.astimezone(UTC)


def local_date(at: datetime) -> date:
    """Return the day on which `at` falls in the platform's time zone; days of the law are such days."""
    return at.astimezone(ZONE).date()


def mode() -> Instance.Mode:
    """Return whether this instance is a demonstration or in production."""
    return Instance.Mode(Instance.objects.values_list("mode", flat=True).get())


def adopt_mode(mode: str) -> None:
    """
    Make `mode` the instance's own, as the settings ask at start-up.

    :raises Conflict: `instance_is_production` or `clock_is_shifted`, for a production instance never becomes a
        demonstration, nor one whose clock was moved a production instance.
    """
    wanted = Instance.Mode(mode)
    with transaction.atomic():
        instance = _locked()
        if instance.mode == wanted:
            return
        if wanted is Instance.Mode.DEMO:
            raise Conflict(
                "instance_is_production",
                Text("正式环境不能改为演示环境", "A production instance cannot become a demonstration"),
            )
        if instance.offset:
            raise Conflict(
                "clock_is_shifted",
                Text(
                    "演示环境的时钟已被调整，不能转为正式环境",
                    "The clock of this demonstration was moved; it cannot go into production",
                ),
            )
        Instance.objects.update(mode=wanted)


def start_demo() -> bool:
    """
    Set the clock of a fresh demonstration to 2026-03-02 09:00 Shanghai time; return whether it was fresh.

    Does nothing when the clock was moved before, or when anything happened already.

    :raises Conflict: `clock_is_real` in production.
    """
    with transaction.atomic():
        instance = _demo()
        if instance.offset or Event.objects.exists():
            return False
        Instance.objects.update(offset=DEMO_START - now())
        return True


def shift_to(at: datetime) -> datetime:
    """
    Move the clock of a demonstration forward to `at`; return the instant it then shows.

    An instant already past changes nothing: time never goes back.

    :raises Conflict: `clock_is_real` in production.
    """
    with transaction.atomic():
        instance = _demo()
        by = at - now()
        if by > timedelta(0):
            Instance.objects.update(offset=instance.offset + by)
        return now()


def _locked() -> Instance:
    return Instance.objects.select_for_update().get()


def _demo() -> Instance:
    instance = _locked()
    if instance.mode != Instance.Mode.DEMO:
        raise Conflict(
            "clock_is_real",
            Text("正式环境的时钟不可调整", "The clock of a production instance is the real one"),
        )
    return instance
