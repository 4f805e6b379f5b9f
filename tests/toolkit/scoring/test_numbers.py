"""Exact numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.examples import examples
from toolkit.scoring.numbers import Amount, Share, Signed, rounded, written

D = Decimal


class TestRounded:
    @pytest.mark.parametrize(
        ("value", "places", "expected"),
        [
            ("2.345", 2, "2.35"),
            ("2.3449", 2, "2.34"),
            ("-2.345", 2, "-2.35"),
            ("-0.004", 2, "0.00"),
            ("0.5", 0, "1"),
            ("99.999", 2, "100.00"),
            ("7", 2, "7.00"),
        ],
    )
    def test_is_half_up_away_from_zero(self, value: str, places: int, expected: str) -> None:
        assert written(rounded(D(value), places)) == expected

    def test_does_not_depend_on_a_context(self) -> None:
        with decimal.localcontext(prec=2, rounding=decimal.ROUND_DOWN):
            assert written(rounded(Fraction(200_000_000_000_001, 3), 2)) == "66666666666667.00"

    @examples(50)
    @given(st.fractions(-(10**12), 10**12), st.integers(0, 6))
    def test_is_the_nearest(self, value: Fraction, places: int) -> None:
        assert abs(Fraction(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


class TestReading:
    @pytest.mark.parametrize(
        "text",
        ["1e3", "+1", "01", "1.", ".5", "1,000", " 1", "-1", "1.0000001", "NaN", "１", 1, 1.0, None, "-0"],
    )
    def test_refuses_what_is_no_amount(self, text: object) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Amount).validate_python(text)

    def test_keeps_the_digits_that_were_written(self) -> None:
        assert written(TypeAdapter(Amount).validate_python("0.30")) == "0.30"

    def test_bounds_shares_and_refuses_a_negative_zero(self) -> None:
        for kind, text in ((Share, "1.01"), (Signed, "-0.00")):
            with pytest.raises(ValidationError):
                TypeAdapter(kind).validate_python(text)
