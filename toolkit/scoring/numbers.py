"""
Exact numbers: decimals come in, fractions stand between, and each number that is printed was rounded once.

Whoever recomputes starts from the printed number, never from digits that nobody sees. Rounding is half up, away from zero
(四舍五入). Nothing here depends on the precision of a decimal context, which a program around us may have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import reduce
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

HUNDRED = 100
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])
_UNSIGNED = re.compile(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})?", re.ASCII)
_SIGNED = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})?", re.ASCII)


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """Return `value` to `places` decimals, half up and away from zero; never a negative zero."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(exact < 0 and whole > 0), tuple(map(int, str(whole))), -places))


def total(values: Iterable[Decimal]) -> Fraction:
    """Return the exact sum; zero of none."""
    # In decimals, several times faster than in fractions; a sum that is not exact would raise.
    return Fraction(reduce(_EXACT.add, values, Decimal(0)))


def mean(values: Iterable[Decimal]) -> Fraction:
    """Return the exact arithmetic mean of one number at least."""
    listed = list(values)
    return total(listed) / len(listed)


def fits(value: Decimal) -> bool:
    """Tell whether the format can write a number: sixteen digits before the point, six after it."""
    return bool(_SIGNED.fullmatch(written(value)))


def written(value: Decimal) -> str:
    """Return a decimal as the format writes it: no exponent, the places that it has."""
    return format(value, "f")


def _reader(pattern: re.Pattern[str], *, highest: int | None = None, optional: bool = False) -> Any:
    def read(value: Any) -> Decimal | None:
        if optional and (value is None or value == ""):
            return None
        text = written(value) if isinstance(value, Decimal) else value
        if not isinstance(text, str) or not pattern.fullmatch(text):
            raise ValueError("a decimal as text is expected")
        number = Decimal(text)
        if (text[0] == "-" and not number) or (highest is not None and number > highest):
            raise ValueError("a decimal within its bounds is expected")
        return number

    return BeforeValidator(read)


def _write(value: Decimal | None) -> str:
    return "" if value is None else written(value)


_WRITER = PlainSerializer(_write)
Amount = Annotated[Decimal, _reader(_UNSIGNED), _WRITER]
"""Zero or more: money in the rule's currency, points, a quantity."""
AmountOrNone = Annotated[Decimal | None, _reader(_UNSIGNED, optional=True), _WRITER]
Signed = Annotated[Decimal, _reader(_SIGNED), _WRITER]
Share = Annotated[Decimal, _reader(_UNSIGNED, highest=1), _WRITER]
"""A share of one: 0.30 is thirty per cent."""
ShareOrNone = Annotated[Decimal | None, _reader(_UNSIGNED, highest=1, optional=True), _WRITER]
