"""What a construction tender says of itself, as 招标公告和公示信息发布管理办法 art. 5 and 招标投标法 art. 16 ask."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.labels import Amount, Disclosure, Ge, Label, Le, LongText, MaxLen, ShortText
from trading.law.statutes import E_BIDDING, NOTICE_10, PRACTICE, TENDERING, TENDERING_RULES

NOTICE = NOTICE_10.article("5")
OptionalText = Annotated[str, MaxLen(20_000)]
OptionalShort = Annotated[str, MaxLen(200)]


class Sector(Choice):
    """Which department's rules apply, and which field pack the deal carries."""

    HOUSING = "housing", "房屋建筑", "Housing"
    MUNICIPAL = "municipal", "市政基础设施", "Municipal works"
    TRANSPORT = "transport", "交通", "Transport"
    WATER = "water", "水利", "Water"


class WorkType(Choice):
    """What is tendered: it decides the must-tender threshold and the cap of the bid deposit."""

    WORKS = "works", "施工", "Works"
    GENERAL_CONTRACT = "general_contract", "工程总承包", "Engineering, procurement and construction"
    GOODS = "goods", "货物（重要设备、材料）", "Goods"
    SURVEY = "survey", "勘察", "Survey"
    DESIGN = "design", "设计", "Design"
    SUPERVISION = "supervision", "监理", "Supervision of works"
    SERVICES = "services", "其他工程服务", "Other construction services"


class Funding(Choice):
    """Where the money comes from, as far as the law tells it apart."""

    STATE_DOMINANT = "state_dominant", "国有资金占控股或者主导地位", "State funds control or dominate"
    STATE_PARTIAL = "state_partial", "部分使用国有资金", "State funds in part"
    FOREIGN_AID = "foreign_aid", "国际组织或者外国政府贷款、援助资金", "Loan or aid from abroad"
    PRIVATE = "private", "非国有资金", "No state funds"


class EvaluationMethod(Choice):
    """How bids are compared."""

    COMPREHENSIVE = "comprehensive", "综合评估法", "Comprehensive evaluation"
    LOWEST_EVALUATED = "lowest_evaluated", "经评审的最低投标价法", "Lowest evaluated price"
    REASONABLE_LOW = "reasonable_low", "合理低价法", "Reasonable low price (roads)"
    TECHNICAL_THEN_PRICE = (
        "technical_then_price",
        "技术评分最低标价法",
        "Lowest price among the technically best (roads)",
    )


class InvitationGround(Choice):
    """Why a tender is by invitation (招标投标法 art. 11, 实施条例 art. 8)."""

    FEW_CAPABLE = (
        "few_capable",
        "技术复杂、有特殊要求或者受自然环境限制，只有少量潜在投标人可供选择",
        "Only a few could do it",
    )
    COST = (
        "cost",
        "采用公开招标方式的费用占项目合同金额的比例过大",
        "An open tender would cost too much of the contract's price",
    )
    KEY_PROJECT = "key_project", "重点项目不适宜公开招标，已经批准", "A key project approved for invitation"
    NOT_REQUIRED = "not_required", "不属于依法应当公开招标的项目", "No law requires an open tender"


class PrequalificationMethod(Choice):
    """Who of the qualified applicants may bid."""

    ALL = "all", "合格制", "Every qualified applicant"
    LIMITED = "limited", "有限数量制", "The best, up to a number"


