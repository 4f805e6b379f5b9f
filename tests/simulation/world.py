"""
A world with a clock of its own, in which everything goes wrong that may: one seed is one course of events.

True time runs from event to event. The platform's clock is another, that its administrators set back and forth; the auctioneer has a
watch that only runs on. Processes die before their commit and after it, and are frozen wherever they are.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from bidding.actions.auctioning.rounds import Outcome
from bidding.actions.auctioning.writing import Wish
from bidding.auctions.judging import Kept
from tests.simulation.engine import LONGEST_BREAK_MS, Died, Disk, Engine
from tests.simulation.watching import Watch

TURN_MS, NEVER = 2000, 10**15
REACH_MS = 150
"""How long the auctioneer reaches for an auction that somebody else holds."""
LENGTHS = (1000, 6000, 20_000, 60_000, 120_000)


@dataclass
class World:
    """Time, the platform's processes, and its network; `faulty` tells whether anything goes wrong."""

    chance: Random
    disk: Disk
    true: int
    faulty: bool = True
    offset: int = 0
    web: bool = True
    down_since: int = 0
    frozen_until: int = 0
    lock_until: int = 0
    locked_since: int = 0
    life: int = 0
    waiting: list[tuple[Wish, Callable[[Outcome], None]]] = field(default_factory=list)
    is_led: bool = False
    follow: list[Callable[[Kept, int], None]] = field(default_factory=list)
    _events: list[Any] = field(default_factory=list)
    _serial: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.watch = Watch(self.disk)
        self.engine = Engine(self.disk, self._dies, self._told)
        self.auctioneer = Auctioneer(self)

    def shows(self) -> int:
        """Return what the platform's clock shows."""
        return self.true + self.offset

    def later(
        self, ms: float, act: Callable[[], None], *, on_server: bool = False, again: bool = False
    ) -> None:
        """Do something in a while; what is to be done on the server dies and freezes with it, what begins it again only freezes."""
        life = self.life if on_server else None
        heapq.heappush(
            self._events, (self.true + max(0, round(ms)), next(self._serial), act, life, on_server or again)
        )

    def run(self, until: int) -> None:
        """Let time run."""
        while self._events and self._events[0][0] <= until:
            at, serial, act, life, is_server = heapq.heappop(self._events)
            if life is not None and life != self.life:
                continue
            if is_server and at < self.frozen_until:
                heapq.heappush(self._events, (self.frozen_until, serial, act, life, is_server))
                continue
            self.true = max(self.true, at)
            act()
        self.true = max(self.true, until)

    def is_over(self) -> bool:
        """Tell whether the log has the end in it."""
        return bool(self.disk.row.ended_ms)

    # --- the web server

    def arrive(self, wish: Wish, answer: Callable[[Outcome], None]) -> None:
        """Take a request, if anybody is there: it is judged with those who come meanwhile."""
        if not self.web:
            return
        self.waiting.append((wish, answer))
        if not self.is_led:
            self.is_led = True
            self.later(self.lock_until - self.true, self._round, on_server=True)

    def _round(self) -> None:
        if self.true < self.lock_until:
            self.later(self.lock_until - self.true, self._round, on_server=True)
            return
        self._passed()
        taken, self.waiting = self.waiting[:64], self.waiting[64:]
        try:
            outcomes = self.engine.moves([wish for wish, _ in taken], self.shows())
        except Died:
            self.kill(self.chance.choice(LENGTHS))
            return
        lasts = self.chance.choice([1, 2, 5, 30]) if self.chance.random() < 0.98 else 4000
        self.lock_until = self.true + lasts
        if lasts > REACH_MS:
            self.watch.slow.append((self.shows(), self.shows() + lasts))

        def done() -> None:
            for (_, answer), outcome in zip(taken, outcomes, strict=True):
                answer(outcome)
            self.is_led = bool(self.waiting)
            if self.waiting:
                self._round()

        self.later(lasts, done, on_server=True)

    def locked(self, act: Callable[[], Any]) -> None:
        """Do something with the auction's row locked, once whoever holds it has committed."""
        if self.true < self.lock_until:
            self.later(self.lock_until - self.true, lambda: self.locked(act), on_server=True)
            return
        self._passed()
        self.attempt(act)

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do something at which the process may die."""
        try:
            act()
        except Died:
            self.kill(self.chance.choice(LENGTHS))

    # --- what goes wrong

    def kill(self, ms: int) -> None:
        """Lose every process and what it was at, for a while."""
        self.life += 1
        self._passed()
        self.waiting, self.is_led, self.lock_until = [], False, self.true
        if self.web:
            self.web, self.down_since = False, self.shows()
        self.auctioneer.gone()
        life = self.life
        self.later(ms, lambda: self._start(life), again=True)
        self.later(
            ms + self.chance.choice([0, 100, 2000, 15_000]), lambda: self._watch_again(life), again=True
        )

    def _start(self, life: int) -> None:
        if life == self.life:
            self.web = True
            self._outage(self.down_since, self.shows())

    def _watch_again(self, life: int) -> None:
        if life == self.life:
            self.auctioneer.start()

    def freeze(self, ms: int) -> None:
        """Stop every process where it is; none of them knows."""
        self.frozen_until = max(self.frozen_until, self.true + ms)
        if self.web:
            self._outage(self.shows(), self.shows() + ms)

    def freeze_one(self, ms: int) -> None:
        """Stop the process that holds the auction's row: all others run, and wait for the row; so does whoever bids."""
        self._passed()
        self.lock_until, self.locked_since = max(self.lock_until, self.true) + ms, self.shows()

    def _passed(self) -> None:
        """Note how long nobody could bid because one process was frozen, once somebody has the row again."""
        if self.locked_since:
            # The platform gave signs meanwhile: they say nothing of this auction.
            self.watch.outages.append((self.locked_since, min(self.lock_until, self.true) + self.offset))
            self.locked_since = 0

    def step_clock(self, ms: int) -> None:
        """Set the platform's clock: what it leaps over nobody could use."""
        since = self.shows()
        self.offset += ms
        if ms > 0:
            self._outage(since, self.shows())
            return
        # What it shows a second time the auction lives through only then.
        self.watch.forget(self.shows())
        self.down_since = min(self.down_since, self.shows())
        self.locked_since = min(self.locked_since, self.shows())
        if self.true < self.frozen_until:
            self._outage(self.shows(), self.frozen_until + self.offset)

    def _outage(self, since: int, until: int) -> None:
        """Note when nobody could bid, as the platform's clock shows it for the first time."""
        if self.disk.pulse is not None:
            since = max(since, self.disk.pulse.at)
        if until > since:
            self.watch.outages.append((since, until))

    def trouble(self) -> None:
        """Let something go wrong, and again in a while."""
        if not self.faulty:
            return
        length = self.chance.choice(LENGTHS)
        match self.chance.randint(0, 8):
            case 0 | 1:
                self.kill(length)
            case 2 | 3:
                self.freeze(length)
            case 4:
                self.auctioneer.stop(length)
            case 5:
                self.step_clock(
                    self.chance.choice([-1, 1]) * self.chance.choice([300, 2000, 30_000, 600_000])
                )
            case 6:
                self.disk.is_held = not self.disk.is_held
            case 7 | 8:
                self.freeze_one(length)
        self.later(self.chance.choice([10_000, 60_000, 200_000]), self.trouble)

    def _dies(self, moment: str) -> bool:
        return self.faulty and self.chance.random() < 0.004

    def _told(self, kept: Any, rows: Any, at: int) -> None:
        self.watch.committed(kept, rows, at)
        if rows:
            for one in self.follow:
                one(kept, len(self.disk.log))


