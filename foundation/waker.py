"""Wake followers after a batch was sequenced, from a thread of its own, so that no broker can hold up the sequencer."""

from __future__ import annotations

import logging
import threading
import time

from django.db import connection

from foundation import followers, tasks

log = logging.getLogger(__name__)

LEAST_GAP_SECONDS = 0.2
COMPLAIN_SECONDS = 60.0


class Waker:
    """
    Wake followers, however many batches come, at most five times a second.

    With `in_process` they are run here, one after the other, without such a brake; otherwise by Celery's workers. A wake-up that fails is
    said once a minute: beat's poll covers it.
    """

    def __init__(self, *, in_process: bool = False) -> None:
        self._in_process = in_process
        self._gap_seconds = 0.01 if in_process else LEAST_GAP_SECONDS
        self._called = threading.Event()
        self._stopped = False
        self._complained_at = float("-inf")
        self._thread = threading.Thread(target=self._work, name="waker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """End the thread after its present work."""
        self._stopped = True
        self._called.set()
        self._thread.join(timeout_seconds)

    def call(self, _head: int) -> None:
        """Ask for a wake-up; returns at once."""
        self._called.set()

    def _work(self) -> None:
        while True:
            # In-process nobody else polls, so faults whose time has come are looked for here.
            self._called.wait(1.0 if self._in_process else None)
            self._called.clear()
            if self._stopped:
                connection.close()
                return
            started = time.monotonic()
            try:
                self._wake()
            except Exception as error:  # the thread must outlive whatever one wake-up meets; it is told below
                connection.close()
                self._complain(error)
            time.sleep(max(0.0, self._gap_seconds - (time.monotonic() - started)))

    def _wake(self) -> None:
        if not self._in_process:
            tasks.poll()
            return
        for name in followers.behind():
            state = followers.State.MORE
            while state is followers.State.MORE and not self._stopped:
                _advanced, state = followers.look(name)

    def _complain(self, error: Exception) -> None:
        if time.monotonic() - self._complained_at >= COMPLAIN_SECONDS:
            self._complained_at = time.monotonic()
            log.warning("Followers were not woken; they poll: %r", error)
