"""Money: decimal amounts to the cent, one rounding rule, and the written form that a contract carries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Self

from foundation.errors import Invalid
from foundation.text import Text
from toolkit.amounts import in_capitals

WAN: Final = Decimal(10_000)
# Every amount lies below this: the largest that has one written form (…仟万亿). It fits numeric(20, 2).
BOUND: Final = Decimal(10) ** 16

# Wide enough that a product of any amount and any rate is exact before it is rounded, once.
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount in yuan (or another currency), exact to the cent.

    A `Decimal` only; a finer amount is refused, never rounded in silence: say `Money.rounded`.

    :raises TypeError: if the amount is not a Decimal (a float has lost the cents before it gets here).
    :raises Invalid: if it is not finite, finer than a cent or beyond `BOUND`.
    """

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount of money is a Decimal, not {type(self.amount).__name__}")
        if not re.fullmatch(r"[A-Z]{3}", self.currency, re.ASCII):
            raise Invalid(
                "currency_unknown", Text("币种代码应为三位大写字母", "A currency is three capitals")
            )
        object.__setattr__(self, "amount", _no_finer(self.amount, places=2))

    @classmethod
    def rounded(cls, amount: Decimal, currency: str = "CNY") -> Self:
        """Return `amount` rounded half up to the cent, halves away from zero: the only rounding there is."""
        return cls(_round(amount, places=2), currency)

    @classmethod
    def zero(cls, currency: str = "CNY") -> Self:
        """Return nothing at all, in `currency`."""
        return cls(Decimal(0), currency)

    @classmethod
    def wan(cls, amount: Decimal | str, currency: str = "CNY") -> Self:
        """Return `amount` 万元 as money; text is read as strictly as `parse_amount` reads, to six places."""
        value = parse_amount(amount, places=6) if isinstance(amount, str) else amount
        return cls(_EXACT.multiply(_no_finer(value, places=6), WAN), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str = "CNY") -> Self:
        """Return the sum of `parts`, zero if there are none."""
        amount = Decimal(0)
        for part in parts:
            if part.currency != currency:
                raise _mismatch(currency, part.currency)
            amount = _EXACT.add(amount, part.amount)
        return cls(amount, currency)

    def in_wan(self) -> Decimal:
        """Return the amount in 万元, exact, without trailing zeros."""
        return _plain(_EXACT.divide(self.amount, WAN))

    def share(self, rate: str | Decimal) -> Self:
        """Return `rate` ("0.02" is two per cent) of this, rounded half up to the cent."""
        return type(self).rounded(_EXACT.multiply(self.amount, _rate(rate)), self.currency)

    def __add__(self, other: Money) -> Self:
        return type(self)(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Self:
        return type(self)(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,.2f}"

    def capital(self) -> str:
        """Return the amount in capital Chinese numerals; see `capital`."""
        return capital(self.amount)

    def _same(self, other: Money) -> Decimal:
        """Return the amount of `other`, which must be of this currency."""
        if other.currency != self.currency:
            raise _mismatch(self.currency, other.currency)
        return other.amount


def parse_amount(text: object, *, places: int = 2, separators: bool = False) -> Decimal:
    """
    Read an amount that a person or a program wrote: ASCII digits, at most one dot, at most `places` decimals.

    With `separators`, commas may group the digits by threes (a form that people paste into); without, any
    comma is refused. There is no sign: an amount that may be negative says so in a field of its own.

    :raises Invalid: with a code of its own for each way to be wrong (`amount_…`).
    """
    if not isinstance(text, str):
        raise _invalid("not_text", '金额应以文本提交，例如 "1280.50"', 'Send an amount as text: "1280.50"')
    plain = _without_separators(text, allowed=separators)
    match = re.fullmatch(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?", plain, re.ASCII)
    if match is None:
        raise _why_not(plain)
    decimals = match[2] or ""
    if len(decimals) > places:
        raise _too_fine(places)
    if len(match[1]) > BOUND.adjusted():
        raise _too_large()
    return Decimal(plain)


def capital(amount: Decimal) -> str:
    """Return a yuan amount in capital Chinese numerals, without 人民币 before it; see `toolkit.amounts`."""
    value = _no_finer(amount, places=2)
    return ("负" if value < 0 else "") + in_capitals(int(abs(value).scaleb(2)))


def _finite(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"an amount of money is a Decimal, not {type(value).__name__}")
    if not value.is_finite():
        raise _invalid("not_finite", "金额应为有限数", "An amount is a finite number")
    # Looked at before any arithmetic: 1E+999999 is short to write and long to compute with.
    if value and value.adjusted() >= BOUND.adjusted():
        raise _too_large()
    return value


def _round(value: Decimal, *, places: int) -> Decimal:
    # Adding zero turns -0.00 into 0.00, which would otherwise print differently and compare equal.
    return _EXACT.add(_finite(value).quantize(Decimal(1).scaleb(-places), context=_EXACT), Decimal(0))


def _no_finer(value: Decimal, *, places: int) -> Decimal:
    exact = _round(value, places=places)
    if exact != value:
        raise _too_fine(places)
    return exact


def _rate(rate: str | Decimal) -> Decimal:
    value = Decimal(rate) if isinstance(rate, str) else rate
    if not isinstance(value, Decimal) or not value.is_finite() or not -12 <= value.adjusted() <= 12:
        raise ValueError(f"not a rate: {rate!r}")
    return value


def _plain(value: Decimal) -> Decimal:
    """Return `value` without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _without_separators(text: str, *, allowed: bool) -> str:
    if "," not in text:
        return text
    if not allowed:
        raise _invalid("has_separator", "金额不得含有逗号", "An amount has no commas")
    if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text, re.ASCII):
        raise _invalid("separator_misplaced", "千位分隔符位置不对", "The commas do not group by threes")
    return text.replace(",", "")


def _why_not(text: str) -> Invalid:
    """Return the most telling reason why `text` is not an amount."""
    if not text.strip():
        return _invalid("empty", "请填写金额", "An amount is missing")
    if not text.isascii():
        return _invalid("not_ascii", "金额只能用半角数字 0–9", "Write an amount with the digits 0-9")
    if text[0] in "+-":
        return _invalid("has_sign", "金额不得带正负号", "An amount has no sign")
    if re.fullmatch(r"[0-9.]+[eE][+-]?[0-9]+", text):
        return _invalid("has_exponent", "金额不得用科学记数法", "An amount has no exponent")
    return _invalid("malformed", "金额格式不对，例如 1280.50", "Not an amount; write 1280.50")


def _invalid(code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"amount_{code}", Text(zh, en))


def _too_fine(places: int) -> Invalid:
    return _invalid("too_fine", f"金额最多 {places} 位小数", f"An amount has at most {places} decimals")


def _too_large() -> Invalid:
    return _invalid("too_large", "金额超出可表示的范围", "The amount is beyond all sense")


def _mismatch(ours: str, theirs: str) -> Invalid:
    return Invalid(
        "currency_mismatch",
        Text(f"币种不同，不能合并或比较：{ours}、{theirs}", f"Different currencies: {ours}, {theirs}"),
        detail={"currencies": [ours, theirs]},
    )
