"""Checking a filing right after its ticket, as long as that keeps nobody else from getting one."""

from __future__ import annotations

import logging
import threading

from accounts.actor import Actor
from bidding.actions import filings, receipts
from bidding.models import Filing, Upload
from foundation.errors import Unavailable

log = logging.getLogger(__name__)
LARGEST_AT_ONCE = 64 * 1024 * 1024
# In the last seconds before a deadline tickets come first: one thread of a process checks, the others take tickets, and
# what waits is the worker's.
_one = threading.BoundedSemaphore(1)


def settle_soon(*, filing: Filing) -> None:
    """Settle a filing and issue its receipt now, or leave it to the worker where that would hold others up."""
    large = Upload.objects.filter(id__in=filing.files.values(), size__gt=LARGEST_AT_ONCE).exists()
    if large or not _one.acquire(blocking=False):
        return
    try:
        settled = filings.settle(filing_id=filing.id, by=Actor.clock())
        if settled.awaits_receipt:
            receipts.issue_missing(filing=settled)
    except Unavailable as refused:
        log.warning("A receipt waits: %s", refused)
    finally:
        _one.release()
