"""The kinds of notices that government procurement calls for."""

from __future__ import annotations

from foundation.text import Text
from trading.law.notice_kinds import NoticeKind, by_name
from trading.law.statutes import (
    FRAMEWORK_110,
    INTENT_10,
    ORDER_74,
    ORDER_87,
    PRACTICE,
    PROCUREMENT,
    PROCUREMENT_RULES,
)

NOTICE_KINDS = by_name(
    NoticeKind("procurement_intent", Text("采购意向公开", "Procurement intent"), INTENT_10.article("")),
    NoticeKind("procurement_tender", Text("公开招标公告", "Open tender"), ORDER_87.article("13")),
    NoticeKind(
        "procurement_prequalification",
        Text("资格预审公告", "Prequalification"),
        PROCUREMENT_RULES.article("21"),
    ),
    NoticeKind("procurement_invitation", Text("投标（响应）邀请书", "Invitation"), ORDER_87.article("14")),
    NoticeKind(
        "procurement_negotiation",
        Text("竞争性谈判公告", "Competitive negotiation"),
        PROCUREMENT.article("38"),
    ),
    NoticeKind(
        "procurement_consultation",
        Text("竞争性磋商公告", "Competitive consultation"),
        PROCUREMENT.article("26"),
    ),
    NoticeKind("procurement_inquiry", Text("询价公告", "Inquiry"), PROCUREMENT.article("40")),
    NoticeKind(
        "procurement_single_source",
        Text("单一来源采购公示", "Single source"),
        PROCUREMENT_RULES.article("38"),
    ),
    NoticeKind(
        "procurement_framework_solicitation",
        Text("框架协议采购征集公告", "Framework solicitation"),
        FRAMEWORK_110.article(""),
    ),
    NoticeKind(
        "procurement_framework_admission",
        Text("框架协议入围结果公告", "Framework admission"),
        FRAMEWORK_110.article(""),
    ),
    NoticeKind(
        "procurement_framework_summary",
        Text("框架协议成交结果汇总公告", "Summary of call-offs"),
        FRAMEWORK_110.article("36"),
    ),
    NoticeKind(
        "procurement_call_off_result",
        Text("框架协议成交结果公告", "Call-off result"),
        FRAMEWORK_110.article("36"),
    ),
    NoticeKind(
        "procurement_auction_schedule", Text("竞价安排公告", "Auction scheduled"), FRAMEWORK_110.article("34")
    ),
    NoticeKind("procurement_auction_pause", Text("竞价暂停公告", "Auction paused"), PRACTICE.article("")),
    NoticeKind(
        "procurement_auction_resumption", Text("竞价恢复公告", "Auction resumed"), PRACTICE.article("")
    ),
    NoticeKind("procurement_correction", Text("更正公告", "Correction"), ORDER_87.article("27")),
    NoticeKind(
        "procurement_result", Text("中标（成交）结果公告", "Result"), PROCUREMENT_RULES.article("43-3")
    ),
    NoticeKind(
        "procurement_failure", Text("废标（采购失败）公告", "Failed procurement"), PROCUREMENT.article("36")
    ),
    NoticeKind("procurement_termination", Text("终止公告", "Termination"), ORDER_87.article("29")),
    NoticeKind("procurement_contract", Text("采购合同公告", "Contract"), PROCUREMENT_RULES.article("50")),
    NoticeKind(
        "procurement_acceptance", Text("履约验收结果公告", "Acceptance"), PROCUREMENT_RULES.article("45")
    ),
    NoticeKind(
        "procurement_supervision",
        Text("监督检查处理结果公告", "Supervision decision"),
        PROCUREMENT.article("59"),
    ),
    NoticeKind(
        "procurement_complaint",
        Text("投诉处理结果公告", "Complaint decision"),
        PROCUREMENT_RULES.article("58"),
    ),
    # What a hold stands on is printed in the notice itself; no article that we have read asks for the notice.
    NoticeKind(
        "procurement_suspension",
        Text("采购活动暂停公告", "Procurement suspended"),
        PRACTICE.article(""),
    ),
    NoticeKind(
        "procurement_resumption",
        Text("采购活动恢复公告", "Procurement resumed"),
        PRACTICE.article(""),
    ),
    NoticeKind(
        "procurement_other_method",
        Text("单一来源采购异议处理及变更采购方式公告", "Other method after argument"),
        ORDER_74.article("40"),
    ),
)
