"""What a procurement and its packages say of themselves, as 政府采购法 art. 42, 实施条例 art. 30 and 87号令 arts. 13, 20 ask."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.labels import Amount, Ge, Gt, Label, Le, LongText, MaxLen, MinLen, Share, ShortText
from trading.law.statutes import (
    CONSULTATION_214,
    IMPORTS_119,
    INTENT_10,
    LOW_PRICE_2,
    ORDER_87,
    PROCUREMENT,
    PROCUREMENT_RULES,
    SME_19,
    SME_46,
)

OptionalText = Annotated[str, MaxLen(2_000)]
OptionalShort = Annotated[str, MaxLen(200)]
ADDRESSES = PROCUREMENT_RULES.article("43-3")
Count = Annotated[int, Ge(0), Le(10_000)]
HALF, NINE_TWENTIETHS, MOST = Decimal("0.50"), Decimal("0.45"), Decimal("0.65")


class Category(Choice):
    """What is bought (政府采购法 art. 2)."""

    GOODS = "goods", "货物", "Goods"
    SERVICES = "services", "服务", "Services"
    WORKS = "works", "工程", "Works"


class Organisation(Choice):
    """Who runs the procurement (政府采购法 art. 7, 18)."""

    CENTRAL = "central", "集中采购机构采购", "By the central procurement agency"
    DEPARTMENTAL = "departmental", "部门集中采购", "Centrally by the department"
    DISPERSED = "dispersed", "分散采购", "By the purchaser"


class Evaluation(Choice):
    """How bids are compared (87号令 art. 53)."""

    LOWEST_PRICE = "lowest_price", "最低评标价法", "Lowest evaluated price"
    SCORING = "scoring", "综合评分法", "Comprehensive scoring"


class Reserve(Choice):
    """How a package is reserved for small and medium enterprises (财库〔2020〕46号 art. 8)."""

    NONE = "none", "非专门面向中小企业", "Not reserved"
    WHOLE = "whole", "整体专门面向中小企业", "Wholly reserved"
    CONSORTIUM = "consortium", "以联合体形式预留", "Reserved through a consortium"
    SUBCONTRACT = "subcontract", "以合同分包形式预留", "Reserved through subcontracts"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A main item of a package, as the result notice lists it (实施条例 art. 43)."""

    name: Annotated[ShortText, Label("标的名称", "Item")]
    specification: Annotated[LongText, Label("规格型号或服务要求", "Specification or service asked")]
    quantity: Annotated[Decimal, Gt(Decimal(0)), Label("数量", "Quantity")]
    unit: Annotated[ShortText, Label("计量单位", "Unit")]
    core: Annotated[bool, Label("核心产品", "Core product", ORDER_87.article("31"))] = False


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Where the purchaser and its agency are and how they are reached: what the result has to say, and every call for bids."""

    organiser_address: Annotated[OptionalShort, Label("采购人地址", "Purchaser's address", ADDRESSES)] = ""
    organiser_phone: Annotated[
        OptionalShort, Label("采购人联系方式", "How to reach the purchaser", ADDRESSES)
    ] = ""
    agency_address: Annotated[OptionalShort, Label("代理机构地址", "Agency's address", ADDRESSES)] = ""
    agency_phone: Annotated[
        OptionalShort, Label("代理机构联系方式", "How to reach the agency", ADDRESSES)
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Procurement(Reached):
    """What every procurement says of itself. Amounts in yuan."""

    plan_number: Annotated[
        ShortText, Label("采购实施计划备案号", "Filing number of the plan", PROCUREMENT_RULES.article("29"))
    ]
    category: Annotated[Category, Label("采购项目类别", "Category", PROCUREMENT.article("42"))]
    organisation: Annotated[
        Organisation, Label("采购组织形式", "Form of organisation", PROCUREMENT.article("18"))
    ]
    budget: Annotated[
        Amount, Gt(Decimal(0)), Label("项目预算金额（元）", "Budget (yuan)", PROCUREMENT_RULES.article("30"))
    ]
    funding: Annotated[ShortText, Label("资金构成", "Funding", PROCUREMENT.article("42"))]
    requirement: Annotated[LongText, Label("采购需求", "What is needed", PROCUREMENT_RULES.article("15"))]
    qualification: Annotated[
        LongText, Label("供应商资格要求", "Qualification asked", PROCUREMENT.article("22"))
    ]
    contract_term: Annotated[ShortText, Label("合同履行期限", "Contract term")]
    contact_name: Annotated[ShortText, Label("项目联系人", "Contact", ORDER_87.article("13"))]
    contact_phone: Annotated[ShortText, Label("联系电话", "Telephone", ORDER_87.article("13"))]
    above_open_threshold: Annotated[
        bool, Label("达到公开招标数额标准", "Above the open-tender threshold", PROCUREMENT.article("27"))
    ]
    consortium_allowed: Annotated[bool, Label("接受联合体", "Consortia accepted", ORDER_87.article("19"))] = (
        True
    )
    imports_approval: Annotated[
        OptionalText,
        Label("进口产品核准文号（不接受进口产品则留空）", "Approval of imports", IMPORTS_119.article("7")),
    ] = ""
    document_access: Annotated[
        OptionalText,
        Label("获取采购文件的地点和方式", "Where and how to get the documents", ORDER_87.article("13")),
    ] = ""
    submission: Annotated[
        OptionalText,
        Label("提交投标（响应、申请）文件的地点和方式", "Where and how to submit", ORDER_87.article("13")),
    ] = ""
    opening_place: Annotated[
        OptionalShort, Label("开标（开启）地点", "Where bids are opened", ORDER_87.article("13"))
    ] = ""
    planned_for: Annotated[
        OptionalShort,
        Label(
            "预计采购时间", "When it is planned", INTENT_10.article(""), hint=Text("填写到月", "to the month")
        ),
    ] = ""
    document_price: Annotated[
        Amount, Label("采购文件售价（元）", "Price of the documents (yuan)", ORDER_87.article("24"))
    ] = Decimal(0)
    public_service: Annotated[
        bool, Label("向社会公众提供的公共服务", "Service to the public", PROCUREMENT_RULES.article("45"))
    ] = False
    intent_waiver: Annotated[
        OptionalText, Label("不公开采购意向的理由", "Why no intent was disclosed", INTENT_10.article(""))
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """The committee or group that will evaluate (87号令 art. 47; 政府采购法 art. 38, 40)."""

    committee_size: Annotated[
        Count, Label("评审小组人数", "Members of the committee", ORDER_87.article("47"))
    ]
    committee_experts: Annotated[
        Count, Label("其中评审专家人数", "Experts among them", ORDER_87.article("47"))
    ]
    technically_complex: Annotated[bool, Label("技术复杂", "Technically complex", ORDER_87.article("47"))] = (
        False
    )
    high_social_impact: Annotated[
        bool, Label("社会影响较大", "High social impact", ORDER_87.article("47"))
    ] = False


@dataclass(frozen=True, kw_only=True)
class OtherMethod:
    """Why another method than an open tender (政府采购法 art. 27, 42)."""

    method_reason: Annotated[
        LongText, Label("采用公开招标以外方式的原因", "Why not an open tender", PROCUREMENT.article("42"))
    ]
    method_approval: Annotated[
        OptionalText, Label("财政部门批准文号", "Approval of the method", PROCUREMENT_RULES.article("23"))
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package (采购包): the lot of a procurement. Amounts in yuan."""

    budget: Annotated[
        Amount, Gt(Decimal(0)), Label("包预算金额（元）", "Budget (yuan)", PROCUREMENT_RULES.article("30"))
    ]
    items: Annotated[
        tuple[Item, ...], MinLen(1), Label("主要标的", "Main items", PROCUREMENT_RULES.article("43"))
    ]
    delivery: Annotated[ShortText, Label("交付时间和地点", "Delivery", ORDER_87.article("11"))]
    ceiling_price: Annotated[
        Amount | None, Label("最高限价（元）", "Ceiling price (yuan)", ORDER_87.article("12"))
    ] = None
    sme_suitable: Annotated[bool, Label("适宜由中小企业提供", "Suitable for SMEs", SME_46.article("6"))] = (
        True
    )
    reserve: Annotated[
        Reserve, Label("面向中小企业预留方式", "How reserved for SMEs", SME_46.article("8"))
    ] = Reserve.WHOLE
    reserved_share: Annotated[Share, Label("预留份额", "Share reserved for SMEs", SME_19.article(""))] = (
        Decimal(1)
    )
    reserved_small_share: Annotated[
        Share, Label("预留份额中小微企业比例", "Of it for small and micro firms", SME_46.article("8"))
    ] = Decimal(1)
    reserve_reason: Annotated[
        OptionalText, Label("未按比例预留的理由", "Why less is reserved", SME_46.article("6"))
    ] = ""


