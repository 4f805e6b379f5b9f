"""Cells of the tables that people open in a spreadsheet."""

from __future__ import annotations

import pytest

from api.sheets import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1+1", "-1-1", "--1"]
)
def test_a_formula_is_written_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-30%", "+8613", "-1.5", "0", "", "A-1", "甲=乙", "2026-03-02", 7])
def test_what_is_none_stays_as_it_is(value: object) -> None:
    assert harmless(value) == str(value)
