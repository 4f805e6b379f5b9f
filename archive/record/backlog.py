"""What was released before files were put on record, and never was since: looked for when a publisher starts."""

from __future__ import annotations

from typing import Final

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from archive.models import Process, PublicFile, Release
from archive.record import of_releases

AT_ONCE: Final = 500


def keep() -> int:
    """Put on record what is missing of the open feed, oldest first; return how many releases that were."""
    total = 0
    while rows := list(missing()[:AT_ONCE]):
        with transaction.atomic():
            processes = Process.objects.filter(ocid__in={one.process_id for one in rows})
            of_releases.keep(rows, processes)
        total += len(rows)
    return total


def missing() -> models.QuerySet[Release]:
    """Return the releases that have no file."""
    path = Concat(
        Value("ocds/releases/"), OuterRef("process_id"), Value("-"), Cast(OuterRef("number"), CharField()), Value(".json"),
        output_field=CharField(),
    )  # fmt: skip
    return Release.objects.filter(~Exists(PublicFile.objects.filter(path=path))).order_by("sequence")
