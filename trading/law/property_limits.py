"""
The periods of property deals (企业国有资产交易监督管理办法 and what goes with it).

Three limits are called `disclosure`: the formal disclosure of an equity or a valuable asset, that of a small asset, and
a new one on changed terms. They open one and the same period, the one home of the deadline for registering as a buyer,
each with its own least length.
"""

from __future__ import annotations

from decimal import Decimal

from foundation.days import Unit
from foundation.text import Text
from trading.law.grammar import Limit
from trading.law.statutes import (
    CIVIL_CODE,
    COMPANY,
    PRACTICE,
    PROPERTY_NOTICE_39,
    PROPERTY_ORDER_32,
    PROPERTY_RULES_17,
)

WORKING, DAYS, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS
order32 = PROPERTY_ORDER_32.article
DISCLOSURE_TITLE = Text("正式披露期", "Formal disclosure")

# Order 32, art. 13: when control passes the seller pre-discloses within ten working days of the approval.
PRE_DISCLOSURE_START = Limit(
    "pre_disclosure_start",
    Text("获批后预披露期限", "Time to pre-disclose after approval"),
    order32("13"),
    WORKING,
    at_most=10,
)
PRE_DISCLOSURE = Limit(
    "pre_disclosure",
    Text("预披露期", "Pre-disclosure"),
    order32("13"),
    WORKING,
    at_least=20,
    stops=True,
)
DISCLOSURE = Limit("disclosure", DISCLOSURE_TITLE, order32("13"), WORKING, at_least=20, stops=True)

# Order 32, art. 50: assets above ten million yuan, and those below.
ASSET_DISCLOSURE = Limit("disclosure", DISCLOSURE_TITLE, order32("50"), WORKING, at_least=20, stops=True)
SMALL_ASSET_DISCLOSURE = Limit(
    "disclosure", DISCLOSURE_TITLE, order32("50"), WORKING, at_least=10, stops=True
)
LARGE_ASSET = Decimal(10_000_000)

# Order 32, art. 39 asks for 40 working days in all; Notice 39 of 2022 lets pre-disclosure count, but not for more than half.
CAPITAL_DISCLOSURE = Limit("disclosure", DISCLOSURE_TITLE, order32("39"), WORKING, at_least=40, stops=True)
CAPITAL_PRE_DISCLOSURE = Limit(
    "pre_disclosure",
    Text("预披露期", "Pre-disclosure"),
    PROPERTY_NOTICE_39.article(""),
    WORKING,
    at_least=20,
    stops=True,
)
CAPITAL_FORMAL_DISCLOSURE = Limit(
    "disclosure", DISCLOSURE_TITLE, PROPERTY_NOTICE_39.article(""), WORKING, at_least=20, stops=True
)

# No national rule sets how long a lease is disclosed.
LEASE_DISCLOSURE = Limit(
    "disclosure",
    Text("招租披露期", "Disclosure of the lease"),
    PRACTICE.article(""),
    WORKING,
    at_least=10,
    stops=True,
    practice=True,
)

EXTENSION = Limit(
    "disclosure",
    Text("延长披露期", "Extended disclosure"),
    PRACTICE.article(""),
    WORKING,
    at_least=5,
    stops=True,
    practice=True,
)
REDISCLOSURE = Limit(
    "disclosure",
    Text("重新披露期", "New disclosure"),
    order32("18"),
    WORKING,
    at_least=20,
    stops=True,
)
SUPPLEMENT = Limit(
    "supplement",
    Text("补充披露距披露期满", "Supplement before the end of disclosure"),
    order32("20"),
    WORKING,
    at_least=10,
    back=True,
    of="disclosure",
    practice=True,
)
# Order 32, art. 19: after twelve months without a buyer, audit, valuation and disclosure begin anew.
TWELVE_MONTHS = Limit(
    "twelve_months", Text("首次正式披露后12个月", "Twelve months from the first disclosure"), order32("19"), MONTHS, at_most=12
)  # fmt: skip

