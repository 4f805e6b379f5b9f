"""The articles beside what an evaluation asks are those of its own deal."""

from __future__ import annotations

import pytest

from portal.evaluation import laws
from trading import registry
from trading.law.grammar import Procedure
from trading.models import Lot

WITH_COMMITTEES = [one for one in registry.procedures() if one.committee is not None]
OTHERS = {
    "construction": ("政府采购", "国有建设用地"),
    "land": ("政府采购", "评标委员会和评标方法"),
    "procurement": ("《招标投标法", "评标委员会和评标方法", "国有建设用地"),
}


@pytest.mark.parametrize("procedure", WITH_COMMITTEES, ids=lambda one: one.key)
def test_no_deal_is_told_articles_of_another(procedure: Procedure) -> None:
    found = laws.of(Lot(procedure_key=procedure.key))
    assert set(found) == set(laws.NAMES)
    assert not any(other in said for said in found.values() for other in OTHERS[procedure.kind])
    assert all(
        "惯例" not in found[name]
        for name in ("avoidance", "own_scores", "by_the_document", "dissent", "questions")
    )
    if procedure.method in ("negotiation", "consultation"):
        assert "惯例" not in found["final_offers"]
