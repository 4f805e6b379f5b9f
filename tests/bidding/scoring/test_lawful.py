"""Whether a rule may be announced."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bidding.scoring.lawful import Terms, refusals
from tests.toolkit.scoring.lots import COMPREHENSIVE, RULES
from toolkit.scoring import rules
from toolkit.scoring.methods import separate_award, two_envelopes
from trading.law.procurement_particulars import Category

D = Decimal
GOODS, SERVICES, WORKS = (Terms(category=one) for one in (Category.GOODS, Category.SERVICES, Category.WORKS))
NOT_PROCUREMENT = Terms()
MARKS = rules.LowPrices(of_mean=D("0.5"), of_next=D("0.5"), of_ceiling=D("0.45"), reply_minutes=30)


def rule(method: str, **changed: Any) -> Any:
    return RULES[method].model_copy(update={"low_prices": MARKS} | changed)


def codes(given: Any, terms: Terms = GOODS) -> list[str]:
    return [one.code for one in refusals(given, terms)]


def preferring(**shares: str) -> dict[str, Any]:
    return {"preferences": rules.Preferences(**{name: D(one) for name, one in shares.items()})}


class TestRefusals:
    @pytest.mark.parametrize("method", sorted(RULES))
    def test_of_a_lawful_rule_are_none(self, method: str) -> None:
        construction = {
            "comprehensive",
            "lowest_evaluated",
            "reasonable_low",
            "separate_award",
            "two_envelopes",
        }
        assert codes(rule(method), NOT_PROCUREMENT if method in construction else SERVICES) == []

    @pytest.mark.parametrize(
        ("method", "weight", "terms", "lawful"),
        [
            ("comprehensive_score", "0.30", GOODS, True),
            ("comprehensive_score", "0.2999", GOODS, False),
            ("comprehensive_score", "0.10", SERVICES, True),
            ("comprehensive_score", "0.0999", SERVICES, False),
            ("comprehensive_score", "0", Terms(category=Category.GOODS, fixed_price=True), True),
            ("comprehensive_score", "0.3", Terms(category=Category.GOODS, fixed_price=True), False),
            ("consultation", "0.30", GOODS, True),
            ("consultation", "0.60", GOODS, True),
            ("consultation", "0.61", GOODS, False),
            ("consultation", "0.31", SERVICES, False),
            ("consultation", "0.90", WORKS, True),
        ],
    )
    def test_keep_the_weight_of_the_price(self, method: str, weight: str, terms: Terms, lawful: bool) -> None:
        assert codes(rule(method, price_weight=D(weight)), terms) == ([] if lawful else ["price_weight"])

    @pytest.mark.parametrize(
        ("shares", "terms", "expected"),
        [
            ({"small": "0.10"}, GOODS, []),
            ({"small": "0.20", "joint": "0.06", "joint_from": "0.30", "domestic": "0.20"}, GOODS, []),
            ({"small": "0.21"}, GOODS, ["small_deduction"]),
            ({"small": "0.09"}, SERVICES, ["small_deduction"]),
            ({"small": "0.04", "joint": "0.02", "joint_from": "0.30"}, WORKS, []),
            ({"small": "0.10"}, WORKS, ["small_deduction"]),
            ({"joint": "0.05"}, GOODS, ["joint_from"]),
            ({"joint": "0.07", "joint_from": "0.30"}, GOODS, ["joint_deduction"]),
            ({"domestic": "0.19"}, GOODS, ["domestic_deduction"]),
            ({"small": "0.10"}, Terms(category=Category.GOODS, reserved=True), ["preference_in_reserved"]),
            ({"domestic": "0.20"}, Terms(category=Category.GOODS, reserved=True), []),
            ({"small": "0.10"}, NOT_PROCUREMENT, ["preference_without_law"]),
        ],
    )
    def test_keep_preferences_within_the_law(
        self, shares: dict[str, str], terms: Terms, expected: list[str]
    ) -> None:
        assert codes(rule("lowest_price", **preferring(**shares)), terms) == expected

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"of_mean": D("0.65"), "of_next": D("0.65"), "of_ceiling": D("0.65")}, []),
            ({"of_mean": D("0.66")}, ["low_price_of_mean"]),
            ({"of_mean": None}, ["low_price_of_mean"]),
            ({"of_next": D("0.49")}, ["low_price_of_next"]),
            ({"of_ceiling": D("0.44")}, ["low_price_of_ceiling"]),
            ({"of_ceiling": None}, []),
            ({"reply_minutes": 29}, ["low_price_reply"]),
        ],
    )
    def test_keep_the_marks_of_a_low_price(self, changed: dict[str, Any], expected: list[str]) -> None:
        assert codes(rule("inquiry", low_prices=MARKS.model_copy(update=changed))) == expected

    @pytest.mark.parametrize(
        ("method", "changed", "terms", "expected"),
        [
            ("lowest_price", {"same_brand": "apart"}, GOODS, ["brands_apart"]),
            ("comprehensive_score", {"same_brand": "lowest"}, GOODS, ["brands_apart"]),
            ("negotiation", {"at_least": 2}, GOODS, ["too_few_asked"]),
            ("consultation", {"at_least": 2}, SERVICES, ["too_few_asked"]),
            ("consultation", {"at_least": 2}, Terms(category=Category.SERVICES, two_are_enough=True), []),
            ("price_first", {"at_least": 1}, GOODS, ["too_few_asked"]),
            ("price_first", {"eliminated": D("0.19"), "least_eliminated": 0}, GOODS, ["too_few_eliminated", "nobody_eliminated"]),
            ("quality_first", {"eliminated": D("0.39")}, GOODS, []),
            ("quality_first", {"eliminated": D("0.39")}, Terms(category=Category.GOODS, instruments=True), ["too_few_eliminated"]),
            ("comprehensive_score", {"trim": 1}, GOODS, ["scores_left_out"]),
            ("comprehensive", {"candidates": 4}, NOT_PROCUREMENT, ["too_many_candidates"]),
        ],
    )  # fmt: skip
    def test_keep_the_rest(
        self, method: str, changed: dict[str, Any], terms: Terms, expected: list[str]
    ) -> None:
        assert codes(rule(method, **changed), terms) == expected

    @pytest.mark.parametrize(
        ("then", "passing", "expected"),
        [
            ("reasonable_low", "60", ["mark_without_scores"]),
            ("reasonable_low", "0", []),
            ("comprehensive", "24", []),
        ],
    )
    def test_set_no_mark_where_nothing_is_scored(self, then: str, passing: str, expected: list[str]) -> None:
        assert codes(two_envelopes.Rule(passing=D(passing), then=RULES[then]), NOT_PROCUREMENT) == expected

    def test_look_into_a_rule_of_rules_and_give_all_reasons(self) -> None:
        inner = COMPREHENSIVE.model_copy(update={"candidates": 4, **preferring(small="0.5")})
        found = refusals(separate_award.Rule(shortlist=inner, award="vote"), NOT_PROCUREMENT)
        assert [one.code for one in found] == ["too_many_candidates", "preference_without_law"]
        assert "1至3" in found[0].message.zh
        assert str(found[0].law).endswith("第53条")
