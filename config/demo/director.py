"""Lets all stories run side by side on one clock: whoever waits for the nearest instant goes on first."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from config.demo.stage import Story, StoryFailed
from foundation import clock
from trading.actions import walking

Say = Callable[[str], None]
Result = TypeVar("Result")
PATIENCE_SECONDS = 120.0


def direct(stories: Mapping[str, Story], say: Say) -> None:
    """
    Run every story to its end, walking the demonstration's clock to the instant that the next one waits for.

    :raises StoryFailed: as soon as one of them fails.
    """
    order = itertools.count()
    start = patiently(clock.now)
    waiting: list[tuple[datetime, int, str, Story]] = [
        (start, next(order), name, story) for name, story in stories.items()
    ]
    heapq.heapify(waiting)
    while waiting:
        instant, _, name, story = heapq.heappop(waiting)
        at = patiently(partial(_walk_to, instant))
        wanted = next(story, None)
        if wanted is None:
            say(f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}  {name}: reached its end")
        else:
            heapq.heappush(waiting, (max(wanted, instant), next(order), name, story))


def _walk_to(instant: datetime) -> datetime:
    """Walk the clock to an instant that may be past; return what it shows. Walking there twice is walking there once."""
    for _stop in walking.walk_to(instant):
        pass
    return clock.now()


def patiently(act: Callable[[], Result], *, patience_seconds: float = PATIENCE_SECONDS) -> Result:
    """
    Do what may be done twice, again and again while the database is away.

    :raises StoryFailed: when it stays away.
    """
    until = time.monotonic() + patience_seconds
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError) as error:
            # Within a transaction of somebody else's nothing can be done again.
            if connection.in_atomic_block or time.monotonic() > until:
                raise StoryFailed(f"no database in {patience_seconds:.0f} s ({error!r})") from error
            connection.close()
            time.sleep(0.3)
