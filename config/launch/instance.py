"""The instance that lives in this checkout's `var/`: its folders, its embedded servers, its environment."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from accounts.cast import OPERATORS, PARTIES
from config.embedded.identity import Identity, suitable
from config.embedded.postgres import SERVICE, Postgres
from config.embedded.process import ServerFailed
from config.embedded.valkey import Valkey
from config.environment import BASE
from foundation.codes import complete_uscc


class Instance:
    """
    Where a checkout keeps its data, and the servers that serve it.

    A server of one's own is named by `DATABASE_URL`, or by `BROKER_URL` and `CACHE_URL`; then none is started in its place.
    """

    def __init__(self, var: Path = BASE / "var") -> None:
        self.var = var
        self.logs = var / "log"
        self.run = var / "run"
        self.transparency = var / "transparency"
        self.record = var / "record"
        self.transparency_key = var / "transparency.key"
        self.sealed_keys = var / "sealed-keys"
        self.opening_key = var / "opening-key"
        self.evaluation_key = var / "evaluation-key"
        self.witnesses = var / "witnesses"
        self.mail = var / "mail"
        self.sms = var / "sms"
        self._hash = hashlib.sha256(str(var).encode()).hexdigest()[:10]
        self.sockets = Path(
            f"/tmp/yg-{os.geteuid()}-{self._hash}"
        )  # short: a socket's path holds at most 107 bytes
        self.postgres = Postgres(
            data=self._database_folder() / "data",
            socket=self.sockets / "pg",
            log=self.logs / "postgresql.log",
        )
        self.valkey = Valkey(data=var / "valkey", socket=self.sockets, log=self.logs / "valkey.log")

    @property
    def servers(self) -> list[Postgres | Valkey]:
        """The servers to start: those that the environment does not name."""
        needed: list[Postgres | Valkey] = []
        if "DATABASE_URL" not in os.environ:
            needed.append(self.postgres)
        if not {"BROKER_URL", "CACHE_URL"} <= os.environ.keys():
            needed.append(self.valkey)
        return needed

    def prepare(self) -> None:
        """Make the folders, and check that the one in /tmp is ours alone."""
        for folder in (self.var, self.logs, self.run):
            _make(folder)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise ServerFailed(f"{self.sockets} belongs to somebody else.")
        # `nobody` must pass through to its own folder; what else lies here is protected by itself.
        self.sockets.chmod(0o711 if suitable() is Identity.NOBODY else 0o700)

    def environment(self) -> dict[str, str]:
        """Return the environment in which this instance's processes run."""
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self.postgres.url(),
            "BROKER_URL": self.valkey.broker_url,
            "CACHE_URL": self.valkey.cache_url,
            "EMAIL_URL": f"file://{quote(str(self.mail))}",
            "YANGGUANG_SMS_URL": f"file://{quote(str(self.sms))}",
            "YANGGUANG_SECRET_KEY": _secret(self.var / "secret_key"),
            "YANGGUANG_MEDIA_ROOT": str(self.var / "media"),
            "YANGGUANG_STATIC_ROOT": str(self.var / "static"),
            "YANGGUANG_BULK_ROOT": str(self.var / "bulk"),
            "YANGGUANG_TRANSPARENCY_ROOT": str(self.transparency),
            "YANGGUANG_TRANSPARENCY_KEY_PATH": str(self.transparency_key),
            "YANGGUANG_RECORD_ROOT": str(self.record),
            "YANGGUANG_SEALED_KEYS_PATH": str(self.sealed_keys),
            "YANGGUANG_OPERATORS": ",".join(complete_uscc(PARTIES[who].body) for who in OPERATORS),
        }
        return own | os.environ

    def service_environment(self) -> dict[str, str]:
        """Return what those are told besides who work with the tables and make none; nothing, if the database is not ours."""
        return {} if "DATABASE_URL" in os.environ else {"DATABASE_URL": self.postgres.url(user=SERVICE)}

    def opening_environment(self) -> dict[str, str]:
        """Return what the opening process is told besides, and no other: where the key is that opens bids."""
        return {
            "YANGGUANG_OPENING_KEY_PATH": str(self.opening_key / "opening.p12"),
            "YANGGUANG_OPENING_KEY_PASSWORD": _secret(self.opening_key / "password"),
        }

    def evaluation_environment(self) -> dict[str, str]:
        """Return what the evaluation process is told besides, and no other: where the key is that reads restricted parts."""
        return {
            "YANGGUANG_EVALUATION_KEY_PATH": str(self.evaluation_key / "evaluation.p12"),
            "YANGGUANG_EVALUATION_KEY_PASSWORD": _secret(self.evaluation_key / "password"),
        }

    def forget(self) -> None:
        """
        Remove all data of this instance.

        :raises ServerFailed: if the data lies on a server that is not ours to empty.
        """
        if "DATABASE_URL" in os.environ:
            raise ServerFailed(
                "DATABASE_URL names a database of yours; --fresh only removes what bin/run made."
            )
        for folder in (
            self._database_folder(),
            self.valkey.data,
            self.var / "media",
            self.var / "static",
            self.var / "bulk",
            self.transparency,
            self.record,
            self.sealed_keys,
            self.opening_key,
            self.evaluation_key,
            self.witnesses,
            self.mail,
            self.sms,
            self.logs,
        ):
            if folder.exists():
                shutil.rmtree(folder)
        self.transparency_key.unlink(missing_ok=True)  # another history under one key would be a fork

    @contextmanager
    def alone(self, name: str, *, wait: bool = False, shared: bool = False) -> Iterator[IO[str]]:
        """
        Hold the lock `name` of this instance.

        :raises BlockingIOError: if another process holds it and `wait` is false.
        :raises ServerFailed: if the folder cannot be written.
        """
        _make(self.run)
        try:
            opened = (self.run / f"{name}.lock").open("a")
        except OSError as error:
            raise _unwritable(self.run, error) from error
        with opened as lock:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
            yield lock

    def _database_folder(self) -> Path:
        if suitable() is Identity.NOBODY:
            return Path(f"/var/lib/yangguang-{self._hash}")
        return self.var / "pg"


def _secret(file: Path) -> str:
    """Return the random words in a file, made now if there are none yet."""
    if not file.exists() or not file.read_text():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> ServerFailed:
    return ServerFailed(f"{folder} cannot be written ({error.strerror}); choose another folder with --data.")
