"""
Many auctions that begin in one minute: `python -m bench.starting`.

As many as one half hour takes (`slots.MOST_IN_A_SLOT`), each watched by somebody; three bidders of each raise over HTTP, in half of them as
soon as it begins, in the others when everybody can see that it has. Web, auctioneer and rooms are processes as `bin/run` starts them.

1. How long do raises take while the auctions begin, against the same raises, at the same moments of another minute, once all run?
2. After how long has the auctioneer begun an auction in which nobody was quicker?
3. How long was the longest gap between two signs of life?

Medians of several rounds, with new auctions each. Ends with 1 if a bound is broken, a raise is refused, or an auction stands still.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bench import rooms, rush
from bench.rush import Answered, Ready
from bench.watchers import Watchers

WITHIN_SECONDS = 60.0
MOST_TIMES = 2.0
LONGEST_P99 = 250.0  # milliseconds, as in `bench.raising`
LATEST_SECONDS = 2.0
FIRST_SECONDS = (0.05, 3.0)
"""After the start: when the first raises, in half of the auctions each."""
BETWEEN_SECONDS = 0.35
AFTER = timedelta(minutes=45)
"""Behind the soonest moment: as long as it takes to schedule them, up to the next half hour."""
AHEAD_SECONDS = 3.0
LOOK_SECONDS = 0.05


class Told(NamedTuple):
    """Of a round: raises as they take (p50, p99) in milliseconds while auctions begin and once all run, and delays in seconds."""

    beginning: tuple[float, float]
    running: tuple[float, float]
    latest: float
    longest_gap: float


class Signs(threading.Thread):
    """Looks at the sign of life until it is told to stop; `longest` is the longest gap between two, in seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        from django.db import connection

        from bidding.actions.auctioning import living
        from bidding.models import Pulse

        last = None
        while not self._over.wait(LOOK_SECONDS):
            at = Pulse.objects.values_list("at", flat=True).get(name=living.NAME)
            if last is not None:
                self.longest = max(self.longest, (at - last).total_seconds())
            last = at
        connection.close()

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.longest


def scheduled(found: Any, count: int, within: float) -> tuple[list[Any], datetime]:
    """Schedule so many auctions of the same three bidders, evenly over a stretch; return them, and when the first begins."""
    from bidding.actions.auctioning import rounds
    from bidding.auctions import slots
    from foundation import clock
    from tests.bidding.auctions import hall as halls
    from tests.factories import accounts

    members: dict[str, Any] = {who: accounts.MemberFactory() for who in halls.NUMBERS}  # type: ignore[no-untyped-call]
    tokens = {who: accounts.token_of(one) for who, one in members.items()}
    first = slots.slot_of(clock.now() + halls.SOON + AFTER)
    made = []
    for number in range(count):
        hall: Any = halls.build(members=members)
        starts = rounds.milliseconds(first) + round(1000 * within * number / count)
        hall.schedule(starts_at=starts, **rooms.OPEN)
        hall.lives, hall.tokens = False, tokens
        made.append(hall)
    return made, first


def raises(found: Any, halls: Sequence[Any], base: int, began: datetime) -> list[Answered]:
    """Have three raise in each auction so long after an instant as its start lies after that of the first; return what they heard."""
    at = found.instant_of(int(began.timestamp() * 1000)) - time.monotonic()
    first, due = halls[0].auction.starts_at, []
    for number, hall in enumerate(halls):
        after = (hall.auction.starts_at - first).total_seconds() + FIRST_SECONDS[number % 2]
        for place, who in enumerate(hall.bidders):
            ready = _ready(found.port, hall, who, f"{1_000_000 + 10_000 * (base + place)}.00")
            due.append((at + after + BETWEEN_SECONDS * place, ready))
    answers = asyncio.run(rush.at_moments(found.port, due))
    if refused := [one for one in answers if one.status != 201]:
        raise RuntimeError(f"{len(refused)} raises were refused: {refused[0].status} {refused[0].words}")
    return answers


