"""Lets all stories run side by side on one clock: whoever waits for the nearest instant goes on first."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Mapping
from datetime import datetime

from config.demo.stage import Story
from foundation import clock
from trading.actions import walking

Say = Callable[[str], None]


def direct(stories: Mapping[str, Story], say: Say) -> None:
    """
    Run every story to its end, walking the demonstration's clock to the instant that the next one waits for.

    :raises StoryFailed: as soon as one of them fails.
    """
    order = itertools.count()
    start = clock.now()
    waiting: list[tuple[datetime, int, str, Story]] = [
        (start, next(order), name, story) for name, story in stories.items()
    ]
    heapq.heapify(waiting)
    while waiting:
        instant, _, name, story = heapq.heappop(waiting)
        for _stop in walking.walk_to(instant):
            pass
        wanted = next(story, None)
        if wanted is None:
            say(f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}  {name}: reached its end")
        else:
            heapq.heappush(waiting, (max(wanted, instant), next(order), name, story))
