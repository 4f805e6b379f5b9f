"""The embedded servers start for whoever starts them, and come back after being killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connection

from config.checks import database_is_fit, problems
from config.embedded.identity import Identity, becoming, nobody, suitable
from config.embedded.postgres import FORGETFUL, Postgres
from config.embedded.process import ServerFailed
from config.embedded.throwaway import throwaway_postgres
from config.embedded.valkey import Valkey
from config.environment import BASE

AS_ROOT = os.geteuid() == 0
START_AND_ASK = """
import os, pathlib, sys
import psycopg
from config.embedded.postgres import FORGETFUL, Postgres
folder = pathlib.Path(sys.argv[1])
server = Postgres(folder / "data", folder / "socket", folder / "log", options=FORGETFUL)
server.start()
with psycopg.connect(server.url()) as connection:
    print(os.geteuid(), server.identity.value, *connection.execute("SELECT current_user").fetchone())
server.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, for sockets; others may pass through it."""
    made = Path(tempfile.mkdtemp(prefix="yg-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def postgres(folder: Path, identity: Identity | None = None) -> Postgres:
    server = Postgres(folder / "data", folder / "socket", folder / "log", options=FORGETFUL)
    server.identity = identity or server.identity
    return server


def ask(server: Postgres, question: str) -> object:
    with psycopg.connect(server.url()) as asking:
        row = asking.execute(question).fetchone()
        return row[0] if row else None


class TestPostgres:
    # Root tries both of its ways; an ordinary user has one.
    @pytest.mark.parametrize("identity", [Identity.NAMESPACE, Identity.NOBODY] if AS_ROOT else [suitable()])
    def test_starts_under_an_identity_it_accepts(self, folder: Path, identity: Identity) -> None:
        server = postgres(folder, identity)
        try:
            server.start()
            assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
            assert ask(server, "SELECT '公' ~ '[[:alpha:]]'") is True
            assert ask(server, "SHOW data_checksums") == "on"
            assert (folder / "socket").stat().st_mode & 0o077 == 0
        finally:
            server.stop()
        assert not (folder / "data" / "postmaster.pid").exists()

    def test_starts_for_an_ordinary_user(self, folder: Path) -> None:
        # A namespace of one user makes root an ordinary user that may still read this environment.
        identity = Identity.NAMESPACE if AS_ROOT else Identity.PLAIN
        done = subprocess.run(
            [sys.executable, "-c", START_AND_ASK, str(folder)],
            cwd=BASE,
            preexec_fn=becoming(identity, dies_with_parent=signal.SIGTERM),
            capture_output=True,
            text=True,
            check=False,
        )
        uid = nobody().pw_uid if AS_ROOT else os.geteuid()
        assert done.stdout.split() == [str(uid), "plain", "yangguang"], done.stderr

    def test_keeps_what_was_committed_when_killed(self, folder: Path) -> None:
        server = postgres(folder)
        server.options = {**FORGETFUL, "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        try:
            server.start()
            with psycopg.connect(server.url()) as writing:
                writing.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            assert server.process is not None
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            server.start()
            assert ask(server, "SELECT answer FROM kept") == 42
        finally:
            server.stop()

    def test_ends_a_server_that_a_killed_starter_left_behind(self, folder: Path) -> None:
        first, second = postgres(folder), postgres(folder)
        try:
            first.start()
            second.start()
            assert first.process is not None
            assert first.process.wait(120) == 0
            assert ask(second, "SELECT 1") == 1
        finally:
            second.stop()
            first.stop()

    def test_tells_why_it_did_not_start(self, folder: Path) -> None:
        server = postgres(folder)
        server.options = {"no_such_setting": "1"}
        with pytest.raises(ServerFailed, match="no_such_setting"):
            server.start()

    def test_dies_with_a_killed_starter(self, folder: Path) -> None:
        script = START_AND_ASK.replace("server.stop()", "os.kill(os.getpid(), 9)")
        subprocess.run(
            [sys.executable, "-c", script, str(folder)], cwd=BASE, check=False, capture_output=True
        )
        until = time.monotonic() + 120
        while (folder / "data" / "postmaster.pid").exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert not (folder / "data" / "postmaster.pid").exists()


class TestThrowaway:
    def test_leaves_nothing(self) -> None:
        with throwaway_postgres() as server:
            folder = server.data.parent
            assert ask(server, "SELECT 1") == 1
        assert not folder.exists()
        assert server.process is not None
        assert server.process.poll() is not None


class TestValkey:
    def test_keeps_its_data_when_stopped(self, folder: Path) -> None:
        server = Valkey(folder / "data", folder, folder / "log")
        try:
            server.start()
            with redis.Redis.from_url(server.cache_url) as client:
                client.set("answer", "42")
            server.stop()
            assert not server.answers()
            server.start()
            with redis.Redis.from_url(server.cache_url) as client:
                assert client.get("answer") == b"42"
        finally:
            server.stop()


class TestDatabaseCheck:
    @pytest.mark.django_db
    def test_is_content_where_trigrams_see_chinese(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("SELECT show_trgm('公共资源')")
            assert cursor.fetchone()[0]
        assert database_is_fit(databases=["default"]) == []

    def test_refuses_a_database_blind_to_chinese(self, folder: Path) -> None:
        server = postgres(folder)
        try:
            server.start()
            with psycopg.connect(server.url(), autocommit=True) as making:
                making.execute("CREATE DATABASE blind TEMPLATE template0 LOCALE 'C'")
            with psycopg.connect(server.url(database="blind")) as asking, asking.cursor() as cursor:
                assert [problem.id for problem in problems(cursor)] == ["config.E002"]
        finally:
            server.stop()
