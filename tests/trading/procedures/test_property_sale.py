"""Property deals: from the buyer to the last payment, and transfers by agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from foundation.days import Unit
from tests.trading.procedures.property_cases import (
    ASSET,
    BY_AGREEMENT,
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
from trading.law.grammar import Phase
from trading.law.inputs import ContractSigned, Paid
from trading.law.procedure import Procedure
from trading.law.property_inputs import AgreementSigned, FirstPayment, InvestorChosen


def signed(price: str, buyer: str = "示例集团子公司") -> AgreementSigned:
    return AgreementSigned(contract_number="1", price=Decimal(price), signed_on=date(2026, 5, 1), buyer=buyer)


class TestInvestor:
    @pytest.mark.parametrize(
        ("chosen", "refused"),
        [
            (InvestorChosen(), []),
            (InvestorChosen(candidate=2), ["no_reason"]),
            (InvestorChosen(candidate=2, reason="产业协同"), []),
            (InvestorChosen(candidate=3, reason="产业协同"), ["no_such_investor"]),
        ],
    )
    @pytest.mark.parametrize("source", ["selecting", "opening"])
    def test_is_chosen_by_the_board_among_the_candidates(
        self, source: str, chosen: InvestorChosen, refused: list[str]
    ) -> None:
        known = facts(CAPITAL, has_winner=True, candidates=2, data=chosen)
        assert codes(CAPITAL, "confirm_buyer", source, known) == refused

    def test_is_known_once_the_offers_are_open(self) -> None:
        sealed = facts(CAPITAL, prequalified=1, sealed_stages=(1,), bids_received=1, has_winner=True)
        assert codes(CAPITAL, "select", "closed", sealed) == ["bids_under_seal"]
        assert codes(CAPITAL, "open_offers", "closed", sealed) == []
        for name in ("confirm_buyer", "fail"):
            assert "bids_sealed" in codes(CAPITAL, name, "opening", sealed)


class TestBuyer:
    @pytest.mark.parametrize("source", ["agreement", "competing"])
    @pytest.mark.parametrize(
        ("known", "refused"),
        [
            ({"has_winner": True, "price": Decimal(12_000_000)}, []),
            ({"has_winner": True, "price": Decimal("11999999.99")}, ["price_below_floor"]),
            ({"has_winner": True}, ["price_below_floor"]),
            ({}, ["no_winner", "price_below_floor"]),
            ({"has_winner": True, "price": Decimal(13_000_000), "open_objections": 1}, ["open_dispute"]),
        ],
    )
    def test_is_confirmed_at_or_above_the_floor(
        self, source: str, known: dict[str, Any], refused: list[str]
    ) -> None:
        assert codes(EQUITY, "confirm_buyer", source, facts(EQUITY, **known)) == refused

    @pytest.mark.parametrize("right", ["none", "waived", "on_site", "off_site"])
    def test_is_known_at_once_unless_somebody_outside_has_a_prior_right(self, right: str) -> None:
        known = facts(EQUITY, lot={"priority": right}, has_winner=True, price=Decimal(12_000_000))
        assert (codes(EQUITY, "confirm_buyer", "competing", known) == []) == (right != "off_site")
        assert (codes(EQUITY, "ask_priority_holders", "competing", known) == []) == (right == "off_site")
        # Under seal nobody could take a price while it formed: whoever would have is asked once the offers are open.
        asked = right in ("off_site", "on_site")
        assert (codes(EQUITY, "confirm_buyer", "opening", known) == []) == (not asked)
        assert (codes(EQUITY, "ask_priority_holders", "opening", known) == []) == asked

    def test_waits_for_the_holders_as_long_as_their_law_says(self) -> None:
        waits = {
            p.key: opened(p, "ask_priority_holders", "competing")["priority_reply"]
            for p in (EQUITY, ASSET, LEASE)
        }
        assert [(w.at_least, w.unit, w.law.statute.code, w.practice) for w in waits.values()] == [
            (30, Unit.DAYS, "company", False),
            (15, Unit.DAYS, "civil_code", False),
            (15, Unit.DAYS, "civil_code", True),
        ]
        assert step(EQUITY, "priority_lapses", "priority_asked").roles == (Role.CLOCK,)

    def test_is_not_found_when_the_competition_had_no_winner(self) -> None:
        assert codes(EQUITY, "fail", "competing", facts(EQUITY, bids_valid=0)) == []
        assert codes(EQUITY, "fail", "competing", facts(EQUITY)) == ["has_winner"]
        assert EQUITY.state("unsold").rerun


class TestSettlement:
    def signed(self, price: str) -> ContractSigned:
        return ContractSigned(contract_number="1", price=Decimal(price), signed_on=date(2026, 5, 1))

    def test_keeps_the_price_of_the_competition(self) -> None:
        known = facts(EQUITY, price=Decimal(100))
        assert codes(EQUITY, "sign_contract", "buyer_known", replace(known, data=self.signed("100.00"))) == []
        assert codes(EQUITY, "sign_contract", "buyer_known", replace(known, data=self.signed("99.99"))) == [
            "contract_price_differs"
        ]

    @pytest.mark.parametrize(
        ("amount", "allowed", "lump", "first"),
        [
            ("100.00", True, [], ["first_payment_too_small"]),
            ("99.99", True, ["not_paid_in_full"], []),
            ("30.00", True, ["not_paid_in_full"], []),
            ("29.99", True, ["not_paid_in_full"], ["first_payment_too_small"]),
            ("30.00", False, ["not_paid_in_full"], ["no_instalments"]),
        ],
    )
    def test_takes_the_price_at_once_or_thirty_per_cent_first(
        self, amount: str, allowed: bool, lump: list[str], first: list[str]
    ) -> None:
        paid = FirstPayment(
            amount=Decimal(amount),
            paid_on=date(2026, 5, 6),
            voucher="1",
            guarantee="银行保函",
            interest_rate=Decimal("3.1"),
        )
        known = facts(EQUITY, {"instalments": allowed}, contract_price=Decimal(100), data=paid)
        assert codes(EQUITY, "pay", "contracted", known) == lump
        assert codes(EQUITY, "pay_first", "contracted", known) == first

    @pytest.mark.parametrize(("amount", "refused"), [("60.00", []), ("59.99", [1]), ("60.01", [1])])
    def test_takes_all_that_is_left_as_the_balance_within_a_year(
        self, amount: str, refused: list[int]
    ) -> None:
        data = Paid(amount=Decimal(amount), paid_on=date(2027, 5, 6), voucher="2")
        known = facts(EQUITY, contract_price=Decimal(100), amount_paid=Decimal(40), data=data)
        assert codes(EQUITY, "pay_balance", "balance_due", known) == ["balance_differs"] * len(refused)
        assert step(EQUITY, "pay_balance", "balance_due").due == limits.BALANCE

    def test_takes_a_first_rent_within_the_contract(self) -> None:
        for amount, refused in (("360.00", []), ("0.00", [1]), ("360.01", [1])):
            data = Paid(amount=Decimal(amount), paid_on=date(2026, 5, 6), voucher="2")
            known = facts(LEASE, contract_price=Decimal(360), data=data)
            assert codes(LEASE, "pay", "contracted", known) == ["rent_exceeds_contract"] * len(refused)

    def test_of_an_agreement_is_in_full(self) -> None:
        data = Paid(amount=Decimal(99), paid_on=date(2026, 5, 6), voucher="2")
        known = facts(BY_AGREEMENT, contract_price=Decimal(100), data=data)
        assert codes(BY_AGREEMENT, "pay", "contracted", known) == ["not_paid_in_full"]

    def test_sells_assets_for_one_sum(self) -> None:
        assert ASSET.step("pay_first", source="contracted") is None

    @pytest.mark.parametrize("procedure", PUBLIC, ids=lambda p: p.key)
    def test_goes_from_contract_over_payment_and_certificate_to_the_notice(
        self, procedure: Procedure
    ) -> None:
        state = "buyer_known"
        for name in ("sign_contract", "pay", "issue_certificate", "publish_result", "complete"):
            state = step(procedure, name, state).target
        assert procedure.state(state).phase is Phase.CONCLUDED

    def test_does_not_hold_the_notice_back_for_the_balance(self) -> None:
        state = "contracted"
        for name in (
            "pay_first",
            "issue_certificate",
            "publish_result",
            "close_result_notice",
            "pay_balance",
        ):
            state = step(EQUITY, name, state).target
        assert state == "completed"


class TestAgreementTransfer:
    def test_is_for_state_companies_only(self) -> None:
        assert codes(BY_AGREEMENT, "approve", "draft", facts(BY_AGREEMENT)) == []
        assert codes(BY_AGREEMENT, "approve", "draft", facts(BY_AGREEMENT, {"buyer_is_state": False})) == [
            "buyer_not_state"
        ]

    def test_is_priced_by_net_assets_within_a_group_only(self) -> None:
        outside = {"ground": "key_reorganisation", "price_basis": "net_assets"}
        assert codes(BY_AGREEMENT, "approve", "draft", facts(BY_AGREEMENT, outside)) == [
            "net_assets_not_allowed"
        ]
        assert (
            codes(BY_AGREEMENT, "approve", "draft", facts(BY_AGREEMENT, {"price_basis": "net_assets"})) == []
        )

    def test_is_not_cheaper_than_its_basis(self) -> None:
        for price, refused in (("9000000.00", []), ("8999999.99", ["price_below_basis"])):
            data = signed(price)
            assert codes(BY_AGREEMENT, "sign_contract", "approved", facts(BY_AGREEMENT, data=data)) == refused

    def test_is_with_the_buyer_that_was_approved(self) -> None:
        data = signed("9000000.00", buyer="另一公司")
        known = facts(BY_AGREEMENT, data=data)
        assert codes(BY_AGREEMENT, "sign_contract", "approved", known) == ["other_buyer"]

    def test_is_private_until_its_result(self) -> None:
        quiet = {s.name for s in BY_AGREEMENT.states if s.phase is Phase.PREPARING}
        assert quiet == {"draft", "approved", "contracted", "settled", "certified"}
