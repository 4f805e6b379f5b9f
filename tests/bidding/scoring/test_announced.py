"""From what a lot announces to the rule of its evaluation: every procedure's demonstration document, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bidding.scoring.announced import NoRule, reasons, rule_of
from bidding.scoring.told import told
from config.demo import documents, materials
from tests.journeys import property_methods as capital
from toolkit.scoring.methods import (
    comprehensive,
    comprehensive_score,
    rotation,
    separate_award,
    two_envelopes,
    weighted_quote,
)
from trading import particulars, registry
from trading.law import evaluation_problems
from trading.law.evaluation_rules import completed
from trading.law.evaluation_terms import (
    AwardBy,
    Benchmark,
    Deviation,
    Elimination,
    EvaluationTerms,
    Preferences,
    Scoring,
    Tie,
    Trim,
)
from trading.law.tender_document import Method, TenderDocument
from trading.law.tender_document_json import from_dict, to_dict

D = Decimal
Fields = Mapping[str, Any]
ROADS = materials.CONSTRUCTION | {"sector": "transport"}
SCORED = materials.PACKAGE | materials.TENDERED
NEGOTIATED = materials.PROCUREMENT | {"method_reason": "技术复杂", "source": "notice", "ground": "complex"}
INVITED = {"ground": "few_capable", "ground_reasons": "仅三家具备能力"}
SOLD = materials.PROPERTY | {"competition": "online_sealed"}


def deal(method: str, **changed: Any) -> Fields:
    return ROADS | {"evaluation_method": method} | changed


# (procedure, method of the document, deal, lot, methods of the rule from outside in)
CASES: dict[str, tuple[str, Method | None, Fields, Fields, tuple[str, ...]]] = {
    "comprehensive": ("construction/open", Method.COMPREHENSIVE, materials.CONSTRUCTION, materials.WORKS_LOT, ("comprehensive",)),
    "lowest": ("construction/open", Method.LOWEST_EVALUATED, deal("lowest_evaluated"), materials.WORKS_LOT, ("lowest_evaluated",)),
    "reasonable": ("construction/open", Method.REASONABLE_LOW, deal("reasonable_low"), materials.WORKS_LOT, ("reasonable_low",)),
    "invited": (
        "construction/invited", Method.COMPREHENSIVE, materials.CONSTRUCTION | INVITED, materials.WORKS_LOT, ("comprehensive",)
    ),
    "prequalified": (
        "construction/open_prequalified", Method.COMPREHENSIVE, materials.CONSTRUCTION | materials.PREQUALIFIED,
        materials.WORKS_LOT, ("comprehensive",),
    ),
    "envelopes": (
        "construction/double_envelope", Method.TECHNICAL_THEN_PRICE, deal("technical_then_price"), materials.WORKS_LOT,
        ("two_envelopes", "technical_then_price"),
    ),
    "land": (
        "land/tender", Method.COMPREHENSIVE, materials.LAND | {"award_rule": "comprehensive", "jury_size": 5}, materials.PARCEL,
        ("weighted_quote",),
    ),
    "parcel": (
        "land/tender", Method.HIGHEST_PRICE, materials.LAND | {"award_rule": "highest_price"}, materials.PARCEL, ("weighted_quote",)
    ),
    "tender": ("procurement/open", Method.COMPREHENSIVE_SCORE, materials.PROCUREMENT, SCORED, ("comprehensive_score",)),
    "standard": (
        "procurement/open", Method.LOWEST_PRICE, materials.PROCUREMENT, materials.PACKAGE | {"evaluation": "lowest_price"},
        ("lowest_price",),
    ),
    "negotiation": ("procurement/negotiation", Method.LOWEST_FINAL_OFFER, NEGOTIATED, materials.PACKAGE, ("negotiation",)),
    "consultation": (
        "procurement/consultation", Method.COMPREHENSIVE_SCORE, materials.PROCUREMENT | materials.CONSULTATION,
        materials.PACKAGE | {"price_weight": "0.30"}, ("consultation",),
    ),
    "inquiry": (
        "procurement/inquiry", Method.LOWEST_PRICE, materials.PROCUREMENT | materials.INQUIRY, materials.PACKAGE, ("inquiry",)
    ),
    "admission": (
        "procurement/framework_closed", Method.PRICE_FIRST, materials.PROCUREMENT | materials.FRAMEWORK,
        materials.FRAMEWORK_PACKAGE, ("price_first",),
    ),
    "quality": (
        "procurement/framework_closed", Method.QUALITY_FIRST,
        materials.PROCUREMENT | materials.FRAMEWORK | {"admission": "quality_first", "regulated_price": True},
        materials.FRAMEWORK_PACKAGE, ("quality_first",),
    ),
    "call_off": (
        "procurement/call_off_competition", None,
        materials.CALL_OFF | {"framework_deal": "D-1", "framework_ends": "2027-01-01"}, materials.CALL_OFF_PACKAGE,
        ("second_competition",),
    ),
    "sale": ("property/asset_transfer", None, SOLD, materials.ASSET, ("weighted_quote",)),
    "sale_by_tender": (
        "property/equity_transfer", Method.WEIGHTED_QUOTE, SOLD | {"competition": "tender", "control_passes": False}, materials.EQUITY,
        ("weighted_quote",),
    ),
    "sale_by_price": (
        "property/lease", Method.HIGHEST_PRICE, SOLD | {"competition": "tender"}, materials.LEASE, ("weighted_quote",)
    ),
    "capital": (
        "property/capital_increase", Method.WEIGHTED_QUOTE, capital.CAPITAL | {"selection": "evaluation"}, capital.CAPITAL_LOT,
        ("weighted_quote",),
    ),
    "capital_bid_for": (
        "property/capital_increase", None, capital.CAPITAL | {"selection": "bidding"}, capital.CAPITAL_LOT, ("weighted_quote",)
    ),
    "weighed": (
        "property/asset_transfer", Method.WEIGHTED_QUOTE, SOLD | {"competition": "online_weighted"}, materials.ASSET,
        ("weighted_quote",),
    ),
}  # fmt: skip


def announced(name: str, **changed: Any) -> tuple[TenderDocument | None, Any, Any, Any]:
    """The document, the procedure, and the particulars of a case; `deal`, `lot` and its `ceiling` change fields of these."""
    key, method, of_deal, of_lot, _ = CASES[name]
    procedure = next(one for one in registry.procedures() if one.key.startswith(f"{key}/"))
    document = (
        from_dict(documents.tender_document("采购", changed.get("ceiling"), method)) if method else None
    )
    return (
        document,
        procedure,
        particulars.parse(procedure.particulars, dict(of_deal) | changed.get("deal", {})),
        particulars.parse(procedure.lot_particulars, dict(of_lot) | changed.get("lot", {})),
    )


def codes(name: str, **changed: Any) -> set[str]:
    document, *rest = announced(name, **changed)
    terms = changed.get("terms")
    if document is not None and terms is not None and document.evaluation is not None:
        document = replace(document, evaluation=replace(document.evaluation, **terms))
    return {one.code for one in reasons(document, *rest)}


class TestTheRule:
    @pytest.mark.parametrize("name", CASES)
    def test_of_every_procedure_may_be_announced(self, name: str) -> None:
        given = announced(name)
        assert reasons(*given) == []
        rule = rule_of(*given)
        inner = [getattr(rule, "then", None), getattr(rule, "shortlist", None)]
        found = [rule.method, *(one.method for one in inner if one is not None)]
        assert tuple(found) == CASES[name][4]

    @pytest.mark.parametrize(
        ("lot", "least"),
        [
            ({}, "20000000"),  # a fifth of what is 62.5 million then, at 1.6 yuan each
            ({"share_offered": "33.33", "floor_unit_price": "1.600001"}, "39994025.30"),
            ({"investors_sought": 2}, None),  # nobody need take it whole
            ({"share_offered": "100"}, None),
        ],
    )
    def test_of_new_capital_has_what_the_share_costs_at_its_floor(
        self, lot: Fields, least: str | None
    ) -> None:
        rule = rule_of(*announced("capital", lot=lot))
        assert isinstance(rule, weighted_quote.Rule)
        assert (rule.start_price, rule.candidates) == (D(least) if least else None, 3)

    def test_of_a_rotation_has_the_suppliers_of_its_framework_in_their_order(self) -> None:
        _, _, deal, package = announced("call_off")
        turns = next(one for one in registry.procedures() if one.method == "call_off_rotation")
        rule = rule_of(None, turns, deal, package, order=("pty_b", "pty_a"))
        assert isinstance(rule, rotation.Rule) and rule.order == ("pty_b", "pty_a")
        assert reasons(None, turns, deal, package, order=("pty_b", "pty_a")) == []
        assert [one.code for one in reasons(None, turns, deal, package)] == ["rule_incomplete"]

    def test_takes_the_numbers_of_the_lot_before_those_of_the_document(self) -> None:
        rule = rule_of(*announced("tender", lot={"ceiling_price": "1600000.00", "low_price_mean": "0.6"}))
        assert isinstance(rule, comprehensive_score.Rule)
        assert rule.ceiling_price == D("1600000.00")
        assert rule.low_prices.of_mean == D("0.6")
        assert (rule.low_prices.reply_minutes, rule.same_brand, rule.preferences.joint_from) == (
            30,
            "best",
            D("0.30"),
        )

    def test_has_the_parts_and_bounds_of_the_criteria(self) -> None:
        rule = rule_of(*announced("tender"))
        assert isinstance(rule, comprehensive_score.Rule)
        assert [(one.code, one.part, one.weight, one.highest) for one in rule.criteria] == [
            ("technical", "technical", D(50), D(50)), ("record", "business", D(20), D(20)),
        ]  # fmt: skip

    def test_keeps_award_and_evaluation_apart_where_the_deal_says_so(self) -> None:
        document, *rest = announced("comprehensive", deal={"award_separation": True})
        assert document is not None
        assert document.evaluation is not None
        voted = replace(document, evaluation=replace(document.evaluation, award=AwardBy.VOTE))
        rule = rule_of(voted, *rest)
        assert isinstance(rule, separate_award.Rule)
        assert isinstance(rule.shortlist, comprehensive.Rule)
        assert codes("comprehensive", deal={"award_separation": True}) == {"rule_incomplete"}

    def test_has_a_passing_mark_before_the_second_envelope(self) -> None:
        document, procedure, of_deal, of_lot = announced(
            "envelopes", deal={"evaluation_method": "comprehensive"}
        )
        other = from_dict(documents.tender_document("路", None, Method.COMPREHENSIVE))
        assert document is not None
        assert other.evaluation is not None
        rule = rule_of(
            replace(other, evaluation=replace(other.evaluation, passing=D(42))), procedure, of_deal, of_lot
        )
        assert isinstance(rule, two_envelopes.Rule)
        assert (rule.passing, rule.then.method) == (D(42), "comprehensive")


class TestRefusedAre:
    @pytest.mark.parametrize(
        ("name", "changed", "expected"),
        [
            ("tender", {"lot": {"price_weight": "0.29"}, "terms": {"at_least": 2}}, {"too_few_asked"}),
            ("tender", {"terms": {"scoring": Scoring(trim=1)}}, {"scores_left_out"}),
            ("comprehensive", {"terms": {"deviation": None, "benchmark": None}}, {"rule_incomplete"}),
            ("comprehensive", {"terms": {"candidates": 4}}, {"too_many_candidates"}),
            ("comprehensive", {"deal": {"evaluation_method": "lowest_evaluated"}}, {"method_otherwise"}),
            ("sale", {"deal": {"competition": "online_weighted"}}, {"rule_without_document"}),
            ("consultation", {"deal": {"ground": "research"}, "terms": {"at_least": 2}}, set()),
        ],
    )
    def test_what_breaks_the_law_or_lacks_a_number(
        self, name: str, changed: dict[str, Any], expected: set[str]
    ) -> None:
        assert codes(name, **changed) == expected

    def test_every_missing_number_at_once(self) -> None:
        document, *rest = announced("comprehensive")
        assert document is not None
        with pytest.raises(NoRule) as none:
            rule_of(replace(document, evaluation=None), *rest)
        assert [one.message.zh.split("：")[1] for one in none.value.refusals] == ["benchmark", "deviation"]

    def test_points_that_do_not_come_to_a_hundred_with_those_of_the_benchmark(self) -> None:
        document, *_ = announced("comprehensive")
        assert document is not None
        assert document.evaluation is not None
        assert document.evaluation.deviation is not None
        more = replace(document.evaluation.deviation, full=D(31))
        assert codes("comprehensive", terms={"deviation": more}) == {"points_not_hundred"}

    def test_a_method_of_another_procedure(self) -> None:
        _, *rest = announced("tender")
        other = from_dict(documents.tender_document("采购", "1750000.00", Method.REASONABLE_LOW))
        assert [one.code for one in reasons(other, *rest)] == ["method_of_other_procedure"]


class TestTermsAreUnsound:
    @pytest.mark.parametrize(
        "terms",
        [
            {"at_least": 0},
            {"passing": D("100.1")},
            {"ties": (Tie.PRICE, Tie.PRICE)},
            {"scoring": Scoring(score_places=7)},
            {"preferences": Preferences(domestic=D("1.01"))},
            {"benchmark": Benchmark(trims=(Trim(bids=2, highest=1, lowest=1),))},
            {"benchmark": Benchmark(discounts=(D("0.01"), D("0.01")))},
            {"deviation": Deviation(full=D(1), above=D(1), below=D(1), lowest=D(2))},
            {"elimination": Elimination(share=D("-0.1"))},
        ],
    )
    def test_where_no_rule_could_hold_a_figure(self, terms: dict[str, Any]) -> None:
        assert list(evaluation_problems.problems(EvaluationTerms())) == []
        assert len(list(evaluation_problems.problems(EvaluationTerms(**terms)))) == 1


class TestWhatIsSaved:
    def test_says_every_number_of_the_law_and_keeps_those_of_the_document(self) -> None:
        document, procedure, of_deal, _ = announced("consultation", deal={"ground": "research"})
        assert document is not None
        own = replace(document, evaluation=EvaluationTerms(candidates=2))
        terms = completed(own, procedure.evaluation, of_deal).evaluation
        assert terms is not None
        assert (terms.at_least, terms.candidates, terms.scoring) == (2, 2, Scoring())
        assert terms.low_prices is not None
        assert terms.low_prices.reply_minutes == 30
        assert from_dict(to_dict(replace(own, evaluation=terms))).evaluation == terms


class TestInWords:
    @pytest.mark.parametrize("name", CASES)
    def test_every_rule_is_said_with_its_formula_and_articles(self, name: str) -> None:
        lines = told(rule_of(*announced(name)))
        said = {line.label.en: line.value for line in lines}
        assert {"Method", "Formula and order"} <= set(said)
        assert all(
            line.value.zh and line.value.en and "{" not in line.value.zh + line.value.en for line in lines
        )
        assert all(line.law is not None for line in lines if line.label.en in ("Method", "Formula and order"))

    def test_of_a_tender_names_every_number(self) -> None:
        lines = {line.label.en: line for line in told(rule_of(*announced("comprehensive")))}
        assert (
            lines["Benchmark price"].value.zh
            == "平均价；5家以上去掉1个最高价、1个最低价；平均价、基准价保留2、2位小数"
        )
        assert "价格分＝30－|偏差率|×每1%扣分（高于1，低于0.5）" in lines["Formula and order"].value.zh
        assert lines["Ceiling"].value.zh == "48000000.00"
        assert str(lines["Candidates"].law).startswith("《招标投标法实施条例》第53条")
