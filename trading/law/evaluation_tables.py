"""The tables of how bids are compared: construction, land, procurement, property. Each number beside its article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from trading.law.evaluation_rules import Computed, EvaluationRule
from trading.law.evaluation_terms import (
    Correction,
    Elimination,
    EvaluationTerms,
    LowPrices,
    Preferences,
    SameBrand,
    Scoring,
)
from trading.law.land_particulars import AwardRule
from trading.law.procurement_framework import ELIMINATED
from trading.law.procurement_limits import LOW_PRICE_REPLY
from trading.law.procurement_particulars import Evaluation
from trading.law.property_choices import Competition, Selection
from trading.law.tender_document import Method

SCORES: Final = Scoring()
_NAMED: Final = {one.value: one for one in Method}

# 评标委员会和评标方法暂行规定第十九条；施工招标投标办法第五十三条：大写、小数点、单价汇总
_TENDER: Final = EvaluationTerms(
    at_least=1,  # 有效投标不足三个的，是否否决全部投标由评标委员会认定（该规定第二十七条）
    candidates=3,  # 招标投标法实施条例第五十三条：不超过3个
    corrections=(Correction.WORDS, Correction.POINT, Correction.SUM),
    same_brand=SameBrand.APART,
)
_SCORED_TENDER: Final = replace(_TENDER, scoring=SCORES)
CONSTRUCTION: Final = EvaluationRule(
    methods={
        Method.COMPREHENSIVE: Computed("comprehensive", _SCORED_TENDER),
        Method.LOWEST_EVALUATED: Computed("lowest_evaluated", _TENDER),
        Method.REASONABLE_LOW: Computed("reasonable_low", _SCORED_TENDER),
        Method.TECHNICAL_THEN_PRICE: Computed("technical_then_price", _SCORED_TENDER),
    },
    # 招标投标法第十九条：评标方法在招标文件中载明，与公告一致
    announced=lambda deal, lot: _NAMED[deal.evaluation_method],
    separates=lambda deal: deal.award_separation,
)
TWO_ENVELOPES: Final = replace(CONSTRUCTION, two_envelopes=True)

# 87号令第五十九条、第六十条；财库〔2026〕2号：说明低价的时间；财库〔2020〕46号第九条：小微企业合同份额30%以上
_COMPETED: Final = EvaluationTerms(
    at_least=3,  # 87号令第四十三条；政府采购法第三十八条、第四十条
    candidates=3,  # 87号令第五十七条、74号令第三十六条：三名以上的由文件规定
    corrections=(Correction.STATEMENT, Correction.WORDS, Correction.POINT, Correction.SUM),
    same_brand=SameBrand.APART,
    preferences=Preferences(joint_from=Decimal("0.30")),
    low_prices=LowPrices(reply_minutes=LOW_PRICE_REPLY.length),
)


def _procurement(
    methods: dict[Method, Computed], announced: Callable[[Any, Any], Method | None]
) -> EvaluationRule:
    return EvaluationRule(methods=methods, announced=announced)


_BY_EVALUATION: Final = {
    Evaluation.LOWEST_PRICE: Method.LOWEST_PRICE,
    Evaluation.SCORING: Method.COMPREHENSIVE_SCORE,
}
PROCUREMENT_TENDER: Final = _procurement(
    {
        # 87号令第三十一条：同品牌
        Method.LOWEST_PRICE: Computed("lowest_price", replace(_COMPETED, same_brand=SameBrand.LOWEST)),
        Method.COMPREHENSIVE_SCORE: Computed(
            "comprehensive_score", replace(_COMPETED, same_brand=SameBrand.BEST, scoring=SCORES)
        ),
    },
    lambda deal, lot: _BY_EVALUATION[lot.evaluation],
)
NEGOTIATION: Final = _procurement(
    {Method.LOWEST_FINAL_OFFER: Computed("negotiation", _COMPETED)},
    lambda deal, lot: Method.LOWEST_FINAL_OFFER,
)
CONSULTATION: Final = _procurement(
    {Method.COMPREHENSIVE_SCORE: Computed("consultation", replace(_COMPETED, scoring=SCORES))},
    lambda deal, lot: Method.COMPREHENSIVE_SCORE,
)
INQUIRY: Final = _procurement(
    {Method.LOWEST_PRICE: Computed("inquiry", _COMPETED)}, lambda deal, lot: Method.LOWEST_PRICE
)

# 110号令第二十五条：两家以上，淘汰20%以上且至少一家
_ADMISSION: Final = EvaluationTerms(
    at_least=2, corrections=_COMPETED.corrections, elimination=Elimination(share=ELIMINATED)
)
FRAMEWORK: Final = EvaluationRule(
    methods={
        Method.PRICE_FIRST: Computed("price_first", _ADMISSION),
        Method.QUALITY_FIRST: Computed("quality_first", replace(_ADMISSION, scoring=SCORES)),
    },
    announced=lambda deal, lot: _NAMED[deal.admission],
    ceiling="ceiling_unit_price",
    most="admitted_at_most",
)

_CALLED_OFF: Final = EvaluationTerms(at_least=1, candidates=1)


def call_off(method: str) -> EvaluationRule:
    """Return how suppliers of a framework are compared, or found without comparing (110号令第三十三条至第三十五条)."""
    return EvaluationRule(
        methods={Method.LOWEST_PRICE: Computed(method, _CALLED_OFF)},
        announced=lambda deal, lot: Method.LOWEST_PRICE,
        ceiling="",
        without_document=True,
    )


_WEIGHTED: Final = EvaluationTerms(at_least=1, candidates=1, scoring=SCORES)
_BY_AWARD: Final = {
    AwardRule.HIGHEST_PRICE: Method.HIGHEST_PRICE,
    AwardRule.COMPREHENSIVE: Method.COMPREHENSIVE,
}
LAND_TENDER: Final = EvaluationRule(
    methods={
        # 39号令第十三条：投标人少于三人的终止；第十四条：能够最大限度满足综合评价标准，或者价格最高且不低于底价
        Method.HIGHEST_PRICE: Computed("weighted_quote", _WEIGHTED),
        Method.COMPREHENSIVE: Computed("weighted_quote", _WEIGHTED),
    },
    announced=lambda deal, lot: _BY_AWARD[deal.award_rule],
    ceiling="",
    start="start_price",
)


# A tender is compared as its documents say, by the plan and the price or by the price alone.
_BY_COMPETITION: Final[dict[Competition, Method | None]] = {
    Competition.TENDER: None,
    Competition.ONLINE_WEIGHTED: Method.WEIGHTED_QUOTE,
}
PROPERTY: Final = EvaluationRule(
    methods={
        Method.HIGHEST_PRICE: Computed("weighted_quote", _WEIGHTED),
        Method.WEIGHTED_QUOTE: Computed("weighted_quote", _WEIGHTED),
    },
    announced=lambda deal, lot: _BY_COMPETITION.get(deal.competition, Method.HIGHEST_PRICE),
    ceiling="",
    start="floor_price",
    without_document=True,
)

# 32号令第四十三条：竞价、竞争性谈判、综合评议；投资方的报价为投资总额，由董事会、股东会从候选投资方中选定
_SELECTED: Final = replace(_WEIGHTED, candidates=3)
_BY_SELECTION: Final = {Selection.EVALUATION: Method.WEIGHTED_QUOTE}
CAPITAL: Final = replace(
    PROPERTY,
    methods={
        Method.HIGHEST_PRICE: Computed("weighted_quote", _SELECTED),
        Method.WEIGHTED_QUOTE: Computed("weighted_quote", _SELECTED),
    },
    announced=lambda deal, lot: _BY_SELECTION.get(deal.selection, Method.HIGHEST_PRICE),
    start="least_total",
)
