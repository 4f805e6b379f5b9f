"""
What the journal costs: `python -m bench.journal`.

Three questions, each answered beside a limit measured in the same run on the same server, medians of several rounds:

1. How many events a second go through the action path (lock the subject, read the clock, append) with 1, 8 and
   32 writers and the sequencer at work, against `pgbench` inserting one row a commit with as many clients?
2. How long after its commit has an event its position, at 200 events a second, with hints and without?
3. Does an event cost the same when the journal holds ten thousand rows and when it holds a million?

Ends with 1 if a bound is broken. `--writer package.module:Class` measures another action; see `bench/writers.py`.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import multiprocessing
import os
import random
import signal
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.servers import migrate, rows_per_second, servers, using_database
from bench.writers import EVENTS_PER_SUBJECT, FEW, AppendUnderLock, Writer
from config.embedded.postgres import Postgres

WRITERS = (1, 8, 32)
LEAST_SHARE, AIMED_SHARE = 0.10, 0.20
LAG_EVENTS_PER_SECOND, LAG_P99_MILLISECONDS = 200, 300
MANY = 1_000_000
LARGEST_GROWTH = 1.25  # of the cost of an event from FEW to MANY rows; what is above the noise is not flat

WARM_UP = 20

forking = multiprocessing.get_context("fork")


# --- processes ------------------------------------------------------------------------------------------------------


@contextmanager
def sequencing(*, logs: bool = True) -> Iterator[None]:
    """Keep a sequencer at work in a process of its own, and beside it, as `manage.py sequence` does, the log's integrator."""

    def run() -> None:
        from foundation import transparency_start
        from foundation.sequencer import Sequencer
        from foundation.transparency_integrator import Integrator

        running, integrator = Sequencer(), Integrator(transparency_start.signer())
        signal.signal(signal.SIGTERM, lambda *_: running.stop())
        integrating = threading.Thread(target=integrator.run if logs else lambda: None)
        integrating.start()
        running.run()
        integrator.stop()
        integrating.join()

    process = forking.Process(target=run)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def events_per_second(writer: Writer, writers: int, seconds: float) -> float:
    """
    Return how many events a second `writers` write together.

    They are threads of as many processes as there are cores, as the web server's are: a process for each would measure
    how a machine switches between processes.
    """
    processes = min(writers, os.cpu_count() or 1)
    meeting = forking.Barrier(writers + 1)
    results = forking.SimpleQueue()

    def write(number: int) -> None:
        from django.db import connection

        chance, written = random.Random(number), 0
        for _ in range(WARM_UP):  # connects, and fills what a process fills once
            writer.write(chance)
        meeting.wait(120)
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            written += writer.write(chance)
        results.put((written, time.perf_counter() - began))
        connection.close()

    def run(first: int) -> None:
        threads = [
            threading.Thread(target=write, args=(number,)) for number in range(first, writers, processes)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    started = [forking.Process(target=run, args=(number,)) for number in range(processes)]
    for process in started:
        process.start()
    meeting.wait(120)
    answers = [results.get() for _ in range(writers)]
    for process in started:
        process.join()
    return sum(written / took for written, took in answers)


def lags(writer: Writer, seconds: float) -> list[float]:
    """Return, for events written at a steady pace, the milliseconds from their commit to their visible position."""
    from django.db import connection
    from django.db.models import Max

    from foundation.models import Position

    committed: list[float] = []
    seen: list[float] = []
    total = round(LAG_EVENTS_PER_SECOND * seconds)
    head = Position.objects.aggregate(head=Max("position"))["head"] or 0

    def follow() -> None:
        while len(seen) < total:
            count = Position.objects.filter(position__gt=head + len(seen)).count()
            seen.extend([time.perf_counter()] * count)
            time.sleep(0.002)
        connection.close()

    reader = threading.Thread(target=follow)
    reader.start()
    chance, began = random.Random(1), time.perf_counter()
    for number in range(total):
        time.sleep(max(0.0, began + number / LAG_EVENTS_PER_SECOND - time.perf_counter()))
        writer.write(chance)
        committed.append(time.perf_counter())
    reader.join()
    connection.close()
    # One writer: events get their positions in the order of their commits.
    return [1000 * (shown - done) for shown, done in zip(seen, committed, strict=True)]


# --- the three questions --------------------------------------------------------------------------------------------


def ask_throughput(server: Postgres, writer: Writer, rounds: int, seconds: float, folder: Path) -> bool:
    print("\nevents/s through the action path against pgbench's rows/s\n")
    print(
        f"{'writers':>8} {'events/s':>10} {'pgbench':>10} {'share':>7}   bound {LEAST_SHARE}, aim {AIMED_SHARE}"
    )
    holds = True
    for writers in WRITERS:
        pairs = []
        for _ in range(rounds):
            limit = rows_per_second(server, writers, seconds, folder)
            with sequencing():
                pairs.append((events_per_second(writer, writers, seconds), limit))
            wait_until_sequenced()
        share = statistics.median(events / limit for events, limit in pairs)
        events, limit = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{writers:>8} {events:>10.0f} {limit:>10.0f} {share:>7.2f}   {told(share >= LEAST_SHARE)}")
        holds &= share >= LEAST_SHARE
    return holds


def ask_lag(writer: Writer, rounds: int, seconds: float) -> bool:
    from django.conf import settings

    print(f"\nmilliseconds from commit to position at {LAG_EVENTS_PER_SECOND} events/s\n")
    print(f"{'':>14} {'p50':>7} {'p99':>7} {'max':>7}   bound p99 {LAG_P99_MILLISECONDS}")
    holds = True
    with_valkey = settings.CACHES
    for name, caches in (
        ("with hints", with_valkey),
        ("polling only", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}),
    ):
        settings.CACHES = caches
        found = []
        with sequencing():
            time.sleep(0.5)
            for _ in range(rounds):
                cuts = sorted(lags(writer, seconds))
                found.append((statistics.median(cuts), cuts[int(len(cuts) * 0.99)], cuts[-1]))
        p50, p99, largest = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"{name:>14} {p50:>7.1f} {p99:>7.1f} {largest:>7.1f}   {told(p99 < LAG_P99_MILLISECONDS)}")
        holds &= p99 < LAG_P99_MILLISECONDS
    settings.CACHES = with_valkey
    return holds


