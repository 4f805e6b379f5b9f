"""What readers of the open feed ask for: pages of releases and of records, and one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet

from archive.models import Process, Release
from archive.ocds import packages
from archive.ocds.packages import Page
from archive.ocds.values import instant
from foundation.errors import NotFound
from foundation.text import Text

SIZE: Final = 100
"""Members of a page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a page begins, after which number; and which dates are wanted, `[since, until)`."""

    cursor: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_sifted(self) -> bool:
        """Whether only some dates are wanted."""
        return self.since is not None or self.until is not None

    def address(self, url: str, cursor: int) -> str:
        """Return the address of the page that begins after a number, the same dates being wanted."""
        dates = {"from": self.since, "until": self.until}
        said = {name: instant(at) for name, at in dates.items() if at is not None}
        return f"{url}?{urlencode({'cursor': cursor, **said})}"


def releases(asked: Asked, site: str) -> Page:
    """
    Return the releases that follow a number.

    :raises NotFound: `nothing_published` where there is none: a package may not be empty.
    """
    rows, more = _rows(Release.objects.order_by("sequence"), "sequence", asked)
    members = [one.body.encode() for one in rows]
    return _page(
        asked, "releases", f"{site}/ocds/releases", rows, members, rows[-1].sequence if more else None
    )


def records(asked: Asked, site: str) -> Page:
    """
    Return the records of processes that follow a number, in the order in which they began.

    :raises NotFound: as `releases`.
    """
    rows, more = _rows(Process.objects.order_by("number"), "number", asked)
    members = _records(rows, site)
    return _page(asked, "records", f"{site}/ocds/records", rows, members, rows[-1].number if more else None)


def record(ocid: str, site: str) -> Page:
    """
    Return the record of one process.

    :raises NotFound: `process_not_found`.
    """
    row = Process.objects.filter(ocid=ocid).first()
    if row is None:
        raise NotFound(
            "process_not_found", Text("没有此合同签订过程", "There is no such contracting process")
        )
    return Page("records", _records([row], site), instant(row.at), f"{site}/ocds/records/{ocid}")


def _rows(rows: QuerySet[Any], number: str, asked: Asked) -> tuple[Sequence[Any], bool]:
    """
    Return the rows of a page, and whether more follow.

    Readers of the standard's tools take a first page that leads nowhere for a fault; so while one page would hold everything, the first
    one holds half of it.
    """
    dates = {"at__gte": asked.since, "at__lt": asked.until}
    sifted = rows.filter(**{name: at for name, at in dates.items() if at is not None})
    found = list(sifted.filter(**{f"{number}__gt": asked.cursor})[: SIZE + 1])
    if not found:
        raise NotFound("nothing_published", Text("没有已发布的内容", "Nothing has been published there"))
    is_whole = asked.cursor == 0 and not asked.is_sifted and len(found) <= SIZE
    size = (len(found) + 1) // 2 if is_whole else SIZE
    return found[:size], len(found) > size


def _page(
    asked: Asked, name: str, url: str, rows: Sequence[Any], members: Sequence[bytes], last: int | None
) -> Page:  # fmt: skip
    return Page(
        name,
        members,
        at=instant(max(one.at for one in rows)),
        uri=asked.address(url, asked.cursor),
        next="" if last is None else asked.address(url, last),
        prev="" if not asked.cursor else asked.address(url, max(0, asked.cursor - SIZE)),
    )


def _records(rows: Sequence[Process], site: str) -> list[bytes]:
    """Return records with the addresses of their releases, oldest first."""
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = Release.objects.filter(process__in=rows).order_by("sequence")
    for sequence, ocid, number, at, tags in found.values_list("sequence", "process", "number", "at", "tags"):
        url = f"{site}/ocds/releases?cursor={sequence - 1}#{ocid}-{number}"
        made[ocid].append({"url": url, "date": instant(at), "tag": tags})
    return [packages.record(one.ocid, made[one.ocid], one.body.encode()) for one in rows]
