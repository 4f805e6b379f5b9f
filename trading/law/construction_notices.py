"""The kinds of notices that construction tenders call for."""

from __future__ import annotations

from foundation.text import Text
from trading.law.notice_kinds import NoticeKind, by_name
from trading.law.statutes import (
    E_BIDDING,
    NOTICE_10,
    OPINION_1117,
    PRACTICE,
    TENDERING,
    TENDERING_RULES,
    WORKS_SUPERVISION_11,
)

NOTICE_KINDS = by_name(
    NoticeKind("construction_plan", Text("招标计划公告", "Tender plan"), PRACTICE.article("")),
    NoticeKind("construction_tender", Text("招标公告", "Tender notice"), NOTICE_10.article("5")),
    NoticeKind(
        "construction_prequalification",
        Text("资格预审公告", "Prequalification notice"),
        NOTICE_10.article("5"),
    ),
    NoticeKind(
        "construction_prequalification_result",
        Text("资格预审结果", "Prequalification result"),
        TENDERING_RULES.article("19"),
    ),
    NoticeKind(
        "construction_invitation_grounds",
        Text("邀请招标理由公示", "Grounds for an invitation"),
        OPINION_1117.article(""),
    ),
    NoticeKind("construction_invitation", Text("投标邀请书", "Invitation to bid"), TENDERING.article("17")),
    NoticeKind(
        "construction_clarification", Text("澄清、修改公告", "Clarification"), TENDERING.article("23")
    ),
    NoticeKind("construction_opening_record", Text("开标记录", "Opening record"), E_BIDDING.article("32")),
    NoticeKind(
        "construction_first_opening_record",
        Text("第一信封开标记录", "Opening record, first envelope"),
        E_BIDDING.article("32"),
    ),
    NoticeKind(
        "construction_second_opening_record",
        Text("第二信封开标记录", "Opening record, second envelope"),
        E_BIDDING.article("32"),
    ),
    NoticeKind(
        "construction_candidates", Text("中标候选人公示", "Candidates"), TENDERING_RULES.article("54")
    ),
    NoticeKind(
        "construction_shortlist", Text("定标候选人公示", "Shortlist"), WORKS_SUPERVISION_11.article("")
    ),
    NoticeKind("construction_award", Text("中标结果公告", "Award"), TENDERING.article("45")),
    NoticeKind("construction_contract", Text("合同订立信息公开", "Contract"), OPINION_1117.article("")),
    NoticeKind(
        "construction_contract_change",
        Text("合同变更信息公开", "Change of the contract"),
        OPINION_1117.article(""),
    ),
    NoticeKind(
        "construction_performance",
        Text("合同履行信息公开", "Performance of the contract"),
        OPINION_1117.article(""),
    ),
    NoticeKind(
        "construction_failure", Text("招标异常公告（招标失败）", "Failed tender"), TENDERING.article("28")
    ),
    NoticeKind(
        "construction_termination", Text("招标终止公告", "Terminated tender"), TENDERING_RULES.article("31")
    ),
    NoticeKind(
        "construction_invalidation",
        Text("招标、投标、中标无效公告", "Void tender"),
        TENDERING_RULES.article("81"),
    ),
    # 第十八项：投诉处理结果反馈当事人的同时按规定向社会公开。
    NoticeKind(
        "construction_complaint", Text("投诉处理结果公告", "Complaint decision"), OPINION_1117.article("")
    ),
    # What a hold stands on is printed in the notice itself; no article that we have read asks for the notice.
    NoticeKind(
        "construction_suspension", Text("招标投标活动暂停公告", "Tender suspended"), PRACTICE.article("")
    ),
    NoticeKind(
        "construction_resumption", Text("招标投标活动恢复公告", "Tender resumed"), PRACTICE.article("")
    ),
)
