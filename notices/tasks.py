"""Work that the worker does for notices. Doubled or lost messages change nothing: the rows are the truth."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task

from accounts.actor import Actor
from foundation import clock
from foundation.errors import DomainError
from notices.actions import deciding, reporting, requests

log = logging.getLogger(__name__)


@shared_task(name="notices.tasks.appear", ignore_result=True)
def appear() -> int:
    """Publish what was held back until an instant that has come: all of one instant together; return how many."""
    by = Actor.clock()
    return sum(deciding.appear(notice_ids=some, by=by) for some in deciding.due(clock.now()))


@shared_task(name="notices.tasks.requests", ignore_result=True)
def watch_requests() -> int:
    """Tell of requests for information that are overdue, and give up those that nobody completed; return how many."""
    by = Actor.clock()
    done = _each(reporting.lapsed(), lambda one: requests.lapse(request_id=one, by=by))
    return done + _each(reporting.overdue(), lambda one: reporting.report(request_id=one, by=by))


def _each(ids: Iterable[str], do: Callable[[str], Any]) -> int:
    """Do something to each, whatever became of the others; return for how many."""
    done = 0
    for one in ids:
        try:
            done += bool(do(one))
        except DomainError as refused:
            log.warning("request %s: %s", one, refused.code)
    return done
