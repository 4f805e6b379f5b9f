"""Property deals: from the approval to the end of the disclosure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from tests.trading.procedures.property_cases import (
    ASSET,
    CAPITAL,
    EQUITY,
    LEASE,
    PUBLIC,
    codes,
    facts,
    opened,
    step,
)
from trading.law import property_limits as limits
from trading.law.procedure import Procedure
from trading.law.property_inputs import NewTerms


class TestPreDisclosure:
    @given(st.booleans(), st.booleans())
    def test_comes_first_exactly_when_control_passes_or_the_seller_chose_it(
        self, control: bool, chosen: bool
    ) -> None:
        known = facts(EQUITY, {"control_passes": control, "pre_disclosure": chosen})
        assert (codes(EQUITY, "approve_change_of_control", "draft", known) == []) == control
        assert (codes(EQUITY, "approve", "draft", known) == []) == (not control)
        first = codes(EQUITY, "announce", "approved", known) == []
        direct = codes(EQUITY, "submit_formal", "approved", known) == []
        at_once = codes(EQUITY, "announce", "formal_review", known) == []
        assert (first, direct, at_once) == (
            control or chosen,
            not (control or chosen),
            not (control or chosen),
        )

    def test_is_due_within_ten_working_days_only_when_control_passes(self) -> None:
        assert opened(EQUITY, "approve_change_of_control", "draft") == {
            "pre_disclosure_start": limits.PRE_DISCLOSURE_START
        }
        assert opened(EQUITY, "approve", "draft") == {}
        assert step(EQUITY, "announce", "pre_disclosure_due").due == limits.PRE_DISCLOSURE_START
        assert EQUITY.step("submit_formal", source="pre_disclosure_due") is None

    def test_is_over_before_the_formal_application(self) -> None:
        assert step(EQUITY, "submit_formal", "pre_disclosed").after == (limits.PRE_DISCLOSURE,)

    def test_needs_what_is_to_be_said_of_managers_who_buy(self) -> None:
        assert codes(EQUITY, "announce", "formal_review", facts(EQUITY, {"managers_intend": True})) == [
            "managers_not_disclosed"
        ]
        said = facts(EQUITY, {"managers_intend": True, "managers_disclosure": "总经理拟参与受让"})
        assert codes(EQUITY, "announce", "formal_review", said) == []


class TestFormalDisclosure:
    @given(st.decimals(1, 20_000_000, places=2))
    def test_of_an_asset_takes_one_of_two_ways_by_its_value(self, floor: Decimal) -> None:
        known = facts(ASSET, lot={"floor_price": str(floor), "valuation": str(floor), "deposit": "0.00"})
        large, small = (
            codes(ASSET, name, "approved", known) == [] for name in ("submit_formal", "submit_formal_small")
        )
        assert (large, small) == (floor >= 10_000_000, floor < 10_000_000)
        assert (codes(ASSET, "announce", "formal_review", known) == []) == large
        assert (codes(ASSET, "announce", "formal_review_small", known) == []) == small

    @pytest.mark.parametrize("procedure", [EQUITY, ASSET, LEASE], ids=lambda p: p.key)
    def test_refuses_a_first_floor_price_below_the_valuation(self, procedure: Procedure) -> None:
        value = facts(procedure).lot.valuation
        low = facts(procedure, lot={"floor_price": str(value - Decimal("0.01")), "deposit": "0.00"})
        source = "formal_review"
        assert "floor_below_valuation" in codes(procedure, "announce", source, low)
        assert codes(procedure, "announce", source, facts(procedure)) == []

    def test_prices_new_capital_by_its_valued_net_assets(self) -> None:
        assert codes(CAPITAL, "announce", "formal_review", facts(CAPITAL)) == []
        low = facts(CAPITAL, lot={"floor_unit_price": "1.599999"})
        assert codes(CAPITAL, "announce", "formal_review", low) == ["floor_below_valuation"]

    @pytest.mark.parametrize(
        ("deposit", "refused"), [("3600000.00", []), ("3600000.01", ["deposit_too_high"])]
    )
    def test_refuses_a_deposit_above_thirty_per_cent(self, deposit: str, refused: list[str]) -> None:
        assert codes(EQUITY, "announce", "formal_review", facts(EQUITY, lot={"deposit": deposit})) == refused

    def test_refuses_requirements_of_the_buyer_without_a_ground(self) -> None:
        bare = {"buyer_requirements": "注册资本不低于1亿元"}
        assert codes(EQUITY, "announce", "formal_review", facts(EQUITY, lot=bare)) == [
            "requirements_without_ground"
        ]
        assert (
            codes(
                EQUITY,
                "announce",
                "formal_review",
                facts(EQUITY, lot=bare | {"requirements_ground": "备案〔2026〕1号"}),
            )
            == []
        )


class TestEndOfDisclosure:
    @given(st.integers(0, 5), st.integers(0, 5), st.none() | st.integers(0, 5))
    def test_leads_by_the_number_of_eligible_buyers(
        self, qualified: int, unpaid: int, told: int | None
    ) -> None:
        known = facts(
            EQUITY,
            registered=qualified + unpaid,
            qualified=qualified,
            deposits_missing=unpaid,
            prequalified=told,
        )
        eligible = qualified if told is None else told
        expected = {0: {"extend", "lapse", "end_unsold"}, 1: {"negotiate"}}.get(eligible, {"compete"})
        assert {name for name in self.WAYS_ON if codes(EQUITY, name, "closed", known) == []} == expected

    def test_leads_to_the_only_buyer_who_is_left_of_those_who_were_to_compete(self) -> None:
        left = facts(EQUITY, registered=1, qualified=1)
        assert codes(EQUITY, "negotiate", "competing", left) == []
        over = facts(EQUITY, registered=1, qualified=1, bids_valid=2)
        assert codes(EQUITY, "negotiate", "competing", over) == ["outcome_known"]

    WAYS_ON = ("extend", "lapse", "end_unsold", "negotiate", "compete")

    @given(st.integers(0, 5), st.integers(1, 5))
    def test_waits_until_every_registration_is_examined(self, qualified: int, pending: int) -> None:
        known = facts(EQUITY, registered=qualified + pending, qualified=qualified)
        assert all("registrations_pending" in codes(EQUITY, name, "closed", known) for name in self.WAYS_ON)

    def test_leaves_the_register_open_as_long_as_the_terms_are_disclosed(self) -> None:
        for procedure in PUBLIC:
            rule = procedure.registration
            assert rule is not None
            assert (rule.until, rule.reviewed_by) == (procedure.bidding, Role.CENTRE)
            assert set(rule.states) == {
                s for st_ in procedure.steps for s in st_.sources if st_.name == "close"
            }

    def test_extends_itself_only_as_announced_and_if_nobody_registered(self) -> None:
        announced = {"auto_extend": True}
        assert codes(EQUITY, "extend_automatically", "closed", facts(EQUITY, announced)) == []
        assert codes(EQUITY, "extend_automatically", "closed", facts(EQUITY, announced, registered=1)) == [
            "buyers_registered"
        ]
        assert codes(EQUITY, "extend_automatically", "closed", facts(EQUITY)) == ["no_automatic_extension"]

    def test_lapses_after_twelve_months_and_is_not_extended_after(self) -> None:
        for procedure in (EQUITY, ASSET, LEASE, CAPITAL):
            assert step(procedure, "lapse", "closed").after == (limits.TWELVE_MONTHS,)
            assert procedure.state("lapsed").rerun
            for name in ("extend", "extend_automatically"):
                assert step(procedure, name, "closed").during == (limits.TWELVE_MONTHS,)
        assert step(EQUITY, "reprice", "closed").during == (limits.TWELVE_MONTHS,)
        assert CAPITAL.step("reprice", source="closed") is None

    @pytest.mark.parametrize(
        ("floor", "consent", "refused"),
        [
            ("10800000.00", "", []),
            ("10799999.99", "", ["no_consent"]),
            ("10799999.99", "青国资〔2026〕9号", []),
            ("12000000.00", "", ["nothing_changed"]),
        ],
    )
    def test_lowers_the_price_below_ninety_per_cent_only_with_consent(
        self, floor: str, consent: str, refused: list[str]
    ) -> None:
        known = replace(facts(EQUITY), data=NewTerms(floor_price=Decimal(floor), consent_number=consent))
        assert codes(EQUITY, "reprice", "closed", known) == refused

    def test_may_change_terms_alone(self) -> None:
        terms = NewTerms(floor_price=Decimal(12_000_000), changed_terms="付款期限变更")
        assert codes(EQUITY, "reprice", "closed", replace(facts(EQUITY), data=terms)) == []
