"""
Whether what clients saw of an auction is one course of it: each call with its answer, against the log that was published.

`faults` knows neither the engine nor its state. It replays the log by the format, and asks of each answer whether it was true at some
moment between the call and the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from toolkit.auctions import moves, running
from toolkit.auctions.concluding import conclude
from toolkit.auctions.results import Result

ANYTIME = ("price", "leader")
"""What stands for as long as nobody moves: the rest changes with time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A move of the log with what the platform wrote beside it."""

    move: Any
    code: str
    by: str
    key: str


@dataclass(frozen=True, slots=True)
class Call:
    """
    What a client asked for and heard: `number` of a move that was logged, `code` of why not, `stands` the price of `price_moved`.

    `asked_at` and `heard_at` are on one clock of all clients; `heard_at` is None where no answer came. `now` is what it was told
    there is to see, where that is known.
    """

    by: str
    key: str
    fields: Mapping[str, Any]
    asked_at: float
    heard_at: float | None = None
    number: int | None = None
    code: str = ""
    stands: str | None = None
    now: Mapping[str, Any] | None = None


@dataclass
class Course:
    """A log that is replayed: what there is to see before the first move and after each, and what is wrong with it."""

    rules: Any
    rows: Sequence[Row]
    shows: list[Result] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        run = running.begin(self.rules)
        self.shows.append(conclude(self.rules, run, self.rules.starts_at - 1))
        for number, row in enumerate(self.rows, 1):
            if row.move.number != number:
                self.wrong.append(f"{number}: its number is {row.move.number}")
                return
            run, refused = running.step(self.rules, run, row.move)
            if (refused.code if refused else "") != row.code:
                self.wrong.append(f"{number}: written as {row.code or 'accepted'}, replays as {refused}")
            self.shows.append(conclude(self.rules, run, row.move.at))


def faults(rules: Any, rows: Sequence[Row], calls: Sequence[Call]) -> list[str]:
    """Return what is wrong; nothing if one course of the auction explains every answer."""
    course = Course(rules, rows)
    if course.wrong:
        return course.wrong
    named = {(row.by, row.key): row for row in rows if row.key}
    keyed = sum(bool(row.key) for row in rows)
    return [
        *([] if len(named) == keyed else ["a key moved twice"]),
        *_unasked(named, calls),
        *_untrue(course, named, calls),
        *_out_of_order(course, calls),
    ]


def _unasked(named: Mapping[tuple[str, str], Row], calls: Sequence[Call]) -> Iterator[str]:
    """Yield moves in the log that nobody asked for."""
    asked: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for call in calls:
        asked.setdefault((call.by, call.key), []).append(call.fields)
    for name, row in named.items():
        if not any(_says(row.move, fields) for fields in asked.get(name, ())):
            yield f"{row.move.number}: nobody asked for it"


def _untrue(course: Course, named: Mapping[tuple[str, str], Row], calls: Sequence[Call]) -> Iterator[str]:
    """Yield answers of which the log knows nothing, or something else, and those that told of something else to see."""
    for call in calls:
        row = named.get((call.by, call.key))
        if call.heard_at is None:
            continue
        if call.number is None:
            if call.code == "key_reused" and row is None:
                yield f"{call.key}: reused, but nobody used it"
        elif row is None or row.move.number != call.number or row.code != call.code:
            yield f"{call.key}: answered {call.number} {call.code or 'accepted'}, which is not in the log"
        elif not _says(row.move, call.fields):
            yield f"{call.key}: answered with another move"
        elif call.now is not None and not _shown(call.now, course.shows[call.number], call.now):
            yield f"{call.key}: was told {dict(call.now)} after {call.number}"


def _shown(now: Mapping[str, Any], shows: Result, names: Iterable[str]) -> bool:
    """Tell whether somebody was told what there was to see, as far as these names go."""
    money = ("price", "least")
    return all(
        _plain(now[name]) == _plain(getattr(shows, name))
        if name in money
        else now[name] == getattr(shows, name)
        for name in names
    )


def _says(move: Any, fields: Mapping[str, Any]) -> bool:
    """Tell whether a move says what was asked for."""
    written = {"number": move.number, "at": move.at, "bidder": moves.bidder_of(move)}
    if not written["bidder"]:
        written.pop("bidder")
    try:
        return bool(type(move).model_validate({**written, **fields}) == move)
    except ValidationError:
        return False


def _plain(value: Any) -> str:
    return "" if value in (None, "") else format(Decimal(value).normalize(), "f")


def _out_of_order(course: Course, calls: Sequence[Call]) -> Iterator[str]:
    """Yield calls that are judged before one that was answered before they were made, and prices that did not stand meanwhile."""
    logged = [(call, call.number) for call in calls if call.number is not None and call.heard_at is not None]
    first: dict[tuple[str, str], float] = {}
    for call in calls:
        name = call.by, call.key
        first[name] = min(call.asked_at, first.get(name, call.asked_at))
    answered = sorted((call.heard_at or 0.0, number) for call, number in logged)
    begun = sorted((first[call.by, call.key], number) for call, number in logged)
    for call, number in logged:
        before = max((n for at, n in answered if at < first[call.by, call.key]), default=0)
        if number < before:
            yield f"{call.key}: is {number}, but {before} was answered before it was asked for"
    for call in calls:
        if call.code != "price_moved" or call.heard_at is None or call.number is not None:
            continue
        least = max((n for at, n in answered if at < call.asked_at), default=0)
        most = min((n for at, n in begun if at > call.heard_at), default=len(course.rows) + 1)
        stood = course.shows[least:most]
        if _plain(call.stands) not in {_plain(one.price) for one in stood}:
            yield f"{call.key}: {call.stands} did not stand meanwhile"
        elif call.now is not None and not any(_shown(call.now, one, ANYTIME) for one in stood):
            yield f"{call.key}: was told {dict(call.now)}, which was not so meanwhile"
