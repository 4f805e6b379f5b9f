"""Keyset pages of lists: as fast on the last page as on the first, and stable while rows are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE = 20


@dataclass(frozen=True)
class Page:
    """The rows of a page and the address of the next one, if there is any."""

    rows: Sequence[Any]
    following: str


def page(rows: QuerySet[Any], instant: str, query: QueryDict, *, up: bool = False) -> Page:
    """
    Return a page of `rows`, newest first by the field `instant`, or with `up` oldest first.

    `before` in the query, or `after`, says where it begins.
    """
    name, compare, order = ("after", "gt", "") if up else ("before", "lt", "-")
    at, _, pk = query.get(name, "").partition("~")
    if pk and (since := _instant(at)):
        rows = rows.filter(
            Q(**{f"{instant}__{compare}": since}) | Q(**{instant: since, f"pk__{compare}": pk[:60]})
        )
    found = list(rows.order_by(f"{order}{instant}", f"{order}pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, "")
    last = found[PAGE - 1]
    return Page(found[:PAGE], next_page(query, name, f"{getattr(last, instant).isoformat()}~{last.pk}"))


def next_page(query: QueryDict, name: str, begins: str) -> str:
    """Return the address of the page that begins at a place, with all else that is asked for; empty if there is none."""
    kept = {key: value for key, value in query.items() if key != name}
    return "?" + urlencode(kept | {name: begins}) if begins else ""


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None
