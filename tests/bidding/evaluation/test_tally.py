"""Majorities, differences and extremes, against counting by hand."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bidding.evaluation import tally

CODES = ("a", "b", "c")


class TestFailed:
    @given(st.lists(st.sets(st.sampled_from(CODES)), min_size=1, max_size=9))
    def test_takes_what_more_than_half_found(self, opinions: list[set[str]]) -> None:
        wanted = [code for code in CODES if sum(code in one for one in opinions) * 2 > len(opinions)]
        assert tally.failed(opinions, len(opinions)) == wanted

    def test_lets_half_a_committee_exclude_nobody(self) -> None:
        assert tally.failed([{"a"}, {"a"}, set(), set()], 4) == []

    @given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
    def test_is_decided_only_when_no_vote_changes_it(self, in_favour: int, against: int, out: int) -> None:
        members = in_favour + against + out
        ends = {tally.carried(in_favour + more, members) for more in range(out + 1)}
        assert tally.is_decided(in_favour, against, members) == (len(ends) == 1 or members == 0)


class TestDiffering:
    def test_names_the_criterion_and_not_the_member(self) -> None:
        eight, nine = {"a": Decimal(8), "b": Decimal("1.0")}, {"a": Decimal(9), "b": Decimal(1)}
        assert tally.differing({"x": [eight, nine], "y": [eight, eight]}, ["a", "b"]) == [("x", "a")]


class TestExtremes:
    RANGE = {"a": (Decimal(0), Decimal(10))}

    def test_names_a_score_beyond_the_share_and_none_at_it(self) -> None:
        at = {"x": {1: {"a": Decimal("7.5")}, 2: {"a": Decimal(5)}, 3: {"a": Decimal(5)}}}
        beyond = {"x": {1: {"a": Decimal("7.6")}, 2: {"a": Decimal(5)}, 3: {"a": Decimal(5)}}}
        assert tally.extremes(at, self.RANGE) == []
        assert tally.extremes(beyond, self.RANGE) == [tally.Extreme(1, "x", "a")]

    def test_says_nothing_of_a_lone_score(self) -> None:
        assert tally.extremes({"x": {1: {"a": Decimal(0)}}}, self.RANGE) == []