class Auctioneer:
    """The auctioneer's turns, as `bidding.auctioneer` takes them: knock, read the clock, note the sign, then look."""

    def __init__(self, world: World) -> None:
        self.world, self.life, self.last = world, 0, -1

    def start(self) -> None:
        """Begin to watch, not knowing what was before."""
        self.last = -1
        self.life += 1
        if self.world.watch.unwatched:
            self.world.watch.unwatched[-1][1] = self.world.shows()
        self._turn(self.life)

    def gone(self) -> None:
        """Watch no longer."""
        self.life += 1
        known = self.world.watch.unwatched
        if not known or known[-1][1] != NEVER:
            known.append([self.world.shows(), NEVER])

    def stop(self, ms: int) -> None:
        """Be gone for a while."""
        self.gone()
        life = self.life
        self.world.later(ms, lambda: self.start() if life == self.life else None, again=True)

    def _turn(self, life: int) -> None:
        if life != self.life:
            return
        world, began = self.world, self.world.true
        self._next(TURN_MS, lambda: self._turn(life))
        if world.web:
            self._next(world.chance.choice([0, 0, 1, 50]), lambda: self._read(life, began))

    def _read(self, life: int, began: int) -> None:
        at, known = self.world.shows(), self.world.disk.pulse
        broke = self.broke(at, known.at if known else 0, began)
        self._next(0, lambda: self._live(life, began, at, broke))

    def broke(self, at: int, before: int, began: int) -> bool:
        """Tell whether the platform was gone since the last sign, by its clock and by the auctioneer's watch."""
        return (
            at - before > LONGEST_BREAK_MS or self.last < 0 or self.world.true - self.last > LONGEST_BREAK_MS
        ) and not (self.last < 0 and at - before <= LONGEST_BREAK_MS)

    def _live(self, life: int, began: int, at: int, broke: bool) -> None:
        if life != self.life:
            return
        world = self.world

        def say() -> None:
            if broke:
                world.engine.sign()
            world.engine.beat(at, is_new=broke)
            self.last = began
            if world.disk.left is not None:
                world.engine.reached()
            if world.disk.row.status in ("scheduled", "open", "paused"):
                world.engine.look(world.shows())

        if world.lock_until - world.true > REACH_MS:
            # Nobody waits for who is frozen: the platform lives, and the auction does not, unless somebody wrote since the last sign.
            log, known = world.disk.log, world.disk.pulse
            wrote = bool(log and known and log[-1].at_ms > known.at)
            world.attempt(lambda: world.engine.beat(at, is_new=broke, is_lost=not wrote))
            self.last = began
            return
        world.locked(say)

    def _next(self, ms: int, act: Callable[[], None]) -> None:
        self.world.later(ms, act, on_server=True)
