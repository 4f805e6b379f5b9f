"""What steps of many procedures take. Each is a frozen dataclass; `trading.actions.effects` says what a value does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from trading.law.labels import Amount, Ge, Label, LongText, ShortText


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why: for terminations, refusals, suspensions."""

    reason: Annotated[LongText, Label("原因", "Reason")]


@dataclass(frozen=True, kw_only=True)
class Approval:
    """The number of the approval, filing or permission on which the step stands."""

    approval_number: Annotated[ShortText, Label("批准（备案）文号", "Approval or filing number")]


@dataclass(frozen=True, kw_only=True)
class ContractSigned:
    """The contract as signed. The price is in yuan."""

    contract_number: Annotated[ShortText, Label("合同编号", "Contract number")]
    price: Annotated[Amount, Label("合同金额（元）", "Contract price (yuan)")]
    signed_on: Annotated[date, Label("签订日期", "Signed on")]
    performance_bond: Annotated[Amount, Label("履约保证金（元）", "Performance bond (yuan)")] = Decimal(0)
    document_digest: Annotated[
        str, Label("合同文本摘要（SHA-256）", "Digest of the contract text (SHA-256)")
    ] = ""


@dataclass(frozen=True, kw_only=True)
class ContractFiled:
    """Where a copy of the contract was filed."""

    filing_number: Annotated[ShortText, Label("备案编号", "Filing number")]


@dataclass(frozen=True, kw_only=True)
class PerformanceAccepted:
    """The acceptance of what was performed."""

    accepted_on: Annotated[date, Label("验收日期", "Accepted on")]
    conclusion: Annotated[LongText, Label("验收结论", "Conclusion")]
    final_price: Annotated[Decimal, Ge(Decimal(0)), Label("结算金额（元）", "Final price (yuan)")]


@dataclass(frozen=True, kw_only=True)
class Paid:
    """A payment of the price, in yuan."""

    amount: Annotated[Amount, Label("支付金额（元）", "Amount paid (yuan)")]
    paid_on: Annotated[date, Label("支付日期", "Paid on")]
    voucher: Annotated[ShortText, Label("凭证号", "Voucher number")]


@dataclass(frozen=True, kw_only=True)
class ContractPublished:
    """Where the contract was published."""

    published_on: Annotated[date, Label("公告日期", "Published on")]
