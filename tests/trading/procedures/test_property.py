"""The property procedures and the deals that run elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from foundation import days
from foundation.days import Count, Unit
from trading import particulars
from trading.law import property_limits as limits
from trading.law.facts import Facts
from trading.law.grammar import Limit, Phase, Procedure, Step
from trading.law.inputs import ContractSigned, Paid
from trading.law.property_inputs import FirstPayment, NewTerms
from trading.law.property_notices import NOTICE_KINDS
from trading.law.soundness import notices, problems
from trading.procedures import (
    external,
    property_agreement_transfer,
    property_asset_transfer,
    property_capital_increase,
    property_equity_transfer,
    property_lease,
)

EQUITY = property_equity_transfer.PROCEDURES[0]
ASSET = property_asset_transfer.PROCEDURES[0]
CAPITAL = property_capital_increase.PROCEDURES[0]
LEASE = property_lease.PROCEDURES[0]
BY_AGREEMENT = property_agreement_transfer.PROCEDURES[0]
PUBLIC = (EQUITY, ASSET, CAPITAL, LEASE)
ALL = (*PUBLIC, BY_AGREEMENT)
NOTICES = Path(__file__).parents[4] / "shared" / "data" / "notices"

DEAL = {
    "decision": "董事会决议〔2026〕3号",
    "approving_authority": "青岛市国资委",
    "on_no_buyer": "change",
    "contact": "转让方联系人 0532-00000000",
    "competition": "online_ascending",
}
EQUITY_DEAL = DEAL | {"control_passes": False}
VALUED = {
    "valuation": "12000000.00",
    "valuation_number": "青国资评备〔2026〕5号",
    "valued_on": "2025-12-31",
    "floor_price": "12000000.00",
    "deposit": "3600000.00",
    "region": "山东省青岛市",
}
EQUITY_LOT = VALUED | {
    "company": "示例国际贸易有限公司",
    "company_code": "91370200MA00000000",
    "share": "34",
    "industry": "批发业",
    "employees": 21,
    "allocated_land": False,
    "net_assets": "30000000.00",
    "audited_year": 2025,
    "shareholders": "示例集团 34%；示例投资 66%",
    "priority": "waived",
}
ASSET_LOT = VALUED | {
    "asset_type": "real_estate",
    "description": "房产一处",
    "quantity": "1200 平方米",
    "encumbrances": "无",
}
CAPITAL_DEAL = {k: v for k, v in DEAL.items() if k != "competition"} | {"selection": "evaluation"}
CAPITAL_LOT = {
    "company": "示例科技有限公司",
    "company_code": "91370200MA00000000",
    "registered_capital": "50000000.00",
    "valuation": "80000000.00",
    "valuation_number": "青国资评备〔2026〕6号",
    "valued_on": "2025-12-31",
    "amount_sought": "40000000.00",
    "share_offered": "20",
    "floor_unit_price": "1.6",
    "deposit": "12000000.00",
    "use_of_funds": "扩大产能",
    "investor_requirements": "境内企业法人",
    "selection_criteria": "报价、产业协同",
}
LEASE_LOT = {
    "asset_type": "real_estate",
    "description": "沿街商铺",
    "quantity": "80 平方米",
    "region": "山东省青岛市",
    "use": "商业",
    "term_months": 36,
    "valuation": "360000.00",
    "floor_price": "360000.00",
    "deposit": "30000.00",
}
AGREEMENT_DEAL = {
    "ground": "internal_reorganisation",
    "price_basis": "valuation",
    "decision": "集团决议〔2026〕1号",
    "approving_authority": "示例集团",
    "buyer": "示例集团子公司",
    "buyer_code": "91370200MA00000001",
    "buyer_is_state": True,
}
AGREEMENT_LOT = {
    "company": "示例物业有限公司",
    "company_code": "91370200MA00000000",
    "share": "100",
    "basis_value": "9000000.00",
    "basis_number": "青国资评备〔2026〕7号",
}
EXAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    EQUITY.key: (EQUITY_DEAL, EQUITY_LOT),
    ASSET.key: (DEAL, ASSET_LOT),
    CAPITAL.key: (CAPITAL_DEAL, CAPITAL_LOT),
    LEASE.key: (DEAL, LEASE_LOT),
    BY_AGREEMENT.key: (AGREEMENT_DEAL, AGREEMENT_LOT),
}


def facts(
    procedure: Procedure, deal: dict[str, Any] | None = None, lot: dict[str, Any] | None = None, **known: Any
) -> Facts:
    example = EXAMPLES[procedure.key]
    return Facts(
        at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        particulars=particulars.parse(procedure.particulars, example[0] | (deal or {})),
        lot=particulars.parse(procedure.lot_particulars, example[1] | (lot or {})),
        **known,
    )


def step(procedure: Procedure, name: str, source: str) -> Step:
    found = procedure.step(name, source=source)
    assert found is not None, (procedure.key, name, source)
    return found


def codes(procedure: Procedure, name: str, source: str, known: Facts) -> list[str]:
    return [r.code for guard in step(procedure, name, source).guards if (r := guard(known))]


def opened(procedure: Procedure, name: str, source: str) -> dict[str, Limit]:
    return {limit.name: limit for limit in step(procedure, name, source).opens}


def notice(name: str) -> dict[str, Any]:
    path = NOTICES / name
    if not path.exists():
        pytest.skip(f"needs ../shared/data/notices/{name}")
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


class TestTables:
    @pytest.mark.parametrize("procedure", (*ALL, *external.PROCEDURES), ids=lambda p: p.key)
    def test_are_sound(self, procedure: Procedure) -> None:
        assert problems(procedure, templates=NOTICE_KINDS) == []

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_take_the_example_particulars_and_give_them_back(self, procedure: Procedure) -> None:
        for cls, raw in zip(
            (procedure.particulars, procedure.lot_particulars), EXAMPLES[procedure.key], strict=True
        ):
            stored = particulars.dump(particulars.parse(cls, raw))
            assert particulars.parse(cls, stored) == particulars.parse(cls, raw)
            assert raw.items() <= stored.items()

    def test_name_every_kind_of_notice_and_no_other(self) -> None:
        assert set().union(*(notices(p) for p in ALL)) == set(NOTICE_KINDS)

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_announce_with_the_whole_deal_and_begin_as_drafts(self, procedure: Procedure) -> None:
        assert procedure.initial == "draft"
        found = [s for s in procedure.steps if s.name == "announce"]
        assert found
        assert all(s.whole_deal and s.notice for s in found)

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_publish_nothing_from_or_into_preparation(self, procedure: Procedure) -> None:
        for s in procedure.steps:
            states = (*map(procedure.state, s.sources), procedure.state(s.target))
            if s.notice and s.name not in ("announce", "disclose"):
                assert all(state.phase is not Phase.PREPARING for state in states), s

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_can_be_stopped_by_the_supervisor_and_left_from_every_state(self, procedure: Procedure) -> None:
        for state in procedure.states:
            if not state.final:
                names = {s.name for s in procedure.steps_from(state.name)}
                assert "invalidate" in names
                assert len(names & {"terminate", "cancel_sale"}) == 1, state.name
        assert all(
            s.despite_hold and s.by is Role.SUPERVISOR for s in procedure.steps if s.name == "invalidate"
        )


class TestLimits:
    """Each number beside its article, as in the reference table P01-P10."""

    @pytest.mark.parametrize(
        ("code", "limit", "length", "unit", "floor", "article"),
        [
            ("P01", limits.PRE_DISCLOSURE, 20, Unit.WORKING_DAYS, True, "13"),
            ("P01", limits.PRE_DISCLOSURE_START, 10, Unit.WORKING_DAYS, False, "13"),
            ("P02", limits.DISCLOSURE, 20, Unit.WORKING_DAYS, True, "13"),
            ("P03", limits.SMALL_ASSET_DISCLOSURE, 10, Unit.WORKING_DAYS, True, "50"),
            ("P03", limits.ASSET_DISCLOSURE, 20, Unit.WORKING_DAYS, True, "50"),
            ("P05", limits.REDISCLOSURE, 20, Unit.WORKING_DAYS, True, "18"),
            ("P06", limits.TWELVE_MONTHS, 12, Unit.MONTHS, False, "19"),
            ("P07", limits.PAYMENT, 5, Unit.WORKING_DAYS, False, "28"),
            ("P07", limits.BALANCE, 1, Unit.YEARS, False, "28"),
            ("P08", limits.RESULT_NOTICE, 5, Unit.WORKING_DAYS, True, "29"),
            ("P09", limits.DEPOSIT_REFUND, 3, Unit.WORKING_DAYS, False, ""),
            ("P10", limits.CAPITAL_DISCLOSURE, 40, Unit.WORKING_DAYS, True, "39"),
        ],
    )
    def test_are_the_numbers_of_the_law(
        self, code: str, limit: Limit, length: int, unit: Unit, floor: bool, article: str
    ) -> None:
        assert (limit.length, limit.unit, limit.at_least is not None, limit.law.number) == (
            length,
            unit,
            floor,
            article,
        ), code

    def test_keep_one_home_for_the_deadline(self) -> None:
        for procedure in PUBLIC:
            assert procedure.bidding is not None
            first = [s for s in procedure.steps if s.target in ("disclosed", "extended", "repriced")]
            assert len(first) >= 3
            assert all(any(o.name == procedure.bidding.name for o in s.opens) for s in first)

    def test_disclose_each_method_for_its_own_time(self) -> None:
        assert opened(EQUITY, "announce", "formal_review")["disclosure"].at_least == 20
        assert opened(ASSET, "announce", "formal_review")["disclosure"].at_least == 20
        assert opened(ASSET, "announce", "formal_review_small")["disclosure"].at_least == 10
        assert opened(CAPITAL, "announce", "formal_review")["disclosure"].at_least == 40
        for procedure in (EQUITY, ASSET, LEASE):
            assert opened(procedure, "reprice", "closed")["disclosure"].at_least == 20
            assert opened(procedure, "extend", "closed")["disclosure"].at_least == 5

    def test_disclose_new_capital_for_forty_days_in_all_either_way(self) -> None:
        before = opened(CAPITAL, "announce", "approved")["pre_disclosure"].length
        after = opened(CAPITAL, "disclose", "review_after_pre_disclosure")["disclosure"].length
        assert (before, after, before + after) == (20, 20, 40)

    def test_bound_the_deposit_by_thirty_per_cent(self) -> None:
        assert {p.deposit.at_most_share for p in PUBLIC if p.deposit} == {Decimal("0.3")}
        assert [p.deposit.base for p in PUBLIC if p.deposit] == [
            "floor_price",
            "floor_price",
            "amount_sought",
            "floor_price",
        ]

    def test_pause_every_disclosure_while_the_deal_is_suspended(self) -> None:
        assert all(
            o.stops
            for p in PUBLIC
            for s in p.steps
            for o in s.opens
            if o.name in ("disclosure", "pre_disclosure")
        )

    def test_count_as_the_stricter_practice_does(self) -> None:
        found = notice("property_equity_hainan34.json")
        start, end = (
            date.fromisoformat(found["listing_start"][:10]),
            date.fromisoformat(found["listing_end"][:10]),
        )
        limit = limits.DISCLOSURE
        # That exchange counted the day of publication; we do not, so that ours ends a working day later.
        assert days.earliest_end(start, limit.length, limit.unit, Count.INCLUDE_FIRST).day == end
        assert days.earliest_end(start, limit.length, limit.unit, limit.count).day == date(2025, 1, 21)

    def test_return_deposits_as_soon_as_a_real_notice_promised(self) -> None:
        found = notice("property_deposit_terms_neimeng.json")
        assert f"{limits.DEPOSIT_REFUND.length}个工作日内全额返还" in found["refund"]
        assert f"{limits.CONTRACT.length}个工作日内未签合同" in found["forfeit"][1]


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
            data = ContractSigned(contract_number="1", price=Decimal(price), signed_on=date(2026, 5, 1))
            assert codes(BY_AGREEMENT, "sign_contract", "approved", facts(BY_AGREEMENT, data=data)) == refused

    def test_is_private_until_its_result(self) -> None:
        quiet = {s.name for s in BY_AGREEMENT.states if s.phase is Phase.PREPARING}
        assert quiet == {"draft", "approved", "contracted", "settled", "certified"}


class TestExternal:
    @pytest.mark.parametrize("procedure", external.PROCEDURES, ids=lambda p: p.key)
    def test_reports_forward_only_from_any_earlier_state(self, procedure: Procedure) -> None:
        order = [s.name for s in procedure.states]
        assert procedure.initial == "received"
        for s in procedure.steps:
            assert s.roles == (Role.EXCHANGE,)
            assert s.name == f"report_{s.target}"
            earlier = {
                name
                for name in order
                if order.index(name) < order.index(s.target) and not procedure.state(name).final
            }
            assert set(s.sources) == earlier
        assert {s.target for s in procedure.steps} == set(order[1:])

    def test_serves_every_family(self) -> None:
        assert [p.kind for p in external.PROCEDURES] == ["construction", "land", "procurement", "property"]
        assert {p.method for p in external.PROCEDURES} == {"external"}

    def test_shows_each_public_phase_once(self) -> None:
        phases = [s.phase for s in external.STATES]
        assert phases == [p for p in Phase if p is not Phase.SUSPENDED]

    def test_needs_little(self) -> None:
        found = particulars.parse(
            external.ExternalParticulars, {"source_system": "suaee", "native_number": "R32026SH1000004"}
        )
        assert found.budget is None
        assert particulars.parse(external.ExternalLot, {}).winner == ""
        lot = {"winner": "甲公司", "award_amount": "4800000.00", "awarded_on": "2026-03-16"}
        assert lot.items() <= particulars.dump(particulars.parse(external.ExternalLot, lot)).items()
