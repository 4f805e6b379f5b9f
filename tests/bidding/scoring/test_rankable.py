"""Rules that the law allows, and by which nothing could be ranked, are refused before the notice; so are two ceilings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.bidding.scoring.test_announced import codes
from trading.law.evaluation_terms import Benchmark, BenchmarkOf, SameBrand, Scoring

D = Decimal


class TestNothingCouldBeRankedBy:
    """What every check before the notice once let pass, and no evaluation could be computed with."""

    @pytest.mark.parametrize(
        ("terms", "expected"),
        [
            ({"benchmark": Benchmark(of=BenchmarkOf.CEILING)}, {"benchmark_without_ceiling"}),
            ({"benchmark": Benchmark(ceiling_shares=(D("0.3"), D("0.4")))}, {"benchmark_without_ceiling"}),
            ({"benchmark": Benchmark(ceiling_shares=(D(0),))}, set()),
            ({"benchmark": Benchmark(discounts=(D("0.05"), D(1)))}, {"benchmark_of_zero"}),
            ({"benchmark": Benchmark(discounts=(D("0.999999"),))}, set()),
            ({"same_brand": SameBrand.BEST}, {"rule_contradicts_itself"}),
        ],
    )
    def test_is_refused(self, terms: dict[str, Any], expected: set[str]) -> None:
        for name in ("comprehensive", "reasonable"):
            assert codes(name, lot={"ceiling_price": "0.00"}, terms=terms) == expected

    def test_leaves_no_score_of_the_smallest_committee(self) -> None:
        assert codes("comprehensive", terms={"scoring": Scoring(trim=2)}) == set()
        assert codes("comprehensive", terms={"scoring": Scoring(trim=3)}) == {"no_score_left"}

    def test_holds_with_the_ceiling_of_lot_or_document(self) -> None:
        terms = {"benchmark": Benchmark(of=BenchmarkOf.CEILING)}
        assert codes("comprehensive", terms=terms) == set()
        assert codes("comprehensive", lot={"ceiling_price": "0.00"}, ceiling="9.00", terms=terms) == set()


class TestTwoCeilings:
    def test_are_refused_unless_they_are_one(self) -> None:
        own = {"ceiling_price": "900000.00"}
        assert codes("tender", lot=own, ceiling="1000000.00") == {"ceiling_otherwise"}
        assert codes("tender", lot=own, ceiling="900000.00") == codes("tender", lot=own) == set()
        # A ceiling of each unit, and one of the whole.
        assert codes("admission", ceiling="1000000.00") == {"ceiling_otherwise"}

    def test_are_refused_where_the_method_has_none(self) -> None:
        assert codes("land", ceiling="990000000.00") == {"ceiling_of_other_procedure"}
        assert codes("land") == set()
