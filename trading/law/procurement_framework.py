"""Framework agreements (财政部令第110号): what they say of themselves, their periods and conditions, and their life."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Annotated

from accounts.roles import Role
from foundation.text import Text
from trading.law.choices import Choice
from trading.law.facts import Facts
from trading.law.grammar import CLOCK, Guard, Limit, Phase, State, Step
from trading.law.guards import require
from trading.law.inputs import Reason
from trading.law.labels import Amount, Ge, Gt, Label, Le, LongText, MinLen, ShortText
from trading.law.procurement_limits import DAYS, RECORDS, WORKING_DAYS, YEARS, ceiling, floor
from trading.law.procurement_particulars import Category, Count, Item, Procurement
from trading.law.statutes import FRAMEWORK_110, PROCUREMENT, PROCUREMENT_RULES

LAW = FRAMEWORK_110.article("")
ADMISSION = ceiling("admission", "公告入围结果", "admission published", LAW, 2, WORKING_DAYS, stops=True)
AGREEMENT = ceiling("agreement", "签订框架协议", "agreements signed", LAW, 30, DAYS, stops=True)
TERM_GOODS = ceiling("term_goods", "货物框架协议有效期", "term of a goods framework", LAW, 1, YEARS)
TERM_SERVICES = ceiling("term_services", "服务框架协议有效期", "term of a services framework", LAW, 2, YEARS)
SUPPLEMENT = floor(
    "supplement", "补充征集响应时间", "time to respond again", PROCUREMENT.article("35"), 20, DAYS
)
REVIEW = ceiling("review", "审核加入框架协议的申请", "application reviewed", LAW, 7, WORKING_DAYS)
SUMMARY = ceiling(
    "summary", "期满后公告成交结果汇总", "summary of call-offs", FRAMEWORK_110.article("36"), 10, WORKING_DAYS
)
TERMS = {Category.GOODS: TERM_GOODS, Category.SERVICES: TERM_SERVICES}
MONTHS = {Category.GOODS: 12, Category.SERVICES: 24}
ELIMINATED, ELIMINATED_INSTRUMENTS, LEFT = Decimal("0.20"), Decimal("0.40"), Decimal("0.70")


class Admission(Choice):
    """How suppliers are admitted to a closed framework (110号令 art. 25)."""

    PRICE_FIRST = "price_first", "价格优先法", "Price first"
    QUALITY_FIRST = "quality_first", "质量优先法", "Quality first"


class CallOffMethod(Choice):
    """How the supplier of a call-off is found (110号令 art. 32)."""

    DIRECT = "direct", "直接选定", "Direct selection"
    COMPETITION = "competition", "二次竞价", "Second competition"
    ROTATION = "rotation", "顺序轮候", "Rotation"


@dataclass(frozen=True, kw_only=True)
class Framework(Procurement):
    """A framework agreement, closed or open. The budget is what is expected to be called off."""

    scheme_number: Annotated[ShortText, Label("采购方案审核（备案）文号", "Approval of the scheme", LAW)]
    term_months: Annotated[int, Ge(1), Le(24), Label("框架协议期限（月）", "Term (months)", LAW)]
    call_offs: Annotated[
        tuple[CallOffMethod, ...],
        MinLen(1),
        Label("确定第二阶段成交供应商的方式", "How call-offs are awarded", FRAMEWORK_110.article("32")),
    ]


@dataclass(frozen=True, kw_only=True)
class FrameworkPackage:
    """A package of a framework. Amounts in yuan."""

    budget: Annotated[Amount, Gt(Decimal(0)), Label("预计采购金额（元）", "Expected amount (yuan)")]
    items: Annotated[tuple[Item, ...], MinLen(1), Label("标的", "Items", LAW)]
    ceiling_unit_price: Annotated[
        Amount, Gt(Decimal(0)), Label("最高限制单价（元）", "Highest unit price (yuan)", LAW)
    ]
    admitted_at_most: Annotated[Count, Ge(1), Label("入围供应商上限", "Suppliers admitted at most", LAW)]


@dataclass(frozen=True, kw_only=True)
class AgreementsSigned:
    """The framework agreements as signed."""

    suppliers: Annotated[Count, Gt(0), Label("签订框架协议的供应商数", "Suppliers who signed", LAW)]


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """Why suppliers must be solicited again."""

    admitted: Annotated[Count, Gt(0), Label("入围供应商总数", "Suppliers admitted", LAW)]
    left: Annotated[Count, Label("剩余入围供应商数", "Suppliers left", LAW)]
    reason: Annotated[LongText, Label("影响框架协议执行的情况", "How it hinders the framework", LAW)]


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Suppliers who joined."""

    suppliers: Annotated[tuple[ShortText, ...], MinLen(1), Label("新入围供应商", "Suppliers admitted", LAW)]


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A supplier that leaves the framework."""

    supplier: Annotated[ShortText, Label("退出或被清退的供应商", "Supplier that leaves", LAW)]
    reason: Annotated[LongText, Label("原因", "Reason", LAW)]


@dataclass(frozen=True, kw_only=True)
class SupplierSummary:
    """What was called off from one supplier."""

    supplier: Annotated[ShortText, Label("供应商", "Supplier", FRAMEWORK_110.article("36"))]
    call_offs: Annotated[Count, Label("成交笔数", "Call-offs", FRAMEWORK_110.article("36"))]
    total: Annotated[Amount, Label("成交总额（元）", "Total (yuan)", FRAMEWORK_110.article("36"))]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What was called off during the whole term."""

    suppliers: Annotated[
        tuple[SupplierSummary, ...], Label("各供应商成交情况", "By supplier", FRAMEWORK_110.article("36"))
    ]


