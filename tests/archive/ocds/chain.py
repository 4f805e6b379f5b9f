"""The releases that a process comes to, one for each stage, as the follower makes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archive.ocds import keeping, marking, writing
from archive.ocds.known import Known
from archive.ocds.values import Json, written
from tests.archive.ocds.sample import PREFIX


def releases(stages: Iterable[tuple[Known, datetime]]) -> list[Json]:
    """Return the releases of one lot that is known in these stages; none where nothing changed."""
    found: list[Json] = []
    last: datetime | None = None
    for known, at in stages:
        before = marking.unmarked(found[-1]) if found else None
        now = keeping.kept(before, written(writing.snapshot(known, PREFIX)))
        if now == before:
            continue
        last = marking.date(at, last)
        found.append(written(marking.released(before, now, number=len(found) + 1, at=last)))
    return found
