"""Rules that the law allows, and by which nothing could be ranked, are refused before the notice; so are two ceilings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bidding.scoring.announced import reasons
from tests.bidding.scoring.test_announced import announced, codes
from trading.law.evaluation_terms import Benchmark, BenchmarkOf, LowPrices, SameBrand, Scoring

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


class TestWhatOnlyACommitteeFinds:
    """Of a sale that the figures alone decide nobody would score anything, nor judge why a price is low."""

    def test_is_refused_where_none_judges(self) -> None:
        sold = ("sale_by_price", {"competition": "online_sealed"})
        marks = {"low_prices": LowPrices(of_mean=D("0.5"))}
        assert codes(sold[0], deal=sold[1]) == set()
        assert codes(sold[0], deal=sold[1], terms=marks) == {"judgement_without_committee"}
        assert codes(sold[0], deal=sold[1], terms={"same_brand": SameBrand.LOWEST}) == {
            "judgement_without_committee"
        }
        assert codes(sold[0], terms=marks) == set()  # a tender has one

    def test_needs_documents_that_say_how_it_is_found(self) -> None:
        document, *rest = announced("sale_by_tender")
        assert document is not None
        assert {one.code for one in reasons(None, *rest)} == {"rule_without_document"}
        assert [one.code for one in reasons(document, *announced("weighed")[1:])] == []
        by_price = announced("sale_by_price")[0]
        assert [one.code for one in reasons(by_price, *announced("weighed")[1:])] == ["method_otherwise"]
        assert [one.code for one in reasons(document, *announced("sale")[1:])] == ["method_otherwise"]


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
