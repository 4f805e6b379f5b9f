"""The page that seals writes amounts in capitals as the platform does."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from foundation.money import capital

FRONTEND = Path(__file__).parents[2] / "portal" / "frontend"
CASES = json.loads((FRONTEND / "scripts" / "bid" / "amounts.cases.json").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["amount"]))
def test_capitals_are_those_of_the_cases(case: dict[str, str]) -> None:
    assert capital(Decimal(case["amount"])) == case["capital"]
    assert f"{Decimal(case['amount']):,.2f}" == case["grouped"]
