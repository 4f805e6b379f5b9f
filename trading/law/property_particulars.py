"""What property deals say of themselves: the deal as a whole, and each asset, equity, capital increase or lease."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Annotated

from annotated_types import Gt

from trading.law.labels import Amount, Ge, Label, Le, LongText, MaxLen, ShortText
from trading.law.property_choices import (
    AgreementGround,
    AssetType,
    Competition,
    OnNoBuyer,
    PriceBasis,
    PriorityRight,
    Selection,
)
from trading.law.statutes import AUCTION, CIVIL_CODE, COMPANY, PRACTICE, PROPERTY_ORDER_32, STATE_ASSETS

order32 = PROPERTY_ORDER_32.article
NOTICE = order32("15")
OptionalText = Annotated[str, MaxLen(20_000)]
OptionalShort = Annotated[str, MaxLen(200)]
Percent = Annotated[Decimal, Gt(Decimal(0)), Le(Decimal(100))]
Price = Annotated[Amount, Gt(Decimal(0))]


@dataclass(frozen=True, kw_only=True)
class PropertyParticulars:
    """The deal as a whole, whatever is transferred."""

    decision: Annotated[ShortText, Label("内部决策文件", "Internal decision", law=order32("10"))]
    approving_authority: Annotated[ShortText, Label("批准单位", "Approving authority", law=NOTICE)]
    on_no_buyer: Annotated[OnNoBuyer, Label("披露期满未征集到意向方的处置", "If nobody comes", law=NOTICE)]
    contact: Annotated[ShortText, Label("联系人及电话", "Contact")]
    auto_extend: Annotated[
        bool, Label("是否自动延期", "Extended by itself if nobody comes", law=PRACTICE.article(""))
    ] = False
    important_information: Annotated[
        OptionalText, Label("重要信息披露", "Important information", law=NOTICE)
    ] = ""


@dataclass(frozen=True, kw_only=True)
class TransferParticulars(PropertyParticulars):
    """A transfer of assets."""

    competition: Annotated[Competition, Label("竞价方式", "How buyers compete", law=order32("22"))]
    viewing: Annotated[OptionalText, Label("标的展示时间、地点", "Viewing", law=AUCTION.article("46"))] = ""


@dataclass(frozen=True, kw_only=True)
class EquityParticulars(TransferParticulars):
    """A transfer of equity: who controls the company afterwards, and whether its managers may buy."""

    control_passes: Annotated[
        bool,
        Label("转让导致实际控制权转移", "Control of the company passes", law=order32("13")),
    ]
    pre_disclosure: Annotated[
        bool, Label("采取预披露和正式披露相结合", "Pre-disclosed first", law=order32("13"))
    ] = False
    instalments: Annotated[
        bool, Label("允许分期付款", "Payment by instalments allowed", law=order32("28"))
    ] = False
    managers_intend: Annotated[
        bool, Label("管理层有受让意向", "Managers intend to buy", law=STATE_ASSETS.article("56"))
    ] = False
    managers_disclosure: Annotated[
        OptionalText,
        Label(
            "管理层参与受让的披露内容",
            "What is disclosed of managers who buy",
            law=STATE_ASSETS.article("56"),
        ),
    ] = ""

    @property
    def discloses_first(self) -> bool:
        """Whether a pre-disclosure comes first: chosen by the seller, or forced because control passes."""
        return self.control_passes or self.pre_disclosure


@dataclass(frozen=True, kw_only=True)
class CapitalParticulars(PropertyParticulars):
    """A capital increase."""

    selection: Annotated[Selection, Label("遴选方式", "How investors are chosen", law=order32("43"))]
    pre_disclosure: Annotated[
        bool, Label("采取预披露和正式披露相结合", "Pre-disclosed first", law=order32("39"))
    ] = False

    @property
    def discloses_first(self) -> bool:
        """Whether a pre-disclosure comes first."""
        return self.pre_disclosure


@dataclass(frozen=True, kw_only=True)
class ValuedLot:
    """What every lot has: its value, the least price, the deposit and the terms. Amounts in yuan."""

    valuation: Annotated[Price, Label("评估值（元）", "Valuation (yuan)", law=STATE_ASSETS.article("55"))]
    valuation_number: Annotated[
        ShortText,
        Label("评估核准（备案）编号", "Number of the approved valuation", law=order32("12")),
    ]
    valued_on: Annotated[date, Label("评估基准日", "Valued as of", law=NOTICE)]
    floor_price: Annotated[Price, Label("转让底价（元）", "Floor price (yuan)", law=order32("17"))]
    deposit: Annotated[Amount, Label("交易保证金（元）", "Deposit (yuan)", law=NOTICE)]
    region: Annotated[ShortText, Label("标的所在地区", "Place", law=NOTICE)]
    buyer_requirements: Annotated[
        OptionalText,
        Label("受让方资格条件", "Requirements of the buyer", law=order32("14")),
    ] = ""
    requirements_ground: Annotated[
        OptionalShort,
        Label(
            "设置资格条件的依据（备案编号或法规条款）",
            "Filing number or rule behind the requirements",
            law=order32("14"),
        ),
    ] = ""
    other_terms: Annotated[OptionalText, Label("与转让相关的其他条件", "Other terms", law=NOTICE)] = ""
    bid_step: Annotated[Amount, Label("加价幅度（元）", "Bid step (yuan)")] = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class AssetLot(ValuedLot):
    """An asset for sale."""

    asset_type: Annotated[AssetType, Label("资产类别", "Kind of asset", law=order32("48"))]
    description: Annotated[LongText, Label("标的情况", "What is sold", law=NOTICE)]
    quantity: Annotated[ShortText, Label("数量（面积）", "Quantity or area")]
    encumbrances: Annotated[ShortText, Label("权利限制及瑕疵", "Encumbrances and defects", law=NOTICE)]
    priority: Annotated[
        PriorityRight, Label("优先购买权情况", "Right of first refusal", law=CIVIL_CODE.article("726"))
    ] = PriorityRight.NONE


@dataclass(frozen=True, kw_only=True)
class EquityLot(ValuedLot):
    """A share of a company for sale."""

    company: Annotated[ShortText, Label("标的企业名称", "Company", law=NOTICE)]
    company_code: Annotated[
        ShortText, Label("标的企业统一社会信用代码", "Company's social credit code", law=NOTICE)
    ]
    share: Annotated[Percent, Label("转让比例（%）", "Share sold (%)", law=NOTICE)]
    industry: Annotated[ShortText, Label("所属行业", "Industry", law=NOTICE)]
    employees: Annotated[int, Ge(0), Label("职工人数", "Employees", law=NOTICE)]
    allocated_land: Annotated[bool, Label("是否含有国有划拨土地", "Holds allocated state land", law=NOTICE)]
    net_assets: Annotated[Decimal, Label("净资产（元）", "Net assets (yuan)", law=NOTICE)]
    audited_year: Annotated[int, Ge(1990), Le(2200), Label("审计年度", "Audited year", law=order32("11"))]
    shareholders: Annotated[LongText, Label("股东及持股比例", "Shareholders and shares", law=NOTICE)]
    priority: Annotated[
        PriorityRight,
        Label(
            "原股东优先购买权情况", "Other shareholders' right of first refusal", law=COMPANY.article("84")
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class CapitalLot:
    """A round of new capital. Amounts in yuan; prices per yuan of new registered capital, to six places."""

    company: Annotated[ShortText, Label("增资企业名称", "Company", law=order32("40"))]
    company_code: Annotated[
        ShortText,
        Label("增资企业统一社会信用代码", "Company's social credit code", law=order32("40")),
    ]
    registered_capital: Annotated[
        Price, Label("现注册资本（元）", "Registered capital now (yuan)", law=order32("40"))
    ]
    valuation: Annotated[
        Price,
        Label("净资产评估值（元）", "Valuation of net assets (yuan)", law=order32("38")),
    ]
    valuation_number: Annotated[
        ShortText,
        Label("评估核准（备案）编号", "Number of the approved valuation", law=order32("38")),
    ]
    valued_on: Annotated[date, Label("评估基准日", "Valued as of", law=order32("38"))]
    amount_sought: Annotated[Price, Label("拟募集资金总额（元）", "Amount sought (yuan)", law=order32("40"))]
    share_offered: Annotated[Percent, Label("拟新增持股比例（%）", "Share offered (%)", law=order32("40"))]
    floor_unit_price: Annotated[
        Decimal,
        Gt(Decimal(0)),
        Label(
            "每元注册资本底价（元）",
            "Floor price per yuan of capital (yuan)",
            law=order32("43"),
        ),
    ]
    deposit: Annotated[Amount, Label("交易保证金（元）", "Deposit (yuan)", law=order32("40"))]
    use_of_funds: Annotated[LongText, Label("募集资金用途", "Use of the funds", law=order32("40"))]
    investor_requirements: Annotated[
        LongText, Label("投资方资格条件", "Requirements of investors", law=order32("40"))
    ]
    selection_criteria: Annotated[
        LongText, Label("遴选方案主要内容", "How investors are selected", law=order32("43"))
    ]
    investors_sought: Annotated[
        int, Ge(1), Label("拟征集投资方数量", "Investors sought", law=order32("40"))
    ] = 1

    @property
    def least_total(self) -> Decimal:
        """
        What the whole share offered costs at the floor price, in yuan, up to the cent: the share is one of the capital after the increase.
        Zero where several share it, for nobody need take it whole, and where it is all there will be.
        """
        if self.investors_sought > 1 or self.share_offered == 100:
            return Decimal(0)
        new = (
            Fraction(self.registered_capital)
            * Fraction(self.share_offered)
            / Fraction(100 - self.share_offered)
        )
        return Decimal(ceil(new * Fraction(self.floor_unit_price) * 100)) / 100


@dataclass(frozen=True, kw_only=True)
class LeaseLot:
    """What is let. Rents in yuan for the whole term."""

    asset_type: Annotated[AssetType, Label("资产类别", "Kind of asset")]
    description: Annotated[LongText, Label("标的情况", "What is let")]
    quantity: Annotated[ShortText, Label("数量（面积）", "Quantity or area")]
    region: Annotated[ShortText, Label("标的所在地区", "Place")]
    use: Annotated[ShortText, Label("租赁用途", "Use")]
    term_months: Annotated[
        int, Ge(1), Le(240), Label("租赁期限（月）", "Term (months)", law=CIVIL_CODE.article("705"))
    ]
    valuation: Annotated[
        Price, Label("租金评估（询价）值（元）", "Valuation of the rent (yuan)", law=PRACTICE.article(""))
    ]
    floor_price: Annotated[Price, Label("租金底价（元）", "Floor rent (yuan)", law=PRACTICE.article(""))]
    deposit: Annotated[Amount, Label("交易保证金（元）", "Deposit (yuan)", law=PRACTICE.article(""))]
    lessee_requirements: Annotated[OptionalText, Label("承租方资格条件", "Requirements of the lessee")] = ""
    priority: Annotated[
        PriorityRight,
        Label(
            "原承租人优先承租权情况", "Sitting lessee's right to lease again", law=CIVIL_CODE.article("734")
        ),
    ] = PriorityRight.NONE
    bid_step: Annotated[Amount, Label("加价幅度（元）", "Bid step (yuan)")] = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class AgreementParticulars:
    """A transfer of equity by agreement, without a public offer."""

    ground: Annotated[AgreementGround, Label("协议转让情形", "Ground", law=order32("31"))]
    price_basis: Annotated[PriceBasis, Label("定价依据", "What the price stands on", law=order32("32"))]
    decision: Annotated[ShortText, Label("内部决策文件", "Internal decision", law=order32("33"))]
    approving_authority: Annotated[ShortText, Label("批准单位", "Approving authority", law=order32("31"))]
    buyer: Annotated[ShortText, Label("受让方名称", "Buyer", law=order32("33"))]
    buyer_code: Annotated[ShortText, Label("受让方统一社会信用代码", "Buyer's social credit code")]
    buyer_is_state: Annotated[
        bool,
        Label(
            "受让方为国有及国有控股企业",
            "The buyer is state-owned or state-controlled",
            law=order32("31"),
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class AgreementLot:
    """The share that is transferred by agreement. Amounts in yuan."""

    company: Annotated[ShortText, Label("标的企业名称", "Company")]
    company_code: Annotated[ShortText, Label("标的企业统一社会信用代码", "Company's social credit code")]
    share: Annotated[Percent, Label("转让比例（%）", "Share transferred (%)")]
    basis_value: Annotated[
        Price,
        Label(
            "转让比例对应的评估值或净资产值（元）",
            "Value of the share by valuation or net assets (yuan)",
            law=order32("32"),
        ),
    ]
    basis_number: Annotated[
        ShortText,
        Label(
            "评估核准（备案）编号或审计报告文号",
            "Number of the valuation or audit report",
            law=order32("33"),
        ),
    ]
