"""Every worked case of `../shared/cases` that others computed has a test that works it, or a reason why none can."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
CASES = Path(__file__).parents[3] / "shared" / "cases"
SCORING, AUCTIONS = "toolkit/scoring/test_cases.py", "toolkit/auctions/test_cases.py"
COVERED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "PZ-SCHED-2": ((AUCTIONS, "TestReverseRounds.test_schedule", "PZ-SCHED-2"),),
    "PZ-ORDER-1": (
        (SCORING, "TestPeerCases.test_order_of_equal_prices", "PZ-ORDER-1"),
        (AUCTIONS, "TestReverseRounds.test_turns", "PZ-ORDER-1"),
        (AUCTIONS, "test_equal_prices_go_to_the_earlier_upward_too", "PZ-ORDER-1"),
    ),
    "PZ-ORDER-2": (
        (SCORING, "TestPeerCases.test_order_of_equal_prices", "PZ-ORDER-2"),
        (AUCTIONS, "TestReverseRounds.test_equal_prices_of_several_days", "PZ-ORDER-2"),
    ),
    "PZ-BUG-MIXED": (
        (SCORING, "TestPeerCases.test_order_is_by_the_evaluation_value_and_not_by_the_price", "PZ-BUG-MIXED"),
        (AUCTIONS, "TestReverseRounds.test_order_is_by_value_and_not_by_price", "PZ-BUG-MIXED"),
    ),
    "PZ-STEP-DEF": ((AUCTIONS, "TestReverseRounds.test_step_is_from_the_own_price", "PZ-STEP-DEF"),),
    "PZ-STEP-MEAT": ((AUCTIONS, "TestReverseRounds.test_step_is_from_the_own_price", "PZ-STEP-MEAT"),),
    "PZ-STEP-ZERO": (
        (AUCTIONS, "TestReverseRounds.test_zero_is_no_price_and_a_quote_may_be_cancelled", "PZ-STEP-ZERO"),
    ),
    "PZ-MIXED-FORMULA": (
        (AUCTIONS, "TestReverseRounds.test_value_with_life_cycle_costs", "PZ-MIXED-FORMULA"),
    ),
    "PZ-ALP-1": ((SCORING, "TestPeerCases.test_abnormally_low_price", "PZ-ALP-1"),),
    "PZ-ALP-2": ((SCORING, "TestPeerCases.test_abnormally_low_price", "PZ-ALP-2"),),
    "PZ-PLAN": (("bidding/auctions/test_planning.py", "test_days_that_another_planner_found", "PZ-PLAN"),),
    "PZ-DUTCH-STEP": ((AUCTIONS, "TestDescendingClock.test_step", "PZ-DUTCH-STEP"),),
    "PZ-DUTCH-SCHED": ((AUCTIONS, "TestDescendingClock.test_schedule", "PZ-DUTCH-SCHED"),),
    "PZ-DUTCH-RULES": ((AUCTIONS, "TestDescendingClock.test_winner", "PZ-DUTCH-RULES"),),
    "PZ-TEXAS-VALID": ((AUCTIONS, "TestOpenRounds.test_prices", "PZ-TEXAS-VALID"),),
    "PZ-TEXAS-ROUND": ((AUCTIONS, "TestOpenRounds.test_schedule", "PZ-TEXAS-ROUND"),),
    "PZ-AWARD-SEQ": (
        (SCORING, "TestPeerCases.test_sequence_of_awards", "PZ-AWARD-SEQ"),
        ("trading/test_awards.py", "test_candidates_follow_each_other_until_none_is_left", "PZ-AWARD-SEQ"),
    ),
    "CN-LIST-3MIN": ((AUCTIONS, "TestListing.test_countdown", "CN-LIST-3MIN"),),
    "uscc": (("foundation/test_codes.py", "TestCheckUscc.test_agrees_with_the_field_s_vectors", "uscc"),),
    "deal_code_format": (
        ("foundation/test_codes.py", "TestDealCode.test_never_refuses_on_the_check_digit", "deal_code_format"),
    ),
    "days": (("foundation/test_days.py", "TestVectors.test_agree", "days"),),
    "land": (
        ("foundation/test_money.py", "TestWan.test_agrees_with_the_land_vectors", "land"),
        (AUCTIONS, "TestListing.test_grid_and_cap", "land"),
    ),
    "score/综合评分 A=0.30": ((SCORING, "TestRuleVectors.test_comprehensive_scoring", "综合评分"),),
    "score/小微15%": ((SCORING, "TestRuleVectors.test_deduction_for_a_small_firm", "小微15%"),),
    "score/本国20%+小微10% stacked on original": (
        (SCORING, "TestRuleVectors.test_deductions_on_the_original_price", "本国20%"),
    ),
    "score/磋商 w=0.20": ((SCORING, "TestRuleVectors.test_consultation", "磋商"),),
    "score/偏差率 60pts drop1 drop1 x0.98, -1.0/+1% -0.5/-1%": (
        (SCORING, "TestRuleVectors.test_deviation_from_a_trimmed_mean", "偏差率"),
    ),
    "score/经评审最低价": ((SCORING, "TestRuleVectors.test_lowest_evaluated_price", "经评审最低价"),),
    "collusion_price": (
        ("bidding/scoring/test_alike.py", "TestEvenPrices.test_agrees_with_the_vectors", "collusion_price"),
    ),
    "score/权重报价 70/30": ((SCORING, "TestRuleVectors.test_weighted_quotes", "权重报价"),),
}  # fmt: skip
"""By case the tests that work it: file, name, and the words in its source by which it takes the case."""
NOT_WORKED: Mapping[str, str] = {
    "PZ-MEAT-COEF": "no rule of ours makes a coefficient of features; one that is given is worked in PZ-STEP-MEAT",
    "PZ-FEED-RACE": "a measurement of another's feed: nothing to compute; that ours loses nothing is in foundation/test_sequencer.py",
}


def given() -> set[str]:
    """Return the name of every case; a table of the vectors is one, but for the formulas, which are one each."""
    peers = json.loads((CASES / "peer_cases.json").read_text(encoding="utf-8"))["cases"]
    vectors: dict[str, Any] = json.loads((CASES / "rule_vectors.json").read_text(encoding="utf-8"))
    formulas = {f"score/{one['method']}" for one in vectors.pop("score")}
    return {one["id"] for one in peers} | formulas | {name for name in vectors if not name.endswith("_note")}


def source_of(file: str, name: str) -> str:
    """Return the source of a test with its decorators; empty if there is none of that name."""
    content = (TESTS / file).read_text(encoding="utf-8")
    body: list[ast.stmt] = ast.parse(content).body
    found: ast.stmt | None = None
    for part in name.split("."):
        named = (one for one in body if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == part)
        found = next(named, None)
        if not isinstance(found, ast.ClassDef | ast.FunctionDef):
            return ""
        body = found.body
    if not isinstance(found, ast.FunctionDef):
        return ""
    first = min([found.lineno, *(one.lineno for one in found.decorator_list)])
    return "\n".join(content.splitlines()[first - 1 : found.end_lineno])


@pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
def test_every_case_is_worked_or_says_why_not() -> None:
    assert given() == COVERED.keys() | NOT_WORKED.keys()
    assert not COVERED.keys() & NOT_WORKED.keys()


@pytest.mark.parametrize("case", sorted(COVERED))
def test_each_is_where_the_list_says(case: str) -> None:
    for file, name, words in COVERED[case]:
        assert f'"{words}"' in source_of(file, name), (file, name)
