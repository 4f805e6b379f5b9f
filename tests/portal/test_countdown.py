"""What is left, in words: the server and the page's script say the same."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from config.environment import BASE
from portal.countdown import remaining, urgency

CASES = json.loads((BASE / "portal/frontend/scripts/countdown.cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["left_ms"]))
def test_says_what_the_script_says(case: dict[str, Any]) -> None:
    left = timedelta(milliseconds=case["left_ms"])
    assert remaining(left).zh == case["zh"]
    assert remaining(left).en == case["en"]
    assert urgency(left) == case["urgency"]
