"""Formats of the data standard: `C..200`, `C18`, `N..12,4`, `yyyyMMdd`; and what beside its length a value must be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from foundation.text import Text


class Kind(StrEnum):
    """What a value is. All are exchanged as text; numbers may also come as integers or decimals."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"  # 1 or 0
    DATE = "date"  # a day or an instant, by the format


@dataclass(frozen=True, slots=True)
class Format:
    """
    The size of a value.

    `length` counts characters of a text and digits of a number, None being without bound; `places` of those digits may
    be decimals. `fixed` asks for exactly `length` characters. `pattern` is the strptime pattern of a date.
    """

    length: int | None = None
    fixed: bool = False
    places: int = 0
    pattern: str = ""


# Several spellings of one pattern occur (YYYYMMDDhhMmss, yyyymmdd), so letters are compared without case.
_DATES = {"yyyymmdd": ("%Y%m%d", 8), "yyyymmddhhmmss": ("%Y%m%d%H%M%S", 14)}
_SIZES = re.compile(r"(?P<type>[CN])(?P<upto>\.\.)?(?P<length>\d+|ul)(?:,(?P<places>\d+))?")


@cache
def parse(written: str) -> Format:
    """
    Read a format.

    :raises ValueError: if it is none of the standard's.
    """
    if date := _DATES.get(written.lower()):
        return Format(length=date[1], fixed=True, pattern=date[0])
    found = _SIZES.fullmatch(written)
    if found is None:
        raise ValueError(f"not a format of the data standard: {written!r}")
    length = None if found["length"] == "ul" else int(found["length"])
    # A number of fixed length, such as N1, is a number of at most so many digits: leading zeros are not exchanged.
    fixed = found["type"] == "C" and not found["upto"]
    return Format(length=length, fixed=fixed, places=int(found["places"] or 0))


# What a code looks like, beside its length. A check digit never refuses a code: it was assigned elsewhere.
PATTERNS: Mapping[str, tuple[re.Pattern[str], Text]] = {
    name: (re.compile(pattern, re.ASCII), text)
    for name, pattern, text in (
        ("uscc", r"[0-9A-HJ-NPQRTUWXY]{18}", Text("18位统一社会信用代码", "an 18-character unified social credit code")),
        ("platform", r"[0-9A-Za-z]{11}", Text("11位平台标识码", "an 11-character platform code")),
        ("code", r"[0-9A-Za-z]+", Text("字母和数字", "letters and digits")),
        ("word", r"[0-9A-Za-z]+", Text("代码值（字母和数字）", "a code of letters and digits")),
        ("section", r"[0-9A-Za-z]{23}", Text("23位标段编号", "a 23-character lot code")),
        ("deal", r"[0-9A-Z]{3}-[0-9A-Z]{18}-\d{8}-\d{6}-[0-9A-Z*]", Text("40位统一交易标识码", "a 40-character unified deal code")),
        ("investment", r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", Text("24位投资项目统一代码", "a 24-character investment project code")),
        ("currency", r"\d{3}", Text("3位货币数字代码（人民币为156）", "a three-digit currency code (156 is the yuan)")),
        ("category", r"[A-Z]\d{2}", Text("1位字母和2位数字", "one letter and two digits")),
        ("digits", r"\d+", Text("数字", "digits")),
        ("ipv4", r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}", Text("IPv4地址", "an IPv4 address")),
        ("percent", r"[+-]?(?:100|\d{1,2})%", Text("百分比，如50%、-30%", "a percentage such as 50% or -30%")),
    )
}  # fmt: skip


def number(value: object) -> Decimal | None:
    """Return a finite number handed in as text, integer or decimal; None if it is none. Floats are refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d+(\.\d+)?", value, re.ASCII):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def digits(value: Decimal) -> tuple[int, int]:
    """Return how many digits a number has before and behind its point, without trailing zeros."""
    # Written out by hand: Decimal.normalize() would round to the precision of the context.
    before, _, behind = f"{abs(value):f}".partition(".")
    return len(before.lstrip("0")) or 1, len(behind.rstrip("0"))


def is_date(value: str, pattern: str, length: int) -> bool:
    """Tell whether a text is a day or an instant in a strptime pattern, with every leading zero."""
    if len(value) != length or not (value.isascii() and value.isdigit()):
        return False
    try:
        datetime.strptime(value, pattern)  # noqa: DTZ007 - local by the standard, and only tried
    except ValueError:
        return False
    return True
