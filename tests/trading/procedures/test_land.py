"""The land procedures: their numbers against the law, their editions, their guards, and the ways through them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from foundation.days import Unit
from foundation.errors import Invalid
from trading import particulars, registry
from trading.law import inputs, land, soundness
from trading.law.facts import Facts
from trading.law.grammar import Bound, Procedure, Step
from trading.law.land_particulars import Parcel, Use
from trading.law.statutes import LAND_ORDER_11, LAND_ORDER_39, LAND_SPEC_114
from trading.procedures.land_auction import AUCTION
from trading.procedures.land_listing import CURRENT, ORDER_11, ORDER_39
from trading.procedures.land_tender import TENDER

ALL = (CURRENT, ORDER_39, ORDER_11, AUCTION, TENDER)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)

DEAL: dict[str, Any] = {
    "announcement_number": "自然资经告字〔2026〕8号",
    "organiser_address": "市南区延安三路1号",
    "eligibility": "境内外自然人、法人和其他组织，失信被执行人除外",
    "application": "持数字证书登录交易系统提交申请",
    "document_access": "登录交易系统免费下载",
    "venue": "市公共资源交易中心",
    "bidding_method": "网上报价，每次加价为增价幅度的整数倍",
    "award_standard": "报价最高且不低于底价者得",
    "deposit_terms": "缴入系统生成的子账号，未竞得的5个工作日内退还",
    "platform_url": "https://trading.example",
    "contact": "孙工",
    "contact_phone": "0532-00000000",
}
# The figures of a listing of 2024: the deposit is a fifth of the start price, to the cent.
PARCEL: dict[str, Any] = {
    "parcel_number": "2026-8-1",
    "location": "双岛路东",
    "boundaries": "东至规划路，南至双岛路，西至河道，北至绿地",
    "area_m2": "64218",
    "current_state": "净地",
    "uses": [{"use": "residential", "term_years": 70}, {"use": "commercial", "term_years": 40}],
    "far_max": "1.5",
    "density_max": "0.20",
    "green_min": "0.35",
    "height_max_m": "60",
    "planning_document": "规条〔2026〕8号",
    "start_price": "187843500.00",
    "increment": "100000.00",
    "deposit": "37568700.00",
    "delivery_on": "2026-06-30",
    "start_by": "2026-12-31",
    "complete_by": "2029-12-31",
}
MORE: dict[str, dict[str, Any]] = {"tender": {"award_rule": "comprehensive", "jury_size": 5}}
TO_THE_DEAL = {
    "listing": ("open_listing", "ask", "start_limited", "end_limited", "declare_deal"),
    "auction": ("open_auction", "close", "declare_deal"),
    "tender": ("open_tender", "close", "record_opening", "declare_deal"),
}


def facts(
    procedure: Procedure = CURRENT,
    *,
    deal: dict[str, Any] | None = None,
    lot: dict[str, Any] | None = None,
    **known: Any,
) -> Facts:
    """Return facts of a deal with the example's particulars."""
    return Facts(
        at=AT,
        particulars=particulars.parse(
            procedure.particulars, DEAL | MORE.get(procedure.method, {}) | (deal or {})
        ),
        lot=particulars.parse(procedure.lot_particulars, PARCEL | (lot or {})),
        **{"has_tender_document": True, **known},
    )


def step(procedure: Procedure, name: str, source: str) -> Step:
    """Return a step that must be there."""
    found = procedure.step(name, source=source)
    assert found is not None, f"{procedure.key} has no step {name} from {source}"
    return found


def codes(taken: Step, known: Facts) -> set[str]:
    """Return the codes of what refuses the step."""
    return {refusal.code for guard in taken.guards if (refusal := guard(known))}


def walk(procedure: Procedure, *names: str) -> str:
    """Return the state in which the steps end, from the first state."""
    state = procedure.initial
    for name in names:
        state = step(procedure, name, state).target
    return state


