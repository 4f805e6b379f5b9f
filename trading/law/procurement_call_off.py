"""Call-offs under a framework agreement (财政部令第110号 art. 32–36): what they say of themselves, and their ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from accounts.roles import Role
from foundation.days import ZONE
from foundation.text import Text
from trading.law import procurement_states as states
from trading.law.grammar import State, Step
from trading.law.guards import require
from trading.law.inputs import Reason
from trading.law.labels import Amount, Gt, Label, LongText, MinLen, ShortText
from trading.law.procurement_failure import end
from trading.law.procurement_limits import WORKING_DAYS, ceiling, recalled_74
from trading.law.procurement_particulars import Category, Item, OptionalText, Reached
from trading.law.statutes import FRAMEWORK_110, PROCUREMENT, PROCUREMENT_RULES

RESULT = ceiling(
    "result",
    "逐笔公告成交结果",
    "result of the call-off",
    FRAMEWORK_110.article("36"),
    2,
    WORKING_DAYS,
    stops=True,
)


@dataclass(frozen=True, kw_only=True)
class CallOff(Reached):
    """A purchase under a framework. Amounts in yuan."""

    framework_deal: Annotated[
        ShortText, Label("所依据的框架协议项目", "The framework deal's id", FRAMEWORK_110.article("32"))
    ]
    framework_lot: Annotated[OptionalText, Label("框架协议采购包", "The framework's lot")] = ""
    framework_ends: Annotated[
        date, Label("框架协议有效期截止日", "Last day of the framework", FRAMEWORK_110.article(""))
    ]
    plan_number: Annotated[
        ShortText, Label("采购实施计划备案号", "Filing number of the plan", PROCUREMENT_RULES.article("29"))
    ]
    category: Annotated[Category, Label("采购项目类别", "Category", PROCUREMENT.article("42"))]
    budget: Annotated[
        Amount, Gt(Decimal(0)), Label("预算金额（元）", "Budget (yuan)", PROCUREMENT.article("42"))
    ]
    requirement: Annotated[LongText, Label("采购需求", "What is needed", PROCUREMENT_RULES.article("15"))]
    contact_name: Annotated[ShortText, Label("项目联系人", "Contact")]
    contact_phone: Annotated[ShortText, Label("联系电话", "Telephone")]


@dataclass(frozen=True, kw_only=True)
class CallOffPackage:
    """What is called off. Amounts in yuan."""

    budget: Annotated[
        Amount, Gt(Decimal(0)), Label("包预算金额（元）", "Budget (yuan)", PROCUREMENT.article("42"))
    ]
    items: Annotated[
        tuple[Item, ...], MinLen(1), Label("主要标的", "Main items", PROCUREMENT_RULES.article("43"))
    ]
    delivery: Annotated[ShortText, Label("交付时间和地点", "Delivery")]
    agreed_price: Annotated[
        Amount,
        Gt(Decimal(0)),
        Label("按协议价格计算的总价（元）", "Total at the agreed prices (yuan)", FRAMEWORK_110.article("34")),
    ]


@dataclass(frozen=True, kw_only=True)
class SelectionReason:
    """Why this supplier: price, quality, convenience, users' opinion (110号令 art. 33)."""

    reason: Annotated[LongText, Label("选定理由", "Why this supplier", FRAMEWORK_110.article("33"))]


@dataclass(frozen=True, kw_only=True)
class TurnPassed(Reason):
    """Why the supplier whose turn it is does not deliver (110号令 art. 35)."""


framework_in_force = require(
    "framework_over",
    Text("框架协议在有效期内", "the framework is in force"),
    lambda f: f.at.astimezone(ZONE).date() <= f.particulars.framework_ends,
    law=FRAMEWORK_110.article(""),
)
within_agreed_price = require(
    "over_agreed_price",
    Text("成交价不超过协议价格和预算", "the price is within the agreed prices and the budget"),
    lambda f: f.price is None or f.price <= min(f.lot.agreed_price, f.lot.budget),
    law=FRAMEWORK_110.article("34"),
)

no_offer = require(
    "an_offer_stands",
    Text("没有可以成交的报价", "no offer can be accepted"),
    lambda f: not f.has_winner and (f.rejected_all or f.bids_valid == 0),
    law=FRAMEWORK_110.article("32"),
)

END_STATES: tuple[State, ...] = (
    states.AWARDED,
    *states.CONTRACT_STATES,
    *states.END_STATES,
)


def failures(*sources: str, decided: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """Begin anew when the supplier refuses; terminate or void."""
    return (
        Step(
            "winner_refuses",
            (*decided, "awarded"),
            "failed",
            Role.ORGANISER,
            Text("成交供应商拒绝签订合同，重新采购", "the supplier refuses: run again"),
            takes=Reason,
            notice="procurement_failure",
            law=PROCUREMENT_RULES.article("49"),
        ),
        *end(
            *sources,
            void=(*decided, "awarded", "signed", "contract_published", "performing"),
            law=recalled_74("23"),
        ),
    )
