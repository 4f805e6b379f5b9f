"""Benchmark prices and what a deviation from them costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.scoring.lots import (
    ABC,
    BENCHMARK,
    DEVIATION,
    bid,
    decimals,
    figure,
    figures,
    order,
    placing,
    rank_of,
    with_rule,
)
from toolkit.scoring import rules
from toolkit.scoring.inputs import Given
from toolkit.scoring.price_scores import deviated
from toolkit.scoring.unfit import Unfit

D = Decimal


class TestBenchmark:
    PRICES = ("100", "98", "96", "94", "90")

    def base(self, benchmark: rules.Benchmark, ceiling: str | None = None, **given: Any) -> tuple[str, ...]:
        rule = with_rule("reasonable_low", benchmark=benchmark, ceiling_price=ceiling and D(ceiling))
        bids = [bid(name, price) for name, price in zip("ABCDE", self.PRICES, strict=True)]
        found = rank_of(rule, *bids, given=Given.model_validate(given))
        return figure(found, "benchmark"), order(found)

    def drawn(self, **values: str) -> dict[str, Any]:
        return {"coefficients": [{"name": name, "value": value} for name, value in values.items()]}

    def test_of_a_mean(self) -> None:
        # 478 / 5, and the nearest loses least: half a point for each per cent below, one above.
        assert self.base(rules.Benchmark()) == ("95.60", "CDBEA")

    def test_of_a_trimmed_mean_with_a_drawn_discount(self) -> None:
        assert self.base(BENCHMARK, **self.drawn(discount="0.02"))[0] == "94.08"

    def test_of_a_second_mean(self) -> None:
        # 95.60, and of 94 and 90 again.
        assert self.base(rules.Benchmark(of="second_mean"))[0] == "92.00"

    @pytest.mark.parametrize(
        ("prices", "places", "expected"),
        [
            # What equals the mean is not above it: 90 and 100.
            (("90", "100", "110"), 2, "95.00"),
            # The printed mean lies below every price: the lowest stands.
            (("100.4", "100.4", "100.3"), 0, "100"),
        ],
    )
    def test_of_a_second_mean_counts_what_is_not_above(
        self, prices: tuple[str, ...], places: int, expected: str
    ) -> None:
        how = rules.Benchmark(of="second_mean", mean_places=places, places=places)
        bids = [bid(name, price) for name, price in zip("ABC", prices, strict=True)]
        assert figure(rank_of(with_rule("reasonable_low", benchmark=how), *bids), "benchmark") == expected

    @pytest.mark.parametrize(
        ("rate", "points"), [("0.5", "99.50"), ("-0.5", "99.75"), ("0", "100.00"), ("0.01", "99.99")]
    )
    def test_loses_points_in_proportion(self, rate: str, points: str) -> None:
        how = DEVIATION.model_copy(update={"full": D(100)})
        assert str(deviated(D(rate), how, 2)) == points

    def test_of_the_lowest(self) -> None:
        assert self.base(rules.Benchmark(of="lowest")) == ("90.00", "EDCBA")

    def test_of_the_ceiling(self) -> None:
        discounts = decimals("0.05")
        assert self.base(rules.Benchmark(of="ceiling", discounts=discounts), "100")[0] == "95.00"

    def test_of_a_mean_and_the_ceiling(self) -> None:
        # (95.6 x 0.6 + 105 x 0.4) x 0.98 = 97.3728
        how = rules.Benchmark(ceiling_shares=decimals("0.3", "0.4"), discounts=decimals("0.02"), places=4)
        assert self.base(how, "105", **self.drawn(ceiling_share="0.4"))[0] == "97.3728"

    def test_takes_the_line_of_the_trims_that_applies(self) -> None:
        trims = tuple(rules.Trim(bids=n, highest=k, lowest=1) for n, k in ((3, 0), (5, 2), (6, 3)))
        # 90, and 100 and 98, do not count.
        assert self.base(rules.Benchmark(trims=trims))[0] == "95.00"

    @pytest.mark.parametrize(
        ("benchmark", "given", "code"),
        [
            (BENCHMARK, {}, "coefficient_missing"),
            (BENCHMARK, {"discount": "0.04"}, "coefficient_not_announced"),
            (rules.Benchmark(), {"discount": "0.04"}, "coefficient_not_announced"),
            (rules.Benchmark(of="ceiling"), {}, "ceiling_missing"),
            (rules.Benchmark(discounts=decimals("1")), {}, "benchmark_of_zero"),
            (rules.Benchmark(trims=(rules.Trim(bids=2, highest=1, lowest=1),)), {}, "trim_too_large"),
        ],
    )
    def test_refuses_what_was_not_announced(
        self, benchmark: rules.Benchmark, given: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Unfit) as refused:
            self.base(benchmark, **self.drawn(**given))
        assert refused.value.code == code

    def test_deducts_differently_on_both_sides(self) -> None:
        rule = with_rule("reasonable_low", benchmark=rules.Benchmark())
        # The mean of 90, 100 and 110 is 100: ten per cent either way.
        found = rank_of(rule, bid("A", "90"), bid("B", "100"), bid("C", "110"))
        assert figures(found, "deviation") == ["-10.00", "0.00", "10.00"]
        assert figures(found, "price_score") == ["95.00", "100.00", "90.00"]

    @pytest.mark.parametrize("method", ["comprehensive", "reasonable_low"])
    def test_breaks_a_tie_by_the_price(self, method: str) -> None:
        # 98 and 101 lose one point each from a mean of 100: half a point for each per cent below.
        rule = with_rule(method, benchmark=rules.Benchmark())
        points = dict.fromkeys("ABC", "40") if method == "comprehensive" else None
        found = rank_of(rule, bid("A", "101"), bid("B", "98"), bid("C", "101"), points=points)
        assert (order(found), placing(found, "A").rank) == ("BA=C", 2)

    def test_leaves_no_less_than_the_lowest_points(self) -> None:
        deviation = DEVIATION.model_copy(update={"full": D(100), "above": D(50), "lowest": D(20)})
        rule = with_rule("reasonable_low", benchmark=rules.Benchmark(of="lowest"), deviation=deviation)
        assert figures(rank_of(rule, *ABC), "price_score") == ["20.00", "100.00", "20.00"]