@dataclass(frozen=True, kw_only=True)
class CompetedPackage(Package):
    """A package for which prices compete: policy deductions and the marks for abnormally low prices."""

    small_deduction: Annotated[
        Share, Label("小微企业价格扣除比例", "Price deduction for small firms", SME_19.article(""))
    ] = Decimal(0)
    joint_deduction: Annotated[
        Share, Label("联合体或分包价格扣除比例", "Deduction for joint bids", SME_19.article(""))
    ] = Decimal(0)
    low_price_mean: Annotated[
        Decimal,
        Ge(HALF),
        Le(MOST),
        Label("异常低价：与平均报价之比", "Low price: of the mean", LOW_PRICE_2.article("")),
    ] = HALF
    low_price_next: Annotated[
        Decimal,
        Ge(HALF),
        Le(MOST),
        Label("异常低价：与次低报价之比", "Low price: of the next", LOW_PRICE_2.article("")),
    ] = HALF
    low_price_ceiling: Annotated[
        Decimal,
        Ge(NINE_TWENTIETHS),
        Le(MOST),
        Label("异常低价：与最高限价之比", "Low price: of the ceiling", LOW_PRICE_2.article("")),
    ] = NINE_TWENTIETHS


@dataclass(frozen=True, kw_only=True)
class TenderPackage(CompetedPackage):
    """A package that is tendered or scored."""

    evaluation: Annotated[Evaluation, Label("评标方法", "Evaluation method", ORDER_87.article("53"))]
    price_weight: Annotated[
        Share, Label("价格分值占总分值的比重", "Weight of the price", ORDER_87.article("55"))
    ] = Decimal(0)
    standard: Annotated[
        bool, Label("技术、服务等标准统一", "Uniform standards", PROCUREMENT_RULES.article("34"))
    ] = False
    fixed_price: Annotated[
        bool, Label("执行统一定价或者固定价格", "Fixed prices", ORDER_87.article("55"))
    ] = False


@dataclass(frozen=True, kw_only=True)
class ScoredPackage(CompetedPackage):
    """A package of a competitive consultation: always scored."""

    price_weight: Annotated[
        Share, Label("价格分值占总分值的比重", "Weight of the price", CONSULTATION_214.article("24"))
    ]
    fixed_price: Annotated[bool, Label("执行统一定价", "Fixed prices", CONSULTATION_214.article("24"))] = (
        False
    )
