"""What a procurement's contract, its acceptance and its payments must be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.guards import require
from trading.law.inputs import PerformanceAccepted
from trading.law.labels import Label, ShortText
from trading.law.procurement_particulars import OptionalText
from trading.law.statutes import PROCUREMENT, PROCUREMENT_RULES, SME_PAYMENT

BOND_SHARE = Decimal("0.10")
SUPPLEMENT_SHARE = Decimal("0.10")


@dataclass(frozen=True, kw_only=True)
class Accepted(PerformanceAccepted):
    """The acceptance of what was performed; those served say their opinion of a service to the public."""

    users_opinion: Annotated[
        OptionalText, Label("服务对象意见", "Opinion of those served", PROCUREMENT_RULES.article("45-2"))
    ] = ""


@dataclass(frozen=True, kw_only=True)
class AcceptedOnTerms(Accepted):
    """An acceptance under a contract that agreed another time of payment."""

    payment_clause: Annotated[
        ShortText, Label("约定付款期限的合同条款", "Clause on the time of payment", SME_PAYMENT.article("9"))
    ]


contract_at_award_price = require(
    "contract_price_differs",
    Text("合同金额与中标（成交）金额一致", "the contract price is the award price"),
    lambda f: f.data is None or f.price is None or f.data.price == f.price,
    law=PROCUREMENT.article("46"),
)
bond_within_share = require(
    "bond_too_high",
    Text("履约保证金不超过合同金额的10%", "the performance bond is 10 % of the contract price at most"),
    lambda f: f.data is None or f.data.performance_bond <= f.data.price * BOND_SHARE,
    law=PROCUREMENT_RULES.article("48"),
)
SIGNING = (contract_at_award_price, bond_within_share)

users_heard = require(
    "users_not_heard",
    Text(
        "向社会公众提供的公共服务，验收时有服务对象的意见",
        "those served were heard on a service to the public",
    ),
    lambda f: (
        f.data is None or not getattr(f.particulars, "public_service", False) or bool(f.data.users_opinion)
    ),
    law=PROCUREMENT_RULES.article("45-2"),
)
settled_within_supplement = require(
    "settled_too_high",
    Text(
        "结算金额不超过合同金额加补充合同（不超过10%）",
        "what is settled exceeds the contract by a supplement of 10 % at most",
    ),
    lambda f: (
        f.data is None
        or f.contract_price is None
        or f.data.final_price <= f.contract_price * (1 + SUPPLEMENT_SHARE)
    ),
    law=PROCUREMENT.article("49"),
)
ACCEPTING = (users_heard, settled_within_supplement)

pays_the_rest = require(
    "not_paid_in_full",
    Text("付清结算金额", "what is left of the settled price is paid"),
    lambda f: (
        f.data is None
        or f.settled_price is None
        or f.data.amount == f.settled_price - (f.amount_paid or Decimal(0))
    ),
    law=SME_PAYMENT.article("9"),
)
pays_a_part = require(
    "not_a_part",
    Text("部分支付，少于应付余额", "a part is paid, less than what is left"),
    lambda f: (
        f.data is None
        or f.settled_price is None
        or 0 < f.data.amount < f.settled_price - (f.amount_paid or Decimal(0))
    ),
    law=SME_PAYMENT.article("9"),
)