def ask_growth(server: Postgres, few: int, many: int, rounds: int, seconds: float) -> bool:
    """Measure both sizes in turn, each in a database of its own, so that a busy machine slows both."""
    print(f"\nmicroseconds for an event, one writer, journal of {few:,} and of {many:,} rows\n")
    writers: dict[int, AppendUnderLock] = {}
    for rows in (few, many):
        with using_database(server, f"journal_{rows}"):
            writers[rows] = AppendUnderLock()
            writers[rows].subjects = rows // EVENTS_PER_SUBJECT
            writers[rows].prepare()
            fill(server, f"journal_{rows}", rows)
    costs: dict[int, list[float]] = {few: [], many: []}
    for number in range(rounds * 2):
        for rows in (few, many) if number % 2 else (many, few):
            # Without the log: it would work off the history that was filled in, which the journal of a life has behind it.
            with using_database(server, f"journal_{rows}"), sequencing(logs=False):
                costs[rows].append(1e6 / events_per_second(writers[rows], 1, seconds))
    growth = statistics.median(large / small for small, large in zip(costs[few], costs[many], strict=True))
    small, large = statistics.median(costs[few]), statistics.median(costs[many])
    print(
        f"{small:>10.0f} {large:>10.0f}   x{growth:.2f}   bound x{LARGEST_GROWTH}   {told(growth <= LARGEST_GROWTH)}"
    )
    return growth <= LARGEST_GROWTH


def fill(server: Postgres, database: str, rows: int) -> None:
    """Write history with the journal's own functions, one after the other, on the server."""
    with psycopg.connect(server.url(database=database), autocommit=True) as session:
        for start in range(0, rows, 10_000):
            session.execute(
                "SELECT count(journal_append('bench.lot.moved', 'lot_' || n %% %s::integer, 'lot_' || n %% %s::integer, 'mem_bench',"
                """ foundation_now(), '{"step": "announce", "source": "priced", "target": "announced"}'))"""
                " FROM generate_series(%s::integer, %s::integer) n",
                [rows // EVENTS_PER_SUBJECT, rows // EVENTS_PER_SUBJECT, start, start + 9_999],
            )
            session.execute("SELECT journal_sequence(10000)")
        session.execute("VACUUM ANALYZE")


def wait_until_sequenced() -> None:
    """Let the next round begin with nothing left over."""
    from django.db import connection

    from foundation import sequencer

    sequencer.drain()
    connection.close()


def told(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--rows", type=int, default=MANY, help="of the large journal")
    parser.add_argument("--writer", default="bench.writers:AppendUnderLock", help="the action to measure")
    parser.add_argument(
        "--apps", nargs="*", default=["foundation"], help="apps whose tables that action needs"
    )
    parser.add_argument("--only", choices=("throughput", "lag", "growth"), help="ask one question")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    with servers() as (server, folder, _):
        import django
        from django.conf import settings

        django.setup()
        settings.TRANSPARENCY_ROOT, settings.TRANSPARENCY_KEY_PATH = (
            folder / "transparency",
            folder / "transparency.key",
        )
        logging.getLogger("foundation").setLevel(logging.WARNING)
        for app in asked.apps:
            migrate(app)
        module, name = asked.writer.split(":")
        writer: Writer = getattr(importlib.import_module(module), name)()
        writer.prepare()
        wait_until_sequenced()
        questions: dict[str, Callable[[], Any]] = {
            "throughput": lambda: ask_throughput(server, writer, asked.rounds, asked.seconds, folder),
            "lag": lambda: ask_lag(writer, asked.rounds, asked.seconds),
            "growth": lambda: ask_growth(server, FEW, asked.rows, asked.rounds, asked.seconds),
        }
        kept = [
            ask() for name, ask in questions.items() if asked.only in (None, name)
        ]  # all of them, whatever one says
        return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
