"""
Answers that every visitor gets alike, kept for as long as the database shows the same.

An answer is kept under the snapshot that was current before it was made: the ids of all transactions that are visible
(`pg_current_snapshot()`). A snapshot never comes again once a transaction has ended, so an answer that is still there
under the present one is what the queries would find now: kept answers are never stale, not by a moment. One
small question to the database takes the place of the view's own and of the writing of the answer.

What tells the hour as well (which steps are open now) holds for the rest of the second in which it was asked for:
periods of days end on whole seconds, so it is late by less than a second only where one of hours or minutes ends.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

MOST_BYTES = 32 * 1024 * 1024  # of all that one process keeps
LARGEST_BYTES = 1024 * 1024  # of one of them
_FRAME_BYTES = 1500  # what the objects around one take


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, the snapshot before it was made, and the monotonic second at which that was taken."""

    snapshot: str
    began_seconds: float
    body: bytes
    headers: tuple[tuple[str, str], ...]

    def size(self, key: str) -> int:
        """Return about how many bytes it takes to keep; an empty answer under a long address is not free."""
        return len(self.body) + len(key) + sum(len(n) + len(v) for n, v in self.headers) + _FRAME_BYTES


class Shelf:
    """Kept answers of one process, the least used thrown away first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        # Whoever asks for the same at the same time waits for the first to make it; 64 are enough for other addresses
        # to seldom wait along.
        self._making = tuple(threading.Lock() for _ in range(64))

    def answer(
        self, key: str, make: Callable[[], HttpResponse], *, tells_the_hour: bool = False
    ) -> HttpResponse:
        """Return the kept answer of `key` if it still holds, else make one, and keep it if it is a good one."""
        began, snapshot = time.monotonic(), current_snapshot(tells_the_hour=tells_the_hour)
        found = self._get(key)
        if found is not None and found.snapshot == snapshot:
            return _write(found)
        making = self._making[hash(key) % len(self._making)]
        if not making.acquire(blocking=False):
            making.acquire()
            found = self._get(key)
            # What was begun after this request came is as fresh as if this request had asked itself.
            if found is not None and found.began_seconds >= began:
                making.release()
                return _write(found)
            began, snapshot = time.monotonic(), current_snapshot(tells_the_hour=tells_the_hour)
        try:
            response = make()
            if response.status_code == 200 and len(response.content) <= LARGEST_BYTES:
                self._put(key, Kept(snapshot, began, response.content, tuple(response.items())))
            return response
        finally:
            making.release()

    def clear(self) -> None:
        """Throw everything away."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _get(self, key: str) -> Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _put(self, key: str, made: Kept) -> None:
        with self._lock:
            former = self._kept.pop(key, None)
            self._bytes += made.size(key) - (former.size(key) if former else 0)
            self._kept[key] = made
            while self._bytes > self._most_bytes:
                name, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size(name)


shelf = Shelf()


def key_of(request: HttpRequest) -> str | None:
    """
    Return under which key the answer may be kept; None when it may depend on who asks.

    Inside a transaction nothing is kept, for its own writes do not show in its snapshot.
    """
    if request.method != "GET" or "HTTP_AUTHORIZATION" in request.META or connection.in_atomic_block:
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    accepted = {part.strip() for part in request.META.get("HTTP_ACCEPT", "*/*").split(",")}
    # Parameters of the media type change the bytes (`indent`), so whoever sends some is answered apart.
    if not accepted & {"*/*", "application/json"} or any(";" in part for part in accepted):
        return None
    # The address names scheme and host, which stand in the links between pages.
    return f"{request.LANGUAGE_CODE} {request.build_absolute_uri()}"


def current_snapshot(*, tells_the_hour: bool = False) -> str:
    """Return which transactions are visible now, as text, and if asked for the platform's second. One query."""
    second = " || ' ' || floor(extract(epoch FROM foundation_now()))" if tells_the_hour else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_current_snapshot()::text{second}")
        found: str = cursor.fetchone()[0]
        return found


def _write(kept: Kept) -> HttpResponse:
    response = HttpResponse(kept.body)
    for name, value in kept.headers:
        response[name] = value
    return response
