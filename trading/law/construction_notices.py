"""The kinds of notices that construction tenders call for, and what the law asks them to say."""

from __future__ import annotations

from foundation.text import Text
from trading.law.construction_particulars import PrequalifiedParticulars
from trading.law.notice_kinds import NoticeKind, asked, by_name, with_an_agency
from trading.law.statutes import (
    E_BIDDING,
    NOTICE_10,
    OPINION_1117,
    PRACTICE,
    TENDERING,
    TENDERING_RULES,
    WORKS_SUPERVISION_11,
)

tendering, rules, order10, e_bidding = (
    TENDERING.article, TENDERING_RULES.article, NOTICE_10.article, E_BIDDING.article
)  # fmt: skip
ORGANISER = ("known.organiser", "deal.organiser_address", "deal.contact", "deal.contact_phone")
AGENCY = ("known.agency", "deal.agency_contact", "deal.agency_phone")

# 招标公告、资格预审公告和投标邀请书共同的内容
CALL = (
    asked("招标人的名称和地址", tendering("16-2"), "known.organiser", "deal.organiser_address"),
    asked(
        "招标项目的性质、数量、实施地点和时间", tendering("16-2"), "deal.work_type", "deal.scale", "deal.location", "lot.duration_days"
    ),
    asked("获取招标文件的办法", tendering("16-2"), "deal.document_access"),
    asked("是否接受联合体投标", rules("37"), "deal.consortium_allowed"),
    asked("访问电子招标投标交易平台的网络地址和方法", e_bidding("17"), "deal.platform_url", "deal.document_access"),
    asked("招标人名称、地址、联系人及联系方式", e_bidding("41"), *ORGANISER),
    asked(
        "招标项目名称、内容范围、规模、资金来源和主要技术要求", e_bidding("41"),
        "known.title", "deal.content", "lot.scope", "deal.scale", "deal.funding_source", "lot.quality",
    ),
    asked("招标代理机构名称、资格、项目负责人及联系方式", e_bidding("41"), *AGENCY, when=with_an_agency),
    asked("招标代理机构的名称、地址、联系人及联系方式", order10("5"), "deal.agency_address", when=with_an_agency),
    asked("投标资格能力要求，以及是否接受联合体投标", order10("5"), "deal.qualification", "deal.consortium_allowed"),
)  # fmt: skip
TENDER = (
    *CALL,
    asked(
        "规定的时间、地点发售资格预审文件或者招标文件",
        rules("16"),
        "period.document_sale",
        "deal.document_access",
    ),
    asked("递交投标文件的截止时间、方式", order10("5"), "period.bidding", "deal.submission"),
)
PREQUALIFICATION = (
    *CALL,
    asked("规定的时间、地点发售资格预审文件或者招标文件", rules("16"), "period.prequalification_sale", "deal.document_access"),
    asked("递交资格预审文件的截止时间、方式", order10("5"), "period.application", "deal.application", of=PrequalifiedParticulars),
)  # fmt: skip
INVITATION = (
    asked(
        "投标邀请书应当载明本法第十六条第二款规定的事项", tendering("17-2"), "known.organiser", "deal.organiser_address", "deal.work_type",
        "deal.scale", "deal.location", "lot.duration_days", "deal.document_access",
    ),
    *TENDER[2:],
)  # fmt: skip
CANDIDATES = (
    asked("公示期不得少于3日", rules("54"), "period.publicity"),
    asked("中标候选人排序、名称、投标报价、质量、工期（交货期），以及评标情况", order10("6"), "known.candidates", "known.evaluation"),
    asked("承诺的项目负责人姓名及其相关证书名称和编号；响应招标文件要求的资格能力条件", order10("6"), "known.committed"),
    asked("提出异议的渠道和方式", order10("6"), "deal.objections_to"),
    asked("受理异议的联系人和联系方式", OPINION_1117.article(""), "deal.contact", "deal.contact_phone"),
)  # fmt: skip
AWARD = (
    asked("中标候选人和中标结果", e_bidding("35"), "known.winner", "known.candidates"),
    asked("中标人名称、中标金额", e_bidding("41"), "known.winner", "known.price"),
)
CONTRACT = (
    asked(
        "中标人名称、中标金额、签约时间、合同期限", e_bidding("41"),
        "known.contractor", "known.contract_price", "known.signed_on", "lot.duration_days",
    ),
    asked("及时主动公开合同订立信息", OPINION_1117.article(""), "known.contractor", "known.contract_price"),
)  # fmt: skip
CONTRACT_CHANGE = (
    asked(
        "合同履行及变更信息公开", OPINION_1117.article(""), "step.changed_on", "step.contents", "step.price"
    ),
)
PERFORMANCE = (
    asked("项目完成质量、期限、结算金额等合同履行情况", e_bidding("41-2"), "step.conclusion", "step.accepted_on", "step.final_price"),
)  # fmt: skip

