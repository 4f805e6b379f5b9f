"""Of what was handed in, notices read the public fields alone."""

from __future__ import annotations

from notices.parts import labelled
from trading.law.construction_inputs import PrequalificationDone


def test_what_nobody_may_read_may_have_any_shape() -> None:
    """An earlier release kept a number where there are people now."""
    rows = [*labelled(PrequalificationDone, {"reviewers": 5, "report": "资审〔2026〕1号"})]
    assert [(row.label.zh, row.value.zh) for row in rows] == [("资格审查报告编号", "资审〔2026〕1号")]
