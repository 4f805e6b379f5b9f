"""The servers that a bench measures against: its own, durable, and gone afterwards."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from config.embedded.postgres import DURABLE, Postgres, installed
from config.embedded.valkey import Valkey

INSERT = 'INSERT INTO bench_row (subject, data) VALUES (\'lot_1\', \'{"step": "announce", "price": "1200000.00"}\');\n'


class Servers(NamedTuple):
    """A PostgreSQL, a folder, a Valkey."""

    postgres: Postgres
    folder: Path
    valkey: Valkey


@contextmanager
def servers(**options: str) -> Iterator[Servers]:
    """Run a durable PostgreSQL, with further options of it, and a Valkey of this bench's own, and point the settings at them."""
    with tempfile.TemporaryDirectory(prefix="yg-bench-", dir="/tmp") as name:
        folder = Path(name)
        # no checkpoint within a round
        settings = {**DURABLE, "max_wal_size": "8GB", "checkpoint_timeout": "30min", **options}
        server = Postgres(folder / "data", folder / "socket", folder / "log", options=settings)
        valkey = Valkey(folder / "valkey", folder / "valkey-socket", folder / "valkey-log")
        try:
            server.start()
            valkey.start()
            os.environ |= {
                "DATABASE_URL": server.url(),
                "CACHE_URL": valkey.cache_url,
                "BROKER_URL": "memory://",
            }
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            yield Servers(server, folder, valkey)
        finally:
            valkey.stop()
            server.stop()


@contextmanager
def using_database(server: Postgres, name: str) -> Iterator[None]:
    """Let Django use another database of the server, made with the foundation's tables if it is not there."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(server.url(), autocommit=True) as session:
        is_new = not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if is_new:
            session.execute(f"CREATE DATABASE {name}")
    connection.settings_dict["NAME"] = name
    try:
        if is_new:
            migrate("foundation")
        connection.close()
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def migrate(*apps: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", *apps, verbosity=0, skip_checks=True)
    connection.close()


def family(root: int) -> set[int]:
    """Return a process and all below it."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def rows_per_second(server: Postgres, clients: int, seconds: float, folder: Path) -> float:
    """Return what pgbench reaches with one row a commit, prepared, with as many clients."""
    script = folder / "insert.sql"
    script.write_text(INSERT)
    with psycopg.connect(server.url(), autocommit=True) as session:
        session.execute(
            "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, subject text, data jsonb)"
        )
    command = [str(installed() / "bin" / "pgbench"), "-n", "-M", "prepared", "-f", str(script)]
    command += ["-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1)), "-T", str(round(seconds))]
    done = subprocess.run([*command, server.url()], capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])
