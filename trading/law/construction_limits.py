"""Periods of construction tenders, each beside its article, and the rules that use them."""

from __future__ import annotations

from decimal import Decimal

from foundation.days import Count, Unit
from foundation.text import Text
from trading.law.construction_award_guards import BOND_SHARE
from trading.law.construction_guards import DEPOSIT_SHARE
from trading.law.grammar import (
    AT_THE_OPENING,
    ClarificationRule,
    ComplaintRule,
    ContractRule,
    DepositRule,
    HoldNotices,
    LateRefund,
    Limit,
    ObjectionRule,
    QuestionRule,
    RegistrationRule,
)
from trading.law.statutes import OPEN_GOVERNMENT, PRACTICE, TENDERING, TENDERING_RULES, WORKS_TENDER

DAYS, WORKING_DAYS = Unit.DAYS, Unit.WORKING_DAYS
RULES = TENDERING_RULES.article

PLAN_LEAD = Limit(
    "plan_lead",
    Text("招标计划提前发布期", "lead of the tender plan"),
    PRACTICE.article(""),
    DAYS,
    at_least=30,
    practice=True,
)

# 资格预审
PREQUALIFICATION_SALE = Limit(
    "prequalification_sale",
    Text("资格预审文件发售期", "sale of the prequalification documents"),
    RULES("16"),
    DAYS,
    at_least=5,
)
# Five days of sale (art. 16), then five more from the day on which the sale ends (art. 17).
APPLICATION = Limit(
    "application",
    Text("资格预审申请期", "time to apply"),
    RULES("17"),
    DAYS,
    at_least=5,
    of="prequalification_sale",
    stops=True,
)
PREQUALIFICATION_LEAD = Limit(
    "prequalification_lead",
    Text("资格预审文件澄清、修改提前期", "lead of a clarification of the prequalification documents"),
    RULES("21"),
    DAYS,
    at_least=3,
    back=True,
    of="application",
)
PREQUALIFICATION_OBJECTION = Limit(
    "prequalification_objection",
    Text("对资格预审文件提出异议的期限", "time to object to the prequalification documents"),
    RULES("22"),
    DAYS,
    at_least=2,
    back=True,
    of="application",
)

# 招标、投标
DOCUMENT_SALE = Limit(
    "document_sale", Text("招标文件发售期", "sale of the tender documents"), RULES("16"), DAYS, at_least=5
)
BIDDING = Limit(
    "bidding", Text("投标期", "time to bid"), TENDERING.article("24"), DAYS, at_least=20, stops=True
)
CLARIFICATION_LEAD = Limit(
    "clarification_lead",
    Text("澄清、修改提前期", "lead of a clarification"),
    TENDERING.article("23"),
    DAYS,
    at_least=15,
    back=True,
    of="bidding",
)
DOCUMENT_OBJECTION = Limit(
    "document_objection",
    Text("对招标文件提出异议的期限", "time to object to the tender documents"),
    RULES("22"),
    DAYS,
    at_least=10,
    back=True,
    of="bidding",
)
DOCUMENT_REPLY = Limit(
    "document_reply",
    Text("对文件异议的答复期", "time to reply on the documents"),
    RULES("22"),
    DAYS,
    at_most=3,
)

# From the deadline on a bid binds its bidder for as long as the documents say (art. 25).
BID_VALIDITY = Limit(
    "bid_validity",
    Text("投标有效期", "validity of the bids"),
    RULES("25"),
    DAYS,
    at_least=1,
    chosen="bid_validity_days",
)

# 开标、评标、定标
OPENING_REPLY = Limit(
    "opening_reply",
    Text("开标现场当场答复", "replying at the opening"),
    RULES("44-3"),
    DAYS,
    at_most=1,
    count=Count.INCLUDE_FIRST,
)
PUBLISH_CANDIDATES = Limit(
    "publish_candidates",
    Text("中标候选人公示时限", "time to publish the candidates"),
    RULES("54"),
    DAYS,
    at_most=3,
    stops=True,
)
PUBLICITY = Limit(
    "publicity",
    Text("中标候选人公示期", "publicity of the candidates"),
    RULES("54"),
    DAYS,
    at_least=3,
    stops=True,
)
RESULT_REPLY = Limit(
    "result_reply",
    Text("对评标结果异议的答复期", "time to reply on the result"),
    RULES("54-2"),
    DAYS,
    at_most=3,
)
REPORT = Limit(
    "report",
    Text("招标投标情况书面报告时限", "time to report to the supervisor"),
    TENDERING.article("47"),
    DAYS,
    at_most=15,
)

# 合同
CONTRACT = Limit(
    "contract",
    Text("订立书面合同时限", "time to sign the contract"),
    TENDERING.article("46"),
    DAYS,
    at_most=30,
    stops=True,
)
CONTRACT_NOTICE = Limit(
    "contract_notice",
    Text("合同订立信息公开时限", "time to publish the contract"),
    OPEN_GOVERNMENT.article("26"),
    WORKING_DAYS,
    at_most=20,
)

