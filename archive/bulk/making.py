"""The job that makes the files anew of which something changed: in constant memory, and in a twentieth of the time at most."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import Max, Q
from django.db.models.functions import TruncMonth

from archive.bulk import shelf
from archive.bulk.shelf import Shelf, State
from archive.bulk.writers import WRITERS, Several
from archive.models import Process, Release
from archive.ocds.values import instant
from foundation import clock

PART: Final = 10_000
"""Processes of a part, by their numbers, so that none ever moves from one file to another."""
BUDGET_SECONDS: Final = 10.0
REST: Final = 20
"""How many times as long as it took to make a file nothing makes it anew."""
_CHUNK: Final = 500
_RELEASES, _COMPILED = "releases", "compiled"


def make(folder: Path, *, seconds: float = BUDGET_SECONDS, everything: bool = False) -> int:
    """
    Make files of which something changed, for some seconds, one at least; return how many are left for later.

    What is left, and what was killed, is known by the next one. Where another job is at work, nothing is done.
    """
    until = time.monotonic() + seconds
    with shelf.alone(folder) as found:
        if found is None:
            return 0
        last = Release.objects.aggregate(last=Max("sequence"))["last"] or 0
        is_older = found.state.through > last  # another history: the database was restored
        is_lost = bool(found.state.through) and not found.files
        if everything or is_older or is_lost:
            found.state, found.files = State(), {}
        _note(found.state, last)
        found.save()
        at = clock.now()
        for key in [one for one in found.state.stale if found.state.again.get(one, "") <= instant(at)]:
            began = time.monotonic()
            if began > until:
                break
            found.state.stale.remove(key)
            if key in (_RELEASES, _COMPILED):
                _whole(found, key, at)
            else:
                _some(found, key, at)
                _lacks(found.state, key.partition("-")[0])
            rest = REST * (time.monotonic() - began)
            found.state.again[key] = instant(clock.now() + timedelta(seconds=rest))
            found.save()
        return len(found.state.stale)


def _note(state: State, last: int) -> None:
    """Note which files lack something of the releases that came since."""
    new = Release.objects.filter(sequence__gt=state.through, sequence__lte=last).order_by()
    months = new.annotate(month=TruncMonth("at", tzinfo=UTC)).values_list("month", flat=True).distinct()
    numbers = new.values_list("process__number", flat=True).distinct()
    parts = {(number - 1) // PART + 1 for number in numbers.iterator(chunk_size=10_000)}
    # The wholes come last: they are put together from the others.
    touched = [
        *(f"{_RELEASES}-{one:%Y-%m}" for one in sorted(months)),
        *(f"{_COMPILED}-{one:04}" for one in sorted(parts)),
    ]
    if touched:
        wholes = (_RELEASES, _COMPILED)
        state.stale = [
            *dict.fromkeys((*(one for one in state.stale if one not in wholes), *touched)),
            *wholes,
        ]
    state.through = last


def _lacks(state: State, whole: str) -> None:
    """Note that a whole lacks what was made of its parts since: one of them may have rested while it was put together."""
    if whole not in state.stale:
        state.stale.append(whole)


@dataclass(slots=True)
class _Told:
    """How many releases went into a file, and their first and last dates."""

    members: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        self.members += 1
        self.first, self.last = min(self.first or at, at), max(self.last or at, at)


def _some(found: Shelf, key: str, at: datetime) -> None:
    """Make the files of a month or a part in all formats."""
    holds, _, part = key.partition("-")
    rows = _of_month(part) if holds == _RELEASES else _of_part(int(part))
    told = _Told()
    with found.making() as place:
        paths = {name: place / f"{key}.{name}" for name in WRITERS}
        with Several(paths) as files:
            for dated, body in rows:
                files.add(body)
                told.add(dated)
        for name, path in paths.items():
            found.put(
                path,
                holds=holds,
                part=part,
                format=name,
                members=told.members,
                first=instant(told.first) if told.first else "",
                last=instant(told.last) if told.last else "",
                modified=instant(at),
                past=holds == _RELEASES and _end(part) <= at,
            )


def _whole(found: Shelf, holds: str, at: datetime) -> None:
    """Put all lines together, as they were compressed."""
    ending = next(iter(WRITERS))
    parts = [
        one
        for name, one in sorted(found.files.items())
        if one.holds == holds and one.format == ending and one.part
    ]
    with found.making() as place:
        path = place / f"{holds}.{ending}"
        with path.open("wb") as whole:
            for one in parts:
                with (found.folder / one.name).open("rb") as file:
                    shutil.copyfileobj(file, whole)
        found.put(
            path,
            holds=holds,
            format=ending,
            members=sum(one.members for one in parts),
            first=min(one.first for one in parts),
            last=max(one.last for one in parts),
            modified=instant(at),
        )


def _of_month(month: str) -> Iterator[tuple[datetime, str]]:
    """Yield the releases of a month of UTC by date. Asked for by the hundred: no query lasts as long as the file takes."""
    begin, end = datetime.strptime(f"{month}+0000", "%Y-%m%z"), _end(month)
    at, sequence = begin, 0
    while True:
        after = Q(at__gt=at) | Q(at=at, sequence__gt=sequence)
        rows = Release.objects.filter(after, at__gte=at, at__lt=end).order_by("at", "sequence")
        chunk = list(rows.values_list("at", "sequence", "body")[:_CHUNK])
        yield from ((dated, body) for dated, _, body in chunk)
        if len(chunk) < _CHUNK:
            return
        at, sequence, _ = chunk[-1]


def _of_part(part: int) -> Iterator[tuple[datetime, str]]:
    """Yield what the processes of a part come to, by number."""
    number = (part - 1) * PART
    end = part * PART
    while True:
        rows = Process.objects.filter(number__gt=number, number__lte=end).order_by("number")
        chunk = list(rows.values_list("at", "number", "body")[:_CHUNK])
        yield from ((dated, body) for dated, _, body in chunk)
        if len(chunk) < _CHUNK:
            return
        number = chunk[-1][1]


def _end(month: str) -> datetime:
    begin = datetime.strptime(f"{month}+0000", "%Y-%m%z")
    return begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
