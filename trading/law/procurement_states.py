"""The states of a procurement, the same words in every method."""

from __future__ import annotations

from foundation.text import Text
from trading.law.grammar import Phase, State
from trading.law.statutes import ORDER_87, PROCUREMENT, PROCUREMENT_RULES

BEFORE = ("draft", "intended")

DRAFT = State("draft", Phase.PREPARING, Text("编制中", "draft"))
INTENDED = State("intended", Phase.PREPARING, Text("采购意向已公开", "intent disclosed"))
BIDDING = State("bidding", Phase.BIDDING, Text("投标（响应）中", "open for bids"))
APPLYING = State("applying", Phase.ANNOUNCED, Text("资格预审申请中", "applying to qualify"))
# Who applies is as secret as who bids: it is no evaluation that may be watched.
PREQUALIFYING = State("prequalifying", Phase.ANNOUNCED, Text("资格预审中", "prequalifying"))
PREQUALIFIED = State(
    "prequalified", Phase.ANNOUNCED, Text("资格预审完成", "prequalified"), is_prequalified=True
)
POOLED = State(
    "pooled",
    Phase.ANNOUNCED,
    Text("已产生供应商名单", "list of qualified suppliers made"),
    is_prequalified=True,
)
SELECTED = State("selected", Phase.PREPARING, Text("已选定被邀请供应商", "suppliers to be asked are chosen"))
DRAWN = State("drawn", Phase.ANNOUNCED, Text("已抽取供应商", "suppliers drawn"))
SEALED = State("sealed", Phase.EVALUATING, Text("已截止，待开启", "closed, to be opened"))
OPENED = State(
    "opened", Phase.EVALUATING, Text("已开启，资格审查", "opened, qualification reviewed"), qualifies=ORDER_87.article("44"),
)  # fmt: skip
NEGOTIATING = State("negotiating", Phase.EVALUATING, Text("谈判（磋商）中", "negotiating"))
QUOTING = State("quoting", Phase.EVALUATING, Text("提交最后报价", "final offers"))
EVALUATING = State("evaluating", Phase.EVALUATING, Text("评审中", "evaluating"))
LOW_PRICE = State("low_price_review", Phase.EVALUATING, Text("异常低价审查", "abnormally low price examined"))
REPORTED = State(
    "reported",
    Phase.EVALUATING,
    Text("评审结束，待送报告", "evaluated, report to be delivered"),
    is_evaluated=True,
)
DECIDING = State("deciding", Phase.EVALUATING, Text("采购人确定中", "purchaser deciding"), is_evaluated=True)
DECIDED = State(
    "decided", Phase.PUBLICISING, Text("已确定，待公告", "decided, to be published"), is_untold=True
)
AWARDED = State("awarded", Phase.PUBLICISING, Text("已公告结果", "result published"), is_awarded=True)
SET_ASIDE = State(
    "set_aside", Phase.EVALUATING, Text("中标（成交）人待替补", "award set aside"), is_evaluated=True
)
SIGNED = State("signed", Phase.CONCLUDED, Text("合同已签订", "contract signed"))
PUBLISHED = State("contract_published", Phase.CONCLUDED, Text("合同已公告", "contract published"))
PERFORMING = State("performing", Phase.CONCLUDED, Text("履约中", "performing"))
ACCEPTED = State("accepted", Phase.CONCLUDED, Text("已验收，待支付", "accepted, to be paid"))
COMPLETED = State("completed", Phase.CONCLUDED, Text("已完成", "completed"), final=True)
SHORT = State("short", Phase.FAILED, Text("废标，待处理", "failed, to be handled"))
CHANGE_ASKED = State("change_asked", Phase.FAILED, Text("申请变更采购方式", "change of method asked for"))
METHOD_CHANGED = State("method_changed", Phase.FAILED, Text("已变更采购方式", "method changed"), final=True)
FAILED = State(
    "failed",
    Phase.FAILED,
    Text("采购失败，重新采购", "failed, to be run again"),
    final=True,
    rerun=PROCUREMENT.article("37"),
)
TERMINATED = State("terminated", Phase.FAILED, Text("已终止", "terminated"), final=True)
VOID = State(
    "void", Phase.FAILED, Text("被责令无效", "void"), final=True, rerun=PROCUREMENT_RULES.article("71")
)

DECISION_STATES = (EVALUATING, LOW_PRICE, REPORTED, DECIDING)
AWARD_STATES = (DECIDED, AWARDED, SET_ASIDE)
CONTRACT_STATES = (SIGNED, PUBLISHED, PERFORMING, ACCEPTED, COMPLETED)
SHORT_STATES = (SHORT, CHANGE_ASKED, METHOD_CHANGED)
END_STATES = (FAILED, TERMINATED, VOID)
CONTRACT_NAMES = ("signed", "contract_published", "performing")
