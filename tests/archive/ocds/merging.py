"""The standard's rules of merging, as far as our releases need them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from archive.ocds import marking
from archive.ocds.values import Json


def merged(process: Sequence[Json]) -> Json:
    """Merge releases: fields of objects, elements of lists by their id, lists of plain values replaced."""
    found: Json = {}
    for one in sorted(process, key=lambda release: str(release["date"])):
        found = _into(found, deepcopy(one))
    return marking.unmarked(found)


def _into(before: Any, now: Any) -> Any:
    if isinstance(before, dict) and isinstance(now, dict):
        both = {name: _into(before[name], value) if name in before else value for name, value in now.items()}
        return before | both
    if isinstance(now, list) and now and isinstance(now[0], dict) and isinstance(before, list):
        found = {one["id"]: one for one in before}
        for one in now:
            found[one["id"]] = _into(found[one["id"]], one) if one["id"] in found else one
        return list(found.values())
    return now
