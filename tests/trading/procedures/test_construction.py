"""The construction procedures: their numbers against the law, their guards, and the ways through them."""

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
from trading import particulars
from trading.law import construction, construction_guards, inputs, soundness
from trading.law.construction_guards import highest_deposit, must_be_tendered
from trading.law.construction_inputs import ReportReceived
from trading.law.construction_particulars import Funding, InvitationGround, Sector, WorkType
from trading.law.facts import Facts
from trading.law.grammar import Bound, Procedure, Step
from trading.procedures.construction_double_envelope import DOUBLE_ENVELOPE
from trading.procedures.construction_invited import INVITED
from trading.procedures.construction_open import OPEN
from trading.procedures.construction_open_prequalified import OPEN_PREQUALIFIED

ALL = (OPEN, OPEN_PREQUALIFIED, INVITED, DOUBLE_ENVELOPE)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)

DEAL: dict[str, Any] = {
    "sector": "housing",
    "work_type": "works",
    "content": "新建教学楼一栋，含土建、安装及室外工程",
    "scale": "总建筑面积12000平方米",
    "location": "城阳区正阳路以北",
    "approval_authority": "市发展和改革委员会",
    "approval_number": "发改审〔2026〕12号",
    "funding": "state_dominant",
    "funding_source": "财政资金",
    "funds_secured": True,
    "must_tender": True,
    "total_estimate": "48000000.00",
    "qualification": "建筑工程施工总承包二级及以上资质",
    "consortium_allowed": False,
    "document_access": "登录电子交易平台免费下载",
    "submission": "通过电子交易平台加密递交",
    "platform_url": "https://trading.example",
    "organiser_address": "城阳区兴阳路1号",
    "contact": "孙工",
    "contact_phone": "0532-00000000",
    "objections_to": "通过电子交易平台在线提出",
    "supervisor": "市住房和城乡建设局 0532-00000001",
    "evaluation_method": "comprehensive",
    "bid_validity_days": 90,
}
LOT: dict[str, Any] = {
    "scope": "施工图范围内全部工程",
    "estimated_price": "48000000.00",
    "duration_days": 330,
    "quality": "合格",
    "ceiling_price": "48000000.00",
    "deposit": "800000.00",
}
MORE: dict[str, dict[str, Any]] = {
    "open": {},
    "open_prequalified": {
        "prequalification_method": "all",
        "prequalification_criteria": "资质、业绩、财务",
        "application": "通过电子交易平台递交",
    },
    "invited": {
        "ground": "few_capable",
        "ground_reasons": "文物修缮，仅少数单位具备资质",
        "invitees": ["a", "b", "c"],
    },
    "double_envelope": {"sector": "transport"},
}


