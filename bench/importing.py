"""
What importing costs against `COPY`: `python -m bench.importing`.

The importer takes deals of other systems in: parse, validate, look up, one journal event for each thing that happened,
cursor and rows in one transaction a batch. Beside it, in the same run on the same server, medians of several rounds:

(a) COPY of the source rows as they are, into a table of text columns with its key: the bytes that are read.
(b) COPY of the very rows that the importer wrote, into tables of the same shape with their indexes and constraints: the
    bytes that are written, and the least that anything which writes them can cost.

Both answer in source rows a second, so the shares compare. Ends with 1 if the share of (b) is below its bound. (a) is told
without a bound: it writes one row without a rule where the importer writes ten with theirs, so (b) alone takes most of it.

Then the followers publish what was imported: notices a second, and how long that takes in all.
"""

from __future__ import annotations

import argparse
import csv
import io
import logging
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import psycopg

from bench.servers import migrate, servers, using_database
from config.embedded.postgres import Postgres

LEAST_SHARE = 0.10
PUBLISHED_WITHIN_SECONDS = 60
# Every table that importing writes, in the order in which their rows refer to each other.
TABLES = (
    "accounts_party", "trading_deal", "trading_lot", "trading_steptaken", "trading_outcome", "trading_handedinnotice",
    "foundation_event", "foundation_pending",
)  # fmt: skip
TEMPLATE = "empty"
Rows = dict[str, tuple[bytes, int]]


def source_rows(rows: int) -> list[bytes]:
    """Return the records of a made-up history, a JSON line each."""
    from decimal import Decimal

    from config.demo.history import History

    made = []
    for row in History(scale=Decimal("0.5")).rows():
        made.append(orjson.dumps(row.make()))
        if len(made) == rows:
            break
    return made


def real_rows(name: str, path: Path) -> list[bytes]:
    """Return the records of a real file, a JSON line each; rows that are bad stay out."""
    from archive.imports.sets import READERS
    from foundation.errors import DomainError

    made = []
    for row in READERS[name].rows(path):
        try:
            made.append(orjson.dumps(row.make()))
        except DomainError:
            continue
    return made


def import_all(path: Path, run_name: str) -> tuple[float, int]:
    """Import a file of records; return the seconds and how many went in."""
    from archive.actions import imports
    from archive.imports import records

    run = imports.begin(reader=records.READER, file=run_name, digest=run_name)
    began = time.perf_counter()
    run = imports.take_rows(reader=records.READER, rows=records.rows(path), run=run)
    return time.perf_counter() - began, run.created


def written(server: Postgres, database: str) -> Rows:
    """Return what the importer wrote, as COPY writes it."""
    found: Rows = {}
    with psycopg.connect(server.url(database=database)) as session:
        for table in TABLES:
            with session.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                content = b"".join(bytes(part) for part in copy)
            found[table] = content, content.count(b"\n")
    return found


def copy_written(server: Postgres, rows: Rows, batches: int) -> float:
    """Copy the importer's rows into empty tables of their own shape, in as many transactions; return the seconds."""
    parts = [(table, part) for table, (content, _) in rows.items() for part in slices(content, batches)]
    with fresh(server, "copied"), psycopg.connect(server.url(database="copied")) as session:
        began = time.perf_counter()
        for number, (table, part) in enumerate(parts, start=1):
            with session.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(part)
            if number % len(TABLES) == 0:
                session.commit()
        session.commit()
        return time.perf_counter() - began


