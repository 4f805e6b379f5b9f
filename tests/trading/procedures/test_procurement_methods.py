"""Government procurement: negotiation, consultation, inquiry, single source, frameworks and call-offs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trading.procedures.procurement_cases import facts, refusals, step
from trading import particulars
from trading.law import procurement_call_off as call_off
from trading.law import procurement_framework as framework
from trading.law import procurement_guards as guards
from trading.law import procurement_selection as selection
from trading.law import procurement_single as single

CODES = ["9137020000000000A1", "9137020000000000A2", "9137020000000000A3", "9137020000000000A4", "9137020000000000A5",
         "9137020000000000A6"]  # fmt: skip


class TestOtherMethods:
    @pytest.mark.parametrize("method", ["negotiation", "consultation", "inquiry"])
    def test_need_approval_above_the_threshold(self, method: str) -> None:
        announcing = step(method, "announce", "intended")
        above = {"above_open_threshold": True}
        assert refusals(announcing, facts(method, above, has_tender_document=True)) == {"method_not_approved"}
        approved = above | {"method_approval": "青财采批〔2026〕2号"}
        assert refusals(announcing, facts(method, approved, has_tender_document=True)) == set()

    @pytest.mark.parametrize("method", ["negotiation", "consultation", "inquiry"])
    def test_want_three_in_the_group_and_five_above_the_threshold(self, method: str) -> None:
        announcing = step(method, "announce", "intended")
        small = {"committee_size": 3, "committee_experts": 2}
        assert "committee" not in refusals(announcing, facts(method, small))
        assert "committee" in refusals(announcing, facts(method, small | {"above_open_threshold": True}))

    def test_inquire_for_uniform_goods_only(self) -> None:
        announcing = step("inquiry", "announce", "intended")
        assert "not_uniform_goods" in refusals(announcing, facts("inquiry", {"steady_price": False}))
        assert "not_uniform_goods" in refusals(announcing, facts("inquiry", {"category": "services"}))

    @pytest.mark.parametrize(
        ("category", "weight", "allowed"),
        [
            ("goods", "0.30", True),
            ("goods", "0.60", True),
            ("goods", "0.29", False),
            ("goods", "0.61", False),
            ("services", "0.10", True),
            ("services", "0.30", True),
            ("services", "0.09", False),
            ("services", "0.31", False),
        ],
    )
    def test_bound_the_price_weight_of_a_consultation(
        self, category: str, weight: str, allowed: bool
    ) -> None:
        known = facts("consultation", {"category": category}, {"price_weight": weight})
        assert (guards.consultation_price_weight(known) is None) is allowed

    @pytest.mark.parametrize(
        ("data", "codes"),
        [
            ({"source": "library", "pool": 8, "suppliers": CODES[:3]}, set()),
            ({"source": "library", "pool": 8, "suppliers": CODES[:2]}, {"too_few_chosen"}),
            ({"source": "library", "pool": 8, "suppliers": [*CODES[:2], CODES[0]]}, {"too_few_chosen"}),
            ({"source": "library", "pool": 2, "suppliers": CODES[:3]}, {"too_few_chosen"}),
            ({"source": "recommended", "pool": 6, "suppliers": CODES, "recommended_by_purchaser": 3}, set()),
            (
                {"source": "recommended", "pool": 6, "suppliers": CODES, "recommended_by_purchaser": 4},
                {"purchaser_recommends_too_many"},
            ),
        ],
    )
    def test_choose_three_and_let_the_purchaser_recommend_half(
        self, data: dict[str, Any], codes: set[str]
    ) -> None:
        choosing = step("negotiation", "choose_suppliers", "intended")
        taken = particulars.parse(selection.Selection, data | {"record": "记录"})
        known = facts("negotiation", {"source": data["source"]}, has_tender_document=True, data=taken)
        assert refusals(choosing, known) == codes


class TestSingleSource:
    def test_is_publicised_above_the_threshold_with_one_supplier(self) -> None:
        publicising = step("single_source", "announce", "intended")
        direct = step("single_source", "confirm_supplier", "intended")
        assert refusals(publicising, facts("single_source")) == set()
        assert refusals(direct, facts("single_source")) == {"publicity_needed"}
        below = {"above_open_threshold": False}
        assert refusals(publicising, facts("single_source", below)) == {"no_publicity_needed"}
        assert refusals(direct, facts("single_source", below)) == set()

    def test_is_argued_by_professionals(self) -> None:
        assert single.argued(facts("single_source", {"arguments": []}))

    def test_argues_again_after_an_objection(self) -> None:
        quiet, contested = (
            step("single_source", n, "publicised") for n in ("end_publicity", "end_contested_publicity")
        )
        assert quiet.target == "approving" and contested.target == "arguing"
        assert refusals(quiet, facts("single_source", open_objections=1)) == {"objection_raised"}
        assert refusals(contested, facts("single_source", open_objections=0)) == {"no_objection"}
        assert [limit.name for limit in contested.opens] == ["supplementary_argument"]

    def test_tells_the_objector_before_it_goes_on(self) -> None:
        rejecting = step("single_source", "reject_objection", "arguing")
        assert refusals(rejecting, facts("single_source", open_objections=1)) == {"open_dispute"}

    @pytest.mark.parametrize(
        ("budget", "before", "allowed"),
        [("100000.00", "0", True), ("100000.01", "0", False), ("60000.00", "40000.01", False)],
    )
    def test_adds_a_tenth_of_the_original_at_most(self, budget: str, before: str, allowed: bool) -> None:
        deal = {"ground": "addition", "original_contract": "2024-8", "original_price": "1000000.00"}
        known = facts(
            "single_source",
            deal | {"budget": budget, "added_before": before},
            {"budget": "1.00", "ceiling_price": None},
        )
        assert (single.addition_within_share(known) is None) is allowed


class TestFrameworks:
    @pytest.mark.parametrize(
        ("valid", "admitted", "instruments", "allowed"),
        [
            (2, 1, False, True),
            (2, 2, False, False),
            (5, 4, False, True),
            (6, 5, False, False),
            (6, 4, False, True),
            (10, 8, False, True),
            (5, 3, True, True),
            (5, 4, True, False),
        ],
    )
    def test_eliminate_a_fifth_and_one_at_least(
        self, valid: int, admitted: int, instruments: bool, allowed: bool
    ) -> None:
        deal = {"admission": "quality_first", "instruments": True} if instruments else {}
        known = facts("framework_closed", deal, bids_valid=valid, candidates=admitted)
        assert (framework.enough_eliminated(known) is None) is allowed

    @given(valid=st.integers(2, 500))
    def test_never_eliminate_less_than_the_share(self, valid: int) -> None:
        known = facts("framework_closed", bids_valid=valid)
        leaving = framework.must_leave(known)
        assert leaving >= 1 and leaving >= Decimal("0.2") * valid > leaving - 1

    def test_admit_no_more_than_announced(self) -> None:
        assert framework.someone_admitted(facts("framework_closed", candidates=9))
        assert framework.someone_admitted(facts("framework_closed", candidates=0))
        assert framework.someone_admitted(facts("framework_closed", candidates=8)) is None

    def test_put_quality_first_only_where_allowed(self) -> None:
        assert framework.quality_first_allowed(facts("framework_closed", {"admission": "quality_first"}))
        regulated = {"admission": "quality_first", "regulated_price": True}
        assert framework.quality_first_allowed(facts("framework_closed", regulated)) is None

    @pytest.mark.parametrize(
        ("category", "months", "allowed"),
        [("goods", 12, True), ("goods", 13, False), ("services", 24, True), ("works", 1, False)],
    )
    @pytest.mark.parametrize("method", ["framework_closed", "framework_open"])
    def test_last_a_year_for_goods_and_two_for_services(
        self, method: str, category: str, months: int, allowed: bool
    ) -> None:
        known = facts(method, {"category": category, "term_months": months})
        assert (framework.term_within_law(known) is None) is allowed

    def test_solicit_again_below_seven_tenths(self) -> None:
        lost, enough = (framework.Shortage(admitted=10, left=n, reason="供货不足") for n in (6, 7))
        assert framework.suppliers_lost(facts("framework_closed", data=lost)) is None
        assert framework.suppliers_lost(facts("framework_closed", data=enough))

    def test_are_called_off_only_while_in_force(self) -> None:
        assert call_off.framework_in_force(facts("call_off_direct")) is None
        assert call_off.framework_in_force(facts("call_off_direct", {"framework_ends": "2026-03-02"})) is None
        assert call_off.framework_in_force(facts("call_off_direct", {"framework_ends": "2026-03-01"}))

    def test_are_called_off_within_the_agreed_price(self) -> None:
        assert call_off.within_agreed_price(facts("call_off_competition", price=Decimal("78000.00"))) is None
        assert call_off.within_agreed_price(facts("call_off_competition", price=Decimal("78000.01")))