def _ready(port: int, hall: Any, who: str, price: str) -> Ready:
    path = f"/api/v1/lots/{hall.lot.id}/auction/moves/"
    body = json.dumps({"move": {"kind": "raise", "price": price}}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {hall.tokens[who]}\r\n"
        f"Idempotency-Key: {hall.lot.id}-{who}-{price}\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return Ready(hall.lot.id, price, head.encode() + body, {}, hall.bidders[who])


def latest(halls: Sequence[Any]) -> float:
    """Return how long the slowest began after its start, among those in which nobody raised at once."""
    from foundation.models import Event

    starts = {hall.id: hall.auction.starts_at for hall in halls[1::2]}
    events = Event.objects.filter(subject__in=starts, type="bidding.auction.opened")
    lags = [(at - starts[subject]).total_seconds() for subject, at in events.values_list("subject", "at")]
    if len(lags) != len(starts):
        raise RuntimeError(f"{len(lags)} of {len(starts)} began")
    return max(lags, default=0.0)


def told(found: Any, count: int, within: float) -> Told:
    """Let so many auctions begin within a stretch, then let the same happen once all run."""
    from foundation import clock

    halls, first = scheduled(found, count, within)
    with ExitStack() as until:
        watchers = Watchers(found.rooms_port)
        watchers.start()
        until.callback(watchers.leave)
        for hall in halls:
            watchers.open(f"/api/v1/lots/{hall.lot.id}/auction/events")
        found.walk(first - timedelta(seconds=AHEAD_SECONDS) - clock.now())
        signs = Signs()
        signs.start()
        beginning = raises(found, halls, 0, first)
        longest = signs.stop()
        running = raises(found, halls, 3, clock.now() + timedelta(seconds=AHEAD_SECONDS))
    rooms.check_that_all_run(list(halls))
    return Told(_cuts(beginning), _cuts(running), latest(halls), longest)


def _cuts(answers: Sequence[Answered]) -> tuple[float, float]:
    took = sorted(1000 * one.seconds for one in answers)
    return statistics.median(took), took[int(len(took) * 0.99)]


def main() -> int:
    """Ask all three; return 0 only if every bound holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--within", type=float, default=WITHIN_SECONDS, help="seconds; 0 for one moment")
    parser.add_argument("--auctions", type=int)
    asked = parser.parse_args()
    with rooms.platform("web", "auctioneer", "rooms") as found:
        from bidding.actions.auctioning import living
        from bidding.auctions import slots

        count = asked.auctions or slots.MOST_IN_A_SLOT
        found_all = [told(found, count, asked.within) for _ in range(asked.rounds)]
        longest_break = living.LONGEST_BREAK.total_seconds()
    beginning, running = (
        [statistics.median(cut) for cut in zip(*column, strict=True)]
        for column in ([one.beginning for one in found_all], [one.running for one in found_all])
    )
    times = statistics.median(one.beginning[1] / one.running[1] for one in found_all)
    lag, gap = (
        max(column) for column in zip(*((one.latest, one.longest_gap) for one in found_all), strict=True)
    )
    print(f"{count} auctions begin within {asked.within:.0f} s; raises over HTTP, in milliseconds:")
    print(f"  once all run    p50 {running[0]:7.1f}  p99 {running[1]:7.1f}")
    print(f"  while they begin p50 {beginning[0]:6.1f}  p99 {beginning[1]:7.1f}")
    kept = [
        _holds("times the p99 of when all run", times, MOST_TIMES),
        _holds("ms, p99 while they begin", beginning[1], LONGEST_P99),
        _holds("s after its start the last was begun", lag, LATEST_SECONDS),
        _holds("s between two signs of life", gap, longest_break),
    ]
    return 0 if all(kept) else 1


def _holds(what: str, measured: float, bound: float) -> bool:
    is_kept = math.isfinite(measured) and measured <= bound
    print(f"  {measured:8.2f} {what}; bound {bound:g}   {'kept' if is_kept else 'BROKEN'}")
    return is_kept


if __name__ == "__main__":
    sys.exit(main())
