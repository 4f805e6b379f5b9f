"""
The server's clock against those of the witnesses: nobody inside vouches for them, and the log shows what they say.

A clock that is set back would take bids for hours after their deadline, and write times that the log denies.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from foundation import clock, journal
from foundation.models import Event, LogHead
from toolkit.history import SKEW_SECONDS

log = logging.getLogger(__name__)
CONTRADICTED, SUBJECT = "foundation.clock.contradicted", "clock"
QUIET = timedelta(minutes=10)
"""How long an alarm is not repeated."""


def compare(seconds: Collection[int]) -> None:
    """
    Raise the alarm if witnesses cosigned just now at a time that this clock has not come to: in the journal, and in the
    process's log, once in ten minutes.

    An older time proves nothing: it may have been long on its way, and anybody may send it again.
    """
    at = clock.now()
    behind = max(seconds, default=0) - at.timestamp()
    if behind <= SKEW_SECONDS:
        return
    log.error("The clock is %.0f seconds behind a witness's", behind)
    with transaction.atomic():
        LogHead.objects.select_for_update().get()
        last = Event.objects.filter(subject=SUBJECT).order_by("-subject_seq").first()
        if last is None or at - last.at > QUIET or last.at - at > QUIET:
            journal.append(
                CONTRADICTED, subject=SUBJECT, actor="clock", at=journal.instant(SUBJECT),
                data={"seconds_behind": round(behind)},
            )  # fmt: skip
