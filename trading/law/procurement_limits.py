"""The periods that several methods of government procurement share, each beside its article."""

from __future__ import annotations

from foundation.days import Unit
from foundation.text import Text
from trading.law.grammar import Law, Limit, Verified
from trading.law.statutes import (
    CONSULTATION_214,
    INTENT_10,
    LOW_PRICE_2,
    NOTICE_FORMAT_50,
    ORDER_74,
    ORDER_87,
    PRACTICE,
    PROCUREMENT,
    PROCUREMENT_RULES,
    SME_PAYMENT,
)

DAYS, WORKING_DAYS, YEARS, MINUTES = Unit.DAYS, Unit.WORKING_DAYS, Unit.YEARS, Unit.MINUTES


def recalled_74(article: str) -> Law:
    """Return an article of Order 74 that is cited from memory."""
    return ORDER_74.article(article, verified=Verified.MEMORY)


def recalled_214(article: str) -> Law:
    """Return an article of 财库〔2014〕214号 that is cited from memory."""
    return CONSULTATION_214.article(article, verified=Verified.MEMORY)


def floor(name: str, zh: str, en: str, law: Law, n: int, unit: Unit, *, practice: bool = False) -> Limit:
    """Return a period that may not be shorter than `n` units."""
    return Limit(name, Text(zh, en), law, unit, at_least=n, practice=practice)


def ceiling(
    name: str, zh: str, en: str, law: Law, n: int, unit: Unit, *, stops: bool = False, practice: bool = False
) -> Limit:
    """Return a period within which a duty must be done."""
    return Limit(name, Text(zh, en), law, unit, at_most=n, stops=stops, practice=practice)


def back(name: str, zh: str, en: str, law: Law, n: int, unit: Unit, *, of: str = "bidding") -> Limit:
    """Return a lead of at least `n` units before the end of the bidding period, or of another."""
    return Limit(name, Text(zh, en), law, unit, at_least=n, back=True, of=of)


# 意向、公告、文件
INTENT = floor("intent", "采购意向公开期", "intent disclosure", INTENT_10.article(""), 30, DAYS)
NOTICE_PERIOD = floor("notice_period", "公告期限", "notice period", ORDER_87.article("16"), 5, WORKING_DAYS)
NOTICE_PERIOD_OTHER = floor(
    "notice_period", "公告期限", "notice period", NOTICE_FORMAT_50.article(""), 3, WORKING_DAYS
)
DOCUMENTS = floor(
    "documents", "招标文件提供期限", "documents provided", PROCUREMENT_RULES.article("31"), 5, WORKING_DAYS
)

# 每种方式的 bidding 期是投标（响应）截止时间的唯一出处
TENDER_BIDDING = floor(
    "bidding", "招标文件发出至投标截止", "issue to bid deadline", PROCUREMENT.article("35"), 20, DAYS
)
TENDER_CLARIFICATION = back(
    "clarification_lead", "澄清修改距投标截止", "clarification lead", ORDER_87.article("27-2"), 15, DAYS
)
# 法律只说“必要的时间”“规定时间”：给一个可以延长的默认下限
OFFER_BIDDING = floor(
    "bidding", "提交响应文件的时间", "time to respond", PRACTICE.article(""), 1, WORKING_DAYS, practice=True
)
FINAL_OFFERS = floor(
    "final_offers",
    "最后报价的规定时间",
    "time for final offers",
    PRACTICE.article(""),
    30,
    MINUTES,
    practice=True,
)

# 资格预审
PREQUALIFICATION_DOCUMENTS = floor(
    "prequalification_documents",
    "资格预审文件提供期限",
    "documents provided",
    ORDER_87.article("18"),
    5,
    WORKING_DAYS,
)
APPLICATION = floor(
    "application", "提交资格预审申请的时间", "time to apply", PROCUREMENT_RULES.article("21"), 5, WORKING_DAYS
)

PREQUALIFICATION_CLARIFICATION = back(
    "prequalification_lead",
    "澄清修改距资格预审申请截止",
    "clarification lead",
    ORDER_87.article("27-3"),
    3,
    DAYS,
    of="application",
)

# 评审、确定、公告
LOW_PRICE_REPLY = floor(
    "low_price_reply",
    "说明异常低价的合理时间",
    "time to explain a low price",
    LOW_PRICE_2.article(""),
    30,
    MINUTES,
)
REPORT_DELIVERY = ceiling(
    "report_delivery",
    "送交评审报告",
    "report delivered",
    PROCUREMENT_RULES.article("43"),
    2,
    WORKING_DAYS,
    stops=True,
)
DECISION = ceiling(
    "decision",
    "确定中标（成交）供应商",
    "decision",
    PROCUREMENT_RULES.article("43"),
    5,
    WORKING_DAYS,
    stops=True,
)
RESULT = ceiling(
    "result",
    "公告结果、发出通知书",
    "result published",
    PROCUREMENT_RULES.article("43-2"),
    2,
    WORKING_DAYS,
    stops=True,
)
RESULT_PERIOD = floor(
    "result_period", "中标公告期限", "result notice period", ORDER_87.article("69-3"), 1, WORKING_DAYS
)
RESULT_PERIOD_OTHER = floor(
    "result_period", "成交公告期限", "result notice period", NOTICE_FORMAT_50.article(""), 1, WORKING_DAYS
)
TERMINATION_REFUND = ceiling(
    "termination_refund",
    "终止后退还费用和保证金",
    "refunds after termination",
    ORDER_87.article("29"),
    5,
    WORKING_DAYS,
)

# 合同、验收、支付、保存
CONTRACT = ceiling(
    "contract", "签订采购合同", "contract signed", PROCUREMENT.article("46"), 30, DAYS, stops=True
)
CONTRACT_NOTICE = ceiling(
    "contract_notice", "公告采购合同", "contract published", PROCUREMENT_RULES.article("50"), 2, WORKING_DAYS
)
CONTRACT_FILING = ceiling(
    "contract_filing", "合同副本备案", "contract copy filed", PROCUREMENT.article("47"), 7, WORKING_DAYS
)
# 机关、事业单位向中小企业付款：交付之日起30日；合同另有约定的从其约定，最长60日
PAYMENT = ceiling("payment", "付款期限", "time to pay", SME_PAYMENT.article("9"), 30, DAYS)
PAYMENT_AGREED = ceiling(
    "payment", "约定的付款期限", "time to pay as agreed", SME_PAYMENT.article("9"), 60, DAYS
)
RECORDS = floor("records", "采购文件保存", "records kept", PROCUREMENT.article("42"), 15, YEARS)
