"""
Who watches an auction: `python -m bench.watching`.

A thousand lines, then five thousand, stand open to the process of the rooms, and as many to a bare ASGI application in the same server
(`bench/bare_stream.py`), which tells all of them the same number of bytes. In turn a bidder raises, and a datagram is sent.

1. How long from the commit of a raise, by PostgreSQL's own instant of it, until a watcher has it, against how long from the datagram?
2. How much memory does a watcher take?

Servers have one processor, the clients the other; while the bare one is measured the rooms are stopped, whose beats would disturb it.
Medians of several rounds. Ends with 1 if p99 is more than twice that of the bare one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench import rooms
from bench.servers import family
from bench.watchers import Watchers
from config.launch.ports import claimed_port
from config.launch.run import ROOMS_BACKPRESSURE
from config.supervisor import Program, python

COUNTS = (1_000, 5_000)
MOST_TIMES = 2.0
EVENTS = 10
GAP_SECONDS = (0.2, 0.8)
"""Between two events: at any moment between two beats, which come every two seconds."""
SETTLING_SECONDS = 1.5
COMMITTED = (
    "SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1e9)::bigint FROM bidding_move"
    " WHERE auction_id = %s AND number = %s"
)


class Delay(NamedTuple):
    """In milliseconds, over all deliveries of a round."""

    p50: float
    p99: float

    @classmethod
    def of(cls, nanoseconds: Sequence[int]) -> Delay:
        """Return them of deliveries."""
        cuts = sorted(nanoseconds)
        return cls(statistics.median(cuts) / 1e6, cuts[int(len(cuts) * 0.99)] / 1e6)


class Raises:
    """An auction in which two raise in turn."""

    def __init__(self, hall: Any) -> None:
        self.hall, self._price = hall, 2_000_000

    def happen(self) -> tuple[int, Callable[[], int]]:
        """Raise; return the number of what everybody sees, and what tells when it was committed."""
        self._price += 10_000
        move = self.hall.bid(("bai", "cui")[self._price // 10_000 % 2], f"{self._price}.00")
        return move.shown, lambda: committed(move.auction_id, move.number)

    def content(self) -> bytes:
        """Return what is pushed of one more raise, without its number."""
        from api.edge import reading

        shown, _ = self.happen()
        (news,) = reading.news({self.hall.id: shown - 1}, (), {self.hall.id: COUNTS[-1]})
        return b"".join([*(one.content for one in news.frames), news.state]).split(b"\n", 1)[1]


class Datagrams:
    """What is sent to the bare application: `content`, under a new number each."""

    def __init__(self, port: int, content: bytes) -> None:
        self._door = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._content, self._number = content, 0

    def happen(self) -> tuple[int, Callable[[], int]]:
        """Send one; return its number, and what tells when that was."""
        self._number += 1
        at = time.time_ns()
        self._socket.sendto(b"id: %d\n%b" % (self._number, self._content), self._door)
        return self._number, lambda: at


def committed(auction: str, number: int) -> int:
    """Return at which nanosecond of this machine's clock a move was committed."""
    from foundation import statements

    return int(statements.ask(COMMITTED, auction, number)[0][0])


def measured(source: Raises | Datagrams, watchers: Watchers, chance: random.Random) -> Delay:
    """Return how long a round of events took to everybody."""
    took: list[int] = []
    for _ in range(EVENTS):
        time.sleep(chance.uniform(*GAP_SECONDS))
        number, began = source.happen()
        heard, at_first = watchers.hears(number), began()
        took += [at - at_first for at in heard]
    return Delay.of(took)


def bare(port: int, log: Path) -> Program:
    """Return the bare application, served as the rooms are."""
    command = ["-m", "granian", "--host", "127.0.0.1", "--no-ws", "--interface", "asgi", "--port", str(port), "--workers", "1"]  # fmt: skip
    command += ["--backpressure", str(ROOMS_BACKPRESSURE), "bench.bare_stream:application"]
    return Program("bare", python(*command), log, os.environ | {"BENCH_DATAGRAMS": str(port)}, ready=lambda: _listens(port))  # fmt: skip


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def stopped(program: Program) -> Iterator[None]:
    """Let a program stand still."""
    assert program.process is not None
    os.killpg(program.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(program.process.pid, signal.SIGCONT)
        time.sleep(SETTLING_SECONDS)


def kibibytes(program: Program) -> int:
    """Return how much memory a program and its children have."""
    assert program.process is not None
    lines = [
        line
        for pid in family(program.process.pid)
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def main() -> int:
    """Ask both questions; return 0 only if the bound holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--watchers", type=int, nargs="+", default=COUNTS)
    asked = parser.parse_args()
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[0]})
    with rooms.platform("web", "auctioneer", "rooms", track_commit_timestamp="on") as found, ExitStack() as until:  # fmt: skip
        (hall,) = rooms.begun(found, 1)
        raises, port = Raises(hall), until.enter_context(claimed_port(0))
        limit = bare(port, found.postgres.data.parent / "bare")
        until.callback(limit.stop)
        limit.start()
        os.sched_setaffinity(0, {processors[-1]})
        path, pushed = f"/api/v1/lots/{hall.lot.id}/auction/events", found.parts["rooms"]
        before = kibibytes(limit), kibibytes(pushed)
        lines = Watchers(port), Watchers(found.rooms_port)
        for one in lines:
            one.start()
            until.callback(one.leave)
        content, chance, kept = raises.content(), random.Random(1), True
        datagrams = Datagrams(port, content)
        print(f"{len(content)} bytes a delivery; milliseconds; bound: {MOST_TIMES} times the bare p99\n")
        print(f"{'watchers':>9} {'bare p50':>9} {'p99':>7} {'rooms p50':>10} {'p99':>7} {'times':>6}")
        for count in asked.watchers:
            for one in lines:
                one.open(path, count - len(one))
            time.sleep(SETTLING_SECONDS)
            pairs = []
            for _ in range(asked.rounds):
                with stopped(pushed):
                    least = measured(datagrams, lines[0], chance)
                pairs.append((least, measured(raises, lines[1], chance)))
            kept &= _told(count, pairs)
        rooms.check_that_all_run([hall])
        each = [(kibibytes(one) - was) / len(lines[0]) for one, was in zip((limit, pushed), before, strict=True)]  # fmt: skip
        print(f"\nmemory of a watcher: {each[1]:.1f} KiB, of the bare application {each[0]:.1f} KiB")
    return 0 if kept else 1


def _told(count: int, pairs: Sequence[tuple[Delay, Delay]]) -> bool:
    times = statistics.median(mine.p99 / least.p99 for least, mine in pairs)
    least, mine = (
        Delay(*(statistics.median(cut) for cut in zip(*column, strict=True)))
        for column in zip(*pairs, strict=True)
    )
    print(
        f"{count:>9,} {least.p50:>9.1f} {least.p99:>7.1f} {mine.p50:>10.1f} {mine.p99:>7.1f} {times:>6.2f}"
        f"   {'kept' if times <= MOST_TIMES else 'BROKEN'}",
        flush=True,
    )
    return times <= MOST_TIMES


if __name__ == "__main__":
    sys.exit(main())