term_within_law = require(
    "term_too_long",
    Text("货物框架协议不超过1年，服务框架协议不超过2年", "goods one year, services two years at most"),
    lambda f: f.particulars.term_months <= MONTHS.get(f.particulars.category, 0),
    law=LAW,
)
goods_or_services = require(
    "works_in_framework",
    Text("框架协议采购货物或者服务", "goods or services"),
    lambda f: f.particulars.category in MONTHS,
    law=LAW,
)
quality_first_allowed = require(
    "quality_first_not_allowed",
    Text(
        "政府定价、政府指导价的项目或者有特别质量要求的检测、实验等仪器设备，可以采用质量优先法",
        "quality first only for regulated prices or for instruments",
    ),
    lambda f: (
        f.particulars.admission is Admission.PRICE_FIRST
        or f.particulars.regulated_price
        or f.particulars.instruments
    ),
    law=FRAMEWORK_110.article("25"),
)


def must_leave(f: Facts) -> int:
    """Return how many of the valid responses must be eliminated: a share rounded up, one at least."""
    quality_instruments = f.particulars.admission is Admission.QUALITY_FIRST and f.particulars.instruments
    share = ELIMINATED_INSTRUMENTS if quality_instruments else ELIMINATED
    return max(1, ceil(share * (f.bids_valid or 0)))


enough_eliminated = require(
    "too_few_eliminated",
    Text(
        "淘汰比例不低于20%（质量优先法采购仪器设备的不低于40%），且至少淘汰一家",
        "20 % eliminated (instruments 40 %), one at least",
    ),
    lambda f: (
        f.bids_valid is not None and f.candidates is not None and f.bids_valid - f.candidates >= must_leave(f)
    ),
    law=LAW,
)
someone_admitted = require(
    "nobody_admitted",
    Text("有入围供应商，且不超过上限", "suppliers are admitted, within the maximum"),
    lambda f: 1 <= (f.candidates or 0) <= f.lot.admitted_at_most,
    law=LAW,
)
suppliers_lost = require(
    "enough_suppliers_left",
    Text("剩余入围供应商不足入围总数的70%", "fewer than 70 % of the suppliers are left"),
    lambda f: f.data is None or f.data.left < f.data.admitted * LEFT,
    law=LAW,
)


def of(category: Category) -> Guard:
    """Require that the framework is for this category."""
    title = Text(f"采购{category.text.zh}", f"{category.text.en.lower()} are bought")
    return require("other_category", title, lambda f: f.particulars.category is category, law=LAW)


EXPIRED = State("expired", Phase.CONCLUDED, Text("框架协议期满", "framework expired"))


def in_force(prefix: str, category: Category) -> State:
    """Return the state of a framework in force: one for each category, since their terms differ."""
    return State(
        f"{prefix}_{category}",
        Phase.CONCLUDED,
        Text(f"{category.text.zh}框架协议有效", f"{category.text.en.lower()} framework in force"),
    )


def busy(prefix: str, category: Category, title: Text) -> State:
    """Return a state in which a framework in force takes in more suppliers."""
    return State(f"{prefix}_{category}", Phase.CONCLUDED, title)


def expiry(*sources: str, term: Limit) -> tuple[Step, ...]:
    """End the term by the clock."""
    title = Text("框架协议期满", "the framework expires")
    return (Step("expire", sources, "expired", CLOCK, title, after=(term,), opens=(SUMMARY,), law=LAW),)


def removal(state: str) -> Step:
    """Let a supplier leave the framework."""
    title = Text("供应商退出或者被清退", "a supplier leaves")
    return Step("remove_supplier", state, state, Role.ORGANISER, title, takes=Removed, law=LAW)


def summary() -> Step:
    """Publish the summary of the direct call-offs; the records are kept from now on."""
    return Step(
        "publish_summary",
        "expired",
        "completed",
        Role.ORGANISER,
        Text("公告成交结果汇总", "publish the summary of call-offs"),
        opens=(RECORDS,),
        due=SUMMARY,
        takes=Summary,
        notice="procurement_framework_summary",
        law=FRAMEWORK_110.article("36"),
    )


def dissolution(*sources: str) -> Step:
    """Let the supervisor void a framework in force."""
    return Step(
        "dissolve",
        sources,
        "void",
        Role.SUPERVISOR,
        Text("责令终止框架协议", "order the framework to end"),
        takes=Reason,
        notice="procurement_supervision",
        despite_hold=True,
        law=PROCUREMENT_RULES.article("71"),
    )
