"""The shape of a notice's content and the words it is made of. Pure: what to say is handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from foundation.text import Text
from trading.law.grammar import Law

_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Row:
    """One labelled value."""

    label: Text
    value: Text

    def to_json(self) -> dict[str, Any]:
        """Return the row as stored."""
        return {"label": _pair(self.label), "value": _pair(self.value)}


@dataclass(frozen=True)
class Section:
    """A headed part of a notice: paragraphs, labelled rows, and a table with its header."""

    heading: Text
    paragraphs: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    header: tuple[Text, ...] = ()
    table: tuple[tuple[Text, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing under the heading."""
        return not (self.paragraphs or self.rows or self.table)

    def to_json(self) -> dict[str, Any]:
        """Return the section as stored."""
        return {
            "heading": _pair(self.heading),
            "paragraphs": [_pair(p) for p in self.paragraphs],
            "rows": [row.to_json() for row in self.rows],
            "header": [_pair(cell) for cell in self.header],
            "table": [[_pair(cell) for cell in line] for line in self.table],
        }


def numbered(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield sections under headings that are counted, as real notices are: 一、基本情况; up to nineteen of them."""
    for n, one in enumerate(sections, start=1):
        zh = _DIGITS[n] if n <= 10 else f"十{_DIGITS[n - 10]}"
        yield replace(one, heading=Text(f"{zh}、{one.heading.zh}", f"{n}. {one.heading.en}"))


@dataclass(frozen=True)
class Content:
    """A whole notice in both languages."""

    title: Text
    sections: tuple[Section, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; empty sections are left out."""
        return {
            "title": _pair(self.title),
            "sections": [s.to_json() for s in self.sections if not s.is_empty],
        }

    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON bytes, in hex."""
        return digest_of(self.to_json())


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON bytes of a stored content, in hex."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


Part = Callable[[Any], Section]


@dataclass(frozen=True)
class Template:
    """
    How a kind of notice is written: its title behind the deal's, an opening sentence, and its parts in order.

    `opening` may name `{organiser}`, `{agency}`, `{title}`, `{number}`, `{method}`, `{step}`.
    """

    kind: str
    title: Text
    law: Law
    opening: Text
    parts: Sequence[Part] = field(default_factory=tuple)


def sayings(content: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Return all that a stored content says under its title, in the order in which it is read: each in both languages."""
    for section in content["sections"]:
        yield section["heading"]
        yield from section["paragraphs"]
        for row in section["rows"]:
            yield from (row["label"], row["value"])
        for line in (section["header"], *section["table"]):
            yield from line


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
