"""The marks of a release: its id, its date and its tags; and those of what all releases of a process come to."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.ocds.values import Json, instant
from archive.ocds.writing import tags

_A_SECOND = timedelta(seconds=1)
_MARKS = ("id", "date", "tag")


def date(at: datetime, last: datetime | None) -> datetime:
    """
    Return the date of a release that is made at an instant, after that of the last one. The dates of a process rise by a second at
    least: whoever merges sorts by them.
    """
    return at if last is None else max(at, last + _A_SECOND)


def released(before: Json | None, now: Json, *, number: int, at: datetime) -> Json:
    """Return a snapshot as the release of this number and date."""
    marks = {"ocid": now["ocid"], "id": f"{now['ocid']}-{number}", "date": instant(at)}
    return {**marks, "tag": tags(before, now), **now}


def compiled(release: Json) -> Json:
    """Return the last release of a process as what all of them come to: none takes anything back (`keeping`)."""
    return release | {"id": f"{release['ocid']}-{release['date']}", "tag": ["compiled"]}


def unmarked(release: Json) -> Json:
    """Return the snapshot that a release is of."""
    return {name: value for name, value in release.items() if name not in _MARKS}
