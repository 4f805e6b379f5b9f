"""Work that the worker does for the archive; losing or doubling a message changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from archive.bulk import making


@shared_task(name="archive.tasks.bulk", ignore_result=True, acks_late=False)
def bulk() -> int:
    """Make files of the open feed of which something changed, for some seconds; return how many are left for the next one."""
    return making.make(settings.BULK_ROOT)