class TestTables:
    """The tables of each procedure."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_hold_together(self, procedure: Procedure) -> None:
        assert soundness.problems(procedure, templates=land.NOTICE_KINDS) == []

    def test_know_no_notice_that_nobody_calls_for(self) -> None:
        assert set().union(*(soundness.notices(p) for p in ALL)) == set(land.NOTICE_KINDS)

    @pytest.mark.parametrize(
        ("code", "procedure", "limit", "bound", "length", "unit"),
        [
            ("L01", CURRENT, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L01", AUCTION, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L01", TENDER, "announcement", Bound.FLOOR, 20, Unit.DAYS),
            ("L02", CURRENT, "listing", Bound.FLOOR, 10, Unit.DAYS),
            # Twenty days and ten, less the two before the end of the listing.
            ("L02", CURRENT, "application", Bound.FLOOR, 20 + 10 - 2, Unit.DAYS),
            ("L04", CURRENT, "result", Bound.CEILING, 10, Unit.WORKING_DAYS),
            ("L05", CURRENT, "refund", Bound.CEILING, 5, Unit.WORKING_DAYS),
            ("L07", CURRENT, "contract", Bound.CEILING, 10, Unit.WORKING_DAYS),
            ("L07", CURRENT, "first_payment", Bound.CEILING, 1, Unit.MONTHS),
            ("L07", CURRENT, "payment", Bound.CEILING, 1, Unit.YEARS),
            ("practice", CURRENT, "inquiry", Bound.FLOOR, 4, Unit.MINUTES),
            ("practice", CURRENT, "countdown", Bound.FLOOR, 5, Unit.MINUTES),
            ("114", CURRENT, "amendment_lead", Bound.FLOOR, 20, Unit.DAYS),
        ],
    )
    def test_say_what_the_law_says(
        self, code: str, procedure: Procedure, limit: str, bound: Bound, length: int, unit: Unit
    ) -> None:
        found = procedure.limits()[limit]
        assert (found.bound, found.length, found.unit) == (bound, length, unit), code

    def test_bound_the_deposit(self) -> None:
        assert CURRENT.deposit is not None and CURRENT.deposit.at_least_share == Decimal("0.20")
        assert CURRENT.deposit.base == "start_price" and not CURRENT.deposit.interest


class TestEditions:
    """The listing's editions."""

    @pytest.mark.parametrize(
        ("day", "edition"),
        [
            (date(2002, 7, 1), ORDER_11),
            (date(2007, 10, 31), ORDER_11),
            (date(2007, 11, 1), ORDER_39),
            (date(2010, 3, 7), ORDER_39),
            (date(2010, 3, 8), CURRENT),
            (date(2026, 3, 2), CURRENT),
        ],
    )
    def test_follow_each_other_without_a_gap(self, day: date, edition: Procedure) -> None:
        assert registry.current("land", "listing", on=day) is edition

    def test_order_11_counted_working_days(self) -> None:
        listing = ORDER_11.limits()["listing"]
        assert (listing.length, listing.unit) == (10, Unit.WORKING_DAYS)
        assert ORDER_39.limits()["listing"].unit is Unit.DAYS

    def test_order_11_went_on_with_two(self) -> None:
        for edition, needed in ((ORDER_11, 2), (ORDER_39, 1), (CURRENT, 1)):
            go_on = step(edition, "start_limited", "asking")
            assert codes(go_on, Facts(at=AT, asked_for_limited_phase=needed)) == set()
            assert codes(go_on, Facts(at=AT, asked_for_limited_phase=needed - 1)) == {"nobody_goes_on"}

    def test_order_11_cites_nothing_later(self) -> None:
        later = {LAND_ORDER_39, LAND_SPEC_114}
        refusals = [
            g(facts(ORDER_11, lot={"has_reserve": True})) for g in step(ORDER_11, "announce", "priced").guards
        ]
        cited = (
            [s.law for s in ORDER_11.steps]
            + [g.law for s in ORDER_11.steps for g in s.guards]
            + [r.law for r in refusals if r]
        )
        assert not {law.statute for law in cited if law} & later
        assert any(law and law.statute is LAND_ORDER_11 for law in cited)
        assert [r.code for r in refusals if r] == ["reserve_not_committed"]

    def test_the_price_was_due_in_sixty_days_before_2010(self) -> None:
        payment = ORDER_39.limits()["payment"]
        assert (payment.length, payment.unit, payment.law.statute.code) == (60, Unit.DAYS, "land_use_right")
        assert "part_paid" not in {s.name for s in ORDER_39.states}
        assert ORDER_39.deposit is not None and ORDER_39.deposit.at_least_share is None


