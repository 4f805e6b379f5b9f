"""The kinds of notices that government procurement calls for, and what the law asks them to say."""

from __future__ import annotations

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.notice_kinds import Asked, NoticeKind, asked, by_name, with_an_agency
from trading.law.procurement_limits import recalled_74, recalled_214
from trading.law.procurement_particulars import TenderPackage
from trading.law.procurement_selection import Approach, Chosen, Source
from trading.law.statutes import (
    FRAMEWORK_110,
    INTENT_10,
    NOTICE_FORMAT_50,
    ORDER_74,
    ORDER_87,
    PRACTICE,
    PROCUREMENT,
    PROCUREMENT_RULES,
)

order87, rules = ORDER_87.article, PROCUREMENT_RULES.article
PURCHASER = ("known.organiser", "deal.organiser_address", "deal.organiser_phone")
AGENCY = ("known.agency", "deal.agency_address", "deal.agency_phone")
CONTACT = ("deal.contact_name", "deal.contact_phone")
CONTRACTED = ("known.contractor", "known.contract_price", "known.signed_on")
WINNER = ("known.winner", "step.winner_address", "known.price")


def _capped(facts: Facts) -> bool:
    """Tell whether a ceiling price is set."""
    return facts.lot.ceiling_price is not None


def _recommended(facts: Facts) -> bool:
    """Tell whether the suppliers were recommended in writing."""
    return isinstance(facts.particulars, Approach) and facts.particulars.source is Source.RECOMMENDED


_ADDRESSES = "采购人及其委托的采购代理机构的名称、地址和联系方法"
TENDER = (
    asked(_ADDRESSES, order87("13"), *PURCHASER),
    asked(_ADDRESSES, order87("13"), *AGENCY, when=with_an_agency),
    asked("采购项目的名称、预算金额", order87("13"), "known.title", "deal.budget"),
    asked("设定最高限价的，还应当公开最高限价", order87("13"), "lot.ceiling_price", when=_capped),
    asked("采购人的采购需求", order87("13"), "deal.requirement"),
    asked("投标人的资格要求", order87("13"), "deal.qualification"),
    asked(
        "获取招标文件的时间期限、地点、方式及招标文件售价", order87("13"), "period.documents", "deal.document_access", "deal.document_price"
    ),
    asked("公告期限", order87("13"), "period.notice_period"),
    asked("投标截止时间、开标时间及地点", order87("13"), "period.bidding", "deal.submission", "deal.opening_place"),
    asked("采购项目联系人姓名和电话", order87("13"), *CONTACT),
)  # fmt: skip
# 本办法第十三条第一至四项、第六项和第八项内容
_AS_A_TENDER = "第十三条第一至四项、第六项和第八项内容"
PREQUALIFICATION = (
    asked(_AS_A_TENDER, order87("15"), *PURCHASER, "known.title", "deal.budget", "deal.requirement", "deal.qualification"),
    asked(_AS_A_TENDER, order87("15"), "period.notice_period", *CONTACT),
    asked(_AS_A_TENDER, order87("15"), *AGENCY, when=with_an_agency),
    asked("获取资格预审文件的时间期限、地点、方式", order87("15"), "period.prequalification_documents", "deal.document_access"),
    asked("提交资格预审申请文件的截止时间、地点", order87("15"), "period.application", "deal.submission"),
    asked("采购人和采购项目名称、采购需求、对供应商的资格要求", rules("21-2"), "known.organiser", "deal.requirement", "deal.qualification"),
)  # fmt: skip
CONSULTATION_NOTICE = recalled_214("7")
CONSULTATION = (
    asked("采购人、采购代理机构的名称、地点和联系方法", CONSULTATION_NOTICE, *PURCHASER),
    asked("采购人、采购代理机构的名称、地点和联系方法", CONSULTATION_NOTICE, *AGENCY, when=with_an_agency),
    asked("采购项目的名称、数量、简要规格描述或项目基本概况介绍", CONSULTATION_NOTICE, "known.title", "lot.items", "deal.requirement"),
    asked("采购项目的预算", CONSULTATION_NOTICE, "deal.budget"),
    asked("供应商资格条件", CONSULTATION_NOTICE, "deal.qualification"),
    asked("获取磋商文件的时间、地点、方式及磋商文件售价", CONSULTATION_NOTICE, "deal.document_access", "deal.document_price"),
    asked("响应文件提交的截止时间、开启时间及地点", CONSULTATION_NOTICE, "period.bidding", "deal.submission", "deal.opening_place"),
    asked("采购项目联系人姓名和电话", CONSULTATION_NOTICE, *CONTACT),
)  # fmt: skip


