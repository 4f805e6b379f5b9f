"""Packages of releases and of records: what stands around them, and how one page leads to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from archive.ocds.values import Json, some

_AT: Final = "https://raw.githubusercontent.com/{}/{}/extension.json"
_RELEASED: Final = ("bid", "enquiry", "location", "lots", "process_title")
_CURRENT: Final = (
    "pagination",
    "techniques",
    "bidOpening",
    "submissionTerms",
    "withheldInformation",
    "contract_completion",
)
_OURS: Final = "open-contracting-extensions/ocds_{}_extension"
EXTENSIONS: Final = (
    *(_AT.format(_OURS.format(name), "v1.1.5") for name in _RELEASED),
    *(_AT.format(_OURS.format(name), "master") for name in _CURRENT),
    _AT.format("contratacionesabiertas/ocds_guarantees_extension", "master"),
)
"""What the feed adds to the standard, at one version each for the whole feed. `bidOpening` stands on `location`."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, under which licence, by which policy."""

    name: str
    code: str
    licence: str
    policy: str


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page, each in its bytes, with the newest date in it and the addresses of this page and its neighbours."""

    name: str  # releases, or records
    members: Sequence[bytes]
    at: str
    uri: str
    next: str = ""
    prev: str = ""


def package(page: Page, publisher: Publisher) -> bytes:
    """Return a page as a package."""
    links = some(next=page.next, prev=page.prev)
    scheme = {"scheme": "CN-USCC", "uid": publisher.code} if publisher.code else {}
    around: Json = some(
        uri=page.uri,
        version="1.1",
        publishedDate=page.at,
        publisher={"name": publisher.name, **scheme},
        license=publisher.licence,
        publicationPolicy=publisher.policy,
        extensions=list(EXTENSIONS),
        links=links,
    )
    return orjson.dumps(around | {page.name: [orjson.Fragment(one) for one in page.members]})


def record(ocid: str, releases: Sequence[Mapping[str, Any]], compiled: bytes) -> bytes:
    """Return a record: where its releases are, oldest first, and what they come to."""
    return orjson.dumps(
        {"ocid": ocid, "releases": list(releases), "compiledRelease": orjson.Fragment(compiled)}
    )
