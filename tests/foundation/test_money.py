import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from foundation.money import BOUND, Money, parse_amount

VECTORS = Path(__file__).parents[3] / "shared" / "cases" / "rule_vectors.json"

cents = st.integers(0, 10**18 - 1)
amounts = cents.map(lambda n: Decimal(n).scaleb(-2))


def yuan(amount: str, currency: str = "CNY") -> Money:
    return Money(Decimal(amount), currency)


class TestMoney:
    def test_is_exact_to_the_cent(self) -> None:
        assert yuan("0.1") + yuan("0.2") == yuan("0.30")
        assert yuan("128450000.01") - yuan("128450000") == yuan("0.01")
        assert str(yuan("1234567.5")) == "CNY 1,234,567.50"

    @pytest.mark.parametrize("amount", [1.5, 1, True, "1.50", None])
    def test_takes_nothing_but_decimals(self, amount: Any) -> None:
        with pytest.raises(TypeError):
            Money(amount)

    @pytest.mark.parametrize(
        ("amount", "code"),
        [
            ("NaN", "amount_not_finite"),
            ("sNaN", "amount_not_finite"),
            ("Infinity", "amount_not_finite"),
            ("-Infinity", "amount_not_finite"),
            ("1E+16", "amount_too_large"),
            ("-1E+16", "amount_too_large"),
            ("1E+999999", "amount_too_large"),
            ("0.001", "amount_too_fine"),
            ("100000000.001", "amount_too_fine"),
            ("1E-999999", "amount_too_fine"),
            ("1." + "0" * 200 + "1", "amount_too_fine"),
        ],
    )
    def test_refuses_what_is_no_amount(self, amount: str, code: str) -> None:
        with pytest.raises(Invalid) as caught:
            Money(Decimal(amount))
        assert caught.value.code == code

    def test_has_one_zero(self) -> None:
        assert str(yuan("-0.00")) == str(Money.zero()) == "CNY 0.00"
        assert hash(yuan("1.5")) == hash(yuan("1.50"))

    @given(amounts, amounts)
    def test_compares_as_its_amount(self, one: Decimal, other: Decimal) -> None:
        a, b = Money(one), Money(other)
        assert ((a < b), (a <= b), (a > b), (a >= b), (a == b)) == (
            (one < other),
            (one <= other),
            (one > other),
            (one >= other),
            (one == other),
        )

    @given(st.integers(0, 10**17), st.integers(0, 10**17))
    def test_takes_away_what_it_added(self, one: int, other: int) -> None:
        a, b = (Money(Decimal(n).scaleb(-2)) for n in (one, other))
        assert a + b - b == a
        assert a - b == -(b - a)

    @pytest.mark.parametrize(
        "act", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b]
    )
    def test_never_mixes_currencies(self, act: Any) -> None:
        with pytest.raises(Invalid) as caught:
            act(yuan("1"), yuan("1", "USD"))
        assert caught.value.code == "currency_mismatch"
        assert yuan("1") != yuan("1", "USD")

    def test_refuses_a_currency_that_is_none(self) -> None:
        with pytest.raises(Invalid, match="currency_unknown"):
            yuan("1", "￥")

    def test_sums_up_and_says_zero_of_nothing(self) -> None:
        assert Money.total([yuan("0.10"), yuan("0.20"), yuan("-0.05")]) == yuan("0.25")
        assert Money.total([], "USD") == Money.zero("USD")
        with pytest.raises(Invalid, match="currency_mismatch"):
            Money.total([yuan("1"), yuan("1", "USD")])

    def test_overflow_is_refused_not_wrapped(self) -> None:
        with pytest.raises(Invalid, match="amount_too_large"):
            yuan("9999999999999999.99") + yuan("0.01")


