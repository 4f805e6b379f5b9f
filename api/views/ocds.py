"""The open feed in the Open Contracting Data Standard 1.1.5."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.asking import A_COUNT, Instant, Whole
from api.doors import Door
from archive.ocds import packages, reading, red_flags
from archive.ocds.packages import Page, Publisher
from trading import registry

ASKS = (
    Whole("cursor", "The number after which the page begins, as `links.next` gives it", most=A_COUNT),
    Instant("from", "Only what is dated from then on"),
    Instant("until", "Only what is dated before then"),
)
_TEXT = {"type": "string"}


def _answer(members: str) -> dict[tuple[int, str], dict[str, Any]]:
    """Return the shape of a package, but for its members: what they hold is the standard's to say."""
    properties = {
        "uri": _TEXT,
        "version": _TEXT,
        "publishedDate": {"type": "string", "format": "date-time"},
        "publisher": {"type": "object", "properties": {"name": _TEXT, "scheme": _TEXT, "uid": _TEXT}},
        "license": _TEXT,
        "publicationPolicy": _TEXT,
        "extensions": {"type": "array", "items": _TEXT},
        "links": {"type": "object", "properties": {"next": _TEXT, "prev": _TEXT}},
        members: {"type": "array", "minItems": 1, "items": {"type": "object"}},
    }
    words = "OCDS 1.1.5: https://standard.open-contracting.org/1.1/en/schema/packages/"
    required = [name for name in properties if name != "links"]
    shape = {"type": "object", "description": words, "required": required, "properties": properties}
    return {(200, "application/json"): shape}


class _Feed(Door):
    """A page of the feed; every reader gets the same."""

    asks = ASKS
    is_shared = True

    def wanted(self) -> reading.Asked:
        """Return which page is asked for."""
        said: dict[str, Any] = self.asked
        return reading.Asked(said.get("cursor", 0), said.get("from"), said.get("until"))


class Releases(_Feed):
    """The releases of all contracting processes, in the order in which they were made: append-only."""

    @extend_schema(operation_id="ocds_releases", responses=_answer("releases"))
    def get(self, _request: Request) -> HttpResponse:
        """Return a release package."""
        return _package(reading.releases(self.wanted(), settings.PUBLIC_URL))


class Records(_Feed):
    """The records of all contracting processes, in the order in which they began: how each stands now."""

    @extend_schema(operation_id="ocds_records", responses=_answer("records"))
    def get(self, _request: Request) -> HttpResponse:
        """Return a record package."""
        return _package(reading.records(self.wanted(), settings.PUBLIC_URL))


class OneRecord(Door):
    """The record of one contracting process."""

    is_shared = True

    @extend_schema(operation_id="ocds_record", responses=_answer("records"))
    def get(self, _request: Request, ocid: str) -> HttpResponse:
        """Return a record package with this record alone."""
        return _package(reading.record(ocid, settings.PUBLIC_URL))


_RED_FLAGS = {
    "type": "object",
    "properties": {
        "currency": {"type": "string"},
        "no_price_comparison_procurement_methods": {"type": "array", "items": {"type": "string"}},
        "procedures": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    },
    "additionalProperties": {"type": "object"},
}


class RedFlags(Door):
    """Settings with which the published red flags are computed on this feed."""

    is_shared = True

    @extend_schema(operation_id="ocds_red_flags", responses={(200, "application/json"): _RED_FLAGS})
    def get(self, _request: Request) -> HttpResponse:
        """Read what Cardinal needs to know of the procedures here: their shortest lawful periods, and which of them are sales."""
        return HttpResponse(
            orjson.dumps(red_flags.settings(registry.procedures()), option=orjson.OPT_INDENT_2),
            content_type="application/json",
        )


def _package(page: Page) -> HttpResponse:
    publisher = Publisher(
        settings.PUBLISHER_NAME, settings.PUBLISHER_CODE, settings.LICENCE_URL, f"{settings.PUBLIC_URL}/data/"
    )  # fmt: skip
    return HttpResponse(packages.package(page, publisher), content_type="application/json")
