"""Celery tasks that keep followers reading, for the cursor is a row, and one that audits; losing or doubling one changes nothing."""

from __future__ import annotations

import time

from celery import shared_task

from foundation import followers, transparency_audit
from foundation.followers import State

BUDGET_SECONDS = 10.0
EXPIRES_SECONDS = 5.0


@shared_task(ignore_result=True)
def follow(name: str) -> int:
    """Let one follower read on for some seconds; return by how many positions it advanced."""
    until = time.monotonic() + BUDGET_SECONDS
    total = 0
    while True:
        advanced, state = followers.look(name)
        total += advanced
        # An event placed while the last look ended found this follower locked, so ask once more without the lock.
        is_done = state is State.CAUGHT_UP and name not in followers.behind()
        if is_done or state in (State.BUSY, State.BLOCKED):
            return total
        if time.monotonic() > until:
            enqueue(name)
            return total


@shared_task(ignore_result=True)
def poll() -> int:
    """Wake every follower that is behind; return how many. Beat calls it in case a wake-up was lost."""
    late = followers.behind()
    for name in late:
        enqueue(name)
    return len(late)


@shared_task(ignore_result=True, acks_late=False)
def audit() -> int:
    """Hold everything to the log, which is long, and raise the alarm where it differs; return of how much."""
    return transparency_audit.raise_alarm()


def enqueue(name: str) -> None:
    """Ask a worker to let one follower read on; a message that finds no worker in time is worthless and expires."""
    follow.apply_async((name,), expires=EXPIRES_SECONDS, retry=False)