@contextmanager
def fresh(server: Postgres, name: str) -> Iterator[None]:
    """Let Django use a database with empty tables, gone afterwards: a journal is never emptied."""
    with psycopg.connect(server.url(), autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        with using_database(server, name):
            yield
    finally:
        with psycopg.connect(server.url(), autocommit=True) as session:
            session.execute(f"DROP DATABASE {name}")


def slices(content: bytes, number: int) -> list[bytes]:
    lines = content.splitlines(keepends=True)
    size = -(-len(lines) // number)
    return [b"".join(lines[place * size : (place + 1) * size]) for place in range(number)]


def copy_source(server: Postgres, rows: list[bytes], batches: int) -> float:
    """Copy the source rows as they are into a table of text columns with its key; return the seconds."""
    names = sorted({name for row in rows for name in orjson.loads(row)})
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        given = orjson.loads(row)
        writer.writerow(
            [
                given[n] if isinstance(given.get(n), str) else orjson.dumps(given.get(n)).decode()
                for n in names
            ]
        )
    cut = slices(buffer.getvalue().encode(), batches)
    columns = ", ".join(f'"{name}" text' for name in names)
    with psycopg.connect(server.url()) as session:
        session.execute("DROP TABLE IF EXISTS bench_source")
        session.execute(f'CREATE TABLE bench_source ({columns}, PRIMARY KEY ("key"))')
        session.commit()
        began = time.perf_counter()
        for part in cut:
            with session.cursor() as cursor, cursor.copy("COPY bench_source FROM STDIN CSV") as copy:
                copy.write(part)
            session.commit()
        return time.perf_counter() - began


def publish() -> tuple[float, int, int]:
    """Place the events and let the followers read on; return the seconds, the notices and the feed entries."""
    from foundation import followers
    from foundation.models import Publication
    from notices.models import Notice

    began = time.perf_counter()
    followers.catch_up()
    return time.perf_counter() - began, Notice.objects.count(), Publication.objects.count()


def ask(server: Postgres, folder: Path, name: str, rows: list[bytes], rounds: int) -> bool:
    path = folder / f"{name}.jsonl"
    path.write_bytes(b"\n".join(rows))
    batches = -(-len(rows) // 500)
    found = []
    made: Rows = {}
    for number in range(rounds):
        source = copy_source(server, rows, batches)
        with fresh(server, "imported"):
            took, created = import_all(path, f"bench {number}")
            made = written(server, "imported")
            published = publish() if number == rounds - 1 else None
        copied = copy_written(server, made, batches)
        found.append((len(rows) / took, len(rows) / source, len(rows) / copied))
    ours, plain, same = (statistics.median(column) for column in zip(*found, strict=True))
    of_plain = statistics.median(a / b for a, b, _ in found)
    of_same = statistics.median(a / c for a, _, c in found)
    total = sum(count for _, count in made.values())
    print(
        f"\n{name}: {len(rows):,} source rows ({created:,} deals), {total:,} rows written, {batches} transactions, {rounds} rounds\n"
    )
    print(f"{'importer':>42} {ours:>9,.0f} source rows/s  ({ours * total / len(rows):,.0f} rows written/s)")
    print(f"{'(a) COPY of the source rows, text':>42} {plain:>9,.0f}   share {of_plain:.3f}   no bound")
    kept = of_same >= LEAST_SHARE
    print(
        f"{'(b) COPY of the rows written, same tables':>42} {same:>9,.0f}   share {of_same:.3f}   bound {LEAST_SHARE}   {told(kept)}"
    )
    print(
        f"{'(b) against (a)':>42} {same / plain:>9.3f}   the most that any importer of these rows could reach of (a)"
    )
    if published is not None:
        seconds, notices, entries = published
        in_time = seconds <= PUBLISHED_WITHIN_SECONDS * max(1, notices / 15_000)
        print(
            f"{'published':>42} {notices:>9,} notices, {entries:,} feed entries in {seconds:.1f} s:"
            f" {notices / seconds:,.0f} notices/s   bound {PUBLISHED_WITHIN_SECONDS} s for 15,000   {told(in_time)}"
        )
        kept = kept and in_time
    return kept


def told(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=5000, help="of the made-up history")
    parser.add_argument("--file", nargs=2, metavar=("SET", "FILE"), help="also import a real file")
    asked = parser.parse_args()
    with servers() as (server, folder, _):
        import django

        django.setup()
        logging.getLogger("foundation").setLevel(logging.WARNING)
        with using_database(server, TEMPLATE):
            migrate()
        kept = [ask(server, folder, "history", source_rows(asked.rows), asked.rounds)]
        if asked.file:
            name, file = asked.file
            kept.append(ask(server, folder, name, real_rows(name, Path(file)), asked.rounds))
        return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
