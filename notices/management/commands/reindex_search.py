"""bin/manage reindex_search: write anew what is searched, while it is searched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from foundation.models import FollowerCursor
from notices import queries
from notices.search import indexing
from trading.models import Deal

BATCH = 500


class Command(BaseCommand):
    """Writes the entry of every announced deal and every published notice."""

    help = "Write anew what is searched: after a change of how texts are folded, or of what is said in them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through deals and notices by id, a batch a transaction; each may be done again."""
        deals = notices = 0
        for ids in _batches(Deal.objects.filter(announced_at__isnull=False)):
            with _alone():
                indexing.write(deals=ids)
            deals += len(ids)
        for ids in _batches(queries.published()):
            with _alone():
                indexing.write(notices=ids)
            notices += len(ids)
        self.stdout.write(f"{deals} deals, {notices} notices")


@contextmanager
def _alone() -> Iterator[None]:
    """Keep the follower waiting for the length of a transaction: what moves meanwhile it reads after what is written here."""
    with transaction.atomic():
        list(FollowerCursor.objects.select_for_update().filter(name=indexing.SearchIndex.name))
        yield


def _batches(rows: Any) -> Iterator[list[str]]:
    """Yield the ids of rows in order, so many at a time."""
    last = ""
    while ids := list(rows.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]
