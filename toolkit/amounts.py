"""Prices as people write them: one way to write an amount, and how it reads in capital numerals (大写)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from toolkit.refusals import Refused

CENTS: Final = 100
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?", re.ASCII)
_PRICE = re.compile(r"(.*_)?price", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def is_price(field: str) -> bool:
    """Tell whether a field of a form is an amount of money by its name: `price`, or what ends so."""
    return bool(_PRICE.fullmatch(field))


def read(field: str, written: Any) -> Decimal:
    """
    Return the amount that a field says: digits of ASCII, a point, at most two decimals; above zero.

    :raises Refused: `price_malformed`; a number of JSON's is none, for it may have lost its cents.
    """
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written) or not Decimal(written):
        raise Refused("price_malformed", field=field, written=str(written)[:60])
    return Decimal(written)


def in_capitals(cents: int) -> str:
    """
    Return an amount of yuan, given in whole cents, in capital Chinese numerals, without 人民币 before it.

    Follows 正确填写票据和结算凭证的基本规定 (支付结算办法, annex 1), and where it leaves a choice, the form
    that its examples put first: 整 after 元 but not after 角 or 分; 零 for an empty 元 place before 角
    (壹仟陆佰捌拾元零叁角贰分), none for an empty 万 place before 仟 (壹拾万柒仟元零伍角叁分).
    """
    yuan, jiao, fen = cents // CENTS, cents // 10 % 10, cents % 10
    words = ""
    if yuan or not cents:
        words += (_spell(yuan) or _DIGITS[0]) + "元"
    if not jiao and not fen:
        return words + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        words += _DIGITS[0]
    if jiao:
        words += _DIGITS[jiao] + "角"
    if fen:
        words += _DIGITS[fen] + "分"
    return words


def _spell(number: int) -> str:
    """Return a whole number in capital numerals; nothing for zero, which each place writes in its own way."""
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            # One 零 stands for any run of empty places between the unit and what follows it.
            gap = _DIGITS[0] if 0 < low < size // 10 else ""
            return _spell(high) + unit + gap + _spell(low)
    return _DIGITS[number] if number else ""
