"""
What a committee decides, from what its members wrote each for itself. Pure: values in, findings out.

The majority decides what is to be found together (87号令 art. 61); of scores nothing is decided by majority.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Scores = Mapping[str, Decimal]

EXTREME_SHARE = Fraction(25, 100)
"""
How far a score lies from the mean of the others', as a share of the criterion's range, before its author must say why: practice,
for the law (87号令 art. 64) speaks of scores that are evidently too high or too low and names no number.
"""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A score far from the others': of which seat and bid, in which criterion."""

    seat: int
    bid: str
    criterion: str


def carried(in_favour: int, members: int) -> bool:
    """Tell whether more than half of all members are in favour; who does not vote is not."""
    return in_favour * 2 > members


def is_decided(in_favour: int, against: int, members: int) -> bool:
    """Tell whether no vote that is still out changes anything."""
    return carried(in_favour, members) or against * 2 >= members


def failed(opinions: Iterable[Collection[str]], members: int) -> list[str]:
    """Return the codes that more than half of the members found a bid to fail, in order; `opinions` has one collection for each member."""
    found: dict[str, int] = {}
    for opinion in opinions:
        for code in set(opinion):
            found[code] = found.get(code, 0) + 1
    return sorted(code for code, times in found.items() if carried(times, members))


def differing(sheets: Mapping[str, Sequence[Scores]], objective: Collection[str]) -> list[tuple[str, str]]:
    """Return each bid and objective criterion on which members differ, in order: which, and not who gave what."""
    return sorted(
        (bid, code)
        for bid, of_bid in sheets.items()
        for code in objective
        if len({scores[code] for scores in of_bid if code in scores}) > 1
    )


def majority(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the value that more than half gave alike, None where there is none."""
    return next((one for one in values if one is not None and carried(values.count(one), len(values))), None)


def extremes(
    sheets: Mapping[str, Mapping[int, Scores]], ranges: Mapping[str, tuple[Decimal, Decimal]]
) -> list[Extreme]:
    """
    Return the scores that lie further from the mean of the others' than `EXTREME_SHARE` of the criterion's range.

    `sheets` is by bid and seat; `ranges` has lowest and highest of each subjective criterion. A lone score has no others.
    """
    found = []
    for bid, of_bid in sorted(sheets.items()):
        for code, (lowest, highest) in sorted(ranges.items()):
            given = {seat: Fraction(scores[code]) for seat, scores in of_bid.items() if code in scores}
            bound = EXTREME_SHARE * (Fraction(highest) - Fraction(lowest))
            for seat, score in sorted(given.items()):
                others = [one for other, one in given.items() if other != seat]
                if others and abs(score - sum(others, Fraction(0)) / len(others)) > bound:
                    found.append(Extreme(seat, bid, code))
    return found
