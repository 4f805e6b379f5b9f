"""
What was withdrawn from the record: bytes go from the table at once, in the transaction that decides it, and the publisher, who has the
key, puts the tombstone in their place.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from archive.models import PublicBytes, PublicFile, PublicWithdrawal
from archive.record import heads, keeping
from archive.record.keeping import KEPT, TEXT, Made
from foundation import hints
from toolkit.log.note import Signer
from toolkit.mirroring import notes
from toolkit.mirroring.notes import Tombstone


def lock(paths: Collection[str]) -> list[str]:
    """Lock some files in all their editions, and all files that ever were the same bytes; return their paths in order."""
    found, wanted = set[str](), set(paths)
    while wanted != found:
        found = set(wanted)
        own = PublicFile.objects.select_for_update().filter(path__in=found).order_by("id")
        digests = [one.stored_id for one in own if not one.withdraws]
        wanted |= set(PublicFile.objects.filter(stored__in=digests).values_list("path", flat=True))
    return sorted(found)


def withdraw(paths: Collection[str], *, article: str, reason: str, at: datetime) -> list[str]:
    """
    Take all that is left of some locked files off the record; return the digests of what went, in order.

    Nothing is judged here: who may, and by which article, was decided before.
    """
    gone = {one: _digests(one) for one in paths}
    PublicWithdrawal.objects.bulk_create(
        PublicWithdrawal(path=path, digests=digests, article=article, reason=reason, at=at)
        for path, digests in gone.items()
        if digests
    )
    digests = sorted({digest for some in gone.values() for digest in some})
    PublicBytes.objects.filter(digest__in=digests).update(content=None, withdrawn_at=at)
    hints.publish_on_commit(KEPT)
    return digests


def sign(signer: Signer) -> int:
    """Put the tombstones that wait in the places of what was withdrawn; return how many. The publisher alone calls it."""
    with transaction.atomic():
        waiting = list(PublicWithdrawal.objects.filter(is_signed=False).order_by("id"))
        for one in waiting:
            said = Tombstone(
                signer.name, one.path, one.digests, heads.instant(one.at), one.article, one.reason
            )
            content = notes.sign(said.text, signer).encode()
            last = (
                PublicFile.objects.filter(path=one.path)
                .select_related("stored")
                .defer("stored__content")
                .latest("edition")
            )
            keeping.keep([Made(one.path, one.at, TEXT, content, withdraws=one.digests)])
            if (
                last.stored_id not in one.digests and not last.withdraws
            ):  # what took its place meanwhile stays there
                again = Made(
                    one.path, last.at, last.stored.media_type, digest=last.stored_id, size=last.stored.size
                )
                keeping.keep([again])
        PublicWithdrawal.objects.filter(id__in=[one.id for one in waiting]).update(is_signed=True)
    return len(waiting)


def _digests(path: str) -> list[str]:
    """Return the digests of a file's editions that are there yet, oldest first."""
    rows = PublicFile.objects.filter(path=path, withdraws=[], stored__withdrawn_at__isnull=True)
    return list(dict.fromkeys(rows.order_by("edition").values_list("stored_id", flat=True)))
