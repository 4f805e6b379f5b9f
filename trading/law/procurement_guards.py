"""Conditions of government procurement. Particulars are those of `trading.law.procurement_particulars`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from foundation.text import Text
from trading.law.committees import WITH_THE_RESULT, CommitteeRule, Ground
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law
from trading.law.guards import nobody_is_left, require
from trading.law.procurement_particulars import Category, Evaluation
from trading.law.procurement_policy import between, imports_of_goods, lawful_deductions, reserve_for_sme
from trading.law.statutes import (
    CONSULTATION_214,
    INTENT_10,
    ORDER_87,
    PROCUREMENT,
    PROCUREMENT_RULES,
)

LARGE_BUDGET = Decimal(10_000_000)
TENDER_WEIGHT = {Category.GOODS: Decimal("0.30"), Category.SERVICES: Decimal("0.10")}
CONSULTATION_WEIGHT = {
    Category.GOODS: (Decimal("0.30"), Decimal("0.60")),
    Category.SERVICES: (Decimal("0.10"), Decimal("0.30")),
}


# 采购意向
intent_not_needed = require(
    "intent_not_disclosed",
    Text("已写明不公开采购意向的理由，或为重新组织", "a reason why no intent was disclosed, or a re-run"),
    lambda f: bool(f.particulars.intent_waiver) or f.round > 1,
    law=INTENT_10.article(""),
)

# 采购人自行组织或者委托代理
run_by_agency = require(
    "no_agency",
    Text("委托代理机构采购", "an agency runs it"),
    lambda f: f.has_agency,
    law=PROCUREMENT_RULES.article("43"),
)
run_by_purchaser = require(
    "has_agency",
    Text("采购人自行组织采购", "the purchaser runs it itself"),
    lambda f: not f.has_agency,
    law=PROCUREMENT.article("18"),
)

# 采购方式、预算
goods_or_services = require(
    "works_tendered_elsewhere",
    Text(
        "招标采购货物或者服务；工程招标适用招标投标法",
        "goods or services; works are tendered under the Tendering Law",
    ),
    lambda f: f.particulars.category is not Category.WORKS,
    law=PROCUREMENT_RULES.article("7"),
)
method_approved = require(
    "method_not_approved",
    Text(
        "达到公开招标数额标准的，已获设区的市级以上财政部门批准",
        "the method is approved where the budget is above the threshold",
    ),
    lambda f: bool(f.particulars.method_approval) or not f.particulars.above_open_threshold,
    law=PROCUREMENT_RULES.article("23"),
)
within_budget = require(
    "package_over_budget",
    Text("包预算不超过项目预算", "the package's budget lies within the project's"),
    lambda f: f.lot.budget <= f.particulars.budget,
    law=PROCUREMENT.article("6"),
)
ceiling_within_budget = require(
    "ceiling_over_budget",
    Text("最高限价不超过预算", "the ceiling price lies within the budget"),
    lambda f: f.lot.ceiling_price is None or 0 < f.lot.ceiling_price <= f.lot.budget,
    law=ORDER_87.article("12"),
)
PACKAGE = (within_budget, ceiling_within_budget, imports_of_goods, reserve_for_sme)


# 评审小组
def _weighty(p: Any) -> bool:
    return p.budget >= LARGE_BUDGET or p.technically_complex or p.high_social_impact


def _above_open_threshold(p: Any) -> bool:
    return bool(p.above_open_threshold)


_VOID = ORDER_87.article("63")
TENDER_COMMITTEE = CommitteeRule(
    least=5, raised=7, weighty=_weighty, law=ORDER_87.article("47"), presides=ORDER_87.article("45"),
    asks=ORDER_87.article("51"), corrects=ORDER_87.article("64"), refilled=ORDER_87.article("49"),
    qualification_by_organiser=True, known_in=WITH_THE_RESULT, unmet=_VOID,
    grounds=(
        Ground("no_deposit", Text("未按照招标文件的规定提交投标保证金", "No deposit as the document asks"), _VOID),
        Ground("not_signed", Text("投标文件未按招标文件要求签署、盖章", "Not signed and sealed as the document asks"), _VOID),
        Ground("not_qualified", Text("不具备招标文件中规定的资格要求", "Not qualified"), _VOID),
        Ground("conditions", Text("含有采购人不能接受的附加条件", "Has conditions that the purchaser cannot accept"), _VOID),
        Ground("collusion", Text("视为投标人串通投标", "Counts as collusion"), ORDER_87.article("37")),
    ),
    disqualifies=(
        Ground(
            "not_capable", Text("不具备供应商参加政府采购活动的法定条件", "Lacks what the law asks of every supplier"),
            PROCUREMENT.article("22"),
        ),
        Ground(
            "related_bidder",
            Text("与其他投标人单位负责人为同一人或者存在直接控股、管理关系", "Under one head with another bidder, or controlled by it"),
            PROCUREMENT_RULES.article("18"),
        ),
        Ground(
            "served_the_project",
            Text("曾为本项目提供整体设计、规范编制或者项目管理、监理、检测等服务", "Designed, specified, managed or inspected the project"),
            PROCUREMENT_RULES.article("18-2"),
        ),
    ),
)  # fmt: skip


def group_rule(law: Law, *, asks: Law | None = None, corrects: Law | None = None) -> CommitteeRule:
    """Return the rule of a negotiating, consulting or inquiring group: three or more, five above the open-tender threshold."""
    return CommitteeRule(
        least=3, raised=5, weighty=_above_open_threshold, law=law, known_in=WITH_THE_RESULT, unmet=law, asks=asks, corrects=corrects,
    )  # fmt: skip


def committee(rule: CommitteeRule, raise_if: str) -> Guard:
    """Require that the committee to be is as `rule` says; `raise_if` names the circumstances in which it must be larger."""
    title = Text(
        f"评审小组{rule.least}人以上单数（{raise_if}时{rule.raised}人以上），专家不少于三分之二",
        f"an odd committee of {rule.least} or more ({rule.raised} in weightier cases), two thirds of them experts",
    )

    def holds(f: Facts) -> bool:
        p = f.particulars
        return rule.is_met(p, members=p.committee_size, experts=p.committee_experts)

    return require("committee", title, holds, law=rule.law)


tender_committee = committee(TENDER_COMMITTEE, "预算1000万元以上、技术复杂或社会影响较大")


def group(law: Law) -> Guard:
    """Require a negotiating, consulting or inquiring group as the law has it."""
    return committee(group_rule(law), "达到公开招标数额标准")


# 评审方法
def _tender_weight(f: Facts) -> bool:
    if f.lot.evaluation is Evaluation.LOWEST_PRICE or f.lot.fixed_price:
        return f.lot.price_weight == 0
    return bool(f.lot.price_weight >= TENDER_WEIGHT.get(f.particulars.category, Decimal(1)))


tender_price_weight = require(
    "price_weight",
    Text(
        "综合评分法价格分值比重：货物不低于30%，服务不低于10%",
        "weight of the price: goods 30 %, services 10 % at least",
    ),
    _tender_weight,
    law=ORDER_87.article("55"),
)
lowest_price_for_standard = require(
    "standard_scored",
    Text(
        "技术、服务等标准统一的采用最低评标价法", "uniform standards are bought at the lowest evaluated price"
    ),
    lambda f: not f.lot.standard or f.lot.evaluation is Evaluation.LOWEST_PRICE,
    law=PROCUREMENT_RULES.article("34-3"),
)


def _consultation_weight(f: Facts) -> bool:
    if f.lot.fixed_price:
        return f.lot.price_weight == 0
    bounds = CONSULTATION_WEIGHT.get(f.particulars.category)
    # 工程的价格权重，214号文没有规定
    return bounds is None or between(f.lot.price_weight, bounds)


consultation_price_weight = require(
    "price_weight",
    Text(
        "磋商价格分值比重：货物30%至60%，服务10%至30%", "weight of the price: goods 30–60 %, services 10–30 %"
    ),
    _consultation_weight,
    law=CONSULTATION_214.article("24"),
)


# 供应商家数
every_applicant_reviewed = require(
    "review_pending",
    Text("资格预审申请已全部审查", "every application was reviewed"),
    lambda f: not f.unreviewed,
    law=ORDER_87.article("14-2"),
)
three_passed = require(
    "too_few_qualified",
    Text("通过资格预审的供应商不少于3家", "at least three suppliers passed"),
    lambda f: f.passed >= 3,
    law=ORDER_87.article("14-2"),
)
not_three_passed = require(
    "enough_qualified",
    Text("通过资格预审的供应商不足3家", "fewer than three suppliers passed"),
    lambda f: f.passed < 3,
    law=ORDER_87.article("43"),
)


def fewer_valid_than(needed: int, law: Law) -> Guard:
    """Require that fewer than `needed` bids conform: the way out when an evaluation fails."""
    title = Text(f"通过符合性审查的不足{needed}家", f"fewer than {needed} conforming bids")
    return require(
        "enough_valid_bids", title, lambda f: f.bids_valid is not None and f.bids_valid < needed, law=law
    )


all_rejected = require(
    "a_bid_stands",
    Text("没有可以中标（成交）的投标", "no bid can win"),
    lambda f: nobody_is_left(f) and not f.has_winner,
    law=PROCUREMENT.article("36"),
)


# 确定
in_order_of_rank = require(
    "not_in_order",
    Text("按排序确定；未按排序的说明合法理由", "in order of rank, or with a lawful reason"),
    lambda f: f.winner_rank in (None, 1) or f.data is None or bool(f.data.reason),
    law=PROCUREMENT_RULES.article("43"),
)
a_next_candidate = require(
    "no_next_candidate",
    Text("还有下一候选人", "there is a next candidate"),
    lambda f: (f.candidates or 0) > (f.winner_rank or 1),
    law=PROCUREMENT_RULES.article("49"),
)
award_within_budget = require(
    "price_over_budget",
    Text("成交价不超过采购预算", "the price lies within the budget"),
    lambda f: f.price is None or f.price <= f.lot.budget,
    law=PROCUREMENT.article("36"),
)
above_threshold = require(
    "below_threshold",
    Text("达到公开招标数额标准", "above the open-tender threshold"),
    lambda f: f.particulars.above_open_threshold,
    law=ORDER_87.article("43"),
)
below_threshold = require(
    "above_threshold",
    Text("未达到公开招标数额标准", "below the open-tender threshold"),
    lambda f: not f.particulars.above_open_threshold,
    law=ORDER_87.article("43"),
)


# 文件与公告一致
def _same_scoring(f: Facts) -> bool:
    if f.document_price_weight is None:
        return True
    scored = getattr(f.lot, "evaluation", Evaluation.SCORING) is Evaluation.SCORING
    if not scored or not hasattr(f.lot, "price_weight"):
        return not f.document_scores
    return bool(f.document_scores) and f.document_price_weight == f.lot.price_weight


document_scores_alike = require(
    "document_scores_otherwise",
    Text("采购文件的评审方法和价格分值与项目一致", "the documents evaluate as the package says"),
    _same_scoring,
    law=ORDER_87.article("55"),
)
COMPETED = (*PACKAGE, lawful_deductions, document_scores_alike)