@dataclass(frozen=True, kw_only=True)
class TenderParticulars:
    """The deal as a whole: what every tender publishes."""

    sector: Annotated[Sector, Label("行业", "Sector", law=NOTICE)]
    work_type: Annotated[WorkType, Label("招标类别", "Work type", law=NOTICE)]
    content: Annotated[LongText, Label("招标项目内容、范围", "Contents and scope", law=NOTICE)]
    scale: Annotated[LongText, Label("项目规模", "Scale", law=NOTICE)]
    location: Annotated[ShortText, Label("实施地点", "Place", law=TENDERING.article("16"))]
    approval_authority: Annotated[
        ShortText, Label("项目审批（核准、备案）机关", "Approving authority", law=TENDERING.article("9"))
    ]
    approval_number: Annotated[
        ShortText, Label("项目批准文号", "Approval number", law=TENDERING.article("9"))
    ]
    funding: Annotated[Funding, Label("资金性质", "Kind of funding", law=TENDERING_RULES.article("8"))]
    funding_source: Annotated[ShortText, Label("资金来源", "Source of funds", law=NOTICE)]
    funds_secured: Annotated[bool, Label("资金已落实", "Funds are secured", law=TENDERING.article("9"))]
    must_tender: Annotated[bool, Label("依法必须招标", "Must be tendered by law", law=TENDERING.article("3"))]
    total_estimate: Annotated[
        Amount, Label("同类招标合同估算价合计（元）", "Estimate of all lots together (yuan)")
    ]
    qualification: Annotated[LongText, Label("投标资格能力要求", "Qualification of bidders", law=NOTICE)]
    consortium_allowed: Annotated[
        bool, Label("接受联合体投标", "Consortia accepted", law=TENDERING_RULES.article("37"))
    ]
    document_access: Annotated[LongText, Label("获取招标文件的方式", "How to get the documents", law=NOTICE)]
    submission: Annotated[LongText, Label("递交投标文件的方式", "How to submit bids", law=NOTICE)]
    platform_url: Annotated[
        ShortText, Label("电子招标投标交易平台网址", "Platform address", law=E_BIDDING.article("17"))
    ]
    organiser_address: Annotated[ShortText, Label("招标人地址", "Organiser's address", law=NOTICE)]
    contact: Annotated[ShortText, Label("联系人", "Contact", law=NOTICE)]
    contact_phone: Annotated[ShortText, Label("联系电话", "Telephone", law=NOTICE)]
    objections_to: Annotated[
        LongText, Label("提出异议的渠道和方式", "Where to object", law=NOTICE_10.article("6"))
    ]
    supervisor: Annotated[ShortText, Label("行政监督部门及电话", "Supervising department and telephone")]
    evaluation_method: Annotated[
        EvaluationMethod, Label("评标办法", "Evaluation method", law=TENDERING.article("19"))
    ]
    bid_validity_days: Annotated[
        int,
        Ge(1),
        Le(365),
        Label("投标有效期（日）", "Bid validity (days)", law=TENDERING_RULES.article("25")),
    ]
    agency_address: Annotated[OptionalShort, Label("招标代理机构地址", "Agency's address", law=NOTICE)] = ""
    agency_contact: Annotated[
        OptionalShort,
        Label("招标代理机构项目负责人", "Who leads the project at the agency", law=E_BIDDING.article("41")),
    ] = ""
    agency_phone: Annotated[
        OptionalShort, Label("招标代理机构联系电话", "Agency's telephone", law=E_BIDDING.article("41"))
    ] = ""
    pack_branch: Annotated[
        str,
        MaxLen(60),
        Label("专业类别（行业字段包）", "Branch of work, in the words of the sector's field pack"),
    ] = ""
    document_fee: Annotated[
        Amount,
        Label("招标文件工本费（元）", "Fee for the documents (yuan)", law=TENDERING_RULES.article("16")),
    ] = Decimal(0)
    consortium_terms: Annotated[
        OptionalText, Label("联合体要求", "Terms for consortia", law=TENDERING.article("31"))
    ] = ""
    performance_bond_share: Annotated[
        Decimal,
        Ge(Decimal(0)),
        Le(Decimal("0.1")),
        Label("履约保证金比例", "Share of the performance bond", law=TENDERING_RULES.article("58")),
    ] = Decimal(0)
    award_separation: Annotated[
        bool,
        Label(
            "评定分离", "Evaluation and award apart", law=PRACTICE.article(""),
            hint=Text("评标委员会推荐不排序的候选人，由招标人定标", "The committee names candidates without rank; the organiser decides"),
        ),
    ] = False  # fmt: skip
    other: Annotated[OptionalText, Label("其他依法应当载明的内容", "What else must be said", law=NOTICE)] = ""


