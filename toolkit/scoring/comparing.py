"""
The one comparator: every order of bids, and every tie, comes from here.

An order is a list of criteria, each a figure and which end of it is better. Bids that no criterion tells apart are put in the
order in which they were drawn, where exactly they were drawn together, and otherwise share a rank: a program never breaks a tie by
itself, nor by the order in which bids stand in a file, nor by a draw that was made for another group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

from toolkit.scoring.unfit import Unfit

DRAW = "drawn"


@dataclass(frozen=True, slots=True)
class By:
    """One criterion of an order."""

    figure: str
    better: Literal["highest", "lowest"]

    def key(self, figures: Mapping[str, Decimal]) -> Decimal:
        """Return what sorts ascending; copy_negate, for a unary minus would round to the context."""
        value = figures[self.figure]
        return value.copy_negate() if self.better == "highest" else value


def lowest(figure: str) -> By:
    """Return the criterion that the lowest figure is the best."""
    return By(figure, "lowest")


def highest(figure: str) -> By:
    """Return the criterion that the highest figure is the best."""
    return By(figure, "highest")


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A bid in its place. `by` is the first criterion that tells it from the bid before it (`than`), or `drawn`; "" for the first
    and for bids that share the rank of the one before.
    """

    bid: str
    rank: int
    by: str = ""
    than: str = ""


def ordered(
    figures: Mapping[str, Mapping[str, Decimal]], by: Sequence[By], draws: Sequence[Sequence[str]] = ()
) -> tuple[Placed, ...]:
    """
    Return the bids, best first; equal ones share a rank (1, 2, 2, 4) and stand by id.

    :raises Unfit: `draw_repeated` if a bid is twice in a draw, or a group was drawn twice; `figure_missing` for a criterion that
        the method does not compute.
    """
    drawn = _by_group(draws)
    for values in figures.values():
        if lacking := [one.figure for one in by if one.figure not in values]:
            raise Unfit("figure_missing", figure=lacking[0])
    keys = {bid: tuple(one.key(values) for one in by) for bid, values in figures.items()}
    placed: list[Placed] = []
    before = ""
    for _, group in groupby(sorted(keys, key=lambda bid: (keys[bid], bid)), key=lambda bid: keys[bid]):
        equal = list(group)
        first = by[_told(keys, before, equal[0])].figure if before else ""
        for number, bid in enumerate(told := drawn.get(frozenset(equal), equal)):
            if number == 0:
                placed.append(Placed(bid, len(placed) + 1, first, before))
            elif told is equal:
                placed.append(Placed(bid, placed[-1].rank))
            else:
                placed.append(Placed(bid, placed[-1].rank + 1, DRAW, told[number - 1]))
        before = told[-1]
    return tuple(placed)


def ties(placed: Iterable[Placed]) -> list[tuple[str, ...]]:
    """Return the groups that share a rank, best first."""
    groups = (tuple(one.bid for one in group) for _, group in groupby(placed, key=lambda one: one.rank))
    return [group for group in groups if len(group) > 1]


def _told(keys: Mapping[str, tuple[Decimal, ...]], one: str, other: str) -> int:
    return next(i for i, (a, b) in enumerate(zip(keys[one], keys[other], strict=True)) if a != b)


def _by_group(draws: Sequence[Sequence[str]]) -> dict[frozenset[str], Sequence[str]]:
    found = {frozenset(draw): draw for draw in draws}
    if len(found) != len(draws) or any(len(group) != len(draw) for group, draw in found.items()):
        raise Unfit("draw_repeated")
    return found
