"""What may be asked for in the query of an address: each word is declared, and any other is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from foundation import codes
from foundation.errors import Invalid
from foundation.text import Text

A_COUNT = 2**62


class BadQuery(Invalid):
    """The query of the address is not understood; `fields` says which word."""

    status = 400


@dataclass(frozen=True, slots=True)
class Ask:
    """A word of a query; with a `field` it keeps the rows where that lookup holds."""

    name: str
    words: str
    field: str = ""
    longest: int = 100

    def read(self, raw: str) -> Any:
        """
        Return the value.

        :raises Invalid: for a wrong one.
        """
        if not raw or len(raw) > self.longest:
            raise _wrong(f"应为1至{self.longest}个字符", f"1 to {self.longest} characters are expected")
        return raw

    def sift(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that match."""
        return rows.filter(**{self.field: value}) if self.field else rows

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the word."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Choice(Ask):
    """One of a closed list."""

    choices: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()

    def read(self, raw: str) -> str:
        """Return the choice."""
        if raw not in self._all():
            listed = ", ".join(self._all())
            raise _wrong(f"应为其中之一：{listed}", f"One of these is expected: {listed}")
        return raw

    def schema(self) -> dict[str, Any]:
        """Return the list."""
        return {"type": "string", "enum": list(self._all())}

    def _all(self) -> tuple[str, ...]:
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True, slots=True)
class Whole(Ask):
    """A whole number from `least` to `most`, both included."""

    least: int = 0
    most: int = A_COUNT

    def read(self, raw: str) -> int:
        """Return the number."""
        if raw.isascii() and raw.isdigit() and len(raw) < 20 and self.least <= int(raw) <= self.most:
            return int(raw)
        raise _wrong(
            f"应为{self.least}至{self.most}的整数",
            f"A whole number from {self.least} to {self.most} is expected",
        )

    def schema(self) -> dict[str, Any]:
        """Return the bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Region(Ask):
    """A place by GB/T 2260, with all places in it."""

    def read(self, raw: str) -> str:
        """Return the digits with which the codes of those places begin."""
        return codes.region_prefix(raw)

    def schema(self) -> dict[str, Any]:
        """Return the pattern."""
        return {"type": "string", "pattern": "^[1-9][0-9]{5}$"}


@dataclass(frozen=True, slots=True)
class Instant(Ask):
    """An instant with its zone (RFC 3339)."""

    def read(self, raw: str) -> datetime:
        """Return the instant."""
        # A `+` that was not escaped arrives as a space; nothing else in an instant is one.
        try:
            at = datetime.fromisoformat(raw.replace(" ", "+"))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not 1900 < at.year < 3000:
            raise _wrong(
                "应为带时区的时刻", "An instant with its zone is expected: 2026-03-02T09:00:00+08:00"
            )
        return at

    def schema(self) -> dict[str, Any]:
        """Return the format."""
        return {"type": "string", "format": "date-time"}


LIMIT = Whole("limit", "At most this many rows on a page", least=1, most=200)
PAGED = (Ask("cursor", "Where the page begins, as `next` gave it", longest=600), LIMIT)


def sort(*orders: str, words: str = "In which order; the first is the usual one") -> Choice:
    """Return the word that chooses the order of a list."""
    return Choice("sort", words, choices=orders)


def read(query: QueryDict, asks: Iterable[Ask]) -> dict[str, Any]:
    """
    Return the values that a query gives, by name; what is not asked for is absent.

    :raises BadQuery: with every word that is unknown, given twice or wrong.
    """
    known = {ask.name: ask for ask in asks}
    found: dict[str, Any] = {}
    wrong: dict[str, list[Text | str]] = {}
    unknown = sorted(set(query) - set(known))
    for name, ask in known.items():
        given = query.getlist(name)
        if len(given) > 1:
            wrong[name] = [Text("只能给一次", "Give it once")]
        elif given:
            try:
                found[name] = ask.read(given[0])
            except Invalid as error:
                wrong[name] = [error.message]
    if unknown:
        words = Text("没有这个查询参数", "There is no such query parameter")
        fields = {name[:100]: [words] for name in unknown[:20]} | wrong
        message = Text("有不认识的查询参数", "Some query parameters are not known here")
        raise BadQuery("unknown_parameter", message, fields=fields)
    if wrong:
        raise BadQuery(
            "bad_parameter", Text("有查询参数不正确", "Some query parameters are wrong"), fields=wrong
        )
    return found


def parameters(asks: Iterable[Ask]) -> list[OpenApiParameter]:
    """Return the words as OpenAPI parameters."""
    return [OpenApiParameter(ask.name, ask.schema(), description=ask.words) for ask in asks]


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid("bad_parameter", Text(zh, en))
