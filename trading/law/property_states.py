"""The states of the property procedures, which ones are failures, and in which of them a disclosure is open."""

from __future__ import annotations

from foundation.text import Text
from trading.law.grammar import Law, Phase, State
from trading.law.statutes import PROPERTY_ORDER_32, PROPERTY_RULES_17

_order32, _rules17 = PROPERTY_ORDER_32.article, PROPERTY_RULES_17.article("")


def _state(
    name: str, phase: Phase, zh: str, en: str, *, final: bool = False, rerun: Law | None = None, is_evaluated: bool = False,
    is_agreed: bool = False,
) -> State:  # fmt: skip
    # From when its result is public the buyer is known, and whoever offered has been told.
    is_awarded = phase is Phase.PUBLICISING
    return State(
        name, phase, Text(zh, en), final=final, rerun=rerun, is_evaluated=is_evaluated, is_awarded=is_awarded, is_agreed=is_agreed
    )  # fmt: skip


DRAFT = _state("draft", Phase.PREPARING, "项目登记", "Draft")
APPROVED = _state("approved", Phase.PREPARING, "已获批准", "Approved")
PRE_DISCLOSED = _state("pre_disclosed", Phase.ANNOUNCED, "信息预披露", "Pre-disclosed")
FORMAL_REVIEW = _state("formal_review", Phase.PREPARING, "规范性审核", "Formal review")
REVIEW_AFTER = _state(
    "review_after_pre_disclosure", Phase.ANNOUNCED, "预披露后规范性审核", "Formal review after pre-disclosure"
)
DISCLOSED = _state("disclosed", Phase.BIDDING, "正式披露", "Disclosed")
EXTENDED = _state("extended", Phase.BIDDING, "延长披露", "Disclosure extended")
REPRICED = _state("repriced", Phase.BIDDING, "变更条件重新披露", "Disclosed on new terms")
CLOSED = _state("closed", Phase.BIDDING, "披露期满，确认资格", "Disclosure over; buyers examined")
AGREEMENT = _state(
    "agreement", Phase.EVALUATING, "协议成交洽商", "Agreement with the only buyer", is_agreed=True
)
OPENING = _state("opening", Phase.EVALUATING, "开启密封报价", "Sealed offers opened")
COMPETING = _state("competing", Phase.BIDDING, "竞价", "Competing")
SELECTING = _state("selecting", Phase.EVALUATING, "遴选投资方", "Investors being selected")
PRIORITY = _state(
    "priority_asked", Phase.EVALUATING, "征询优先权人", "Right of first refusal", is_evaluated=True
)
BUYER_KNOWN = _state("buyer_known", Phase.PUBLICISING, "受让方已确定", "Buyer known")
CONTRACTED = _state("contracted", Phase.PUBLICISING, "合同已签订", "Contract signed")
SETTLED = _state("settled", Phase.PUBLICISING, "价款已结算", "Price settled")
CERTIFIED = _state("certified", Phase.PUBLICISING, "已出具交易凭证", "Certificate issued")
RESULT_PUBLISHED = _state("result_published", Phase.PUBLICISING, "成交公告", "Result published")
COMPLETED = _state("completed", Phase.CONCLUDED, "交易完成", "Completed", final=True)
UNSOLD = _state("unsold", Phase.FAILED, "未成交", "Not sold", final=True, rerun=_order32("18"))
LAPSED = _state(
    "lapsed",
    Phase.FAILED,
    "满12个月，须重新审计评估",
    "Twelve months over: audit and valuation anew",
    final=True,
    rerun=_order32("19"),
)
CANCELLED = _state("cancelled", Phase.FAILED, "成交取消", "Sale cancelled", final=True, rerun=_rules17)
TERMINATED = _state("terminated", Phase.FAILED, "交易终结", "Ended", final=True)
VOID = _state("void", Phase.FAILED, "被责令停止", "Stopped by the supervisor", final=True)

FAILURES = (UNSOLD, LAPSED, CANCELLED, TERMINATED, VOID)
OPEN = (DISCLOSED.name, EXTENDED.name, REPRICED.name)
