"""
Moving the clock of a demonstration: from due instant to due instant, so that nothing is skipped.

What outside programs must see at its moment, a log's witnesses above all, is no step: the floors that know of such things
say whether one is awaited, and until it is there the clock runs as it does of itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from foundation import clock
from trading import due
from trading.actions import ticking

# A timed step may fall due at the very instant that another opens its period; bounds a walk that gets nowhere.
_MOST_STEPS_AT_ONE_INSTANT = 10_000
_PAUSE_SECONDS = 0.05

Awaited = Callable[[datetime], bool]
_awaited: dict[str, Awaited] = {}


def register(name: str, is_awaited: Awaited) -> None:
    """Let walks stand still while `is_awaited` says so; it must come to an end by itself."""
    _awaited[name] = is_awaited


def walk_to(target: datetime) -> Iterator[tuple[datetime, int]]:
    """
    Move the clock to `target` and take every timed step on the way at its own instant.

    Yields each instant at which the walk stopped, with the number of steps taken there.

    :raises Conflict: `clock_is_real` in production.
    """
    passed = None
    while True:
        # What was due before and is due still could not be taken; it is tried at every stop and holds up nothing.
        coming = due.next_due(after=passed)
        stop = target if coming is None or coming > target else max(coming, clock.now())
        at = passed = clock.shift_to(stop)
        while _stands_still():
            time.sleep(_PAUSE_SECONDS)
        taken = 0
        while (count := ticking.tick()) and taken < _MOST_STEPS_AT_ONE_INSTANT:
            taken += count
        yield at, taken
        if stop >= target or at >= target:
            return


def _stands_still() -> bool:
    """Each is asked, whatever the one before it says: asking may bring it on."""
    answers = [is_awaited(clock.now()) for is_awaited in _awaited.values()]
    return any(answers)


def parse_advance(words: str) -> timedelta:
    """
    Read "20d", "3h", "45m" or a sum of them like "1d12h".

    :raises ValueError: for anything else.
    """
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    total, number = timedelta(0), ""
    for sign in words.strip():
        if sign.isascii() and sign.isdigit():
            number += sign
        elif sign in units and number:
            total += timedelta(**{units[sign]: int(number)})
            number = ""
        else:
            raise ValueError(f"not a length of time: {words!r}")
    if number or not total:
        raise ValueError(f"not a length of time: {words!r}")
    return total
