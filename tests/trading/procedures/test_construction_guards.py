"""What the guards of the construction procedures let pass and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trading.procedures.construction_cases import AT, DEAL, MORE, codes, facts, step
from trading import particulars
from trading.law import commitments, construction_guards, inputs
from trading.law.construction_guards import highest_deposit, must_be_tendered
from trading.law.construction_inputs import (
    AwardDecision,
    AwardMethod,
    CandidateChosen,
    PrequalificationDone,
    ReportReceived,
    Reviewer,
)
from trading.law.construction_particulars import Funding, InvitationGround, Sector, WorkType
from trading.law.facts import Facts
from trading.procedures.construction_double_envelope import DOUBLE_ENVELOPE
from trading.procedures.construction_invited import INVITED
from trading.procedures.construction_open import OPEN
from trading.procedures.construction_open_prequalified import OPEN_PREQUALIFIED


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

    def test_asks_offers_for_what_is_published_of_candidates(self) -> None:
        announce = step(OPEN, "announce", "draft")
        leader = {"leader_requirement": "一级注册建造师"}
        free = {"must_tender": False, "funding": "private"}
        for lot, asked in (({}, commitments.ALWAYS), (leader, commitments.COMMITMENTS)):
            assert codes(announce, facts(lot=lot, document_asks=asked)) == set()
            for code in asked:
                fewer = tuple(one for one in asked if one != code)
                assert codes(announce, facts(lot=lot, document_asks=fewer)) == {"commitments_unasked"}, code
                assert codes(announce, facts(deal=free, lot=lot, document_asks=fewer)) == set()

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
        known = facts(OPEN_PREQUALIFIED, passed=passed)
        on, out = (
            step(OPEN_PREQUALIFIED, n, "prequalifying")
            for n in ("publish_prequalification", "fail_prequalification")
        )
        assert (not codes(on, known)) == (passed >= 3)
        assert (not codes(out, known)) == (passed < 3)

    def test_waits_for_the_review(self) -> None:
        for name in ("publish_prequalification", "fail_prequalification"):
            for passed in (2, 3):
                known = facts(OPEN_PREQUALIFIED, passed=passed, unreviewed=1)
                assert "review_pending" in codes(step(OPEN_PREQUALIFIED, name, "prequalifying"), known)

    @pytest.mark.parametrize(
        ("reviewers", "experts", "passes"),
        [
            (3, 3, False),
            (4, 4, False),
            (5, 4, True),
            (5, 3, False),
            (6, 6, False),
            (7, 5, True),
            (7, 4, False),
        ],
    )
    def test_of_a_state_project_is_a_committees(self, reviewers: int, experts: int, passes: bool) -> None:
        publish = step(OPEN_PREQUALIFIED, "publish_prequalification", "prequalifying")
        people = [Reviewer(name=f"甲{n}", employer="研究院", expert=n < experts) for n in range(reviewers)]
        # Whoever is named twice is one.
        done = PrequalificationDone(reviewers=(*people, people[0]), report="审1")
        assert (codes(publish, facts(OPEN_PREQUALIFIED, passed=3, data=done)) == set()) == passes
        private = facts(OPEN_PREQUALIFIED, deal={"funding": "private"}, passed=3, data=done)
        assert codes(publish, private) == set()

    def test_lets_no_more_pass_than_announced(self) -> None:
        publish = step(OPEN_PREQUALIFIED, "publish_prequalification", "prequalifying")
        for passed, refused in ((7, set()), (8, {"too_many_prequalified"})):
            known = facts(OPEN_PREQUALIFIED, deal={"most_prequalified": 7}, passed=passed)
            assert codes(publish, known) == refused


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
        report = ReportReceived(conclusion="同意", committee_size=5, committee_experts=4)
        silent = replace(known, data=report)
        argued = replace(known, data=replace(report, competition_argument="报价充分竞争"))
        assert codes(receive, silent) == {"competition_not_argued"}
        assert codes(receive, argued) == set()

    @pytest.mark.parametrize(
        ("size", "experts", "passes"),
        [
            (5, 4, True),
            (5, 3, False),
            (7, 5, True),
            (9, 6, True),
            (9, 5, False),
            (6, 6, False),
            (3, 3, False),
            (5, 6, False),
        ],
    )
    def test_asks_for_a_committee_where_a_tender_is_obligatory(
        self, size: int, experts: int, passes: bool
    ) -> None:
        report = ReportReceived(conclusion="同意", committee_size=size, committee_experts=experts)
        receive, known = (
            step(OPEN, "receive_report", "evaluating"),
            facts(candidates=2, bids_valid=5, data=report),
        )
        assert codes(receive, known) == (set() if passes else {"committee"})
        free = {"must_tender": False, "funding": "private"}
        assert codes(receive, facts(deal=free, candidates=2, bids_valid=5, data=report)) == set()

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
        first, second = (CandidateChosen(candidate=n) for n in (1, 2))
        assert codes(confirm, facts(candidates=3, data=first)) == set()
        assert codes(confirm, facts(candidates=3, data=second)) == {"not_the_first_candidate"}
        for free in ({"funding": "private"}, {"must_tender": False}):
            assert codes(confirm, facts(deal=free, candidates=3, data=second)) == set()

    def test_awards_to_a_published_candidate_alone(self) -> None:
        decide = step(OPEN, "decide_award", "shortlisted")
        known = facts(deal={"award_separation": True}, candidates=2)
        for candidate, displaced, passes in (
            (1, (), True),
            (3, (), False),
            (1, (1,), False),
            (2, (1,), True),
        ):
            data = AwardDecision(candidate=candidate, method=AwardMethod.VOTE, reasons="票决", minutes="纪1")
            refused = codes(decide, replace(known, displaced=displaced, data=data))
            assert refused == (set() if passes else {"no_such_candidate"})

    def test_passes_candidates_over_in_order(self) -> None:
        second = step(OPEN, "confirm_second", "first_displaced")
        assert codes(second, facts(has_winner=True, winner_rank=1)) == {"wrong_candidate"}
        assert codes(second, facts(has_winner=True, winner_rank=2)) == set()
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
