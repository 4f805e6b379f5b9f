"""What was found, a page at a time, in the order asked for; each page costs what the first one does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from notices.search import tokens
from notices.search.asking import Found, Hit, Place, Question, find

PAGE = 20
NEWEST, OLDEST, AMOUNT, TITLE = "newest", "oldest", "amount", "title"
ORDERS = (NEWEST, OLDEST, AMOUNT, TITLE)


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page; `found` is what was found in all, and `following` what the next page begins after, if there is one.

    Orders other than by time are of `found` alone: where that is not all, of the newest.
    """

    hits: Sequence[Hit]
    found: Found
    following: str


def page(question: Question, order: str = NEWEST, after: str = "") -> Page:
    """
    Return the page after a place that a former page gave; from the beginning if it is not one.

    :raises foundation.patience.TooBroad: if nothing could be found in time.
    """
    question = replace(question, oldest_first=order == OLDEST)
    found, place = find(question), read(after)
    key = _keys(question).get(order)
    if key is not None:
        ordered = sorted(found.hits, key=key)
        begins = [at for at, hit in enumerate(ordered, 1) if place and hit.id == place.id]
        return _page(ordered[begins[0] if begins else 0 :], found)
    if place is None:
        return _page(found.hits, found)
    beyond = [hit for hit in found.hits if _is_beyond(hit.place(), place, question)]
    if len(beyond) <= PAGE and not found.is_all:
        beyond = list(find(question, after=place, most=PAGE + 1).hits)
    return _page(beyond, found)


def read(written: str) -> Place | None:
    """Return the place that a page gave as what follows it."""
    at, _, pk = written.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    # Years that no month of an entry comes near would not be counted, some of them not even in UTC.
    return Place(instant, pk[:60]) if instant.tzinfo and pk and 1900 < instant.year < 3000 else None


def _page(rest: Sequence[Hit], found: Found) -> Page:
    last = rest[PAGE - 1] if len(rest) > PAGE else None
    return Page(rest[:PAGE], found, f"{last.at.isoformat()}~{last.id}" if last else "")


def _is_beyond(one: Place, other: Place, question: Question) -> bool:
    return one > other if question.oldest_first else one < other


def _keys(question: Question) -> Mapping[str, Callable[[Hit], Any]]:
    """Return the orders of what was found newest first; sorting keeps that order among equals."""
    parts = [tokens.pattern(phrase).strip("%") for phrase in question.phrases]
    return {
        AMOUNT: lambda hit: (hit.amount is None, -(hit.amount or 0)),
        TITLE: lambda hit: not all(part in hit.title for part in parts),
    }
