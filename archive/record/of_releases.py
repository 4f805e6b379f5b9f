"""Releases and records of the open feed as files: each a package of one, as its standard asks of what stands alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from archive.models import Process, Release
from archive.ocds import packages
from archive.ocds.packages import Page, Publisher
from archive.ocds.values import instant
from archive.record import keeping
from archive.record.keeping import JSON, Made


def release_path(ocid: str, number: int) -> str:
    """Return where a release lies."""
    return f"ocds/releases/{ocid}-{number}.json"


def record_path(ocid: str) -> str:
    """Return where the record of a process lies: in its last edition."""
    return f"ocds/records/{ocid}.json"


def keep(releases: Sequence[Release], processes: Iterable[Process]) -> None:
    """Put releases, and the records of their processes as they stand with these, on record. Five queries at most."""
    publisher = Publisher(
        settings.PUBLISHER_NAME,
        settings.PUBLISHER_CODE,
        settings.LICENCE_URL,
        f"{settings.PUBLIC_URL}/about/",
    )
    made = [_release(one, publisher) for one in releases]
    keeping.keep([*made, *_records(list(processes), publisher)])


def _release(one: Release, publisher: Publisher) -> Made:
    path = release_path(one.process_id, one.number)
    page = Page("releases", [one.body.encode()], instant(one.at), _address(path))
    return Made(path, one.at, JSON, packages.package(page, publisher))


def _records(processes: Sequence[Process], publisher: Publisher) -> list[Made]:
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = Release.objects.filter(process__in=processes).order_by("sequence")
    for ocid, number, at, tags in found.values_list("process", "number", "at", "tags"):
        url = f"{_address(release_path(ocid, number))}#{ocid}-{number}"
        made[ocid].append({"url": url, "date": instant(at), "tag": tags})
    return [_record(one, made[one.ocid], publisher) for one in processes]


def _record(one: Process, made: Sequence[dict[str, Any]], publisher: Publisher) -> Made:
    path = record_path(one.ocid)
    body = packages.record(one.ocid, made, one.body.encode())
    page = Page("records", [body], instant(one.at), _address(path))
    return Made(path, one.at, JSON, packages.package(page, publisher))


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL}/record/{path}"