class TestWays:
    """The ways through the procedures."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_end_with_delivered_land(self, procedure: Procedure) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            *TO_THE_DEAL[procedure.method],
            "confirm",
            "publish_result",
            "sign_contract",
        )
        assert walk(procedure, *way, "pay_in_full", "deliver") == "completed"

    def test_a_half_is_paid_first(self) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            *TO_THE_DEAL["listing"],
            "confirm",
            "publish_result",
            "sign_contract",
        )
        assert walk(CURRENT, *way, "pay_first_half", "pay_balance", "deliver") == "completed"

    def test_a_cap_has_a_phase_of_its_own(self) -> None:
        way = (
            "approve",
            "set_prices",
            "announce",
            "open_listing",
            "ask",
            "start_limited",
            "reach_cap",
            "end_capped",
        )
        assert walk(CURRENT, *way, "declare_deal") == "deal"

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_can_be_terminated_before_the_deal_alone(self, procedure: Procedure) -> None:
        terminate = next(s for s in procedure.steps if s.name == "terminate")
        preparing = {"draft", "approved", "priced"}
        later = {"deal", "confirmed", "result_published", "contracted", "part_paid", "paid"}
        assert set(terminate.sources) == {s.name for s in procedure.states if not s.final} - preparing - later

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_an_unpaid_contract_is_rescinded_when_the_time_is_over(self, procedure: Procedure) -> None:
        awaited = {
            s.source: [limit.name for limit in s.after] for s in procedure.steps if s.name == "rescind"
        }
        if procedure in (ORDER_39, ORDER_11):
            assert awaited == {"contracted": ["payment"]}
        else:
            assert awaited == {"contracted": ["first_payment"], "part_paid": ["payment"]}


class TestAnnounce:
    """What must hold before a sale is announced."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_passes_with_the_example(self, procedure: Procedure) -> None:
        assert codes(step(procedure, "announce", "priced"), facts(procedure)) == set()

    @pytest.mark.parametrize(
        ("lot", "code"),
        [
            ({"uses": [{"use": "commercial", "term_years": 41}]}, "term_too_long"),
            (
                {"uses": [{"use": "residential", "term_years": 70}, {"use": "industrial", "term_years": 51}]},
                "term_too_long",
            ),
            ({"deposit": "37568699.99"}, "deposit_too_low"),
            ({"has_reserve": True}, "reserve_not_committed"),
            ({"has_reserve": True, "reserve_commitment": "AB"}, "reserve_not_committed"),
            ({"reserve_commitment": "ab" * 32}, "reserve_not_committed"),
            ({"price_cap": "187843500.00", "beyond_cap": "lottery"}, "cap_unclear"),
            ({"price_cap": "216020025.00"}, "cap_unclear"),
            ({"beyond_cap": "lottery"}, "cap_unclear"),
            ({"far_min": "1.6"}, "plot_ratios_crossed"),
            ({"start_by": "2026-06-29"}, "dates_crossed"),
        ],
    )
    def test_refuses(self, lot: dict[str, Any], code: str) -> None:
        assert codes(step(CURRENT, "announce", "priced"), facts(lot=lot)) == {code}

    def test_takes_a_committed_reserve_and_a_cap(self) -> None:
        lot = {
            "has_reserve": True,
            "reserve_commitment": "ab" * 32,
            "price_cap": "216020025.00",
            "beyond_cap": "single_offer",
        }
        assert codes(step(CURRENT, "announce", "priced"), facts(lot=lot)) == set()

    @given(use=st.sampled_from(Use), years=st.integers(1, 70))
    def test_keeps_each_use_to_its_term(self, use: Use, years: int) -> None:
        longest = {"residential": 70, "industrial": 50, "public": 50, "commercial": 40, "mixed": 50}[
            use.value
        ]
        refused = codes(
            step(CURRENT, "announce", "priced"),
            facts(lot={"uses": [{"use": use.value, "term_years": years}]}),
        )
        assert refused == ({"term_too_long"} if years > longest else set())

    @pytest.mark.parametrize(
        ("rule", "jury", "passes"),
        [
            ("comprehensive", 5, True),
            ("comprehensive", 4, False),
            ("comprehensive", 6, False),
            ("comprehensive", 3, False),
            ("highest_price", 0, True),
        ],
    )
    def test_wants_an_odd_jury_of_five(self, rule: str, jury: int, passes: bool) -> None:
        known = facts(TENDER, deal={"award_rule": rule, "jury_size": jury})
        assert codes(step(TENDER, "announce", "priced"), known) == (set() if passes else {"jury_wrong"})

    def test_wants_a_use(self) -> None:
        with pytest.raises(Invalid):
            particulars.parse(Parcel, PARCEL | {"uses": []})

    def test_keeps_the_valuation_back(self) -> None:
        assert "valuation" not in particulars.public_part(Parcel, PARCEL | {"valuation": "1.00"})


