"""The manifest as the database holds it: what waits gets its line, and a head is signed over all lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from archive.models import PublicFile, RecordHead, RecordSegment
from foundation import clock
from toolkit.log.note import Signer
from toolkit.mirroring import manifest, notes
from toolkit.mirroring.manifest import FIRST, SEGMENT_LINES, Line

AT_ONCE: Final = 500
"""Files that get their lines together."""


def extend(signer: Signer) -> int:
    """
    Give what waits its lines and sign the head over them; return how many that were, `AT_ONCE` at most.

    The publisher alone calls it.
    """
    with transaction.atomic():
        waiting = list(PublicFile.objects.filter(number__isnull=True).order_by("id")[:AT_ONCE])
        if not waiting:
            return 0
        lines = size()
        for number, file in enumerate(waiting, start=lines + 1):
            file.number = number
        PublicFile.objects.bulk_update(waiting, ["number"])
        _begin_segments(signer.name, lines, lines + len(waiting))
        lines += len(waiting)
        digest = manifest.digest_of(segment(signer.name, manifest.segment_of(lines), lines))
        head = notes.RecordHead(signer.name, lines, digest, instant(clock.now()))
        RecordHead.objects.create(lines=lines, note=notes.sign(head.text, signer))
    return len(waiting)


def size() -> int:
    """Return how many lines the manifest has."""
    return RecordHead.objects.order_by("-lines").values_list("lines", flat=True).first() or 0


def segment(origin: str, number: int, lines: int) -> bytes:
    """Return a segment of the manifest up to line `lines` of the record. Two queries."""
    previous = RecordSegment.objects.values_list("previous", flat=True).get(number=number)
    first = number * SEGMENT_LINES + 1
    rows = PublicFile.objects.filter(number__gte=first, number__lte=min(lines, first + SEGMENT_LINES - 1))
    found = [line(one) for one in rows.select_related("stored").defer("stored__content").order_by("number")]
    return manifest.segment(origin, number, previous, found)


def line(file: PublicFile) -> Line:
    """Return the line of a file that has its number."""
    assert file.number is not None
    return Line(
        file.number, file.path, file.edition, instant(file.at), file.stored_id, file.stored.size, file.stored.media_type,
        tuple(file.withdraws),
    )  # fmt: skip


def instant(at: datetime) -> str:
    """Return an instant as the record writes it: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _begin_segments(origin: str, before: int, lines: int) -> None:
    """Note the segments that lines after `before` begin, each with the digest of the full one before it."""
    for number in _begun(before, lines):
        previous = manifest.digest_of(segment(origin, number - 1, lines)) if number else FIRST
        RecordSegment.objects.create(number=number, previous=previous)


def _begun(before: int, lines: int) -> Sequence[int]:
    first = manifest.segment_of(before) + 1 if before else 0
    return range(first, manifest.segment_of(lines) + 1)
