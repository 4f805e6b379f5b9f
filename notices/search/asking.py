"""
Asking the index: the newest of what fits, at about the same cost however much there is.

What is rare is found in the whole index at once. What is common is not: there the months are gone through, newest first, until
there is enough. Either way no more than `MOST` are found at once, so counts beyond it are not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from foundation.patience import TooBroad, bounded
from notices.models.search import SearchEntry, month_of
from notices.search import folding, tokens

MOST = 1_000
MOST_WORDS = 5
LONGEST_TEXT = 60
AT_ONCE_MS, BY_MONTHS_MS = 300, 1_500
# Neither the table nor its order by time is gone through in search of words; lexemes are, by bitmaps.
_BY_LEXEMES = ("enable_seqscan", "enable_indexscan")
_Condition = tuple[str, tuple[Any, ...]]


class Place(NamedTuple):
    """Where an entry stands in the order of time: what a page begins after."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Question:
    """
    What is looked for; what is empty asks for nothing.

    `phrases` are folded, and all of them must stand in a text. `region` is the beginning of its code; `least` is part of the
    amounts asked for and `below` is not, nor is `before` part of the time.
    """

    phrases: tuple[str, ...] = ()
    subject: str = ""
    family: str = ""
    kind: str = ""
    phase: str = ""
    region: str = ""
    organiser: str = ""
    least: Decimal | None = None
    below: Decimal | None = None
    since: datetime | None = None
    before: datetime | None = None
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that fits; `title` is folded, and read only where words are looked for."""

    id: str
    subject: str
    family: str
    kind: str
    phase: str
    region: str
    organiser: str
    amount: Decimal | None
    at: datetime
    title: str

    def place(self) -> Place:
        """Return where it stands in the order of time."""
        return Place(self.at, self.id)


@dataclass(frozen=True, slots=True)
class Found:
    """What fits, in order; `is_all` says that there is no more."""

    hits: Sequence[Hit]
    is_all: bool


_COLUMNS = ", ".join(
    "organiser_id" if field.name == "organiser" else field.name
    for field in fields(Hit)
    if field.name != "title"
)
_TITLE = r"split_part(text, E'\n', 1)"


def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases of what somebody typed, folded: a phrase for each part between blanks; none of mere punctuation."""
    found = (folding.fold(part) for part in text.split())
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))[:MOST_WORDS]


def find(question: Question, *, after: Place | None = None, most: int = MOST) -> Found:
    """
    Return the entries that fit, newest first unless asked otherwise, at most `most`, from a place on.

    :raises TooBroad: if they could not be found in time.
    """
    if not question.phrases:
        with bounded(BY_MONTHS_MS):
            return _found(_in_order(question, after, most), most)
    try:
        with bounded(AT_ONCE_MS, *_BY_LEXEMES):
            rows = _at_once(question, after, most)
    except TooBroad:
        rows = None
    if rows is None or len(rows) > most:
        months = _months(question, after)
        with bounded(BY_MONTHS_MS, *_BY_LEXEMES):
            rows = _by_months(question, after, most, months)
    return _found(sorted(rows, key=Hit.place, reverse=not question.oldest_first), most)


def nearly(question: Question, most: int = 20) -> Sequence[Hit]:
    """Return the newest entries in which nearly what was typed stands, for when nothing fits; none if it takes too long."""
    near = tokens.near(question.phrases)
    if not near:
        return ()
    conditions = [("lexemes @@ %s::tsquery", (near,)), *_conditions(question)]
    try:
        with bounded(AT_ONCE_MS, *_BY_LEXEMES):
            return _hits(f"{_select(conditions, _order(question))} LIMIT %s", [*_values(conditions), most])
    except TooBroad:
        return ()


def _in_order(question: Question, after: Place | None, most: int) -> list[Hit]:
    conditions = [*_conditions(question), *_beyond(question, after)]
    sql = _select(conditions, _order(question), title="''")  # none of a thousand long texts is fetched
    return _hits(f"{sql} LIMIT %s", [*_values(conditions), most + 1])


def _at_once(question: Question, after: Place | None, most: int) -> list[Hit]:
    """Return what fits in no order: all of it, or one more than is asked for."""
    conditions = [*_words(question), *_conditions(question), *_beyond(question, after)]
    return _hits(f"{_select(conditions)} LIMIT %s", [*_values(conditions), most + 1])


def _by_months(question: Question, after: Place | None, most: int, months: range) -> list[Hit]:
    """
    Return what fits of the first months in which there is enough.

    The months are gone through one by one, in the order in which they are made: no order is asked for as a whole, for then all
    of them would be gone through. What comes of a month is in order.
    """
    conditions = [*_words(question), *_conditions(question), *_beyond(question, after)]
    month = _select([("entry.month = series.month", ()), *conditions], _order(question))
    sql = f"""
        SELECT hit.* FROM unnest(%s::smallint[]) AS series (month) CROSS JOIN LATERAL ({month}) hit LIMIT %s
    """  # noqa: S608  nothing in it was typed by anybody
    return _hits(sql, [list(months), *_values(conditions), most + 1])


def _months(question: Question, after: Place | None) -> range:
    """Return the months to go through, in their order."""
    rows = SearchEntry.objects.values_list("month", flat=True)
    oldest, newest = rows.order_by("at", "id").first(), rows.order_by("-at", "-id").first()
    if oldest is None or newest is None:
        return range(0)
    begins = (question.since, after.at if after and question.oldest_first else None)
    ends = (question.before, after.at if after and not question.oldest_first else None)
    first = max([oldest, *(month_of(at) for at in begins if at)])
    last = min([newest, *(month_of(at) for at in ends if at)])
    return range(first, last + 1) if question.oldest_first else range(last, first - 1, -1)


def _select(conditions: Sequence[_Condition], order: str = "", title: str = _TITLE) -> str:
    where = " AND ".join(clause for clause, _ in conditions) or "true"
    ordered = f" ORDER BY {order}" if order else ""
    sql = f"SELECT {_COLUMNS}, {title} AS title FROM notices_searchentry entry"  # noqa: S608  nothing typed by anybody
    return f"{sql} WHERE {where}{ordered}"


def _order(question: Question) -> str:
    return "at, id" if question.oldest_first else "at DESC, id DESC"


def _values(conditions: Sequence[_Condition]) -> list[Any]:
    return [value for _, values in conditions for value in values]


def _words(question: Question) -> Iterator[_Condition]:
    yield "lexemes @@ %s::tsquery", (tokens.query(question.phrases),)
    for phrase in question.phrases:
        yield "text LIKE %s", (tokens.pattern(phrase),)


def _beyond(question: Question, after: Place | None) -> Iterator[_Condition]:
    if after is not None:
        compare = ">" if question.oldest_first else "<"
        yield f"(at, id) {compare} (%s, %s)", after


def _conditions(question: Question) -> Iterator[_Condition]:
    plain = {
        "subject = %s": question.subject,
        "family = %s": question.family,
        "kind = %s": question.kind,
        "phase = %s": question.phase,
        "organiser_id = %s": question.organiser,
        "region LIKE %s": question.region and f"{question.region}%",
        "amount >= %s": question.least,
        "amount < %s": question.below,
        "at >= %s": question.since,
        "at < %s": question.before,
    }
    return ((clause, (value,)) for clause, value in plain.items() if value not in ("", None))


def _hits(sql: str, values: Sequence[Any]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Hit(*row) for row in cursor.fetchall()]


def _found(rows: Sequence[Hit], most: int) -> Found:
    return Found(rows[:most], len(rows) <= most)
