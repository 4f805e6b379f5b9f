"""
One look at the rows for all who watch, and one object of bytes for all of them.

Each watcher only remembers up to which number it was told; what comes after is joined once for all who stand at the same place. Who is
slow, or comes back after the line broke, gets what it missed from what is kept of the last events, or from the rows: without gap or
double, for numbers have none.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from api.edge.frames import RETRY, Frame

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
"""Between two looks without a hint."""
BEAT_SECONDS: Final = 2.0
"""From what was told of an auction last to its state, if nothing happens: whoever hears none for five seconds knows that the line broke."""
KEPT: Final = 200
"""Events of an auction that are kept for those who come back."""

Ask = Callable[..., Awaitable[Any]]
"""Has a function that asks the database run beside the loop, and returns what it returns."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new of an auction, and how it stands now."""

    auction: str
    frames: Sequence[Frame]
    state: bytes


class Rows(Protocol):
    """Where events come from (`reading`)."""

    def head(self, auction: str) -> int | None:
        """Return the number of the last thing that everybody saw; None where there is no such auction."""

    def after(self, auction: str, shown: int) -> list[Frame]:
        """Return what everybody saw after a number."""

    def news(self, known: Mapping[str, int], due: Collection[str], watching: Mapping[str, int]) -> list[News]:
        """Return what is new."""


@dataclass(slots=True)
class Watched:
    """An auction that somebody watches: its last events, the first of which follows `since`; its state, the `told`th, and since when."""

    since: int
    told: int = 0
    told_at: float = 0.0
    state: bytes = b""
    recent: deque[Frame] = field(default_factory=deque)
    watchers: set[asyncio.Event] = field(default_factory=set)
    _joined: dict[int, bytes] = field(default_factory=dict)

    @property
    def shown(self) -> int:
        """Return the number of the last event."""
        return self.recent[-1].shown if self.recent else self.since

    def take(self, news: News, now: float) -> None:
        """Keep what is new, and wake whoever watches."""
        for frame in news.frames:
            if frame.shown > self.shown:
                self.recent.append(frame)
        while len(self.recent) > KEPT:
            self.since = self.recent.popleft().shown
        self.state, self.told, self.told_at = news.state, self.told + 1, now
        self._joined.clear()
        for one in self.watchers:
            one.set()

    def following(self, after: int) -> bytes | None:
        """Return the events after a number and the state behind them, or None where they are not kept: the rows have them."""
        if after < self.since:
            return None
        if after not in self._joined:
            later = [one.content for one in self.recent if one.shown > after]
            self._joined[after] = b"".join([*later, self.state])
        return self._joined[after]


class Hub:
    """All auctions that are watched at this process."""

    def __init__(self, rows: Rows, ask: Ask, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rows, self._ask, self._monotonic = rows, ask, monotonic
        self._watched: dict[str, Watched] = {}
        self._entering = asyncio.Lock()
        self.woken = asyncio.Event()

    @property
    def watching(self) -> int:
        """Return how many watch."""
        return sum(len(one.watchers) for one in self._watched.values())

    async def run(self) -> None:
        """Look for what is new, for ever; what fails is tried again, and meanwhile nobody hears anything."""
        fails = False
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), LOOK_SECONDS)
            self.woken.clear()
            try:
                await self.turn()
                fails = False
            except Exception as error:
                # Told with its trace when it begins, then in a line each: it is tried twice a second.
                log.error("Nothing could be read, which is tried again: %r", error, exc_info=not fails)
                fails = True

    async def turn(self) -> None:
        """Look once."""
        if not self._watched:
            return
        now = self._monotonic()
        # Each by itself: where all were told at one moment, those of an auction in which something happens would wait for it.
        due = {name for name, one in self._watched.items() if now - one.told_at >= BEAT_SECONDS}
        for one in await self._news(self._watched, due):
            if one.auction in self._watched:
                self._watched[one.auction].take(one, now)

    async def follow(
        self, auction: str, after: int | None, gone: Callable[[], bool], left: asyncio.Event
    ) -> AsyncGenerator[bytes]:
        """
        Yield what follows a number, or only what comes from now on, until whoever watches is `gone`; `left` is set then, to be noticed.

        :raises LookupError: if there is no such auction.
        """
        room = await self._enter(auction, left)
        at, told = room.shown if after is None else after, 0
        try:
            yield RETRY
            while not gone():
                chunk = room.following(at)
                if chunk is None:
                    missed = await self._ask(self._rows.after, auction, at)
                    at = missed[-1].shown if missed else room.since
                    yield b"".join(one.content for one in missed)
                elif told != room.told:
                    at, told = max(at, room.shown), room.told
                    yield chunk
                else:
                    await left.wait()
                    left.clear()
        finally:
            room.watchers.discard(left)
            if not room.watchers and self._watched.get(auction) is room:
                del self._watched[auction]

    async def _enter(self, auction: str, watcher: asyncio.Event) -> Watched:
        async with self._entering:
            room = self._watched.get(auction)
            if room is None:
                head = await self._ask(self._rows.head, auction)
                if head is None:
                    raise LookupError(auction)
                room = Watched(head)
                for one in await self._news({auction: room}, {auction}):
                    room.take(one, self._monotonic())
                self._watched[auction] = room
            room.watchers.add(watcher)
            return room

    async def _news(self, rooms: Mapping[str, Watched], due: Collection[str]) -> list[News]:
        known = {name: one.shown for name, one in rooms.items()}
        counts = {name: len(one.watchers) for name, one in rooms.items()}
        found: list[News] = await self._ask(self._rows.news, known, due, counts)
        return found
