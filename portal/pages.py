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


def page(rows: QuerySet[Any], instant: str, query: QueryDict) -> Page:
    """Return a page of `rows`, newest first by the field `instant`; `before` in the query says where it begins."""
    at, _, pk = query.get("before", "").partition("~")
    if pk and (since := _instant(at)):
        rows = rows.filter(Q(**{f"{instant}__lt": since}) | Q(**{instant: since, "pk__lt": pk[:60]}))
    found = list(rows.order_by(f"-{instant}", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, "")
    last = found[PAGE - 1]
    kept = {name: value for name, value in query.items() if name != "before"}
    return Page(
        found[:PAGE], "?" + urlencode(kept | {"before": f"{getattr(last, instant).isoformat()}~{last.pk}"})
    )


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None
