"""A PostgreSQL for one run of the tests: its own folder, its own socket, gone afterwards."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.embedded.identity import Identity, suitable
from config.embedded.postgres import FORGETFUL, Postgres

PREFIX = "yg-test-"
SETTLING_SECONDS = 60  # younger folders may belong to a run that has not taken its lock yet


@contextmanager
def throwaway_postgres(options: Mapping[str, str] = FORGETFUL) -> Iterator[Postgres]:
    """Serve an empty database that no crash survives, unless `options` say so; folders left by killed runs are removed on the way."""
    _remove_abandoned()
    folder = Path(
        tempfile.mkdtemp(prefix=PREFIX, dir="/tmp")
    )  # short: a socket's path holds at most 107 bytes
    if suitable() is Identity.NOBODY:
        folder.chmod(0o711)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = Postgres(data=folder / "data", socket=folder / "socket", log=folder / "log", options=options)
        try:
            server.start()
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder)


def _remove_abandoned() -> None:
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < SETTLING_SECONDS:
                continue
            with (folder / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
        except (OSError, BlockingIOError):
            continue  # another run's: alive, or being removed, or not ours to remove
