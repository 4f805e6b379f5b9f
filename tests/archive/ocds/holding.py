"""What must hold of every process of the open feed, by the standard's schema and by what its readers stumble over."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from archive.models import Process, Release
from archive.ocds import marking, packages
from archive.ocds.values import Json, decode, encode
from tests.archive.ocds.merging import merged

SHARED = Path(__file__).parents[4] / "shared" / "ocds" / "vendor"
_ROLES = {
    "tenderers": "tenderer",
    "suppliers": "supplier",
    "buyer": "buyer",
    "procuringEntity": "procuringEntity",
}


def problems() -> list[str]:
    """Return what is wrong with the processes that are released, and how many releases each has."""
    found = []
    for process in Process.objects.order_by("number"):
        rows = Release.objects.filter(process=process).order_by("number")
        releases = [decode(one.body) for one in rows]
        found += [f"{process}: {one}" for one in _of_process(process, releases)]
        found += [f"{one['id']}: {words}" for one in releases for words in of_release(one)]
    return found


def _of_process(process: Process, releases: Sequence[Json]) -> Iterator[str]:
    if len(releases) != process.releases:
        yield "counts other releases than it has"
    if merged(releases) != marking.unmarked(releases[-1]):
        yield "its last release is not what all of them come to"
    if decode(process.body) != marking.compiled(releases[-1]):
        yield "is compiled from something else"
    dates = [one["date"] for one in releases]
    if dates != sorted(set(dates)):
        yield "has releases out of order"


def of_release(release: Json) -> Iterator[str]:
    """Yield what is wrong with one release."""
    parties = {one["id"]: one for one in release["parties"]}
    for name, one in _references(release):
        party = parties.get(one["id"])
        if party is None or party["name"] != one["name"] or _ROLES[name] not in party["roles"]:
            yield f"{name} {one} is no party"
    awards = {one["id"]: one for one in release.get("awards", ())}
    bids = {one["id"]: one for one in release.get("bids", {}).get("details", ())}
    for award in awards.values():
        bid = bids.get(award.get("relatedBid", ""), {})
        if "relatedBid" in award and not bid:
            yield "an award is to no bid"
        if award["status"] == "active" and bid.get("status") in ("disqualified", "withdrawn"):
            yield "an award is to a bid that does not stand"
        suppliers, tenderers = (
            {one["id"] for one in of.get(name, ())} for of, name in ((award, "suppliers"), (bid, "tenderers"))
        )
        if tenderers and suppliers != tenderers:
            yield "an award is to others than those who bid"
    yield from (
        f"contract {one['id']} has no award"
        for one in release.get("contracts", ())
        if one["awardID"] not in awards
    )
    end = release["tender"].get("tenderPeriod", {}).get("endDate", "")
    if bids and release["date"] < end:
        yield "bids are told before they are due"
    if any(one["status"] == "active" and "date" in one and one["date"] < end for one in awards.values()):
        yield "an award is made before bids are due"
    if SHARED.is_dir():
        wrong = _schema().iter_errors(orjson.loads(encode(release)))
        yield from (f"{one.instance_path} {one.message}"[:300] for one in wrong)


def _references(value: Any) -> Iterator[tuple[str, Json]]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in _ROLES:
                yield from ((name, each) for each in (one if isinstance(one, list) else [one]))
            else:
                yield from _references(one)


@cache
def _schema() -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(schema(), validate_formats=True)


def schema() -> Json:
    """Return the standard's schema of a release with the extensions that the feed declares."""
    with zipfile.ZipFile(SHARED / "standard-1__1__5.zip") as archive:
        name = next(one for one in archive.namelist() if one.endswith("/schema/release-schema.json"))
        found: Json = json.loads(archive.read(name))
    for url in packages.EXTENSIONS:
        path = url.removeprefix("https://raw.githubusercontent.com/").removesuffix("extension.json")
        patch = SHARED / "extensions" / path / "release-schema.json"
        if patch.is_file():  # that of pages has none
            found = _patched(found, json.loads(patch.read_text(encoding="utf-8")))
    return found


def _patched(value: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    found = dict(value) if isinstance(value, dict) else {}
    for name, one in patch.items():
        if one is None:
            found.pop(name, None)
        else:
            found[name] = _patched(found.get(name), one)
    return found
