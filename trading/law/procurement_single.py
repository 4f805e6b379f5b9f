"""What a single-source procurement says of itself, and its conditions (政府采购法 art. 31, 财政部令第74号 ch. 4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.facts import Facts
from trading.law.guards import require
from trading.law.labels import Amount, Label, LongText, MinLen, ShortText
from trading.law.procurement_limits import recalled_74
from trading.law.procurement_particulars import OptionalText, OtherMethod, Procurement
from trading.law.statutes import ORDER_74, PROCUREMENT, PROCUREMENT_RULES

ADDITION_SHARE = Decimal("0.10")


class Ground(Choice):
    """When there may be a single source (政府采购法 art. 31)."""

    ONLY_SUPPLIER = "only_supplier", "只能从唯一供应商处采购", "Only one supplier exists"
    EMERGENCY = (
        "emergency",
        "发生了不可预见的紧急情况不能从其他供应商处采购",
        "An emergency nobody could foresee",
    )
    ADDITION = (
        "addition",
        "必须保证一致性或者服务配套，继续从原供应商处添购",
        "An addition to an earlier purchase",
    )


@dataclass(frozen=True, kw_only=True)
class Argument:
    """The opinion of one professional on why there is only one supplier."""

    name: Annotated[ShortText, Label("专业人员姓名", "Name", ORDER_74.article("38"))]
    employer: Annotated[ShortText, Label("工作单位", "Employer", ORDER_74.article("38"))]
    title: Annotated[ShortText, Label("职称", "Title", ORDER_74.article("38"))]
    opinion: Annotated[LongText, Label("论证意见", "Opinion", ORDER_74.article("38"))]


@dataclass(frozen=True, kw_only=True)
class SingleSource(OtherMethod, Procurement):
    """A purchase from one supplier: the ground, the supplier, the arguments. Amounts in yuan."""

    ground: Annotated[Ground, Label("采用单一来源的情形", "Ground", PROCUREMENT.article("31"))]
    supplier_name: Annotated[
        ShortText, Label("拟定的唯一供应商名称", "Supplier", PROCUREMENT_RULES.article("38"))
    ]
    supplier_address: Annotated[ShortText, Label("供应商地址", "Supplier's address", ORDER_74.article("38"))]
    arguments: Annotated[
        tuple[Argument, ...], Label("专业人员论证意见", "Arguments", ORDER_74.article("38"))
    ] = ()
    original_contract: Annotated[
        OptionalText, Label("原合同编号", "Original contract", PROCUREMENT.article("31"))
    ] = ""
    original_price: Annotated[
        Amount, Label("原合同采购金额（元）", "Original price (yuan)", PROCUREMENT.article("31"))
    ] = Decimal(0)
    added_before: Annotated[
        Amount, Label("此前已添购金额（元）", "Added before (yuan)", PROCUREMENT.article("31"))
    ] = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class SupplementaryArgument:
    """What the supplementary argument came to."""

    conclusion: Annotated[LongText, Label("补充论证结论", "Conclusion", ORDER_74.article("40"))]
    experts: Annotated[
        tuple[Argument, ...], MinLen(1), Label("论证专业人员", "Professionals", ORDER_74.article("40"))
    ]


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """The record of the talks on price and quality (74号令 art. 42)."""

    record: Annotated[LongText, Label("协商情况记录", "Record of the talks", recalled_74("42"))]
    staff: Annotated[
        tuple[ShortText, ...],
        MinLen(1),
        Label("参加协商的专业人员", "Professionals who took part", recalled_74("42")),
    ]


def must_publicise(facts: Facts) -> bool:
    """Tell whether the law asks for publicity: above the open-tender threshold, with only one supplier."""
    return facts.particulars.above_open_threshold and facts.particulars.ground is Ground.ONLY_SUPPLIER


def _addition_fits(f: Facts) -> bool:
    p = f.particulars
    if p.ground is not Ground.ADDITION:
        return True
    return bool(p.original_contract) and p.added_before + p.budget <= p.original_price * ADDITION_SHARE


publicity_asked = require(
    "no_publicity_needed", Text("达到公开招标数额标准且只能从唯一供应商处采购", "publicity is asked for"), must_publicise,
    law=PROCUREMENT_RULES.article("38"),
)  # fmt: skip
publicity_not_asked = require(
    "publicity_needed", Text("不属于应当公示的情形", "no publicity is asked for"), lambda f: not must_publicise(f),
    law=PROCUREMENT_RULES.article("38"),
)  # fmt: skip
argued = require(
    "no_arguments",
    Text("有专业人员的论证意见", "professionals have argued why there is one supplier"),
    lambda f: f.particulars.ground is not Ground.ONLY_SUPPLIER or bool(f.particulars.arguments),
    law=ORDER_74.article("38"),
)
addition_within_share = require(
    "addition_too_large",
    Text("添购资金总额不超过原合同采购金额的10%", "additions are 10 % of the original price at most"),
    _addition_fits,
    law=PROCUREMENT.article("31"),
)
unopposed = require(
    "objection_raised",
    Text("公示期内没有待处理的异议", "no objection is open"),
    lambda f: not f.open_objections,
    law=ORDER_74.article("39"),
)
opposed = require(
    "no_objection",
    Text("公示期内收到异议", "an objection was raised"),
    lambda f: f.open_objections > 0,
    law=ORDER_74.article("39"),
)
over_budget = require(
    "price_within_budget",
    Text("报价超过采购预算，或者协商不成", "the price is over the budget, or the talks failed"),
    lambda f: (f.price is not None and f.price > f.lot.budget) or (f.rejected_all and not f.has_winner),
    law=recalled_74("43"),
)