# Who does not answer has waived: a shareholder after thirty days (Company Law 2023, art. 84), the tenant of a house
# that is sold after fifteen (Civil Code, art. 726). The right to lease again (art. 734) has no period of its own. These
# are floors: nobody may give the holders less time than the law does.
PRIORITY_REPLY = Limit(
    "priority_reply",
    Text("优先购买权答复期", "Time to use the right of first refusal"),
    COMPANY.article("84"),
    DAYS,
    at_least=30,
)
TENANT_PRIORITY_REPLY = Limit(
    "priority_reply",
    Text("优先购买权答复期", "Time to use the right of first refusal"),
    CIVIL_CODE.article("726"),
    DAYS,
    at_least=15,
)
LEASE_PRIORITY_REPLY = Limit(
    "priority_reply",
    Text("优先承租权答复期", "Time to use the right to lease again"),
    CIVIL_CODE.article("734"),
    DAYS,
    at_least=15,
    practice=True,
)
CONTRACT = Limit(
    "contract",
    Text("签订合同期限", "Time to sign the contract"),
    PRACTICE.article(""),
    WORKING,
    at_most=3,
    practice=True,
)
# Order 32, art. 28: in one sum within five working days, or at least 30 % then and the rest within a year.
PAYMENT = Limit("payment", Text("付款期限", "Time to pay"), order32("28"), WORKING, at_most=5)
FIRST_RENT = Limit(
    "payment",
    Text("首期租金付款期限", "Time to pay the first rent"),
    PRACTICE.article(""),
    WORKING,
    at_most=5,
    practice=True,
)
BALANCE = Limit(
    "balance",
    Text("余款付款期限", "Time to pay the balance"),
    order32("28"),
    YEARS,
    at_most=1,
)
FIRST_PAYMENT_SHARE = Decimal("0.3")
RESULT_NOTICE = Limit(
    "result_notice", Text("成交公告期", "Result notice"), order32("29"), WORKING, at_least=5
)
CAPITAL_RESULT_NOTICE = Limit(
    "result_notice",
    Text("增资结果公告期", "Result notice"),
    order32("45"),
    WORKING,
    at_least=5,
)
LEASE_RESULT_NOTICE = Limit(
    "result_notice",
    Text("招租结果公告期", "Result notice"),
    PRACTICE.article(""),
    WORKING,
    at_least=5,
    practice=True,
)

# The rules of 2025 on how the exchanges work.
DEPOSIT_SHARE = Decimal("0.3")
DEPOSIT_REFUND = Limit(
    "deposit_refund",
    Text("保证金退还期限", "Time to return deposits"),
    PROPERTY_RULES_17.article(""),
    WORKING,
    at_most=3,
)

# Disputes: the exchanges' own rules, for no statute counts these days.
OBJECTION_REPLY = Limit(
    "objection_reply",
    Text("异议答复期限", "Time to answer an objection"),
    PRACTICE.article(""),
    WORKING,
    at_most=5,
    practice=True,
)
LODGE = Limit(
    "complaint_lodge",
    Text("提出投诉期限", "Time to complain"),
    PRACTICE.article(""),
    DAYS,
    at_most=10,
    practice=True,
)
ACCEPT = Limit(
    "complaint_accept",
    Text("投诉受理期限", "Time to accept a complaint"),
    PRACTICE.article(""),
    WORKING,
    at_most=5,
    practice=True,
)
DECIDE = Limit(
    "complaint_decide",
    Text("投诉处理期限", "Time to decide a complaint"),
    PRACTICE.article(""),
    WORKING,
    at_most=30,
    practice=True,
)
SUSPENSION = Limit(
    "suspension",
    Text("中止期限", "Longest suspension"),
    PRACTICE.article(""),
    MONTHS,
    at_most=1,
    practice=True,
)
