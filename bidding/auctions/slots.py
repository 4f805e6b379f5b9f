"""When auctions begin: slots of half an hour, each of which takes so many."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

SLOT: Final = timedelta(minutes=30)
MOST_IN_A_SLOT: Final = 200
"""Auctions that may begin within one slot: what the platform was measured to carry, and not more."""


def slot_of(at: datetime) -> datetime:
    """Return when the slot of an instant begins: the full or the half hour."""
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def is_full(starts: Collection[datetime]) -> bool:
    """Tell whether a slot in which these auctions begin takes no more."""
    return len(starts) >= MOST_IN_A_SLOT


def free(first: datetime, until: datetime, starts: Collection[datetime]) -> Iterator[tuple[datetime, int]]:
    """Yield the slots of a time that take more, and how many more, given when auctions begin in it."""
    slot = slot_of(first)
    while slot < until:
        left = MOST_IN_A_SLOT - sum(slot <= one < slot + SLOT for one in starts)
        if left > 0:
            yield slot, left
        slot += SLOT


def spread(count: int, first: datetime, until: datetime, starts: Collection[datetime]) -> list[datetime]:
    """
    Return when so many more auctions begin, as early as there is room, evenly over each slot to whole seconds.

    :raises ValueError: if a time takes no more.
    """
    found: list[datetime] = []
    for slot, left in free(first, until, starts):
        taken = min(left, count - len(found))
        begins, ends = max(slot, first), min(slot + SLOT, until)
        step = (ends - begins) // max(taken, 1)
        found += [(begins + step * number).replace(microsecond=0) for number in range(taken)]
        if len(found) == count:
            return found
    raise ValueError("no room for so many")
