"""What comes out: for each bid every number that was computed, its rank and why, or why it has none."""

from __future__ import annotations

from typing import Literal

from toolkit.records import Id, Line, Number, Record
from toolkit.scoring.inputs import Name
from toolkit.scoring.numbers import Amount, Signed


class Figure(Record):
    """A number with its name; `words.FIGURES` says what it means and in which unit."""

    name: Name
    value: Signed


class Detail(Record):
    """What a reason names: a number, a bid, a criterion of the order."""

    name: Name
    value: Line


class Reason(Record):
    """Why; `words.REASONS` has the sentence for each code."""

    code: Name
    details: tuple[Detail, ...] = ()


class Placing(Record):
    """
    Where one bid stands: `rank` is 0 for a bid without rank, and equal for bids that nothing resolves.

    `criteria` are the points earned, in the order of the rule's criteria. A ranked bid has one reason among `best`, `behind`
    and `tied`; the others say what was done to it before, or why it is out.
    """

    bid: Id
    rank: Number
    figures: tuple[Figure, ...]
    criteria: tuple[Amount, ...]
    reasons: tuple[Reason, ...]


class Result(Record):
    """
    The ranking of a lot.

    `placings` come in the order of ranks, equal ranks and bids without rank by id. `candidates` are those whom the rule lets
    be proposed; `undecided` are the groups of equal bids among them or at the line: while one of these shares the first rank
    there is no winner, and while one crosses the line none of it is proposed, until they are drawn or told apart as the documents
    say.
    """

    outcome: Literal["ranked", "too_few"]
    figures: tuple[Figure, ...]
    placings: tuple[Placing, ...]
    candidates: tuple[Id, ...]
    undecided: tuple[tuple[Id, ...], ...]
