"""The construction procedures: their numbers against the law, and the ways through them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from foundation.days import Unit
from tests.trading.procedures.construction_cases import ALL, AT, codes, facts, step, walk
from trading.law import construction, inputs, soundness
from trading.law.facts import Facts
from trading.law.grammar import Bound
from trading.law.procedure import Procedure
from trading.procedures.construction_double_envelope import DOUBLE_ENVELOPE
from trading.procedures.construction_invited import INVITED
from trading.procedures.construction_open import OPEN
from trading.procedures.construction_open_prequalified import OPEN_PREQUALIFIED

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
            ("T02", "application", Bound.FLOOR, 5, Unit.DAYS),
            ("T03", "bidding", Bound.FLOOR, 20, Unit.DAYS),
            ("T04", "clarification_lead", Bound.FLOOR, 15, Unit.DAYS),
            ("T04", "prequalification_lead", Bound.FLOOR, 3, Unit.DAYS),
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
            ("T22", "bid_validity", Bound.FLOOR, 1, Unit.DAYS),
            ("T25", "plan_lead", Bound.FLOOR, 30, Unit.DAYS),
        ],
    )
    def test_say_what_the_law_says(
        self, code: str, limit: str, bound: Bound, length: int, unit: Unit
    ) -> None:
        found = OPEN_PREQUALIFIED.limits()[limit]
        assert (found.bound, found.length, found.unit) == (bound, length, unit), code

    def test_count_applications_from_the_end_of_the_sale(self) -> None:
        limits = OPEN_PREQUALIFIED.limits()
        assert limits["application"].of == "prequalification_sale" and not limits["application"].back

    def test_have_a_rule_on_clarifications_for_each_document(self) -> None:
        leads = {s: r.lead for r in OPEN_PREQUALIFIED.clarifications for s in r.states}
        assert {s: (lead.length, lead.of) for s, lead in leads.items()} == {
            "applying": (3, "application"), "bidding": (15, "bidding")
        }  # fmt: skip
        assert {
            r.stage: (r.window.length, r.window.of) for r in OPEN_PREQUALIFIED.objections[:2] if r.window
        } == {
            "prequalification": (2, "application"), "documents": (10, "bidding")
        }  # fmt: skip

    def test_let_those_who_were_invited_take_part_and_nobody_else(self) -> None:
        among = {p.method: p.registration.among for p in ALL if p.registration}
        assert among == {"open": "", "open_prequalified": "", "double_envelope": "", "invited": "invitees"}

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
            assert codes(award, facts(procedure)) & {"no_winner", "no_candidate"}


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
