"""Who may evaluate: whatever is composed, a committee that passes is lawful, and one that is lawful passes."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from trading import registry
from trading.law.grammar import CommitteeRule
from trading.law.land_particulars import AwardRule
from trading.law.procurement_guards import TENDER_COMMITTEE

LEAST = {
    "construction": 5,
    "land": 5,
    "negotiation": 3,
    "consultation": 3,
    "inquiry": 3,
    "procurement": 5,
    "property": 5,
}
"""How many there are at least, by what the key of a procedure has in it; the method before the kind."""
WEIGHTY = {"negotiation": 5, "consultation": 5, "inquiry": 5, "procurement": 7}
"""The same above the open-tender threshold, or of a large budget."""


def rules() -> list[CommitteeRule]:
    return [one.committee for one in registry.procedures() if one.committee is not None]


def least_of(table: Mapping[str, int], kind: str, method: str) -> int:
    return next((table[name] for name in (method, kind) if name in table), 0)


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

    @settings(deadline=None)  # the procedures are loaded by whoever asks first
    @given(st.integers(0, 15), st.integers(0, 15), st.booleans(), st.booleans())
    def test_takes_no_committee_that_the_law_does_not_whatever_the_method(
        self, members: int, experts: int, is_weighty: bool, is_bound: bool
    ) -> None:
        deal = SimpleNamespace(
            budget=10_000_000 if is_weighty else 1, technically_complex=False, high_social_impact=False,
            above_open_threshold=is_weighty, must_tender=is_bound,
            award_rule=AwardRule.COMPREHENSIVE if is_bound else AwardRule.HIGHEST_PRICE,
        )  # fmt: skip
        for one in registry.procedures():
            if one.committee is None:
                continue
            binds = is_bound or one.kind in ("procurement", "property")
            least = (is_weighty and least_of(WEIGHTY, one.kind, one.method)) or least_of(
                LEAST, one.kind, one.method
            )
            lawful = members >= least and members % 2 == 1 and experts <= members
            if one.kind != "land":
                lawful = lawful and experts * 3 >= members * 2
            taken = one.committee.is_met(deal, members=members, experts=experts)
            assert taken == (lawful if binds else members > 0), one.key

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
