"""What the steps of property deals take, beside what all deals share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from trading.law.inputs import ContractSigned, Paid
from trading.law.labels import Amount, Ge, Label, Le, MaxLen, ShortText
from trading.law.statutes import COMPANY, PROPERTY_ORDER_32, STATE_ASSETS

order32 = PROPERTY_ORDER_32.article


@dataclass(frozen=True, kw_only=True)
class Approved:
    """The approval of the deal, on which the disclosure stands."""

    approval_number: Annotated[
        ShortText, Label("批准文号", "Approval number", law=STATE_ASSETS.article("53"))
    ]
    approved_on: Annotated[date, Label("批准日期", "Approved on")]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the centre examines: the application and its annexes, as one file list."""

    application_number: Annotated[
        ShortText, Label("转让申请书编号", "Number of the application", law=order32("16"))
    ]
    legal_opinion: Annotated[
        ShortText, Label("法律意见书编号", "Number of the legal opinion", law=order32("16"))
    ]


@dataclass(frozen=True, kw_only=True)
class NewTerms:
    """
    The terms of a new disclosure; `floor_price`, in yuan, takes the place of the lot's.

    `consent_number` is the approver's written consent.
    """

    floor_price: Annotated[Amount, Label("新底价（元）", "New floor price (yuan)", law=order32("18"))]
    changed_terms: Annotated[
        str, MaxLen(20_000), Label("变更的受让条件", "Changed terms", law=order32("18"))
    ] = ""
    consent_number: Annotated[
        str,
        MaxLen(200),
        Label("批准单位书面同意文号", "Number of the approver's consent", law=order32("18")),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(ContractSigned):
    """The contract with the buyer that was approved: no competition names it."""

    buyer: Annotated[ShortText, Label("受让方名称", "Buyer", law=order32("33"))]


@dataclass(frozen=True, kw_only=True)
class PriorityNotified:
    """How the holders of a right of first refusal were told of the price and terms."""

    notified_on: Annotated[date, Label("书面通知日期", "Told in writing on", law=COMPANY.article("84"))]
    holders: Annotated[ShortText, Label("优先权人", "Holders of the right")]


@dataclass(frozen=True, kw_only=True)
class PriorityUsed:
    """Who used the right of first refusal: that party is then the buyer, at the same price."""

    holder: Annotated[ShortText, Label("行使优先权的人", "Who used the right")]


@dataclass(frozen=True, kw_only=True)
class InvestorChosen:
    """Which of the candidates the board or the shareholders chose, by its rank, and why it is not the first."""

    candidate: Annotated[
        int, Ge(1), Le(100), Label("选定的候选投资方名次", "Rank of the investor chosen", law=order32("43"))
    ] = 1
    reason: Annotated[
        str, MaxLen(2000), Label("未选定排序第一者的理由", "Why another than the first", law=order32("43"))
    ] = ""


@dataclass(frozen=True, kw_only=True)
class FirstPayment(Paid):
    """The first instalment with the security for the rest."""

    guarantee: Annotated[ShortText, Label("余款担保", "Security for the balance", law=order32("28"))]
    interest_rate: Annotated[
        Decimal,
        Label("延期付款年利率（%）", "Interest on the balance (% a year)", law=order32("28")),
    ]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate of the trade."""

    certificate_number: Annotated[
        ShortText, Label("交易凭证编号", "Number of the certificate", law=order32("30"))
    ]
