"""
A later release takes nothing back.

Whoever merges the releases of a process by the standard's rules cannot see that something is no longer in the last one: an element of a
list stays for good. So each release carries along what the one before it had; what is no longer true says so by its status. Then the last
release is the merge of all, and nothing has to be merged to tell how a process stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.ocds.values import Json

_REFERENCES = frozenset({"buyer", "procuringEntity", "tenderers", "suppliers"})


def kept(before: Json | None, now: Json) -> Json:
    """Return `now` with all that `before` had and it has not; awards and contracts that are gone are cancelled."""
    if before is None:
        return now
    found: Json = _together(before, now)
    for section in ("awards", "contracts"):
        stands = {one["id"] for one in now.get(section, ())}
        for one in found.get(section, ()):
            if one["id"] not in stands:
                one["status"] = "cancelled"
    names = {one["id"]: one["name"] for one in found["parties"]}
    for one in _references(found):
        one["name"] = names[one["id"]]
    return found


def _together(before: Any, now: Any) -> Any:
    """Return two values of one field as one: fields of objects, elements of lists by their id, else what is said now."""
    if isinstance(before, dict) and isinstance(now, dict):
        both = {name: _together(before[name], now[name]) for name in before.keys() & now.keys()}
        return {name: _copied(value) for name, value in (before | now).items()} | both
    if isinstance(before, list) and isinstance(now, list):
        if not all(isinstance(one, dict) for one in (*before, *now)):
            return list(dict.fromkeys((*before, *now)))
        then, says = ({one["id"]: one for one in several} for several in (before, now))
        return list(_together(then, says).values())
    return _copied(now)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _references(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in _REFERENCES:
                yield from one if isinstance(one, list) else [one]
            else:
                yield from _references(one)
