"""Government procurement: what tenders refuse, from the intent to the contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from tests.trading.procedures.procurement_cases import PROCEDURES, facts, refusals, step
from trading.law import procurement_policy as policy
from trading.law.grammar import CLOCK
from trading.law.inputs import ContractSigned
from trading.law.procurement_inputs import Decision, Draw


class TestIntent:
    def test_may_be_left_out_only_for_a_reason_or_in_a_later_round(self) -> None:
        direct = step("open", "announce", "draft")
        assert "intent_not_disclosed" in refusals(direct, facts("open"))
        assert "intent_not_disclosed" not in refusals(
            direct, facts("open", {"intent_waiver": "不可预见的紧急采购"})
        )
        assert "intent_not_disclosed" not in refusals(direct, facts("open", round=2))

    def test_runs_out_before_the_announcement(self) -> None:
        assert [limit.name for limit in step("open", "announce", "intended").after] == ["intent"]


class TestAnnounceTender:
    announcing = step("open", "announce", "intended")

    def test_passes_the_example(self) -> None:
        assert refusals(self.announcing, facts("open", has_tender_document=True)) == set()

    @pytest.mark.parametrize(
        ("deal", "lot", "code"),
        [
            ({"category": "works"}, {}, "works_tendered_elsewhere"),
            ({}, {"budget": "3600000.01", "ceiling_price": None}, "package_over_budget"),
            ({}, {"ceiling_price": "1800000.01"}, "ceiling_over_budget"),
            ({"category": "services", "imports_approval": "核准1号"}, {}, "imports_without_goods"),
            ({"committee_size": 4}, {}, "committee"),
            ({"committee_size": 3, "committee_experts": 3}, {}, "committee"),
            ({"committee_experts": 3}, {}, "committee"),
            ({"budget": "10000000.00"}, {}, "committee"),
            ({"technically_complex": True}, {}, "committee"),
            ({"high_social_impact": True}, {}, "committee"),
            ({}, {"price_weight": "0.29"}, "price_weight"),
            ({"category": "services"}, {"price_weight": "0.09"}, "price_weight"),
            ({}, {"evaluation": "lowest_price"}, "price_weight"),
            ({}, {"standard": True}, "standard_scored"),
            ({}, {"reserve": "none"}, "sme_reserve"),
            ({}, {"small_deduction": "0.10"}, "price_deduction"),
        ],
    )
    def test_refuses(self, deal: dict[str, Any], lot: dict[str, Any], code: str) -> None:
        assert code in refusals(self.announcing, facts("open", deal, lot, has_tender_document=True))

    def test_wants_seven_members_from_ten_million(self) -> None:
        deal = {"budget": "10000000.00", "committee_size": 7, "committee_experts": 5}
        assert refusals(self.announcing, facts("open", deal, has_tender_document=True)) == set()

    def test_wants_the_documents(self) -> None:
        assert refusals(self.announcing, facts("open")) == {"no_document"}


class TestSmeReserve:
    big = {"budget": "2500000.00", "ceiling_price": None, "small_deduction": "0.10"}

    @pytest.mark.parametrize(
        ("lot", "allowed"),
        [
            ({"reserve": "whole"}, True),
            ({"reserve": "none"}, False),
            ({"reserve": "none", "reserve_reason": "部门预留总额已达比例"}, True),
            ({"reserve": "subcontract", "reserved_share": "0.30", "reserved_small_share": "0.60"}, True),
            ({"reserve": "subcontract", "reserved_share": "0.29", "reserved_small_share": "0.60"}, False),
            ({"reserve": "consortium", "reserved_share": "0.30", "reserved_small_share": "0.59"}, False),
            ({"sme_suitable": False, "reserve": "none", "reserve_reason": "只能由大型企业提供"}, True),
            ({"sme_suitable": False, "reserve": "none"}, False),
        ],
    )
    def test_above_two_million(self, lot: dict[str, Any], allowed: bool) -> None:
        assert (policy.reserve_for_sme(facts("open", lot=self.big | lot)) is None) is allowed

    def test_is_whole_up_to_two_million_and_four_for_works(self) -> None:
        part = {"reserve": "subcontract", "reserve_reason": "理由"}
        assert policy.reserve_for_sme(facts("open", lot={"budget": "2000000.00"} | part))
        assert policy.reserve_for_sme(facts("open", lot={"budget": "2000000.01"} | part)) is None
        works = {"category": "works", "budget": "9000000.00"}
        assert policy.reserve_for_sme(facts("negotiation", works, {"budget": "4000000.00"} | part))

    @pytest.mark.parametrize(
        ("category", "small", "joint", "allowed"),
        [
            ("goods", "0.10", "0", True),
            ("goods", "0.20", "0.06", True),
            ("goods", "0.09", "0", False),
            ("goods", "0.21", "0", False),
            ("services", "0.15", "0.03", False),
            ("works", "0.03", "0.02", True),
            ("works", "0.06", "0", False),
        ],
    )
    def test_bounds_the_price_deduction(self, category: str, small: str, joint: str, allowed: bool) -> None:
        lot = {
            "reserve": "none",
            "reserve_reason": "理由",
            "small_deduction": small,
            "joint_deduction": joint,
        }
        assert (
            policy.lawful_deductions(facts("negotiation", {"category": category}, lot)) is None
        ) is allowed


class TestTooFewBidders:
    @pytest.mark.parametrize("method", ["open", "open_prequalified", "invited"])
    @given(count=st.integers(0, 6))
    def test_closes_or_fails_but_never_both(self, method: str, count: int) -> None:
        known = facts(method, bids_received=count)
        closes = not refusals(step(method, "close", "bidding"), known)
        fails = not refusals(step(method, "fail_too_few", "bidding"), known)
        assert (closes, fails) == (count >= 3, count < 3)

    def test_waits_until_the_bids_are_counted(self) -> None:
        known = facts("open", bids_received=None)
        assert refusals(step("open", "close", "bidding"), known)
        assert refusals(step("open", "fail_too_few", "bidding"), known)

    @pytest.mark.parametrize(("method", "needed"), [("open", 3), ("invited", 3), ("framework_closed", 2)])
    def test_evaluates_nobody_where_too_few_qualify(self, method: str, needed: int) -> None:
        for qualified, steps in (
            (None, set[str]()), (needed - 1, {"fail_qualification"}), (needed, {"pass_qualification"}),
        ):  # fmt: skip
            known = facts(method, prequalified=qualified)
            found = {
                one for one in ("pass_qualification", "fail_qualification")
                if not refusals(step(method, one, "opened"), known)
            }  # fmt: skip
            assert found == steps
            awaited = {"qualification_awaited"} if qualified is None else set()
            for one in ("pass_qualification", "fail_qualification"):
                assert refusals(step(method, one, "opened"), known) & {"qualification_awaited"} == awaited

    def test_changes_the_method_with_approval_above_the_threshold(self) -> None:
        above, below = facts("open", {"above_open_threshold": True}), facts("open")
        asking, changing = step("open", "ask_method_change", "short"), step("open", "change_method", "short")
        assert not refusals(asking, above) and refusals(changing, above)
        assert refusals(asking, below) and not refusals(changing, below)

    def test_runs_again_after_correction(self) -> None:
        procedure = PROCEDURES["open"]
        assert procedure.state(step("open", "tender_again", "short").target).rerun
        assert not procedure.state("method_changed").rerun

    def test_negotiates_with_two_after_a_failed_tender_only(self) -> None:
        closing = step("negotiation", "close", "bidding")
        two = {"ground": "failed_tender", "two_suppliers_approval": "青财采批〔2026〕1号"}
        assert not refusals(closing, facts("negotiation", two, bids_received=2))
        assert refusals(closing, facts("negotiation", two | {"ground": "complex"}, bids_received=2))
        assert refusals(closing, facts("negotiation", two, bids_received=1))

    @pytest.mark.parametrize(
        ("ground", "category", "two"), [("services", "services", True), ("complex", "goods", False)]
    )
    def test_consults_two_only_for_services(self, ground: str, category: str, two: bool) -> None:
        known = facts("consultation", {"ground": ground, "category": category}, bids_received=2)
        assert (not refusals(step("consultation", "close", "bidding"), known)) is two

    def test_takes_two_final_offers_for_research(self) -> None:
        evaluating = step("consultation", "evaluate", "quoting")
        assert not refusals(evaluating, facts("consultation", {"ground": "research"}, final_offers=2))
        assert refusals(evaluating, facts("consultation", final_offers=2)) == {"too_few_final_offers"}
        assert "final_offers_not_shown" in refusals(evaluating, facts("consultation", bids_valid=3))

    def test_calls_all_who_conform_once_the_group_has_voted(self) -> None:
        calling = step("negotiation", "call_final_offers", "negotiating")
        assert not refusals(calling, facts("negotiation", conforming=3, offers_called=True))
        assert refusals(calling, facts("negotiation", conforming=3)) == {"not_called_by_group"}
        assert refusals(calling, facts("negotiation", conforming=2, offers_called=True)) == {"too_few_called"}

    @given(conforming=st.none() | st.integers(0, 5), shown=st.none() | st.integers(0, 5))
    def test_goes_on_or_ends_with_what_the_group_found_and_suppliers_showed(
        self, conforming: int | None, shown: int | None
    ) -> None:
        known = facts("negotiation", conforming=conforming, offers_called=True, final_offers=shown)
        calls, ends = (
            not refusals(step("negotiation", name, "negotiating"), known)
            for name in ("call_final_offers", "fail_talks")
        )
        assert (calls, ends) == ((conforming or 0) >= 3, conforming is not None and conforming < 3)
        goes_on, fails = (
            not refusals(step("negotiation", name, "quoting"), known)
            for name in ("evaluate", "fail_final_offers")
        )
        assert (goes_on, fails) == ((shown or 0) >= 3, shown is not None and shown < 3)


def suppliers(count: int) -> tuple[str, ...]:
    return tuple(f"91370200MA0DEMX{n}Y" for n in range(10, 10 + count))


class TestPrequalification:
    @pytest.mark.parametrize("method", ["open_prequalified", "invited"])
    @given(passed=st.integers(0, 6), unreviewed=st.integers(0, 2))
    def test_passes_or_fails_once_all_are_reviewed(self, method: str, passed: int, unreviewed: int) -> None:
        known = facts(method, passed=passed, unreviewed=unreviewed)
        passes = not refusals(step(method, "pass_prequalification", "prequalifying"), known)
        fails = not refusals(step(method, "fail_prequalification", "prequalifying"), known)
        assert (passes, fails) == ((False, False) if unreviewed else (passed >= 3, passed < 3))


class TestDraw:
    drawing = step("invited", "draw", "intended")

    @pytest.mark.parametrize(
        ("pool", "drawn", "witnesses", "codes"),
        [
            (6, 3, 2, set()),
            (5, 3, 2, {"pool_too_small"}),
            (6, 2, 2, {"too_few_drawn"}),
            (6, 3, 1, {"too_few_witnesses"}),
        ],
    )
    def test_takes_three_from_twice_as_many_before_two_witnesses(
        self, pool: int, drawn: int, witnesses: int, codes: set[str]
    ) -> None:
        data = Draw(pool=pool, suppliers=suppliers(drawn), witnesses=witnesses, record="抽签")
        assert refusals(self.drawing, facts("invited", has_tender_document=True, data=data)) == codes

    def test_needs_no_double_pool_after_a_prequalification_notice(self) -> None:
        data = Draw(pool=4, suppliers=suppliers(3), witnesses=2, record="抽签")
        drawing, source = step("invited", "draw", "pooled"), {"source": "notice"}
        assert refusals(drawing, facts("invited", source, passed=4, data=data)) == set()
        assert refusals(drawing, facts("invited", source, passed=3, data=data)) == {
            "drawn_beyond_those_who_passed"
        }

    def test_takes_nobody_twice(self) -> None:
        data = Draw(pool=8, suppliers=(*suppliers(2), *suppliers(1)), witnesses=2, record="抽签")
        known = facts("invited", has_tender_document=True, data=data)
        assert refusals(self.drawing, known) == {"too_few_drawn"}


class TestDecide:
    def test_follows_the_rank_or_gives_a_reason(self) -> None:
        confirming = step("open", "confirm", "deciding")
        silent, reasoned = Decision(), Decision(reason="排名第一的被查实串通")
        assert not refusals(confirming, facts("open", has_winner=True, winner_rank=1, data=silent))
        assert refusals(confirming, facts("open", has_winner=True, winner_rank=2, data=silent)) == {
            "not_in_order"
        }
        assert not refusals(confirming, facts("open", has_winner=True, winner_rank=2, data=reasoned))

    def test_is_silence_after_five_working_days(self) -> None:
        silence = step("open", "confirm_by_silence", "deciding")
        assert silence.by is CLOCK and [limit.name for limit in silence.after] == ["decision"]
        assert str(silence.law) == "《政府采购货物和服务招标投标管理办法》第68条第4款"

    def test_lets_an_agency_deliver_its_report_first(self) -> None:
        agency, own = (
            step("open", name, "evaluating") for name in ("finish_evaluation", "finish_own_evaluation")
        )
        known: dict[str, Any] = {"has_winner": True, "bids_valid": 3}
        assert not refusals(agency, facts("open", has_agency=True, **known))
        assert refusals(own, facts("open", has_agency=True, **known)) == {"has_agency"}
        assert refusals(agency, facts("open", **known)) == {"no_agency"}

    def test_does_not_pay_more_than_the_budget(self) -> None:
        finishing = step("open", "finish_own_evaluation", "evaluating")
        known = facts("open", has_winner=True, bids_valid=3, price=Decimal("1800000.01"))
        assert refusals(finishing, known) == {"price_over_budget"}

    def test_signs_at_the_award_price(self) -> None:
        signing = step("open", "sign_contract", "awarded")
        data = ContractSigned(contract_number="1", price=Decimal(1700000), signed_on=date(2026, 5, 6))
        assert not refusals(signing, facts("open", price=Decimal("1700000"), data=data))
        assert refusals(signing, facts("open", price=Decimal("1699999"), data=data)) == {
            "contract_price_differs"
        }

    def test_goes_to_the_next_candidate_only_if_there_is_one(self) -> None:
        choosing = step("open", "choose_next", "set_aside")
        assert not refusals(choosing, facts("open", candidates=2))
        assert refusals(choosing, facts("open", candidates=1))


class TestParticulars:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("low_price_mean", "0.49"),
            ("low_price_next", "0.66"),
            ("low_price_ceiling", "0.44"),
            ("budget", "0"),
        ],
    )
    def test_refuse_what_the_law_does_not_leave_open(self, name: str, value: str) -> None:
        with pytest.raises(Invalid) as refused:
            facts("open", lot={name: value})
        assert list(refused.value.fields) == [name]

    def test_raise_the_marks_of_low_prices_up_to_65_percent(self) -> None:
        assert facts("open", lot={"low_price_mean": "0.65"}).lot.low_price_mean == Decimal("0.65")
        assert facts("open").lot.low_price_ceiling == Decimal("0.45")
