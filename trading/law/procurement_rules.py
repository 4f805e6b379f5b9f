"""Questions, challenges (质疑), complaints, deposits and contracts of government procurement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from foundation.text import Text
from trading.law.grammar import (
    AT_THE_OPENING,
    ClarificationRule,
    ComplaintRule,
    ContractRule,
    DepositRule,
    HoldNotices,
    LateRefund,
    Law,
    Limit,
    ObjectionRule,
    QuestionRule,
)
from trading.law.procurement_contract import BOND_SHARE
from trading.law.procurement_limits import (
    CONTRACT,
    CONTRACT_FILING,
    CONTRACT_NOTICE,
    DAYS,
    TERMINATION_REFUND,
    WORKING_DAYS,
    ceiling,
)
from trading.law.statutes import COMPLAINTS_94, ORDER_87, PROCUREMENT, PROCUREMENT_RULES

QUESTION_REPLY = ceiling(
    "question_reply", "答复询问", "questions answered", PROCUREMENT_RULES.article("52"), 3, WORKING_DAYS
)
CHALLENGE_DOCUMENTS = ceiling(
    "challenge_documents",
    "质疑采购文件",
    "challenge of the documents",
    PROCUREMENT.article("52"),
    7,
    WORKING_DAYS,
)
CHALLENGE_PROCESS = ceiling(
    "challenge_process",
    "质疑采购过程",
    "challenge of the process",
    PROCUREMENT.article("52"),
    7,
    WORKING_DAYS,
)
CHALLENGE_RESULT = ceiling(
    "challenge_result",
    "质疑中标（成交）结果",
    "challenge of the result",
    PROCUREMENT.article("52"),
    7,
    WORKING_DAYS,
)
CHALLENGE_REPLY = ceiling(
    "challenge_reply", "答复质疑", "challenge answered", PROCUREMENT.article("53"), 7, WORKING_DAYS
)
COMPLAINT_LODGING = ceiling(
    "complaint_lodging", "提起投诉", "complaint lodged", PROCUREMENT.article("55"), 15, WORKING_DAYS
)
COMPLAINT_ACCEPTANCE = ceiling(
    "complaint_acceptance", "审查投诉", "complaint examined", COMPLAINTS_94.article("21"), 5, WORKING_DAYS
)
COMPLAINT_DECISION = ceiling(
    "complaint_decision", "处理投诉", "complaint decided", PROCUREMENT.article("56"), 30, WORKING_DAYS
)
COMPLAINT_SUSPENSION = ceiling(
    "complaint_suspension", "暂停采购活动", "suspension", PROCUREMENT.article("57"), 30, DAYS
)
REFUND_WITHDRAWN = ceiling(
    "refund_withdrawn",
    "撤回后退还保证金",
    "deposit back after withdrawal",
    ORDER_87.article("38"),
    5,
    WORKING_DAYS,
)
REFUND_LOSERS = ceiling(
    "refund_losers",
    "退还未中标保证金",
    "losers' deposits back",
    PROCUREMENT_RULES.article("33-2"),
    5,
    WORKING_DAYS,
)
REFUND_WINNER = ceiling(
    "refund_winner",
    "退还中标保证金",
    "winner's deposit back",
    PROCUREMENT_RULES.article("33-2"),
    5,
    WORKING_DAYS,
)

# 单位负责人为同一人或者存在直接控股、管理关系的不同供应商，不得参加同一合同项下的政府采购活动。
RIVALS = PROCUREMENT_RULES.article("18")
COMPLAINTS = ComplaintRule(
    lodge=COMPLAINT_LODGING,
    accept=COMPLAINT_ACCEPTANCE,
    decide=COMPLAINT_DECISION,
    suspension=COMPLAINT_SUSPENSION,
    # 答复期满后十五个工作日内；处理决定应当公告（实施条例第58条）
    after_reply_period=True,
    notice="procurement_complaint",
)
HOLD_NOTICES = HoldNotices("procurement_suspension", "procurement_resumption")

# 不超过采购项目预算金额的百分之二，非现金形式；终止后连同孳息退还（87号令第29条），逾期退还另付资金占用费（第38条）
DEPOSIT = DepositRule(
    law=PROCUREMENT_RULES.article("33"),
    base="budget",
    at_most_share=Decimal("0.02"),
    refund_withdrawn=REFUND_WITHDRAWN,
    refund_losers=REFUND_LOSERS,
    losers_since=("awarded",),
    refund_winner=REFUND_WINNER,
    winner_since=("signed",),
    refund_ended=TERMINATION_REFUND,
    interest_ended=True,
    # 按中国人民银行同期贷款基准利率上浮20%后的利率支付超期资金占用费（87号令第38条第3款）
    late=LateRefund(ORDER_87.article("38-3"), uplift=Decimal("0.2")),
    no_cash=PROCUREMENT_RULES.article("33"),
)
# 谈判、磋商、询价不是招标：87号令（第2条）的孳息和资金占用费不适用，实施条例第33条第3款也只让谈判、询价参照其前两款
DEPOSIT_WITHOUT_TENDER = replace(DEPOSIT, interest_ended=False, late=None)

CONTRACTS = ContractRule(
    sign=CONTRACT,
    publish=CONTRACT_NOTICE,
    file=CONTRACT_FILING,
    bond_at_most_share=BOND_SHARE,
    bond_law=PROCUREMENT_RULES.article("48"),
    letter=PROCUREMENT.article("46"),
)


def questions(*states: str) -> QuestionRule:
    """Let suppliers ask in `states`; an answer is due within three working days."""
    return QuestionRule(states, PROCUREMENT.article("51"), QUESTION_REPLY)


def corrections(lead: Limit, *states: str) -> ClarificationRule:
    """Let the purchaser clarify and amend in `states`, `lead` before the deadline or with a later one."""
    return ClarificationRule(states, lead, "procurement_correction")


def challenges(
    *,
    documents: tuple[str, ...] = (),
    process: tuple[str, ...],
    result: tuple[str, ...],
    since_documents: str = "notice_period",
    since_result: str = "result_period",
) -> tuple[ObjectionRule, ...]:
    """
    Return the three challenges: of the documents, of the process, of the result.

    None suspends by itself: an open one blocks the contract (art. 54 of the Regulations), see `no_open_dispute`. That
    of the documents counts from the end of the notice period (`since_documents`), that of the process from the end of
    the stage before, that of the result from the end of its notice period.
    """
    since = PROCUREMENT_RULES.article("53")
    found = (
        _challenge(
            "documents", "采购文件", "the documents", documents, CHALLENGE_DOCUMENTS, since, since_documents
        ),
        _challenge("process", "采购过程", "the process", process, CHALLENGE_PROCESS, since, ""),
        _challenge("result", "中标（成交）结果", "the result", result, CHALLENGE_RESULT, since, since_result),
    )
    return tuple(rule for rule in found if rule.states)


def on_opening(*states: str) -> ObjectionRule:
    """
    Return the rule on doubts about an opening, raised on the spot (87号令第42条第2款).

    They are inquiries (询问) and no challenge: nobody complains of how one was answered, and the answer is due as that to any
    inquiry is.
    """
    title = Text("对开标过程和开标记录的疑义", "doubts about the opening and its record")
    return ObjectionRule(
        AT_THE_OPENING, title, states, None, QUESTION_REPLY, holds=False, law=ORDER_87.article("42-2"), before_complaint=False,
    )  # fmt: skip


def _challenge(
    stage: str, zh: str, en: str, states: tuple[str, ...], window: Limit, law: Law, since: str
) -> ObjectionRule:
    title = Text(f"对{zh}的质疑", f"challenge of {en}")
    return ObjectionRule(stage, title, states, window, CHALLENGE_REPLY, holds=False, law=law, since=since)
