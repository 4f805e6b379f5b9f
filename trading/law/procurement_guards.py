"""Conditions of government procurement. Particulars are those of `trading.law.procurement_particulars`."""

from __future__ import annotations

from decimal import Decimal

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law
from trading.law.guards import require
from trading.law.procurement_particulars import Category, Evaluation, Reserve
from trading.law.statutes import (
    CONSULTATION_214,
    IMPORTS_119,
    INTENT_10,
    ORDER_87,
    PROCUREMENT,
    PROCUREMENT_RULES,
    SME_19,
    SME_46,
)

SMALL_BUDGET = {Category.GOODS: 2_000_000, Category.SERVICES: 2_000_000, Category.WORKS: 4_000_000}
LARGE_BUDGET = Decimal(10_000_000)
RESERVED, RESERVED_SMALL = Decimal("0.30"), Decimal("0.60")
DEDUCTION = {
    Category.GOODS: (Decimal("0.10"), Decimal("0.20")),
    Category.SERVICES: (Decimal("0.10"), Decimal("0.20")),
    Category.WORKS: (Decimal("0.03"), Decimal("0.05")),
}
JOINT_DEDUCTION = {
    Category.GOODS: (Decimal("0.04"), Decimal("0.06")),
    Category.SERVICES: (Decimal("0.04"), Decimal("0.06")),
    Category.WORKS: (Decimal("0.01"), Decimal("0.02")),
}
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
run_by_agency = require("no_agency", Text("委托代理机构采购", "an agency runs it"), lambda f: f.has_agency)
run_by_purchaser = require(
    "has_agency", Text("采购人自行组织采购", "the purchaser runs it itself"), lambda f: not f.has_agency
)

# 采购方式、预算、政策
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
imports_of_goods = require(
    "imports_without_goods",
    Text("仅货物采购可以核准进口产品", "imports are approved for goods only"),
    lambda f: not f.particulars.imports_approval or f.particulars.category is Category.GOODS,
    law=IMPORTS_119.article("7"),
)


def _reserved(f: Facts) -> bool:
    if not f.lot.sme_suitable:
        return f.lot.reserve is Reserve.NONE and bool(f.lot.reserve_reason)
    if f.lot.budget <= SMALL_BUDGET[f.particulars.category]:
        return f.lot.reserve is Reserve.WHOLE
    enough = f.lot.reserved_share >= RESERVED and f.lot.reserved_small_share >= RESERVED_SMALL
    return (
        f.lot.reserve is Reserve.WHOLE
        or (f.lot.reserve is not Reserve.NONE and enough)
        or bool(f.lot.reserve_reason)
    )


reserve_for_sme = require(
    "sme_reserve",
    Text(
        "适宜由中小企业提供的：200万元（工程400万元）以下整体预留；以上预留30%以上，其中小微企业60%以上，或者写明理由",
        "suited to SMEs: reserved wholly up to 2 million (works 4 million), above it 30 %, 60 % of it for small firms, or a reason",
    ),
    _reserved,
    law=SME_46.article("8"),
)


def _between(share: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return bounds[0] <= share <= bounds[1]


def _deducted(f: Facts) -> bool:
    if f.lot.reserve is Reserve.WHOLE:
        return not f.lot.small_deduction and not f.lot.joint_deduction
    small = _between(f.lot.small_deduction, DEDUCTION[f.particulars.category])
    joint = not f.lot.joint_deduction or _between(
        f.lot.joint_deduction, JOINT_DEDUCTION[f.particulars.category]
    )
    return small and joint


lawful_deductions = require(
    "price_deduction",
    Text(
        "小微企业价格扣除：货物服务10%至20%、工程3%至5%；联合体或分包4%至6%、工程1%至2%；整体预留的不再扣除",
        "deduction for small firms 10–20 % (works 3–5 %), joint 4–6 % (works 1–2 %), none where wholly reserved",
    ),
    _deducted,
    law=SME_19.article(""),
)

PACKAGE = (within_budget, ceiling_within_budget, imports_of_goods, reserve_for_sme)
COMPETED = (*PACKAGE, lawful_deductions)


# 评审小组
def committee(least: int, raised: int, raise_if: str, law: Law) -> Guard:
    """Require an odd committee of `least` members, `raised` under the circumstances named by `raise_if`, two thirds experts."""
    title = Text(
        f"评审小组{least}人以上单数（{raise_if}时{raised}人以上），专家不少于三分之二",
        f"an odd committee of {least} or more ({raised} in weightier cases), two thirds of them experts",
    )

    def holds(f: Facts) -> bool:
        weighty = f.particulars.above_open_threshold if least == 3 else _weighty(f)
        size, experts = f.particulars.committee_size, f.particulars.committee_experts
        odd = size % 2 == 1 and experts <= size
        return odd and size >= (raised if weighty else least) and experts * 3 >= size * 2

    return require("committee", title, holds, law=law)


def _weighty(f: Facts) -> bool:
    p = f.particulars
    return p.budget >= LARGE_BUDGET or p.technically_complex or p.high_social_impact


tender_committee = committee(5, 7, "预算1000万元以上、技术复杂或社会影响较大", ORDER_87.article("47"))


def group(law: Law) -> Guard:
    """Require a negotiating, consulting or inquiring group: three or more, five above the open-tender threshold."""
    return committee(3, 5, "达到公开招标数额标准", law)


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
    return bounds is None or _between(f.lot.price_weight, bounds)


consultation_price_weight = require(
    "price_weight",
    Text(
        "磋商价格分值比重：货物30%至60%，服务10%至30%", "weight of the price: goods 30–60 %, services 10–30 %"
    ),
    _consultation_weight,
    law=CONSULTATION_214.article("24"),
)

# 供应商家数
three_qualified = require(
    "too_few_qualified",
    Text("合格供应商不少于3家", "at least three qualified suppliers"),
    lambda f: (f.prequalified or 0) >= 3,
    law=ORDER_87.article("44"),
)
not_three_qualified = require(
    "enough_qualified",
    Text("合格供应商不足3家", "fewer than three qualified suppliers"),
    lambda f: f.prequalified is not None and f.prequalified < 3,
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
    lambda f: f.rejected_all and not f.has_winner,
    law=PROCUREMENT.article("36"),
)


# 确定、合同
in_order_of_rank = require(
    "not_in_order",
    Text("按排序确定；未按排序的说明合法理由", "in order of rank, or with a lawful reason"),
    lambda f: f.winner_rank in (None, 1) or f.data is None or bool(f.data.reason),
    law=PROCUREMENT_RULES.article("43"),
)
a_next_candidate = require(
    "no_next_candidate",
    Text("还有下一候选人", "there is a next candidate"),
    lambda f: (f.candidates or 0) >= 2,
    law=PROCUREMENT_RULES.article("49"),
)
award_within_budget = require(
    "price_over_budget",
    Text("成交价不超过采购预算", "the price lies within the budget"),
    lambda f: f.price is None or f.price <= f.lot.budget,
    law=PROCUREMENT.article("36"),
)
contract_at_award_price = require(
    "contract_price_differs",
    Text("合同金额与中标（成交）金额一致", "the contract price is the award price"),
    lambda f: f.data is None or f.price is None or f.data.price == f.price,
    law=PROCUREMENT.article("46"),
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
