"""
Events of the journal as a reader of the platform's API holds them: each with its leaf's place, its salt, and what the leaf covers.

With these, a log's public files and keys from another source, a stranger checks that what it was shown is what was logged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from toolkit.log import heads, leaves, tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.policy import Policy
from toolkit.log.tiles import Files, TileTree
from toolkit.refusals import Refused

_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_AS_LOGGED = ("type", "subject", "deal", "actor")


@dataclass(frozen=True, slots=True)
class Opened:
    """An event with what opens its leaf; `shown` is what else the file says of it, which is not believed by itself."""

    index: int
    salt: bytes
    content: bytes
    shown: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Logged:
    """An event that the log has: what its leaf says, where it stands, and whether witnesses have seen it there."""

    index: int
    type: str
    subject: str
    at: str
    is_witnessed: bool


def read(text: str) -> tuple[list[Opened], int]:
    """
    Read a page of events as the API gives it, or one event; return those whose leaf is opened, and how many others there are.

    :raises Refused: `event_malformed`.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("event_malformed") from error
    rows = whole.get("results", [whole]) if isinstance(whole, dict) else whole
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("event_malformed")
    found = [_opened(row) for row in rows if row.get("leaf") is not None]
    return found, len(rows) - len(found)


def check(files: Files, believed: Policy, several: Sequence[Opened]) -> list[Logged]:
    """
    Check that each event is in the log as it is shown.

    :raises Refused: `event_differs` where a leaf covers something else than is shown beside it, `leaf_not_yet` for a place that
        the tree does not have, `leaf_differs` for a leaf that is another or nowhere; what is wrong with the log's heads.
    """
    seen = heads.witnessed(files, believed)  # before the checkpoint, for a log grows meanwhile
    head = heads.shown(files, believed).checkpoint
    return [_check(files, head, seen[0].checkpoint if seen else None, one) for one in several]


def _check(files: Files, head: Checkpoint, seen: Checkpoint | None, one: Opened) -> Logged:
    covered = _content(one)
    leaf = tree.leaf_hash(leaves.event(one.salt, one.content))
    if one.index >= head.size:
        raise Refused("leaf_not_yet", index=one.index)
    is_witnessed = seen is not None and one.index < seen.size
    for of in (head, seen) if seen and is_witnessed else (head,):
        proof = tree.inclusion(TileTree(files, of.size), one.index, of.size)
        if not tree.is_included(leaf, one.index, of.size, proof, of.root):
            raise Refused("leaf_differs", index=one.index)
    return Logged(one.index, covered["type"], covered["subject"], covered["at"], is_witnessed)


def _opened(row: dict[str, Any]) -> Opened:
    match row["leaf"]:
        case {"index": int(index), "salt": str(salt), "content": str(content)} if (
            index >= 0 and _SALT.fullmatch(salt)
        ):
            shown = {name: value for name, value in row.items() if name != "leaf"}
            return Opened(index, bytes.fromhex(salt), content.encode(), shown)
    raise Refused("event_malformed")


def _content(one: Opened) -> dict[str, Any]:
    """Return what a leaf covers, once nothing that is shown beside it says otherwise; a feed shows less of `data` than was logged."""
    try:
        covered = json.loads(one.content)
        at = datetime.fromisoformat(covered["at"])
        logged, shown = covered["data"], one.shown.get("data", {})
        differs = [name for name in _AS_LOGGED if one.shown.get(name, covered[name]) != covered[name]]
        differs += [f"data.{name}" for name in shown if shown[name] != logged.get(name)]
        if "lot" in one.shown and one.shown["lot"] != _lot(covered):
            differs.append("lot")
        if "at" in one.shown and datetime.fromisoformat(one.shown["at"]) != at:
            differs.append("at")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused("event_malformed") from error
    if differs:
        raise Refused("event_differs", index=one.index, fields=differs)
    return dict(covered)


def _lot(covered: Mapping[str, Any]) -> Any:
    """Return which lot an event is about: itself a subject, or named in its data."""
    return covered["subject"] if covered["subject"].startswith("lot_") else covered["data"].get("lot")
