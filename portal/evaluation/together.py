"""What all members found of each bid, side by side, once all have signed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from bidding.evaluation import document, seen
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding, sheets, titles
from trading.models import Lot

PAGE = 10
"""Bids on one page."""


@dataclass(frozen=True)
class Cell:
    """What one member found, and why."""

    value: Text | str
    words: str


@dataclass(frozen=True)
class BidTogether:
    """One bid: a line for each item, with a cell for each seat in the order of their numbers."""

    label: str
    lines: Sequence[tuple[Text | str, Sequence[Cell]]]
    totals: Sequence[str]


@dataclass(frozen=True)
class Together:
    """The page; `following` and `before` are the numbers of the pages beside it, 0 for none."""

    lot: Lot
    name: Text
    part: str
    title: Text
    seats: Sequence[int]
    bids: Sequence[BidTogether]
    number: int
    following: int
    before: int


def collect(lot_id: str, actor: Actor, part: str, number: int) -> Together:
    """
    Return a page of all members' sheets of a part.

    :raises Http404: for a lot that the actor may not know of.
    :raises NotFound: `evaluation_not_found`.
    :raises Conflict: `not_declared`, `not_all_signed`.
    """
    lot = finding.lot_of(lot_id, actor)
    rows = seen.all_sheets(lot, actor, part)
    evaluation, _ = seen.found(lot, actor)
    asked, names = document.asked(evaluation, part), finding.names(evaluation)
    ids = sorted({one.bid for one in rows})
    shown = ids[(number - 1) * PAGE : number * PAGE]
    seats = sorted({one.seat.number for one in rows})
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for one in rows:
        found.setdefault(one.bid, {}).setdefault(one.seat.number, {}).update(one.entries)
    return Together(
        lot, timeline.name_of(lot), part, titles.part_of(evaluation, part), seats,
        [_bid(names.get(one, one), found[one], seats, asked) for one in shown],
        number, number + 1 if len(ids) > number * PAGE else 0, number - 1,
    )  # fmt: skip


def _bid(
    label: str, of_seats: dict[int, dict[str, Any]], seats: Sequence[int], asked: document.Asked
) -> BidTogether:
    written = [of_seats.get(seat, {}) for seat in seats]
    lines = [
        (name, [_cell(one.get(code, {})) for one in written])
        for code, name in sheets.lines_of(asked)
        if any(code in one for one in written)
    ]
    return BidTogether(
        label, lines, [sheets.total(asked.criteria, one) for one in written] if asked.criteria else []
    )


def _cell(entry: dict[str, Any]) -> Cell:
    value = str(entry.get("value", ""))
    return Cell(titles.OPINIONS.get(value, value), str(entry.get("words", "")))