class TestRounded:
    @pytest.mark.parametrize(
        ("amount", "rounded"),
        [("0.005", "0.01"), ("0.0049999", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1.115", "1.12")],
    )
    def test_rounds_half_up(self, amount: str, rounded: str) -> None:
        assert Money.rounded(Decimal(amount)) == yuan(rounded)

    def test_rounds_once(self) -> None:
        # Through 0.005 this would become 0.01.
        assert Money.rounded(Decimal("0.00" + "4" + "9" * 60)) == yuan("0")


class TestShare:
    @pytest.mark.parametrize(
        ("amount", "rate", "share"),
        [
            ("1000.25", "0.02", "20.01"),
            ("1000.75", "0.02", "20.02"),
            ("0.25", "0.02", "0.01"),
            ("100", "1.2", "120"),
        ],
    )
    def test_rounds_half_up_to_the_cent(self, amount: str, rate: str, share: str) -> None:
        assert yuan(amount).share(rate) == yuan(share)

    @given(amounts, st.integers(0, 10**8))
    def test_agrees_with_fractions(self, amount: Decimal, millionths: int) -> None:
        exact = Fraction(amount) * Fraction(millionths, 10**8)
        expected = (exact * 100 + Fraction(1, 2)).__floor__()
        assert Money(amount).share(Decimal(millionths).scaleb(-8)).amount * 100 == expected

    def test_rounds_once_however_long_the_product(self) -> None:
        # 9032696217873.59499…: rounded to 28 digits first, it would end on .595 and go up.
        rate = "0.00119441024772940594704823383868516078701240647"
        assert yuan("7562473810857620.37").share(rate) == yuan("9032696217873.59")

    @pytest.mark.parametrize("rate", ["NaN", "Infinity", "1E+99"])
    def test_refuses_a_rate_that_is_none(self, rate: str) -> None:
        with pytest.raises(ValueError, match="rate"):
            yuan("1").share(rate)

    def test_refuses_a_float(self) -> None:
        rate: Any = 0.02
        with pytest.raises(ValueError, match="rate"):
            yuan("1").share(rate)


class TestWan:
    def test_turns_ten_thousands_into_yuan_and_back(self) -> None:
        assert Money.wan("18784.35") == yuan("187843500")
        assert Money.wan("21602.0025") == yuan("216020025")
        assert Money.wan("0.000001") == yuan("0.01")
        assert str(yuan("37568700").in_wan()) == "3756.87"
        assert str(yuan("1000000").in_wan()) == "100"
        assert str(yuan("0.01").in_wan()) == "0.000001"

    @given(amounts)
    def test_loses_nothing_on_the_way(self, amount: Decimal) -> None:
        assert Money.wan(Money(amount).in_wan()).amount == amount
        assert "E" not in str(Money(amount).in_wan())

    def test_refuses_what_would_be_finer_than_a_cent(self) -> None:
        for finer in ("0.0000001", Decimal("0.0000001"), Decimal("1." + "0" * 200 + "1")):
            with pytest.raises(Invalid, match="amount_too_fine"):
                Money.wan(finer)

    def test_agrees_with_the_land_vectors(self) -> None:
        if not VECTORS.exists():
            pytest.skip("needs ../shared/cases/rule_vectors.json")
        land = json.loads(VECTORS.read_text(encoding="utf-8"), parse_float=Decimal)["land"]
        start = Money.wan(land["start_wan"])
        assert start.share("0.2") == Money.wan(land["deposit_wan"])
        assert start.share("1.15") == Money.wan(land["cap15"])


class TestParseAmount:
    @pytest.mark.parametrize("text", ["0", "0.5", "1", "1280.50", "128450000.01", "9999999999999999.99"])
    def test_reads_plain_digits(self, text: str) -> None:
        assert parse_amount(text) == Decimal(text)

    @given(amounts)
    def test_reads_what_is_written(self, amount: Decimal) -> None:
        assert parse_amount(f"{amount:f}") == amount
        assert parse_amount(f"{amount:,.2f}", separators=True) == amount

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "empty"),
            ("  ", "empty"),
            (" 1", "malformed"),
            ("1\n", "malformed"),
            ("１２３", "not_ascii"),
            ("١٢٣", "not_ascii"),
            ("壹佰", "not_ascii"),
            ("￥1", "not_ascii"),
            ("1。5", "not_ascii"),
            ("-1", "has_sign"),
            ("+1", "has_sign"),
            ("1e5", "has_exponent"),
            ("1E+999", "has_exponent"),
            ("1.28450001e8", "has_exponent"),
            ("NaN", "malformed"),
            ("Infinity", "malformed"),
            ("0x10", "malformed"),
            ("1_000", "malformed"),
            ("1.", "malformed"),
            (".5", "malformed"),
            ("1.2.3", "malformed"),
            ("007", "malformed"),
            ("1 000", "malformed"),
            ("12,845,000.01", "has_separator"),
            ("100000000.001", "too_fine"),
            ("1.000", "too_fine"),
            ("10000000000000000", "too_large"),
            ("9" * 500, "too_large"),
        ],
    )
    def test_refuses_everything_else_and_says_why(self, text: str, code: str) -> None:
        with pytest.raises(Invalid) as caught:
            parse_amount(text)
        assert caught.value.code == f"amount_{code}"

    @pytest.mark.parametrize("value", [1.28450001e8, 128450001, True, None, Decimal(1), ["1"]])
    def test_takes_no_json_number(self, value: object) -> None:
        with pytest.raises(Invalid, match="amount_not_text"):
            parse_amount(value)

    def test_reads_commas_where_a_form_allows_them(self) -> None:
        assert parse_amount("12,845,000.01", separators=True) == Decimal("12845000.01")

    @pytest.mark.parametrize(
        "text", ["12,845,0000.01", "1,2", ",123", "1234,567", "1,234,", "1,,234", "1.234,5", "1，234"]
    )
    def test_refuses_commas_in_the_wrong_place_even_there(self, text: str) -> None:
        with pytest.raises(Invalid) as caught:
            parse_amount(text, separators=True)
        assert caught.value.code in ("amount_separator_misplaced", "amount_not_ascii")

    def test_reads_unit_prices_to_six_places(self) -> None:
        assert parse_amount("0.123456", places=6) == Decimal("0.123456")
        with pytest.raises(Invalid, match="amount_too_fine"):
            parse_amount("0.1234567", places=6)

    @given(st.text(max_size=20))
    def test_reads_or_refuses_but_never_stumbles(self, text: str) -> None:
        try:
            amount = parse_amount(text)
        except Invalid:
            return
        assert 0 <= amount < BOUND
        assert amount == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