def _like_a_consultation() -> tuple[Asked, ...]:
    """Return what the format of 2020 asks where the method's own measure lists nothing (格式规范，条号待核)."""
    return tuple(
        Asked(one.words, NOTICE_FORMAT_50.article(""), one.places, one.of, one.when) for one in CONSULTATION
    )


# 中标、成交结果公告内容；招标文件随结果同时公告（第二款）
RESULT = (
    asked("采购人和采购代理机构的名称、地址、联系方式", rules("43-3"), *PURCHASER),
    asked("采购人和采购代理机构的名称、地址、联系方式", rules("43-3"), *AGENCY, when=with_an_agency),
    asked("项目名称和项目编号", rules("43-3"), "known.title", "known.number"),
    asked("中标或者成交供应商名称、地址和中标或者成交金额", rules("43-3"), *WINNER),
    asked("主要中标或者成交标的的名称、规格型号、数量、单价、服务要求以及评审专家名单", rules("43-3"), "step.awarded", "step.experts"),
    asked("招标文件、竞争性谈判文件、询价通知书随中标、成交结果同时公告", rules("43-2"), "known.documents"),
    asked("中标公告期限", order87("69-2"), "period.result_period", of=TenderPackage),
    asked("所有被推荐供应商名单和推荐理由", order87("69-4"), "step.recommended", of=TenderPackage, when=_recommended),
    asked("采购人和评审专家的推荐意见", recalled_74("18"), "step.recommended", of=Chosen, when=_recommended),
)  # fmt: skip
CALL_OFF_RESULT = (
    asked("采购人和采购代理机构的名称、地址、联系方式", rules("43-3"), *PURCHASER),
    asked("采购人和采购代理机构的名称、地址、联系方式", rules("43-3"), *AGENCY, when=with_an_agency),
    asked("项目名称和项目编号", rules("43-3"), "known.title", "known.number"),
    asked("逐笔公告成交结果", FRAMEWORK_110.article("36"), "known.winner", "known.price", "lot.items"),
)
FRAMEWORK = (
    asked("征集人的名称、地址和联系方法", FRAMEWORK_110.article(""), *PURCHASER),
    asked("采购项目名称、采购需求和最高限制单价", FRAMEWORK_110.article(""), "known.title", "deal.requirement", "lot.ceiling_unit_price"),
    asked("框架协议期限和第二阶段成交供应商的确定方式", FRAMEWORK_110.article(""), "deal.term_months", "deal.call_offs"),
    asked("供应商的资格条件", FRAMEWORK_110.article(""), "deal.qualification"),
    asked("获取征集文件和提交响应文件的地点和方式", FRAMEWORK_110.article(""), "deal.document_access", "deal.submission"),
)  # fmt: skip
CONTRACT = (asked("将政府采购合同在省级以上人民政府财政部门指定的媒体上公告", rules("50"), *CONTRACTED),)

