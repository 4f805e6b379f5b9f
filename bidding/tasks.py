"""Work that the worker does for bidding. Doubled or lost messages change nothing: the rows are the truth."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from celery import shared_task

from accounts.actor import Actor
from bidding.actions import (
    calling,
    discarding,
    drawing,
    freezing,
    receipts,
    refunding,
    rehearsing,
    settling,
    uploads,
)
from foundation import clock
from foundation.errors import DomainError

log = logging.getLogger(__name__)
BATCH, TOGETHER = 512, 64
Item = TypeVar("Item")


@shared_task(name="bidding.tasks.settle", ignore_result=True)
def settle() -> int:
    """
    Check filings that wait, make up for receipts that are missing, freeze lots whose deadline has passed, end draws and calls of
    experts whose time is over; return how much was done.
    """
    by, at = Actor.clock(), clock.now()
    done = _many(
        settling.waiting(BATCH), lambda some: len(settling.settle_all(filing_ids=some, by=by, waits=False))
    )
    done += _many(receipts.missing(BATCH), lambda some: receipts.issue_all(filings=some))
    done += _each([partial(rehearsing.freeze, rehearsal_id=one, by=by) for one in rehearsing.due(at)])
    done += _each([partial(drawing.void, draw_id=one, by=by) for one in drawing.due(at)])
    done += _each([partial(calling.lapse, draw_id=one, by=by) for one in calling.due(at)])
    return done + _each([partial(freezing.freeze, lot_id=one, at=at, by=by) for one in freezing.due(at)])


@shared_task(name="bidding.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """Remove uploads that nobody submitted; return how many."""
    return uploads.sweep(by=Actor.clock())


@shared_task(name="bidding.tasks.discard", ignore_result=True)
def discard() -> int:
    """Remove the sealed bytes of filings that count for nothing, long after their lot's end; return of how many."""
    by = Actor.clock()
    return _each([partial(discarding.discard, filing_id=one, by=by) for one in discarding.due(clock.now())])


@shared_task(name="bidding.tasks.refunds", ignore_result=True)
def refunds() -> int:
    """Tell of deposits that were not given back in time; return of how many."""
    by = Actor.clock()
    return _each([partial(refunding.report, registration_id=one, by=by) for one in refunding.overdue()])


def _many(waiting: Sequence[Item], work: Callable[[Sequence[Item]], int]) -> int:
    """
    Do many at a time. What is refused is refused for all (an authority that does not answer) and waits for the next task; of
    those that fail together each goes alone, so that one holds up no other.
    """
    done = 0
    for some in (waiting[at : at + TOGETHER] for at in range(0, len(waiting), TOGETHER)):
        try:
            done += work(some)
        except DomainError as refused:
            log.warning("They wait: %s", refused)
        except Exception:
            log.exception("They could not be done together")
            done += _each([partial(work, [one]) for one in some])
    return done


def _each(work: list[Callable[[], object]]) -> int:
    """Do one thing after the other; what fails is told and tried again by the next task, and those behind it go on."""
    done = 0
    for one in work:
        try:
            done += one() is not None
        except DomainError as refused:
            log.warning("It waits: %s", refused)
        except Exception:
            log.exception("It could not be done")
    return done
