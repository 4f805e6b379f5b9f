"""Work that the worker does for trading."""

from __future__ import annotations

from celery import shared_task

from trading.actions import ticking


@shared_task(name="trading.tasks.tick", ignore_result=True)
def tick() -> int:
    """Take the timed steps that are due. Doubled or lost messages change nothing: the lots' rows are the truth."""
    return ticking.tick()
