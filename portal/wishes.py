"""What a reader looks for, read from the address: so that every list can be shared, and works without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from foundation import codes
from foundation.clock import ZONE
from foundation.text import Text
from notices.models.search import Subject
from notices.search import asking
from notices.search.asking import LONGEST_TEXT, Question
from notices.search.facets import BANDS
from notices.search.pages import AMOUNT, NEWEST, OLDEST, TITLE
from portal.phases import PHASES, kinds

SUBJECTS: Mapping[str, Text] = {
    Subject.NOTICE.value: Text("公告公示", "Notices"),
    Subject.DEAL.value: Text("交易项目", "Deals"),
}
ORDERS: Mapping[str, Text] = {
    NEWEST: Text("最新在前", "Newest first"),
    OLDEST: Text("最早在前", "Oldest first"),
    TITLE: Text("标题符合的在前", "Fitting titles first"),
    AMOUNT: Text("金额从高到低", "Highest amount first"),
}
_PARTY, _KIND = re.compile(r"pty_[0-9A-Z]{1,36}"), re.compile(r"[a-z][a-z_]{0,59}")


@dataclass(frozen=True)
class Wishes:
    """The filters of a list; empty ones ask for nothing. `problems` says which were not understood, by field."""

    text: str = ""
    family: str = ""
    region: str = ""
    phase: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""
    kind: str = ""
    organiser: str = ""
    amount: str = ""
    order: str = ""
    problems: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> Wishes:
        """Read the filters; what is no filter of ours is left alone."""
        problems: dict[str, Text] = {}
        text = " ".join(query.get("text", "").split())
        if len(text) > LONGEST_TEXT:
            problems["text"] = Text(f"最多{LONGEST_TEXT}个字", f"At most {LONGEST_TEXT} characters")
        return cls(
            text="" if "text" in problems else text,
            family=_one_of(query.get("family", ""), kinds(), "family", problems),
            region=_one_of(query.get("region", ""), codes.REGIONS, "region", problems),
            phase=_one_of(query.get("phase", ""), PHASES, "phase", problems),
            since=_day(query.get("since", ""), "since", problems),
            until=_day(query.get("until", ""), "until", problems),
            subject=_one_of(query.get("subject", ""), SUBJECTS, "subject", problems),
            kind=_like(query.get("kind", ""), _KIND, "kind", problems),
            organiser=_like(query.get("organiser", ""), _PARTY, "organiser", problems),
            amount=_one_of(query.get("amount", ""), BANDS, "amount", problems),
            order=_one_of(query.get("order", ""), ORDERS, "order", problems),
            problems=problems,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not self.query()

    @property
    def phrases(self) -> tuple[str, ...]:
        """What is looked for in texts, folded; nothing if the text is mere punctuation."""
        return asking.phrases_of(self.text)

    def query(self) -> str:
        """Return the filters as the query of an address, without the question mark."""
        return urlencode({name: value for name in _NAMES if (value := getattr(self, name))})

    def but(self, **others: Any) -> str:
        """Return the query of the same filters with some of them changed."""
        return replace(self, **others).query()

    def question(self, subject: str = "") -> Question:
        """Return what is asked of the index; `subject` says for which list."""
        band = BANDS.get(self.amount)
        return Question(
            phrases=self.phrases, subject=subject or self.subject, family=self.family, kind=self.kind, phase=self.phase,
            region=codes.region_prefix(self.region) if self.region else "", organiser=self.organiser,
            least=band.least if band else None, below=band.below if band else None, since=midnight(self.since) if self.since else None,
            before=midnight(self.until + timedelta(days=1)) if self.until else None,
        )  # fmt: skip

    def narrow(self, rows: QuerySet[Any], *, at: str, deal: str = "") -> QuerySet[Any]:
        """
        Return the rows that fit what a list offers, but for the text.

        `at` is the field of their instant, `deal` the way to their deal ("deal__").
        """
        if self.family:
            rows = rows.filter(**{f"{deal}kind": self.family})
        if self.region:
            rows = rows.filter(**{f"{deal}region__startswith": codes.region_prefix(self.region)})
        if self.phase:
            rows = rows.filter(**{f"{deal}phase": self.phase})
        if self.organiser:
            rows = rows.filter(**{f"{deal}organiser": self.organiser})
        if self.kind and deal:
            rows = rows.filter(kind=self.kind)
        if band := BANDS.get(self.amount):
            spans = {f"{deal}estimate__gte": band.least, f"{deal}estimate__lt": band.below}
            known = {name: amount for name, amount in spans.items() if amount is not None}
            rows = rows.filter(**known, **{f"{deal}currency": "CNY"})
        if self.since:
            rows = rows.filter(**{f"{at}__gte": midnight(self.since)})
        if self.until:
            rows = rows.filter(**{f"{at}__lt": midnight(self.until + timedelta(days=1))})
        return rows


_NAMES = tuple(one.name for one in fields(Wishes) if one.name != "problems")


def midnight(day: date) -> datetime:
    """Return the first instant of a day in the platform's zone."""
    return datetime.combine(day, time(), tzinfo=ZONE)


def _one_of(value: str, known: Mapping[str, Any], name: str, problems: dict[str, Text]) -> str:
    if value and value not in known:
        problems[name] = Text("没有这个选项", "There is no such choice")
        return ""
    return value


def _like(value: str, form: re.Pattern[str], name: str, problems: dict[str, Text]) -> str:
    if value and not form.fullmatch(value):
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
