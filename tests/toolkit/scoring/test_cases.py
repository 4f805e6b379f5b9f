"""Worked cases that others computed, from `../shared/cases`."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.scoring.lots import (
    COMPREHENSIVE,
    adjusted,
    bid,
    criterion,
    figure,
    figures,
    order,
    rank_of,
)
from toolkit.scoring import rules
from toolkit.scoring.comparing import lowest, ordered
from toolkit.scoring.inputs import Exclusion
from toolkit.scoring.low_prices import marked
from toolkit.scoring.methods import (
    comprehensive_score,
    consultation,
    lowest_evaluated,
    lowest_price,
    weighted_quote,
)
from toolkit.scoring.numbers import mean

D = Decimal
CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
NAMES = "ABCDE"


def vector(method: str) -> Any:
    # Numbers as they are written, not as binary fractions.
    content = json.loads((CASES / "rule_vectors.json").read_text(), parse_float=Decimal)
    return next(one for one in content["score"] if one["method"].startswith(method))


def peer(name: str) -> Any:
    content = json.loads((CASES / "peer_cases.json").read_text(), parse_float=Decimal)
    return next(one for one in content["cases"] if one["id"] == name)


def bids(case: Any, **more: list[Any]) -> list[Any]:
    return [
        bid(name, str(price), **{key: values[number] for key, values in more.items()})
        for number, (name, price) in enumerate(zip(NAMES, case["prices"], strict=False))
    ]


def same(found: list[str], expected: list[Any]) -> bool:
    return [D(one) for one in found] == [D(one) for one in expected]


def flat(points: list[Any]) -> dict[str, str]:
    return {name: str(one) for name, one in zip(NAMES, points, strict=False)}


class TestRuleVectors:
    def test_comprehensive_scoring(self) -> None:
        case = vector("综合评分")
        rule = comprehensive_score.Rule(price_weight=D("0.30"), criteria=(criterion("70"),))
        found = rank_of(rule, *bids(case), points=flat(case["other"]))
        assert same(figures(found, "price_score"), case["price_pts"])
        assert same(figures(found, "total"), case["total"])
        assert order(found) == "CAB"

    def test_deduction_for_a_small_firm(self) -> None:
        case = vector("小微15%")
        rule = comprehensive_score.Rule(
            price_weight=D("0.3"), criteria=(criterion("70"),), preferences=rules.Preferences(small=D("0.15"))
        )
        claims = [() if not share else ("small",) for share in case["deduct"]]
        found = rank_of(rule, *bids(case, claims=claims), points=flat([0, 0, 0]))
        assert same(figures(found, "evaluated_price"), case["eval"])
        assert same(figures(found, "price_score"), case["pts30"])

    def test_deductions_on_the_original_price(self) -> None:
        case = vector("本国20%")
        preferences = rules.Preferences(small=D("0.10"), domestic=D("0.20"))
        rule = comprehensive_score.Rule(
            price_weight=D("0.3"), criteria=(criterion("70"),), preferences=preferences
        )
        claims = [("small", "domestic"), ("domestic",), ()]
        found = rank_of(rule, *bids(case, claims=claims), points=flat([0, 0, 0]))
        assert same(figures(found, "evaluated_price"), case["eval"])
        assert same(figures(found, "price_score"), case["pts30"])

    def test_consultation(self) -> None:
        case = vector("磋商")
        rule = consultation.Rule(price_weight=D("0.20"), criteria=(criterion("80"),))
        found = rank_of(rule, *bids(case), points=flat([0, 0, 0]))
        assert same(figures(found, "price_score"), case["pts"])

    def test_deviation_from_a_trimmed_mean(self) -> None:
        case = vector("偏差率")
        benchmark = rules.Benchmark(
            trims=(rules.Trim(bids=5, highest=1, lowest=1),), discounts=(D("0.02"),), places=0
        )
        rule = COMPREHENSIVE.model_copy(update={"benchmark": benchmark})
        found = rank_of(rule, *bids(case), points=flat([0] * 5))
        assert figure(found, "benchmark") == str(case["base"])
        assert same(figures(found, "deviation"), case["dev"])
        assert same(figures(found, "price_score"), case["pts"])

    def test_lowest_evaluated_price(self) -> None:
        case = vector("经评审最低价")
        adjustments = tuple(
            adjusted(name, str(one)) for name, one in zip(NAMES, case["adjust"], strict=False)
        )
        found = rank_of(lowest_evaluated.Rule(), *bids(case), adjustments=adjustments)
        assert same(figures(found, "evaluated_price"), case["eval"])
        assert order(found)[0] == NAMES[case["winner"]]

    def test_weighted_quotes(self) -> None:
        case = vector("权重报价")
        rule = weighted_quote.Rule(price_weight=D("0.7"), criteria=(criterion("30", highest=D(100)),))
        found = rank_of(rule, *bids(case), points=flat(case["plan"]))
        assert same(figures(found, "total"), case["total"])
        assert order(found)[0] == NAMES[case["winner"]]


class TestPeerCases:
    @pytest.mark.parametrize("name", ["PZ-ORDER-1", "PZ-ORDER-2"])
    def test_order_of_equal_prices(self, name: str) -> None:
        case = peer(name)
        offers = {one["id"]: one for one in case["input"]["bids"]}
        found = ordered(
            {key: {"price": D(one.get("price", one.get("amount"))), "at": _at(one["time"])} for key, one in offers.items()},
            (lowest("price"), lowest("at")),
        )  # fmt: skip
        best = case["expected"].get("rank_best_first") or case["expected"]["order"][::-1]
        assert [one.bid for one in found] == best

    def test_order_is_by_the_evaluation_value_and_not_by_the_price(self) -> None:
        case = peer("PZ-BUG-MIXED")
        figures = {one["id"]: {"weighted": D(one["weighted"])} for one in case["input"]["bids"]}
        found = [one.bid for one in ordered(figures, (lowest("weighted"),))]
        assert found[::-1] == case["expected"]["correct_worst_first_by_weighted"]

    @pytest.mark.parametrize("name", ["PZ-ALP-1", "PZ-ALP-2"])
    def test_abnormally_low_price(self, name: str) -> None:
        case = peer(name)
        first, final = ([D(one) for one in case["input"][key]] for key in ("initial_prices", "final_prices"))
        rule = rules.LowPrices(of_mean=D("0.6"), of_next=D("0.7"), bound="at_or_below")
        codes = marked(rule, final[0], average=mean(first[1:]), next_lowest=min(final[1:]))
        assert [{"low_of_mean": 1, "low_of_next": 2}[code] for code in codes] == case["expected"][
            "triggered_rules"
        ]

    def test_sequence_of_awards(self) -> None:
        case = peer("PZ-AWARD-SEQ")
        prices = {name: str(100 + number) for number, name in enumerate(case["input"]["ranked"])}
        out: list[Exclusion] = []
        found = []
        for name, _ in case["input"]["decisions"]:
            out.append(Exclusion(bid=name, ground="unsuccessful"))
            result = rank_of(
                lowest_price.Rule(at_least=1),
                *(bid(one, price) for one, price in prices.items()),
                exclusions=tuple(out),
            )
            found.append(order(result)[:1] or None)
        assert found == case["expected"]["pending_after_each"]


def _at(text: str) -> Decimal:
    if len(text) == 5:
        text = f"2026-03-02T{text}:00+08:00"
    moment = datetime.fromisoformat(text)
    return D(int(moment.timestamp() * 1_000_000))