@dataclass(frozen=True, kw_only=True)
class PrequalifiedParticulars(TenderParticulars):
    """A tender whose bidders are examined before they bid."""

    prequalification_method: Annotated[
        PrequalificationMethod,
        Label("资格预审办法", "How applicants are chosen", law=TENDERING_RULES.article("18")),
    ]
    prequalification_criteria: Annotated[
        LongText, Label("资格审查标准", "Criteria", law=TENDERING_RULES.article("18"))
    ]
    application: Annotated[LongText, Label("资格预审申请文件的递交方式", "How to apply", law=NOTICE)]
    most_prequalified: Annotated[
        int, Ge(0), Le(1000), Label("通过资格预审的最多家数（0为不限）", "At most so many pass (0: no limit)")
    ] = 0


@dataclass(frozen=True, kw_only=True)
class InvitedParticulars(TenderParticulars):
    """A tender by invitation, with its ground."""

    ground: Annotated[
        InvitationGround,
        Label("邀请招标的情形", "Ground for the invitation", law=TENDERING_RULES.article("8")),
    ]
    ground_reasons: Annotated[
        LongText, Label("邀请招标的具体理由", "Reasons in full", law=TENDERING_RULES.article("8"))
    ]
    recognition_number: Annotated[
        str,
        MaxLen(200),
        Label(
            "认定（批准）文号", "Number of the recognition or approval", law=TENDERING_RULES.article("8-2")
        ),
    ] = ""
    # Who bids is nobody's business before the opening (招标投标法 art. 22), so the list is withheld.
    invitees: Annotated[
        tuple[ShortText, ...],
        Label("受邀请的投标人（统一社会信用代码）", "Those invited (credit codes)", law=TENDERING.article("17"),
        disclosure=Disclosure.WITHHELD),
    ] = ()  # fmt: skip
    secret: Annotated[
        bool, Label("涉及国家秘密或者商业秘密，不公示理由", "Reasons are withheld as secret")
    ] = False


@dataclass(frozen=True, kw_only=True)
class LotParticulars:
    """One lot (标段). Amounts are in yuan; zero means that there is none."""

    scope: Annotated[LongText, Label("标段范围", "Scope of the lot", law=NOTICE)]
    estimated_price: Annotated[
        Amount, Label("招标项目估算价（元）", "Estimated price (yuan)", law=TENDERING_RULES.article("26"))
    ]
    duration_days: Annotated[
        int,
        Ge(1),
        Le(36_500),
        Label("工期（交货期、服务期）（日）", "Duration (days)", law=TENDERING.article("19")),
    ]
    quality: Annotated[ShortText, Label("质量要求", "Quality", law=TENDERING.article("19"))]
    ceiling_price: Annotated[
        Amount,
        Label(
            "最高投标限价（元，0为不设）", "Ceiling price (yuan, 0: none)", law=TENDERING_RULES.article("27")
        ),
    ] = Decimal(0)
    ceiling_method: Annotated[
        OptionalText,
        Label("最高投标限价的计算方法", "How the ceiling is calculated", law=TENDERING_RULES.article("27")),
    ] = ""
    deposit: Annotated[
        Amount,
        Label(
            "投标保证金（元，0为不要求）", "Bid deposit (yuan, 0: none)", law=TENDERING_RULES.article("26")
        ),
    ] = Decimal(0)
    lot_qualification: Annotated[
        OptionalText, Label("本标段资质要求", "Qualification for this lot", law=NOTICE)
    ] = ""
    leader_requirement: Annotated[
        OptionalText, Label("项目负责人要求", "What the project leader must be", law=NOTICE)
    ] = ""
    record_requirement: Annotated[OptionalText, Label("业绩要求", "Past work required", law=NOTICE)] = ""
