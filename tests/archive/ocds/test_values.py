"""Values of the feed keep every digit and one form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ocds import values


class TestANumber:
    @given(st.decimals(min_value=0, max_value=Decimal(10) ** 18, places=2))
    def test_is_read_as_it_was_written(self, amount: Decimal) -> None:
        assert values.decode(values.encode({"amount": amount}).decode())["amount"] == amount

    def test_has_no_idle_zeros_and_no_exponent(self) -> None:
        written = [values.encode(Decimal(one)) for one in ("48000000.00", "0.10", "1E+9", "100")]
        assert written == [b"48000000", b"0.1", b"1000000000", b"100"]

    def test_is_no_other_object(self) -> None:
        with pytest.raises(TypeError):
            values.encode({"when": object()})


class TestAnAmount:
    def test_of_nothing_is_none(self) -> None:
        assert values.amount(Decimal(0), "CNY") is None
        assert values.amount(None, "CNY") is None


class TestAnInstant:
    def test_is_told_in_utc_to_the_second(self) -> None:
        at = datetime(2026, 3, 2, 17, 0, 0, 999_999, timezone(timedelta(hours=8)))
        assert values.instant(at) == values.instant(at.astimezone(UTC)) == "2026-03-02T09:00:00Z"


class TestWhatSaysSomething:
    def test_keeps_false_and_zero(self) -> None:
        assert values.some(a=False, b=0, c="", d=[], e={}, f=None) == {"a": False, "b": 0}
