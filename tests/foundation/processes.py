"""Start the sequencer as a process of its own on the test's database, and writers as threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]


def database_url() -> str:
    """Return the URL of the database that this test uses."""
    entry = connection.settings_dict
    return (
        f"postgresql://{quote(entry['USER'])}@/{quote(entry['NAME'])}"
        f"?host={quote(str(entry['HOST']), safe='')}&port={entry['PORT'] or 5432}"
    )


def start_sequencer(*options: str, **more: str) -> subprocess.Popen[bytes]:
    """Start `manage.py sequence` without a broker or Valkey, its log in a folder of its own; `more` is environment."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "BROKER_URL": "memory://",
        "CACHE_URL": "locmem://",
        "YANGGUANG_TRANSPARENCY_ROOT": tempfile.mkdtemp(dir=settings.MEDIA_ROOT),
        **more,
    }
    return subprocess.Popen([sys.executable, "manage.py", "sequence", *options], cwd=ROOT, env=environment)


@contextmanager
def sequencer_process(*options: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a sequencer running for the length of a block, and end it whatever happened."""
    process = start_sequencer(*options, **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()


def in_threads(jobs: Sequence[Callable[[], object]]) -> list[threading.Thread]:
    """Start each job in a thread that closes its database connection at the end; failures are kept in `failure`."""

    def run(job: Callable[[], object], thread_failures: list[BaseException]) -> None:
        try:
            job()
        except BaseException as error:
            thread_failures.append(error)
        finally:
            connection.close()

    threads = []
    for job in jobs:
        failures: list[BaseException] = []
        thread = threading.Thread(target=run, args=(job, failures), daemon=True)
        thread.failures = failures  # type: ignore[attr-defined]
        thread.start()
        threads.append(thread)
    return threads


def join(threads: Sequence[threading.Thread], timeout_seconds: float = 300) -> None:
    """Wait for threads and raise what went wrong in them."""
    for thread in threads:
        thread.join(timeout_seconds)
        assert not thread.is_alive(), "a thread does not end"
        for failure in thread.failures:  # type: ignore[attr-defined]
            raise failure


def until(condition: Callable[[], bool], timeout_seconds: float = 120, what: str = "") -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + timeout_seconds
    while not condition():
        assert time.monotonic() < end, f"did not happen in {timeout_seconds} s: {what or condition}"
        time.sleep(0.01)
