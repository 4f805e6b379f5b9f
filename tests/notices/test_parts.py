"""Of what was handed in, notices read the public fields alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from notices import candidate_parts, templates
from notices.parts import labelled
from trading.law.construction_inputs import PrequalificationDone


def test_what_nobody_may_read_may_have_any_shape() -> None:
    """An earlier release kept a number where there are people now."""
    rows = [*labelled(PrequalificationDone, {"reviewers": 5, "report": "资审〔2026〕1号"})]
    assert [(row.label.zh, row.value.zh) for row in rows] == [("资格审查报告编号", "资审〔2026〕1号")]


def test_an_admission_names_suppliers_and_no_candidates() -> None:
    [one] = [view for view in templates.TEMPLATES.values() if view.kind == "procurement_framework_admission"]
    assert candidate_parts.admitted in one.parts and candidate_parts.ranked not in one.parts
    lot = SimpleNamespace(number=1, title="第一包")
    view = SimpleNamespace(lot=lot, candidates=[{"rank": 1, "name": "某商行", "price": "10.00"}])
    known: Any = SimpleNamespace(lots=[view])
    section = candidate_parts.admitted(known)
    assert (section.heading.zh, [one.zh for one in section.header]) == (
        "入围供应商", ["标段", "排序", "入围供应商", "报价（元）"],
    )  # fmt: skip
    assert [cell.zh for cell in section.table[0]] == ["1 第一包", "1", "某商行", "10.00"]
