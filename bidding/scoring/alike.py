"""
What is alike among the bids of a lot, computed from what each shows: pure functions, whose signs `trading.law.collusion` names.

Nothing is compared but for being equal, and prices for standing at even distances. Everything is exact: no root, no float.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

FEWEST_EVEN: Final = 4
"""Three prices stand at even distances by chance too often to tell anything; of four on it is looked at (practice)."""
NARROWEST: Final = Fraction(5, 10_000)
"""How far distances may differ, as a share of the mean price, and ratios of each other, and still be even (practice)."""
SHORTEST_TEXT: Final = 12
"""Shorter words are alike among bidders who answer the same question."""


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What one bid shows of itself, by kind (the code of a sign): values that ought to be its own. `price` is None where it has none.

    Values are compared as they are: whoever hands them in has folded what may be written in several ways.
    """

    bid: str
    values: Mapping[str, Collection[Hashable]]
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """What some bids, two at least, have in common: the sign's code, the bids in order, and the values."""

    code: str
    bids: tuple[str, ...]
    values: tuple[Hashable, ...] = ()


def found(bids: Sequence[Shown]) -> list[Alike]:
    """
    Return what two bids or more have in common, kind by kind: once for each set of bids, with all that these share; and whether the
    prices of all differ by a rule. It grows with the values, not with the pairs.
    """
    holders: dict[tuple[str, Hashable], list[str]] = defaultdict(list)
    for one in sorted(bids, key=lambda shown: shown.bid):
        for code, values in one.values.items():
            for value in dict.fromkeys(values):
                holders[code, value].append(one.bid)
    shared: dict[tuple[str, tuple[str, ...]], list[Hashable]] = defaultdict(list)
    for (code, value), those in holders.items():
        if len(those) > 1:
            shared[code, tuple(those)].append(value)
    same = [
        Alike(code, those, tuple(values))
        for (code, those), values in sorted(shared.items(), key=lambda item: item[0])
    ]
    priced = [(one.price, one.bid) for one in bids if one.price is not None]
    rule = even([price for price, _ in priced])
    return [*same, Alike("even_prices", tuple(sorted(bid for _, bid in priced)), (rule,))] if rule else same


def even(prices: Sequence[Decimal]) -> str:
    """
    Return by which rule prices differ: `arithmetic` where from each to the next it is as far, `geometric` where it is by the same
    ratio; empty where they do not, or there are too few.

    Distances are even whose standard deviation is below `NARROWEST` of the mean price; ratios, whose largest is above the smallest by less.
    """
    if len(prices) < FEWEST_EVEN:
        return ""
    exact = sorted(Fraction(one) for one in prices)
    gaps = [after - before for before, after in pairwise(exact)]
    ratios = [after / before - 1 for before, after in pairwise(exact)] if exact[0] > 0 else []
    level = sum(exact, Fraction(0)) / len(exact)
    are_equal = _spread(gaps) < (NARROWEST * level) ** 2
    are_ratios = bool(ratios) and max(ratios) - min(ratios) < NARROWEST * (1 + min(ratios))
    if are_equal and are_ratios:  # steps are small beside the prices: what they keep to more closely
        return "geometric" if _uneven(ratios) < _uneven(gaps) else "arithmetic"
    return "arithmetic" if are_equal else "geometric" if are_ratios else ""


def _spread(those: Sequence[Fraction]) -> Fraction:
    """Return the square of the standard deviation."""
    mean = sum(those, Fraction(0)) / len(those)
    return sum(((one - mean) ** 2 for one in those), Fraction(0)) / len(those)


def _uneven(those: Sequence[Fraction]) -> Fraction:
    """Return the same as a share of the square of the mean; nothing where all are nothing."""
    mean = sum(those, Fraction(0)) / len(those)
    return _spread(those) / mean**2 if mean else Fraction(0)


def mistakes(
    fields: Mapping[str, object], numbers: Mapping[str, tuple[Decimal | None, Decimal | None]]
) -> list[tuple[str, str]]:
    """
    Return what a bidder wrote into lines that ask for a number and cannot be one, or is out of its bounds: code and words. Two bidders who
    err alike in one line may have had one hand.
    """
    wrong = []
    for code, (lowest, highest) in numbers.items():
        said = fields.get(code)
        if not isinstance(said, str | int) or said == "":
            continue
        value = _number(said)
        if (
            value is None
            or (lowest is not None and value < lowest)
            or (highest is not None and value > highest)
        ):
            wrong.append((code, str(said)))
    return wrong


def texts(fields: Mapping[str, object], codes: Collection[str]) -> list[tuple[str, str]]:
    """Return the words that a bidder wrote into lines of free text, long enough to be its own: code and words, without spaces."""
    said = ((code, fields.get(code)) for code in codes)
    folded = ((code, "".join(words.split())) for code, words in said if isinstance(words, str))
    return [(code, words) for code, words in folded if len(words) >= SHORTEST_TEXT]


def _number(said: str | int) -> Decimal | None:
    try:
        value = Decimal(str(said).strip())
    except ArithmeticError:
        return None
    return value if value.is_finite() else None