# 保证金
REFUND_WITHDRAWN = Limit(
    "refund_withdrawn",
    Text("撤回投标后退还保证金时限", "refund after a withdrawal"),
    RULES("35"),
    DAYS,
    at_most=5,
)
REFUND = Limit(
    "refund", Text("合同签订后退还保证金时限", "refund after the contract"), RULES("57-2"), DAYS, at_most=5
)
# 第31条只说“及时”：给五日的默认上限
REFUND_ENDED = Limit(
    "refund_ended",
    Text("终止或者招标失败后退还保证金时限", "refund after a tender that ended or failed"),
    RULES("31"),
    DAYS,
    at_most=5,
    practice=True,
)

# 投诉
COMPLAIN = Limit("complain", Text("投诉期限", "time to complain"), RULES("60"), DAYS, at_most=10)
ACCEPT_COMPLAINT = Limit(
    "accept_complaint",
    Text("投诉受理时限", "time to accept a complaint"),
    RULES("61-2"),
    WORKING_DAYS,
    at_most=3,
)
DECIDE_COMPLAINT = Limit(
    "decide_complaint",
    Text("投诉处理时限", "time to decide a complaint"),
    RULES("61-2"),
    WORKING_DAYS,
    at_most=30,
)

# Nobody may stand between a bidder and the documents (电子招标投标办法 art. 20).
REGISTRATION = RegistrationRule(states=("bidding",), until=BIDDING)
# Of an invited tender the documents go to those who were invited, and to nobody else (招标投标法 art. 17).
INVITED_REGISTRATION = RegistrationRule(states=("bidding",), until=BIDDING, among="invitees")
# 潜在投标人在阅读招标文件和现场踏勘中提出的疑问，招标人解答并通知所有获取文件的人。
ON_QUESTIONS = WORKS_TENDER.article("33")
QUESTIONS = QuestionRule(states=("bidding",), law=ON_QUESTIONS)
CLARIFICATION = ClarificationRule(
    states=("bidding",), lead=CLARIFICATION_LEAD, notice="construction_clarification"
)
PREQUALIFICATION_CLARIFICATION = ClarificationRule(
    states=("applying",), lead=PREQUALIFICATION_LEAD, notice="construction_clarification"
)
# 单位负责人为同一人或者存在控股、管理关系的不同单位，不得参加同一标段投标。
RIVALS = RULES("34-2")
# 第60条：就第22条、第44条、第54条规定事项投诉的，先提出异议；其他事项自知道之日起直接投诉。
COMPLAINTS = ComplaintRule(
    lodge=COMPLAIN,
    accept=ACCEPT_COMPLAINT,
    decide=DECIDE_COMPLAINT,
    other_matters=True,
    notice="construction_complaint",
)
HOLD_NOTICES = HoldNotices("construction_suspension", "construction_resumption")
# The caps in yuan differ with the work type: the guard `a_lawful_deposit` holds them.
DEPOSIT = DepositRule(
    law=RULES("26"), base="estimated_price", at_most_share=DEPOSIT_SHARE,
    refund_withdrawn=REFUND_WITHDRAWN, refund_losers=REFUND, losers_since=("contracted",), refund_winner=REFUND,
    winner_since=("contracted",), refund_ended=REFUND_ENDED, interest=True,
    # 不按照规定退还的，责令改正，可以处5万元以下的罚款；造成损失的依法赔偿（条例第66条）：没有利率可算
    late=LateRefund(RULES("66")),
)  # fmt: skip
CONTRACT_RULE = ContractRule(
    sign=CONTRACT,
    publish=CONTRACT_NOTICE,
    bond_at_most_share=Decimal(BOND_SHARE),
    bond_law=RULES("58"),
    letter=TENDERING.article("45"),
)

ON_PREQUALIFICATION = ObjectionRule(
    "prequalification", Text("对资格预审文件的异议", "Objection to the prequalification documents"),
    ("applying",), PREQUALIFICATION_OBJECTION, DOCUMENT_REPLY, holds=True, law=RULES("22"),
)  # fmt: skip
ON_DOCUMENTS = ObjectionRule(
    "documents",
    Text("对招标文件的异议", "Objection to the tender documents"),
    ("bidding",),
    DOCUMENT_OBJECTION,
    DOCUMENT_REPLY,
    holds=True,
    law=RULES("22"),
)
ON_RESULT = ObjectionRule(
    "result",
    Text("对评标结果的异议", "Objection to the result"),
    ("publicity", "shortlisted"),
    PUBLICITY,
    RESULT_REPLY,
    holds=True,
    law=RULES("54-2"),
)


def on_opening(*states: str) -> ObjectionRule:
    """Return the rule on objections at an opening: raised and answered on the spot, without suspension (art. 44)."""
    title = Text("对开标的异议", "Objection to the opening")
    return ObjectionRule(AT_THE_OPENING, title, states, None, OPENING_REPLY, holds=False, law=RULES("44-3"))
