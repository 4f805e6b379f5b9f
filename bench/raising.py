"""
What a live auction carries: `python -m bench.raising`.

1. How many raises a second one hot auction accepts, through the action that the web calls, and how many a hundred of them, against
   bare conditional `UPDATE`s of one row, and of a hundred, by as many clients on the same server in the same run?
2. How long does a raise take at 200 raises a second on one auction?
3. Of two who raise to the same amount at the same moment, a thousand times, is each time one accepted, and the other told what stands?

Clients are threads of two processes, as the web server's are; web and auctioneer run beside them, as ever. Each names a price a little
above the one before it: what came too late is refused and does not count. Ends with 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from bench import rooms
from config.embedded.postgres import Postgres, installed

CLIENTS, PROCESSES = 32, 2
LEAST_SHARE, AIMED_SHARE = 0.2, 0.6
PACE, LONGEST_P99 = 200, 250
CLASHES, FIRST, STEP = 1_000, 2_000_000, 10_000
WARM_UP_SECONDS = 1.0
UPDATE = "UPDATE bench_lot SET price = price + 1, seq = seq + 1 WHERE id = {} AND price + 1 > price;\n"

forking = multiprocessing.get_context("fork")


def updates_per_second(server: Postgres, rows: int, seconds: float, folder: Path) -> float:
    """Return what pgbench reaches with one conditional update a commit, prepared, on one of so many rows."""
    script = folder / f"update{rows}.sql"
    script.write_text(f"\\set lot random(1, {rows})\n" + UPDATE.format(":lot"))
    with psycopg.connect(server.url(), autocommit=True) as session:
        session.execute(
            "CREATE TABLE IF NOT EXISTS bench_lot (id int PRIMARY KEY, price numeric, seq bigint)"
        )
        session.execute(
            "INSERT INTO bench_lot SELECT n, 0, 0 FROM generate_series(1, 100) n ON CONFLICT DO NOTHING"
        )
    command = [str(installed() / "bin" / "pgbench"), "-n", "-M", "prepared", "-f", str(script)]
    command += ["-c", str(CLIENTS), "-j", str(PROCESSES), "-T", str(round(seconds)), server.url()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(next(line for line in done.stdout.splitlines() if line.startswith("tps")).split()[2])


def raises_per_second(halls: list[Any], seconds: float) -> float:
    """Return how many raises a second are accepted, by all clients together, on these auctions in turn."""
    took: list[list[float]] = _clients(halls, seconds, pace=None)
    return sum(map(len, took)) / seconds


def milliseconds_at_pace(hall: Any, seconds: float) -> list[float]:
    """Return how long each raise took, at a steady pace over all clients."""
    return sorted(1000 * one for client in _clients([hall], seconds, pace=PACE) for one in client)


def clashes(hall: Any, count: int) -> int:
    """Have two raise to the same amount at the same moment so many times; return how often one was told that it is the other's."""
    from django.db import connection

    from foundation.errors import DomainError

    meeting = threading.Barrier(2)
    heard: dict[str, list[Decimal | str]] = {"bai": [], "cui": []}
    prices = [Decimal(FIRST + STEP * turn) for turn in range(count + 1)]

    def bid(who: str) -> None:
        for stands, price in pairwise(prices):
            meeting.wait(60)
            try:
                hall.bid(who, f"{price}.00", f"clash-{price}", expected=stands)
                heard[who].append("")
            except DomainError as error:
                is_told = error.code == "price_moved"
                heard[who].append(Decimal(error.detail["stands"]) if is_told else error.code)
        connection.close()

    hall.bid("deng", f"{prices[0]}.00")
    threads = [threading.Thread(target=bid, args=(who,)) for who in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum({bai, cui} == {"", price} for bai, cui, price in zip(*heard.values(), prices[1:], strict=True))


def _clients(halls: list[Any], seconds: float, *, pace: float | None) -> list[list[float]]:
    from django.db import connection

    connection.close()  # or both processes would have it
    meeting, results = forking.Barrier(CLIENTS + 1), forking.SimpleQueue()

    def bid(number: int) -> None:
        from foundation.errors import DomainError

        took: list[float] = []
        meeting.wait(120)
        began = time.perf_counter()
        turn = number
        while (now := time.perf_counter()) - began < seconds + WARM_UP_SECONDS:
            hall, who = halls[turn % len(halls)], list(halls[0].bidders)[turn // CLIENTS % 3]
            turn += CLIENTS
            # A rising price for everybody: the clock's own microseconds, in yuan.
            price = f"{time.time_ns() // 1000 % 10**13 + 2_000_000}.00"
            try:
                hall.bid(who, price, f"{os.getpid()}-{turn}")
            except DomainError:
                time.sleep(0.001)  # whoever has enough under way waits
                continue
            if now - began > WARM_UP_SECONDS:
                took.append(time.perf_counter() - now)
            if pace is not None:
                time.sleep(max(0.0, CLIENTS / pace - (time.perf_counter() - now)))
        results.put(took)
        connection.close()

    def run(first: int) -> None:
        threads = [
            threading.Thread(target=bid, args=(number,)) for number in range(first, CLIENTS, PROCESSES)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    started = [forking.Process(target=run, args=(number,)) for number in range(PROCESSES)]
    for process in started:
        process.start()
    meeting.wait(120)
    answers = [results.get() for _ in range(CLIENTS)]
    for process in started:
        process.join()
    rooms.check_that_all_run(halls)
    return answers


def _measure(name: str, raising: Callable[[], float], updating: Callable[[], float], rounds: int) -> bool:
    pairs = [(raising(), updating()) for _ in range(rounds)]
    share = statistics.median(raises / updates for raises, updates in pairs)
    raises, updates = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{name:>14} {raises:>10.0f} {updates:>10.0f} {share:>7.2f}   {_told(share >= LEAST_SHARE)}",
        flush=True,
    )
    return share >= LEAST_SHARE


def _told(holds: bool) -> str:
    return "kept" if holds else "BROKEN"


def main() -> int:
    """Ask both questions; return 0 only if every bound holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    wishes = parser.parse_args()
    with rooms.platform("web", "auctioneer") as found:
        server, folder = found.postgres, found.postgres.data.parent
        one, many = rooms.begun(found, 1), rooms.begun(found, 100)
        print(
            f"raises/s accepted against pgbench's updates/s, {CLIENTS} clients; bound {LEAST_SHARE}, aim {AIMED_SHARE}\n"
        )
        print(f"{'auctions':>14} {'raises/s':>10} {'updates/s':>10} {'share':>7}")
        holds = True
        for name, halls in (("one", one), ("a hundred", many)):
            holds &= _measure(
                name,
                lambda halls=halls: raises_per_second(halls, wishes.seconds),  # type: ignore[misc]
                lambda halls=halls: updates_per_second(server, len(halls), wishes.seconds, folder),  # type: ignore[misc]
                wishes.rounds,
            )
        cuts = milliseconds_at_pace(rooms.begun(found, 1)[0], wishes.seconds)
        p50, p99 = statistics.median(cuts), cuts[int(len(cuts) * 0.99)]
        reached = len(cuts) / wishes.seconds
        print(
            f"\nat {reached:.0f} raises/s of {PACE} asked for: p50 {p50:.1f} ms, p99 {p99:.1f} ms; "
            f"bound {LONGEST_P99}   {_told(p99 < LONGEST_P99)}"
        )
        right = clashes(rooms.begun(found, 1)[0], CLASHES)
        print(
            f"{right:,} of {CLASHES:,} clashes had one winner, and told the other what stands   {_told(right == CLASHES)}"
        )
        return 0 if holds and p99 < LONGEST_P99 and right == CLASHES else 1


if __name__ == "__main__":
    sys.exit(main())