class TestCompetition:
    """From the listing to the deal."""

    @given(asked=st.integers(0, 20))
    def test_the_inquiry_goes_one_way_and_one_way_only(self, asked: int) -> None:
        known = facts(asked_for_limited_phase=asked)
        passed = [
            s.name for s in CURRENT.steps_from("asking") if Role.CLOCK in s.roles and not codes(s, known)
        ]
        assert passed == (["start_limited"] if asked else ["close"])

    def test_the_inquiry_waits_for_an_answer(self) -> None:
        assert all(codes(s, facts()) for s in CURRENT.steps_from("asking") if Role.CLOCK in s.roles)

    def test_the_limited_phase_waits_for_its_outcome(self) -> None:
        end = step(CURRENT, "end_limited", "limited")
        assert codes(end, facts()) == {"outcome_unknown"}
        assert codes(end, facts(bids_valid=4)) == set()

    @given(bids=st.integers(0, 20))
    def test_a_tender_needs_three(self, bids: int) -> None:
        known = Facts(at=AT, bids_received=bids)
        passed = [
            s.name for s in TENDER.steps_from("tendering") if Role.CLOCK in s.roles and not codes(s, known)
        ]
        assert passed == (["close"] if bids >= 3 else ["fail_too_few"])

    @pytest.mark.parametrize(("qualified", "opens"), [(0, False), (1, True)])
    def test_an_auction_needs_somebody(self, qualified: int, opens: bool) -> None:
        known = facts(AUCTION, qualified=qualified)
        assert (not codes(step(AUCTION, "open_auction", "announced"), known)) == opens
        assert (not codes(step(AUCTION, "fail_nobody_came", "announced"), known)) != opens

    @pytest.mark.parametrize(
        ("known", "name"),
        [({"has_winner": True, "bids_valid": 2}, "declare_deal"), ({"bids_valid": 0}, "declare_no_deal")],
    )
    def test_is_declared(self, known: dict[str, Any], name: str) -> None:
        passed = [
            n
            for n in ("declare_deal", "declare_no_deal")
            if not codes(step(CURRENT, n, "closed"), facts(**known))
        ]
        assert passed == [name]

    def test_a_cap_is_reached_where_there_is_one(self) -> None:
        reach = step(CURRENT, "reach_cap", "limited")
        assert codes(reach, facts()) == {"no_cap"}
        assert codes(reach, facts(lot={"price_cap": "216020025.00", "beyond_cap": "lottery"})) == set()

    def test_the_winner_is_rejected_where_examined_later(self) -> None:
        reject = step(CURRENT, "reject_winner", "deal")
        assert codes(reject, facts()) == {"examined_before"}
        assert codes(reject, facts(deal={"qualification_timing": "after"})) == set()


class TestPayments:
    """The price: the deposit of the winner counts."""

    def paid(self, amount: str) -> inputs.Paid:
        return inputs.Paid(amount=Decimal(amount), paid_on=date(2026, 5, 1), voucher="凭1")

    @pytest.mark.parametrize(
        ("name", "enough", "short", "code"),
        [
            # 200,000,000 less the deposit of 37,568,700.
            ("pay_first_half", "62431300", "62431299.99", "first_payment_too_low"),
            ("pay_in_full", "162431300", "162431299.99", "not_paid_in_full"),
        ],
    )
    def test_are_large_enough(self, name: str, enough: str, short: str, code: str) -> None:
        pay, known = step(CURRENT, name, "contracted"), facts(price=Decimal(200_000_000))
        assert codes(pay, replace(known, data=self.paid(enough))) == set()
        assert codes(pay, replace(known, data=self.paid(short))) == {code}

    def test_follow_a_contract_at_the_price_of_the_deal(self) -> None:
        sign, known = step(CURRENT, "sign_contract", "result_published"), facts(price=Decimal(100))
        contract = inputs.ContractSigned(
            contract_number="合1", price=Decimal(101), signed_on=date(2026, 5, 1)
        )
        assert codes(sign, replace(known, data=contract)) == {"price_differs"}
        assert codes(sign, replace(known, data=replace(contract, price=Decimal(100)))) == set()
