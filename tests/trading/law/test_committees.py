"""Who may evaluate: whatever is composed, a committee that passes is lawful, and one that is lawful passes."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from trading import registry
from trading.law.grammar import CommitteeRule
from trading.law.procurement_guards import TENDER_COMMITTEE


def rules() -> list[CommitteeRule]:
    return [one.committee for one in registry.procedures() if one.committee is not None]


class TestCommitteeRule:
    @given(
        members=st.integers(0, 15),
        experts=st.integers(0, 15),
        budget=st.sampled_from((9_999_999, 10_000_000)),
        is_complex=st.booleans(),
        has_impact=st.booleans(),
    )
    def test_takes_what_order_87_takes(
        self, members: int, experts: int, budget: int, is_complex: bool, has_impact: bool
    ) -> None:
        package = SimpleNamespace(
            budget=budget, technically_complex=is_complex, high_social_impact=has_impact
        )
        least = 7 if budget >= 10_000_000 or is_complex or has_impact else 5
        lawful = members >= least and members % 2 == 1 and members * 2 <= experts * 3 and experts <= members
        found = TENDER_COMMITTEE.reasons(package, members=members, experts=experts)
        assert (not found) == lawful
        assert all("第47条" in str(one.law) for one in found)

    def test_lets_no_purchaser_preside_in_a_tender(self) -> None:
        assert "第45条" in str(TENDER_COMMITTEE.presides)

    def test_is_there_wherever_bids_are_evaluated_by_a_committee(self) -> None:
        having = {(one.kind, one.method) for one in registry.procedures() if one.committee is not None}
        evaluated = {
            (one.kind, one.method)
            for one in registry.procedures()
            if any(state.name == "evaluating" for state in one.states)
        }
        # A call-off follows from the framework agreement; the outcomes of external deals come from elsewhere.
        alone = {(kind, method) for kind, method in evaluated if method == "external" or "call_off" in method}
        assert evaluated - having == alone
        assert len(rules()) >= 11