NOTICE_KINDS = by_name(
    NoticeKind("construction_plan", Text("招标计划公告", "Tender plan"), PRACTICE.article("")),
    NoticeKind("construction_tender", Text("招标公告", "Tender notice"), NOTICE_10.article("5"), TENDER),
    NoticeKind(
        "construction_prequalification",
        Text("资格预审公告", "Prequalification notice"),
        NOTICE_10.article("5"),
        PREQUALIFICATION,
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
        (
            asked(
                "公示具体理由和法律法规依据", OPINION_1117.article(""), "deal.ground", "deal.ground_reasons"
            ),
        ),
    ),
    NoticeKind(
        "construction_invitation",
        Text("投标邀请书", "Invitation to bid"),
        TENDERING.article("17"),
        INVITATION,
    ),
    NoticeKind(
        "construction_clarification",
        Text("澄清、修改公告", "Clarification"),
        TENDERING.article("23"),
        (
            asked(
                "对已发出的招标文件进行必要的澄清或者修改",
                tendering("23"),
                "known.title",
                "known.clarification",
            ),
        ),
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
        "construction_candidates",
        Text("中标候选人公示", "Candidates"),
        TENDERING_RULES.article("54"),
        CANDIDATES,
    ),
    NoticeKind(
        "construction_shortlist",
        Text("定标候选人公示", "Shortlist"),
        WORKS_SUPERVISION_11.article(""),
        CANDIDATES,
    ),
    NoticeKind("construction_award", Text("中标结果公告", "Award"), TENDERING.article("45"), AWARD),
    NoticeKind(
        "construction_contract", Text("合同订立信息公开", "Contract"), OPINION_1117.article(""), CONTRACT
    ),
    NoticeKind(
        "construction_contract_change",
        Text("合同变更信息公开", "Change of the contract"),
        OPINION_1117.article(""),
        CONTRACT_CHANGE,
    ),
    NoticeKind(
        "construction_performance",
        Text("合同履行信息公开", "Performance of the contract"),
        OPINION_1117.article(""),
        PERFORMANCE,
    ),
    NoticeKind(
        "construction_failure", Text("招标异常公告（招标失败）", "Failed tender"), TENDERING.article("28")
    ),
    NoticeKind(
        "construction_termination",
        Text("招标终止公告", "Terminated tender"),
        TENDERING_RULES.article("31"),
        (asked("招标人终止招标的，应当及时发布公告", rules("31"), "known.title", "step.reason"),),
    ),
    NoticeKind(
        "construction_invalidation",
        Text("招标、投标、中标无效公告", "Void tender"),
        TENDERING_RULES.article("81"),
    ),
    # 第十八项：投诉处理结果反馈当事人的同时按规定向社会公开。
    NoticeKind(
        "construction_complaint",
        Text("投诉处理结果公告", "Complaint decision"),
        OPINION_1117.article(""),
        (asked("投诉处理结果反馈当事人的同时按规定向社会公开", OPINION_1117.article(""), "known.decision"),),
    ),
    # What a hold stands on is printed in the notice itself; no article that we have read asks for the notice.
    NoticeKind(
        "construction_suspension", Text("招标投标活动暂停公告", "Tender suspended"), PRACTICE.article("")
    ),
    NoticeKind(
        "construction_resumption", Text("招标投标活动恢复公告", "Tender resumed"), PRACTICE.article("")
    ),
)
