"""What a reader looks for, read from the address: so that every list can be shared, and works without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from psycopg.errors import QueryCanceled

from foundation import codes
from foundation.clock import ZONE
from foundation.text import Text
from portal.phases import PHASES, kinds

LONGEST_TEXT = 60
MOST_WORDS = 5
PATIENCE_MS = 2_000


class TooBroad(Exception):
    """The database did not find the rows in the time that one reader may take of it."""


@contextmanager
def bounded(patience_ms: int = PATIENCE_MS) -> Iterator[None]:
    """
    Give the queries inside so long, each by itself.

    A search in the middle of titles reads row after row, newest first; what is rare or absent would read them all.
    :raises TooBroad: when the time is over.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(patience_ms)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooBroad from error
        raise


@dataclass(frozen=True)
class Wishes:
    """The filters of a list; empty ones ask for nothing. `problems` says which were not understood, by field."""

    text: str = ""
    family: str = ""
    region: str = ""
    phase: str = ""
    since: date | None = None
    until: date | None = None
    problems: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> Wishes:
        """Read the filters; what is no filter of ours is left alone."""
        problems: dict[str, Text] = {}
        text = " ".join(query.get("text", "").split())
        if len(text) > LONGEST_TEXT:
            problems["text"] = Text(f"最多{LONGEST_TEXT}个字", f"At most {LONGEST_TEXT} characters")
        elif len(text) == 1:
            problems["text"] = Text("请输入至少两个字", "Type two characters or more")
        return cls(
            text="" if "text" in problems else text,
            family=_one_of(query.get("family", ""), kinds(), "family", problems),
            region=_one_of(query.get("region", ""), codes.REGIONS, "region", problems),
            phase=_one_of(query.get("phase", ""), PHASES, "phase", problems),
            since=_day(query.get("since", ""), "since", problems),
            until=_day(query.get("until", ""), "until", problems),
            problems=problems,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not any((self.text, self.family, self.region, self.phase, self.since, self.until))

    def query(self) -> str:
        """Return the filters as the query of an address, without the question mark."""
        names = ("text", "family", "region", "phase", "since", "until")
        return urlencode({name: value for name in names if (value := getattr(self, name))})

    def narrow(self, rows: QuerySet[Any], *, at: str, deal: str = "") -> QuerySet[Any]:
        """Return the rows that fit; `at` is the field of their instant, `deal` the way to their deal ("deal__")."""
        for word in self.text.split()[:MOST_WORDS]:
            rows = rows.filter(Q(title__icontains=word) | Q(number__istartswith=word))
        if self.family:
            rows = rows.filter(**{f"{deal}kind": self.family})
        if self.region:
            rows = rows.filter(**{f"{deal}region__startswith": codes.region_prefix(self.region)})
        if self.phase:
            rows = rows.filter(**{f"{deal}phase": self.phase})
        if self.since:
            rows = rows.filter(**{f"{at}__gte": midnight(self.since)})
        if self.until:
            rows = rows.filter(**{f"{at}__lt": midnight(self.until + timedelta(days=1))})
        return rows


def midnight(day: date) -> datetime:
    """Return the first instant of a day in the platform's zone."""
    return datetime.combine(day, time(), tzinfo=ZONE)


def _one_of(value: str, known: Mapping[str, Any], name: str, problems: dict[str, Text]) -> str:
    if value and value not in known:
        problems[name] = Text("没有这个选项", "There is no such choice")
        return ""
    return value


def _day(value: str, name: str, problems: dict[str, Text]) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
        if not 1990 <= day.year <= 2200:
            raise ValueError
    except ValueError:
        problems[name] = Text("请按“2026-03-02”的格式填写日期", "Write a day as 2026-03-02")
        return None
    return day
