"""How many long polls one web process holds open: each keeps a thread, and the others must go on answering."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

COME_BACK_SECONDS = 5

_places = threading.BoundedSemaphore(settings.FEED_WAITERS)


@contextmanager
def place() -> Iterator[bool]:
    """Take a place among those who wait, for as long as the block runs; False at once when all are taken."""
    is_there = _places.acquire(blocking=False)
    try:
        yield is_there
    finally:
        if is_there:
            _places.release()