def facts(
    procedure: Procedure = OPEN,
    *,
    deal: dict[str, Any] | None = None,
    lot: dict[str, Any] | None = None,
    **known: Any,
) -> Facts:
    """Return facts of a deal with the example's particulars."""
    return Facts(
        at=AT,
        particulars=particulars.parse(procedure.particulars, DEAL | MORE[procedure.method] | (deal or {})),
        lot=particulars.parse(procedure.lot_particulars, LOT | (lot or {})),
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


UP_TO_PUBLICITY = ("receive_report", "publish_candidates")
TO_THE_END = (
    "report_to_supervisor",
    "sign_contract",
    "publish_contract",
    "change_contract",
    "accept_performance",
)


class TestTables:
    """The tables of each procedure."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_hold_together(self, procedure: Procedure) -> None:
        assert soundness.problems(procedure, templates=construction.NOTICE_KINDS) == []

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_start_their_bidding_period(self, procedure: Procedure) -> None:
        assert procedure.bidding is not None
        assert procedure.bidding.name in {limit.name for s in procedure.steps for limit in s.opens}

    def test_know_no_notice_that_nobody_calls_for(self) -> None:
        assert set().union(*(soundness.notices(p) for p in ALL)) == set(construction.NOTICE_KINDS)

    def test_carry_the_packs_of_their_sectors(self) -> None:
        def pack(first: int, last: int) -> tuple[str, ...]:
            return tuple(str(code) for code in range(first, last + 1))

        assert OPEN.field_packs == {
            "housing": pack(800, 827), "municipal": pack(800, 827), "water": pack(830, 858), "transport": pack(860, 909)
        }  # fmt: skip
        assert DOUBLE_ENVELOPE.field_packs == {"transport": pack(860, 909)}

    @pytest.mark.parametrize(
        ("code", "limit", "bound", "length", "unit"),
        [
            ("T01", "document_sale", Bound.FLOOR, 5, Unit.DAYS),
            ("T01", "prequalification_sale", Bound.FLOOR, 5, Unit.DAYS),
            # T02 counts five days from the end of the sale, which itself lasts five.
            ("T02", "application", Bound.FLOOR, 5 + 5, Unit.DAYS),
            ("T03", "bidding", Bound.FLOOR, 20, Unit.DAYS),
            ("T04", "clarification_lead", Bound.FLOOR, 15, Unit.DAYS),
            ("T05", "prequalification_objection", Bound.FLOOR, 2, Unit.DAYS),
            ("T05", "document_objection", Bound.FLOOR, 10, Unit.DAYS),
            ("T05", "document_reply", Bound.CEILING, 3, Unit.DAYS),
            ("T10", "publish_candidates", Bound.CEILING, 3, Unit.DAYS),
            ("T10", "publicity", Bound.FLOOR, 3, Unit.DAYS),
            ("T11", "result_reply", Bound.CEILING, 3, Unit.DAYS),
            ("T15", "refund_withdrawn", Bound.CEILING, 5, Unit.DAYS),
            ("T16", "contract", Bound.CEILING, 30, Unit.DAYS),
            ("T17", "refund", Bound.CEILING, 5, Unit.DAYS),
            ("T19", "report", Bound.CEILING, 15, Unit.DAYS),
            ("T20", "complain", Bound.CEILING, 10, Unit.DAYS),
            ("T21", "accept_complaint", Bound.CEILING, 3, Unit.WORKING_DAYS),
            ("T21", "decide_complaint", Bound.CEILING, 30, Unit.WORKING_DAYS),
            ("T25", "plan_lead", Bound.FLOOR, 30, Unit.DAYS),
        ],
    )
    def test_say_what_the_law_says(
        self, code: str, limit: str, bound: Bound, length: int, unit: Unit
    ) -> None:
        found = OPEN_PREQUALIFIED.limits()[limit]
        assert (found.bound, found.length, found.unit) == (bound, length, unit), code

    def test_bound_deposit_and_bond(self) -> None:
        assert OPEN.deposit is not None and OPEN.deposit.at_most_share == Decimal("0.02")
        assert OPEN.deposit.interest
        assert OPEN.contract is not None and OPEN.contract.bond_at_most_share == Decimal("0.10")


class TestWays:
    """The ways through the procedures."""

    def test_an_open_tender_is_completed(self) -> None:
        way = ("announce", "close", "record_opening", *UP_TO_PUBLICITY, "confirm", *TO_THE_END)
        assert walk(OPEN, *way) == "completed"

    def test_a_planned_tender_waits_for_the_lead(self) -> None:
        assert walk(OPEN, "publish_plan", "announce") == "bidding"
        assert [limit.name for limit in step(OPEN, "announce", "planned").after] == ["plan_lead"]

    def test_a_prequalified_tender_is_completed(self) -> None:
        way = (
            "announce",
            "close_applications",
            "publish_prequalification",
            "invite",
            "close",
            "record_opening",
        )
        assert walk(OPEN_PREQUALIFIED, *way, *UP_TO_PUBLICITY, "confirm", *TO_THE_END) == "completed"

    def test_two_envelopes_are_opened_one_after_the_other(self) -> None:
        way = ("announce", "close", "record_first_opening", "open_second_envelope", "record_second_opening")
        assert walk(DOUBLE_ENVELOPE, *way, *UP_TO_PUBLICITY, "confirm") == "awarded"

    def test_an_invitation_publishes_its_grounds_first(self) -> None:
        assert walk(INVITED, "publish_grounds", "announce", "close", "record_opening") == "evaluating"

    def test_the_organiser_decides_where_award_is_apart(self) -> None:
        way = ("announce", "close", "record_opening", "receive_report", "publish_shortlist", "decide_award")
        assert walk(OPEN, *way) == "awarded"
        assert walk(OPEN, *way, "decide_again", "decide_award") == "awarded"

    def test_the_candidates_follow_each_other(self) -> None:
        way = (
            "announce",
            "close",
            "record_opening",
            *UP_TO_PUBLICITY,
            "confirm",
            "pass_over_first",
            "confirm_second",
        )
        assert walk(OPEN, *way, "pass_over_second", "confirm_third", "fail_last_candidate") == "failed"

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_can_be_terminated_until_the_award_alone(self, procedure: Procedure) -> None:
        terminate = next(s for s in procedure.steps if s.name == "terminate")
        untouched = {"draft", "awarded", "contracted", "performing"}
        assert set(terminate.sources) == {s.name for s in procedure.states if not s.final} - untouched
        assert terminate.despite_hold and terminate.whole_deal and terminate.takes is inputs.Reason

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_nobody_but_the_supervisor_voids(self, procedure: Procedure) -> None:
        assert {s.roles for s in procedure.steps if s.target == "void"} == {(Role.SUPERVISOR,)}

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    def test_every_award_waits_for_publicity_and_disputes(self, procedure: Procedure) -> None:
        awards = [s for s in procedure.steps if s.target == "awarded" and s.source != "awarded"]
        assert len(awards) == 4
        for award in awards:
            assert "publicity" in {limit.name for limit in award.after}
            assert "open_dispute" in codes(award, facts(procedure, open_objections=1))
            assert "no_winner" in codes(award, facts(procedure))


class TestClose:
    """The end of the bidding period."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.method)
    @given(bids=st.integers(0, 30))
    def test_goes_one_way_and_one_way_only(self, procedure: Procedure, bids: int) -> None:
        known = Facts(at=AT, bids_received=bids)
        passed = [
            s.name for s in procedure.steps_from("bidding") if Role.CLOCK in s.roles and not codes(s, known)
        ]
        assert passed == (["close"] if bids >= 3 else ["fail_too_few"])

    def test_waits_until_the_bids_are_counted(self) -> None:
        known = Facts(at=AT)
        assert all(codes(s, known) for s in OPEN.steps_from("bidding") if Role.CLOCK in s.roles)


class TestAnnounce:
    """What must hold before a tender is published."""

    def test_passes_with_the_example(self) -> None:
        for procedure in (OPEN, OPEN_PREQUALIFIED, DOUBLE_ENVELOPE):
            assert codes(step(procedure, "announce", "draft"), facts(procedure)) == set()

    @pytest.mark.parametrize(
        ("deal", "lot", "code"),
        [
            ({"funds_secured": False}, {}, "funds_not_secured"),
            ({"must_tender": False}, {}, "tender_is_obligatory"),
            ({"total_estimate": "47999999.99"}, {}, "total_below_lot"),
            ({}, {"deposit": "800000.01"}, "deposit_too_high"),
            ({}, {"estimated_price": "1000000", "deposit": "20000.01"}, "deposit_too_high"),
            ({"evaluation_method": "reasonable_low"}, {}, "method_of_roads"),
            ({"consortium_allowed": True}, {}, "no_consortium_terms"),
            ({"pack_branch": "road_works"}, {}, "no_such_branch"),
        ],
    )
    def test_refuses(self, deal: dict[str, Any], lot: dict[str, Any], code: str) -> None:
        assert codes(step(OPEN, "announce", "draft"), facts(deal=deal, lot=lot)) == {code}

    def test_asks_for_the_documents(self) -> None:
        assert codes(step(OPEN, "announce", "draft"), facts(has_tender_document=False)) == {"no_document"}

    def test_keeps_two_envelopes_to_roads(self) -> None:
        known = facts(DOUBLE_ENVELOPE, deal={"sector": "water"})
        assert codes(step(DOUBLE_ENVELOPE, "announce", "draft"), known) == {"not_transport"}


class TestInvite:
    """A tender by invitation."""

    def test_needs_three(self) -> None:
        announce = step(INVITED, "announce", "grounds_published")
        assert codes(announce, facts(INVITED)) == set()
        assert codes(announce, facts(INVITED, deal={"invitees": ["a", "b", "b"]})) == {"too_few_invited"}

    def test_publishes_its_grounds_unless_secret(self) -> None:
        announce = step(INVITED, "announce", "draft")
        assert codes(announce, facts(INVITED)) == {"grounds_not_published"}
        assert codes(announce, facts(INVITED, deal={"secret": True})) == set()

    def test_needs_a_ground_where_an_open_tender_is_due(self) -> None:
        grounds = step(INVITED, "publish_grounds", "draft")
        known = facts(INVITED, deal={"ground": InvitationGround.NOT_REQUIRED.value})
        assert codes(grounds, known) == {"open_tender_required"}
        private = facts(
            INVITED, deal={"ground": "not_required", "funding": Funding.PRIVATE.value, "must_tender": False}
        )
        assert codes(grounds, private) == set()

    def test_needs_the_cost_to_be_recognised(self) -> None:
        grounds = step(INVITED, "publish_grounds", "draft")
        assert codes(grounds, facts(INVITED, deal={"ground": "cost"})) == {"ground_not_recognised"}
        assert (
            codes(grounds, facts(INVITED, deal={"ground": "cost", "recognition_number": "认定1号"})) == set()
        )

    def test_withholds_who_is_invited(self) -> None:
        assert "invitees" not in particulars.public_part(INVITED.particulars, DEAL | MORE["invited"])


class TestPrequalify:
    """The result of a prequalification."""

    @given(passed=st.integers(0, 50))
    def test_goes_on_with_three(self, passed: int) -> None:
        known = Facts(at=AT, prequalified=passed)
        on, out = (
            step(OPEN_PREQUALIFIED, n, "prequalifying")
            for n in ("publish_prequalification", "fail_prequalification")
        )
        assert (not codes(on, known)) == (passed >= 3)
        assert (not codes(out, known)) == (passed < 3)

    def test_waits_for_the_review(self) -> None:
        for name in ("publish_prequalification", "fail_prequalification"):
            assert codes(step(OPEN_PREQUALIFIED, name, "prequalifying"), Facts(at=AT))


class TestEvaluate:
    """From the report to the award."""

    @pytest.mark.parametrize(
        ("candidates", "passes"), [(None, False), (0, False), (1, True), (3, True), (4, False)]
    )
    def test_takes_one_to_three_candidates(self, candidates: int | None, passes: bool) -> None:
        known = facts(candidates=candidates, bids_valid=5)
        assert (codes(step(OPEN, "receive_report", "evaluating"), known) == set()) == passes

    def test_asks_why_few_bids_are_competition(self) -> None:
        receive = step(OPEN, "receive_report", "evaluating")
        known = facts(candidates=2, bids_valid=2)
        silent = replace(known, data=ReportReceived(conclusion="同意"))
        argued = replace(known, data=ReportReceived(conclusion="同意", competition_argument="报价充分竞争"))
        assert codes(receive, silent) == {"competition_not_argued"}
        assert codes(receive, argued) == set()

    def test_fails_when_all_are_rejected(self) -> None:
        known = facts(rejected_all=True, candidates=0)
        assert codes(step(OPEN, "fail_rejected", "evaluating"), known) == set()
        assert codes(step(OPEN, "receive_report", "evaluating"), known) == {"wrong_number_of_candidates"}

    @pytest.mark.parametrize("apart", [True, False])
    def test_parts_the_ways_of_award(self, apart: bool) -> None:
        known = facts(deal={"award_separation": apart})
        passed = {
            s.name
            for s in OPEN.steps_from("reported")
            if s.notice in ("construction_candidates", "construction_shortlist") and not codes(s, known)
        }
        assert passed == ({"publish_shortlist"} if apart else {"publish_candidates"})

    def test_awards_to_the_first_where_the_state_pays(self) -> None:
        confirm = step(OPEN, "confirm", "publicity")
        assert codes(confirm, facts(has_winner=True, winner_rank=1)) == set()
        assert codes(confirm, facts(has_winner=True, winner_rank=2)) == {"not_the_first_candidate"}
        private = facts(deal={"funding": "private"}, has_winner=True, winner_rank=2)
        assert codes(confirm, private) == set()

    def test_passes_candidates_over_in_order(self) -> None:
        assert codes(
            step(OPEN, "confirm_second", "first_displaced"), facts(has_winner=True, winner_rank=1)
        ) == {"wrong_candidate"}
        assert (
            codes(step(OPEN, "confirm_second", "first_displaced"), facts(has_winner=True, winner_rank=2))
            == set()
        )
        assert codes(step(OPEN, "pass_over_second", "awarded"), facts(winner_rank=1)) == {"wrong_candidate"}
        last = step(OPEN, "fail_last_candidate", "awarded")
        assert codes(last, facts(winner_rank=2, candidates=3)) == {"a_candidate_is_left"}
        assert codes(last, facts(winner_rank=3, candidates=3)) == set()

    def test_opens_the_second_envelope_of_those_who_passed(self) -> None:
        on, out = (
            step(DOUBLE_ENVELOPE, n, "first_evaluation")
            for n in ("open_second_envelope", "fail_first_envelope")
        )
        assert not codes(on, Facts(at=AT, first_envelope_passed=2)) and codes(
            out, Facts(at=AT, first_envelope_passed=2)
        )
        assert codes(on, Facts(at=AT, first_envelope_passed=0)) and not codes(
            out, Facts(at=AT, first_envelope_passed=0)
        )
        assert codes(on, Facts(at=AT)) and codes(out, Facts(at=AT))


class TestContract:
    """Signing."""

    def signed(self, price: str, bond: str) -> inputs.ContractSigned:
        return inputs.ContractSigned(
            contract_number="合1",
            price=Decimal(price),
            signed_on=date(2026, 5, 1),
            performance_bond=Decimal(bond),
        )

    def test_keeps_to_the_price_and_a_tenth_of_bond(self) -> None:
        sign, known = step(OPEN, "sign_contract", "awarded"), facts(price=Decimal(100))
        assert codes(sign, known) == set()
        assert codes(sign, replace(known, data=self.signed("100", "10"))) == set()
        assert codes(sign, replace(known, data=self.signed("100", "10.01"))) == {"bond_too_high"}
        assert codes(sign, replace(known, data=self.signed("101", "0"))) == {"price_differs"}


AMOUNTS = st.decimals(0, 10**10, places=2)


class TestMoney:
    """Thresholds and deposits."""

    @given(price=AMOUNTS, work_type=st.sampled_from(WorkType))
    def test_deposit_keeps_share_and_cap(self, price: Decimal, work_type: WorkType) -> None:
        most, _ = highest_deposit(work_type, price)
        assert most <= price * Decimal("0.02")
        assert most <= construction_guards.DEPOSIT_CAPS.get(work_type, (most,))[0]

    @pytest.mark.parametrize(
        ("work_type", "price", "most"),
        [
            (WorkType.WORKS, 10_000_000, 200_000),
            (WorkType.WORKS, 100_000_000, 800_000),
            (WorkType.GOODS, 100_000_000, 800_000),
            (WorkType.DESIGN, 100_000_000, 100_000),
            (WorkType.SURVEY, 1_000_000, 20_000),
            (WorkType.SUPERVISION, 100_000_000, 2_000_000),
        ],
    )
    def test_deposit_at_most(self, work_type: WorkType, price: int, most: int) -> None:
        assert highest_deposit(work_type, Decimal(price))[0] == most

    @pytest.mark.parametrize(
        ("work_type", "threshold"),
        [
            (WorkType.WORKS, 4_000_000),
            (WorkType.GOODS, 2_000_000),
            (WorkType.SURVEY, 1_000_000),
            (WorkType.DESIGN, 1_000_000),
            (WorkType.SUPERVISION, 1_000_000),
        ],
    )
    def test_must_be_tendered_from_the_threshold(self, work_type: WorkType, threshold: int) -> None:
        assert must_be_tendered(work_type, Decimal(threshold), Funding.STATE_DOMINANT)
        assert not must_be_tendered(work_type, Decimal(threshold) - Decimal("0.01"), Funding.STATE_DOMINANT)
        assert not must_be_tendered(work_type, Decimal(threshold), Funding.PRIVATE)

    def test_choices_read_in_two_languages(self) -> None:
        assert Sector.WATER.value == "water"
        assert Sector.WATER.text.zh == "水利"