NOTICE_KINDS = by_name(
    NoticeKind(
        "procurement_intent", Text("采购意向公开", "Procurement intent"), INTENT_10.article(""),
        (
            asked("采购项目名称、采购需求概况、预算金额", INTENT_10.article(""), "known.title", "deal.requirement", "deal.budget"),
            asked("预计采购时间", INTENT_10.article(""), "deal.planned_for"),
        ),
    ),
    NoticeKind("procurement_tender", Text("公开招标公告", "Open tender"), order87("13"), TENDER),
    NoticeKind("procurement_prequalification", Text("资格预审公告", "Prequalification"), rules("21"), PREQUALIFICATION),
    NoticeKind("procurement_invitation", Text("投标（响应）邀请书", "Invitation"), order87("14")),
    NoticeKind(
        "procurement_negotiation", Text("竞争性谈判公告", "Competitive negotiation"), PROCUREMENT.article("38"), _like_a_consultation()
    ),
    NoticeKind(
        "procurement_consultation", Text("竞争性磋商公告", "Competitive consultation"), PROCUREMENT.article("26"), CONSULTATION
    ),
    NoticeKind("procurement_inquiry", Text("询价公告", "Inquiry"), PROCUREMENT.article("40"), _like_a_consultation()),
    NoticeKind(
        "procurement_single_source", Text("单一来源采购公示", "Single source"), rules("38"),
        (asked("采购项目信息和唯一供应商名称", rules("38"), "known.title", "deal.requirement", "deal.supplier_name", "period.publicity"),),
    ),
    NoticeKind(
        "procurement_framework_solicitation", Text("框架协议采购征集公告", "Framework solicitation"), FRAMEWORK_110.article(""), FRAMEWORK
    ),
    NoticeKind("procurement_framework_admission", Text("框架协议入围结果公告", "Framework admission"), FRAMEWORK_110.article("")),
    NoticeKind(
        "procurement_framework_summary", Text("框架协议成交结果汇总公告", "Summary of call-offs"), FRAMEWORK_110.article("36")
    ),
    NoticeKind(
        "procurement_call_off_result", Text("框架协议成交结果公告", "Call-off result"), FRAMEWORK_110.article("36"), CALL_OFF_RESULT
    ),
    NoticeKind(
        "procurement_auction_schedule", Text("竞价安排公告", "Auction scheduled"), FRAMEWORK_110.article("34"),
        # 二次竞价：以直接选定、顺序轮候以外的方式成交时，向入围供应商告知竞价的时间和规则
        (
            asked("二次竞价的时间和方式", FRAMEWORK_110.article("34"), "known.auction_begins", "known.auction_place", "known.auction_form"),
            asked("二次竞价的项目和规则", FRAMEWORK_110.article("34"), "known.title", "known.auctioned", "known.auction_rules"),
        ),
    ),
    NoticeKind("procurement_auction_pause", Text("竞价暂停公告", "Auction paused"), PRACTICE.article("")),
    NoticeKind("procurement_auction_resumption", Text("竞价恢复公告", "Auction resumed"), PRACTICE.article("")),
    NoticeKind(
        "procurement_correction", Text("更正公告", "Correction"), order87("27"),
        (asked("澄清或者修改应当在原公告发布媒体上发布澄清公告", order87("27"), "known.title", "known.clarification"),),
    ),
    NoticeKind("procurement_result", Text("中标（成交）结果公告", "Result"), rules("43-3"), RESULT),
    NoticeKind("procurement_failure", Text("废标（采购失败）公告", "Failed procurement"), PROCUREMENT.article("36")),
    NoticeKind(
        "procurement_termination", Text("终止公告", "Termination"), order87("29"),
        (asked("及时在原公告发布媒体上发布终止公告", order87("29-2"), "known.title", "step.reason"),),
    ),
    NoticeKind("procurement_contract", Text("采购合同公告", "Contract"), rules("50"), CONTRACT),
    NoticeKind(
        "procurement_acceptance", Text("履约验收结果公告", "Acceptance"), rules("45"),
        (asked("验收结果应当向社会公告", rules("45-2"), "step.accepted_on", "step.conclusion"),),
    ),
    NoticeKind("procurement_supervision", Text("监督检查处理结果公告", "Supervision decision"), PROCUREMENT.article("59")),
    NoticeKind(
        "procurement_complaint", Text("投诉处理结果公告", "Complaint decision"), rules("58"),
        (asked("对投诉事项作出的处理决定，应当在省级以上人民政府财政部门指定的媒体上公告", rules("58-2"), "known.decision"),),
    ),
    # What a hold stands on is printed in the notice itself; no article that we have read asks for the notice.
    NoticeKind("procurement_suspension", Text("采购活动暂停公告", "Procurement suspended"), PRACTICE.article("")),
    NoticeKind("procurement_resumption", Text("采购活动恢复公告", "Procurement resumed"), PRACTICE.article("")),
    NoticeKind(
        "procurement_other_method",
        Text("单一来源采购异议处理及变更采购方式公告", "Other method after argument"),
        ORDER_74.article("40"),
    ),
)  # fmt: skip
