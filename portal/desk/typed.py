"""
What people type into the form of a dataclass, and the JSON that an action takes of it.

A form's inputs are named by the path to a field: `data.items.0.name`. What was typed is kept as a tree of texts, so that a form that is
refused shows again exactly what stood in it; only then is it made into JSON.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from foundation.clock import ZONE
from trading import particulars
from trading.particulars import FieldInfo

Tree = dict[str, Any]
"""By field: a text, a list of texts, or, of a field that holds records, a list of trees."""
MOST_ROWS = 200
DEEPEST = 24
"""Parts of a path: no form nests deeper, and a hostile one must not exhaust the stack."""
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """A row to add to, or to take out of, a list before the form is shown again; `row` is None where one is added."""

    path: str
    row: int | None = None


def of_form(cls: type, given: QueryDict, prefix: str) -> Tree:
    """Return what was typed into the form of `cls` whose inputs begin with `prefix`; rows in which nothing stands are left out."""
    found: dict[str, Any] = {}
    for key in given:
        head, _, path = key.partition(".")
        parts = path.split(".")
        if head == prefix and path and len(parts) <= DEEPEST:
            _put(found, parts, given.getlist(key))
    return _record(cls, found)


def _put(tree: dict[str, Any], path: list[str], values: list[str]) -> None:
    for part in path[:-1]:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[path[-1]] = values


def _record(cls: type, found: Mapping[str, Any]) -> Tree:
    return {one.name: _field(one, found.get(one.name)) for one in particulars.describe(cls)}


def _field(info: FieldInfo, value: Any) -> Any:
    if info.record is not None:
        rows = value if isinstance(value, dict) else {}
        if info.type != "tuple":
            return [_record(info.record, rows)]
        places = sorted((key for key in rows if key.isdecimal() and key.isascii() and len(key) < 6), key=int)
        made = [_record(info.record, rows[key]) for key in places if isinstance(rows[key], dict)]
        untouched = of_stored(info.record, {})
        return [row for row in made if row != untouched and not _is_blank(row)][:MOST_ROWS]
    texts = [plain(one) for one in value] if isinstance(value, list) else []
    if info.type == "tuple":
        if info.choices:
            return texts
        return [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    return texts[-1] if texts else ""


def plain(text: str) -> str:
    """Return a text without NUL, each end of a line as one sign, which is how the browser counts them."""
    return text.replace("\r\n", "\n").replace("\x00", "")


def _is_blank(tree: Any) -> bool:
    if isinstance(tree, dict):
        return all(_is_blank(value) for value in tree.values())
    return not tree if isinstance(tree, list) else not str(tree).strip()


def of_stored(cls: type, stored: Mapping[str, Any]) -> Tree:
    """Return JSON that was kept of an instance as somebody would have typed it."""
    return {one.name: _typed(one, stored.get(one.name, one.default)) for one in particulars.describe(cls)}


def _typed(info: FieldInfo, value: Any) -> Any:
    if info.record is not None:
        rows = value if isinstance(value, list) else [value] if value else []
        return [of_stored(info.record, row) for row in rows]
    if info.type == "tuple":
        return [str(one) for one in value or ()]
    if isinstance(value, bool):
        return YES if value else NO
    if info.type == "datetime" and value:
        return local(datetime.fromisoformat(value))
    return "" if value is None else str(value)


def to_json(cls: type, tree: Tree) -> dict[str, Any]:
    """Return what an action takes; a field in which nothing stands is left out, and so has what it has by itself."""
    made = {one.name: _json(one, tree.get(one.name)) for one in particulars.describe(cls)}
    return {name: value for name, value in made.items() if value is not None}


def _json(info: FieldInfo, value: Any) -> Any:
    if info.record is not None:
        made = [to_json(info.record, row) for row in value or ()]
        if info.type == "tuple":
            return made
        # A record that may be left out is, where nobody touched it.
        is_untouched = not value or _is_blank(value[0]) or value[0] == of_stored(info.record, {})
        return None if not made or (is_untouched and not info.required) else made[0]
    if info.type == "tuple":
        return list(value or ()) or ([] if info.default is None else None)
    text = str(value or "")
    if not text.strip():
        return None
    return _value(info, text)


def _value(info: FieldInfo, text: str) -> Any:
    if info.type == "bool":
        return {YES: True, NO: False}.get(text, text)
    if info.type in ("Decimal", "int"):
        number = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
        return int(number) if info.type == "int" and number.isdecimal() and len(number) < 20 else number
    if info.type == "datetime":
        return instant(text) or text
    return text.strip()


def instant(text: str) -> str | None:
    """Return an instant of Beijing time as a browser writes it, in ISO form with its zone; None for anything else."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).isoformat()


def local(at: datetime) -> str:
    """Return an instant as a browser's input takes it: in Beijing time, to the minute."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def with_rows(cls: type, tree: Tree, asked: Asked) -> Tree:
    """Return a tree with a row more, or without one; unchanged where the path leads to no list of records."""
    name, _, rest = asked.path.partition(".")
    info = next((one for one in particulars.describe(cls) if one.name == name and one.record), None)
    if info is None or info.record is None:
        return tree
    rows: list[Tree] = list(tree.get(name) or [])
    if rest:
        place, _, deeper = rest.partition(".")
        if place.isdecimal() and int(place) < len(rows) and deeper:
            rows[int(place)] = with_rows(info.record, rows[int(place)], Asked(deeper, asked.row))
    elif asked.row is None:
        rows = [*rows, of_stored(info.record, {})][:MOST_ROWS]
    else:
        rows = [row for place, row in enumerate(rows) if place != asked.row]
    return tree | {name: rows}


def shown(cls: type, given: QueryDict, prefix: str) -> Tree:
    """Return what was typed into a form, with the row more or less that a button of it asks for."""
    tree, row = of_form(cls, given, prefix), asked(given)
    head, _, path = row.path.partition(".") if row else ("", "", "")
    return with_rows(cls, tree, Asked(path, row.row)) if row and head == prefix else tree


def asked(given: QueryDict) -> Asked | None:
    """Return which row a button of the form asks for: `add` names a list, `remove` a list and a place in it."""
    if path := given.get("add", ""):
        return Asked(path)
    path, _, place = given.get("remove", "").rpartition(".")
    return (
        Asked(path, int(place)) if path and place.isdecimal() and place.isascii() and len(place) < 6 else None
    )
