"""The articles beside what an evaluation asks are those of its own deal."""

from __future__ import annotations

import pytest
from django.utils import translation

from portal.evaluation import laws
from portal.templatetags.words import bracketed
from trading import registry
from trading.law.procedure import Procedure
from trading.law.statutes import COMMITTEE
from trading.models import Lot

WITH_COMMITTEES = [one for one in registry.procedures() if one.committee is not None]
OTHERS = {
    "construction": ("政府采购", "国有建设用地"),
    "land": ("政府采购", "评标委员会和评标方法"),
    "procurement": ("《招标投标法", "评标委员会和评标方法", "国有建设用地"),
    "property": ("政府采购", "评标委员会和评标方法", "国有建设用地"),
}


@pytest.mark.parametrize("procedure", WITH_COMMITTEES, ids=lambda one: one.key)
def test_no_deal_is_told_articles_of_another(procedure: Procedure) -> None:
    found = laws.of(Lot(procedure_key=procedure.key))
    assert set(found) == set(laws.NAMES)
    assert not any(other in said for said in found.values() for other in OTHERS[procedure.kind])
    # A sale is no tender that must be held: what binds its committee is the exchanges' practice, and says so.
    is_practice = procedure.kind == "property"
    assert all(
        ("惯例" in found[name]) == is_practice
        for name in ("avoidance", "own_scores", "by_the_document", "dissent", "questions")
    )
    if procedure.method in ("negotiation", "consultation"):
        assert "惯例" not in found["final_offers"]


def test_brackets_are_those_of_the_language_and_never_two() -> None:
    cited = str(COMMITTEE.article("9"))
    assert bracketed(cited) == "（《评标委员会和评标方法暂行规定》第9条，条号待核）"
    with translation.override("en"):
        assert bracketed(cited) == f" ({cited})"
