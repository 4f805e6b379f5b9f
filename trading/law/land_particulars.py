"""What a sale of a land-use right says of itself, as 39号令 art. 9 asks of the announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.labels import (
    Amount,
    Disclosure,
    Ge,
    Gt,
    Label,
    Le,
    LongText,
    MaxLen,
    MinLen,
    Share,
    ShortText,
)
from trading.law.statutes import AUCTION, LAND_ORDER_39, LAND_RULES, LAND_USE_RIGHT

NOTICE = LAND_ORDER_39.article("9")
PRICES = LAND_ORDER_39.article("10")
OptionalText = Annotated[str, MaxLen(20_000)]
Ratio = Annotated[Decimal, Ge(Decimal(0)), Le(Decimal(100))]


class Use(Choice):
    """The uses that the law gives a longest term each."""

    RESIDENTIAL = "residential", "居住用地", "Residential"
    INDUSTRIAL = "industrial", "工业用地", "Industrial"
    PUBLIC = "public", "教育、科技、文化、卫生、体育用地", "Education, science, culture, health, sports"
    COMMERCIAL = "commercial", "商业、旅游、娱乐用地", "Commerce, tourism, entertainment"
    MIXED = "mixed", "综合或者其他用地", "Mixed or other"


class QualificationTiming(Choice):
    """When it is examined whether a bidder may buy."""

    BEFORE = "before", "资格前审", "Before the competition"
    AFTER = "after", "资格后审", "After the competition, of the winner"


class BeyondCap(Choice):
    """How it goes on when a bid reaches the highest price allowed."""

    NONE = "none", "不设最高限价", "No cap"
    CONDITIONS = "conditions", "竞自持、竞配建等地价外条件", "Bids on other conditions"
    LOTTERY = "lottery", "摇号", "Lottery"
    SINGLE_OFFER = "single_offer", "一次书面报价", "One written offer"
    QUALITY = "quality", "竞品质", "Quality of the scheme"


class AwardRule(Choice):
    """How a land tender finds its winner (39号令 arts. 13 and 14)."""

    HIGHEST_PRICE = "highest_price", "价高者得", "Highest price"
    COMPREHENSIVE = "comprehensive", "综合评标", "Comprehensive evaluation"


@dataclass(frozen=True, kw_only=True)
class LandUse:
    """One use of a parcel and its term in years."""

    use: Annotated[Use, Label("用途", "Use", law=LAND_USE_RIGHT.article("12"))]
    term_years: Annotated[
        int, Ge(1), Le(70), Label("出让年限（年）", "Term (years)", law=LAND_USE_RIGHT.article("12"))
    ]
    description: Annotated[str, MaxLen(200), Label("用途细类", "Use in detail")] = ""


@dataclass(frozen=True, kw_only=True)
class LandParticulars:
    """The deal as a whole: what every announcement says."""

    announcement_number: Annotated[ShortText, Label("公告编号", "Number of the announcement", law=NOTICE)]
    organiser_address: Annotated[ShortText, Label("出让人地址", "Organiser's address", law=NOTICE)]
    eligibility: Annotated[LongText, Label("投标人、竞买人资格要求", "Who may bid", law=NOTICE)]
    application: Annotated[LongText, Label("申请取得投标、竞买资格的办法", "How to apply", law=NOTICE)]
    document_access: Annotated[
        LongText, Label("索取出让文件的时间、地点和方式", "How to get the documents", law=NOTICE)
    ]
    venue: Annotated[ShortText, Label("招标拍卖挂牌地点", "Place of the sale", law=NOTICE)]
    bidding_method: Annotated[LongText, Label("投标和竞价方式", "How bids are made", law=NOTICE)]
    award_standard: Annotated[
        LongText, Label("确定中标人、竞得人的标准和方法", "How the winner is found", law=NOTICE)
    ]
    deposit_terms: Annotated[
        LongText, Label("投标、竞买保证金的缴纳和退还", "Deposit: paying and refund", law=NOTICE)
    ]
    platform_url: Annotated[
        ShortText, Label("交易平台网址", "Platform address", law=LAND_RULES.article("18"))
    ]
    contact: Annotated[ShortText, Label("联系人", "Contact", law=NOTICE)]
    contact_phone: Annotated[ShortText, Label("联系电话", "Telephone", law=NOTICE)]
    qualification_timing: Annotated[
        QualificationTiming, Label("资格审查时间", "When bidders are examined")
    ] = QualificationTiming.BEFORE
    joint_application: Annotated[bool, Label("接受联合竞买", "Joint bidders accepted")] = False
    other: Annotated[OptionalText, Label("其他需要公告的事项", "What else must be said", law=NOTICE)] = ""


@dataclass(frozen=True, kw_only=True)
class AuctionParticulars(LandParticulars):
    """A land sale by auction."""

    viewing: Annotated[
        OptionalText, Label("宗地展示（现场踏勘）时间、地点", "When and where it may be seen", law=AUCTION.article("46"))
    ] = ""  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListingParticulars(LandParticulars):
    """A land sale by listing. Zero leaves a period at the shortest that there may be."""

    listing_days: Annotated[
        int,
        Ge(0),
        Le(365),
        Label(
            "挂牌期（0为法定最短期）",
            "Length of the listing (0: the shortest)",
            law=LAND_ORDER_39.article("18"),
        ),
    ] = 0
    inquiry_minutes: Annotated[
        int, Ge(0), Le(60), Label("询问期（分钟，0为默认）", "Inquiry (minutes, 0: as usual)")
    ] = 0
    countdown_minutes: Annotated[
        int, Ge(0), Le(60), Label("限时竞价倒计时（分钟，0为默认）", "Countdown (minutes, 0: as usual)")
    ] = 0


@dataclass(frozen=True, kw_only=True)
class LandTenderParticulars(LandParticulars):
    """A land sale by tender."""

    submission_days: Annotated[
        int, Ge(0), Le(365), Label("投标期（日，0为默认）", "Time to bid (days, 0: as usual)", law=NOTICE)
    ] = 0

    award_rule: Annotated[
        AwardRule, Label("中标标准", "How the winner is found", law=LAND_ORDER_39.article("14"))
    ]
    jury_size: Annotated[
        int,
        Ge(0),
        Le(99),
        Label(
            "评标小组人数（价高者得可不设）", "Members of the jury (0: none)", law=LAND_ORDER_39.article("13")
        ),
    ] = 0


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """
    One parcel (宗地). Amounts are in yuan, lengths in metres; zero means that there is none.

    The reserve price itself is never kept here: `reserve_commitment` is the SHA-256 of it and a secret salt, as docs/formats/auction.md
    has it, with the lot's id for `auction`.
    """

    parcel_number: Annotated[ShortText, Label("宗地编号", "Parcel number", law=NOTICE)]
    location: Annotated[ShortText, Label("宗地坐落", "Location", law=NOTICE)]
    boundaries: Annotated[LongText, Label("宗地界址（四至）", "Boundaries", law=NOTICE)]
    area_m2: Annotated[
        Decimal, Gt(Decimal(0)), Le(Decimal(10**9)), Label("宗地面积（平方米）", "Area (m²)", law=NOTICE)
    ]
    current_state: Annotated[LongText, Label("宗地现状", "Present state", law=NOTICE)]
    uses: Annotated[tuple[LandUse, ...], MinLen(1), Label("用途和使用年期", "Uses and terms", law=NOTICE)]
    far_max: Annotated[Ratio, Label("容积率上限", "Highest plot ratio", law=NOTICE)]
    density_max: Annotated[Share, Label("建筑密度上限", "Highest building density", law=NOTICE)]
    planning_document: Annotated[
        ShortText, Label("规划条件文号", "Number of the planning conditions", law=NOTICE)
    ]
    start_price: Annotated[
        Amount, Gt(Decimal(0)), Label("起始价（起叫价）（元）", "Start price (yuan)", law=PRICES)
    ]
    increment: Annotated[
        Amount, Gt(Decimal(0)), Label("增价幅度（元）", "Increment (yuan)", law=LAND_ORDER_39.article("17"))
    ]
    deposit: Annotated[Amount, Gt(Decimal(0)), Label("投标、竞买保证金（元）", "Deposit (yuan)", law=NOTICE)]
    delivery_on: Annotated[date, Label("约定交地时间", "Delivery by")]
    start_by: Annotated[date, Label("约定开工时间", "Construction starts by")]
    complete_by: Annotated[date, Label("约定竣工时间", "Construction ends by")]
    lowest_price: Annotated[
        Amount, Label("国家规定的最低价标准（元）", "The nation's lowest price (yuan)", law=PRICES)
    ] = Decimal(0)
    spatial_range: Annotated[OptionalText, Label("空间范围", "Range in space", law=NOTICE)] = ""
    far_min: Annotated[Ratio, Label("容积率下限", "Lowest plot ratio", law=NOTICE)] = Decimal(0)
    green_min: Annotated[Share, Label("绿地率下限", "Lowest share of green", law=NOTICE)] = Decimal(0)
    height_max_m: Annotated[
        Decimal,
        Ge(Decimal(0)),
        Le(Decimal(2000)),
        Label("建筑限高（米，0为不限）", "Highest building (m, 0: no limit)", law=NOTICE),
    ] = Decimal(0)
    strict_grid: Annotated[
        bool,
        Label(
            "报价须为增价幅度的整数倍",
            "Bids stand on the grid of increments",
            hint=Text("达到最高限价的报价除外", "but for a bid at the cap"),
        ),
    ] = True
    has_reserve: Annotated[bool, Label("设有底价", "There is a reserve price", law=PRICES)] = False
    reserve_commitment: Annotated[
        str,
        MaxLen(64),
        Label("底价承诺值（SHA-256）", "Commitment to the reserve price (SHA-256)", law=PRICES),
    ] = ""
    price_cap: Annotated[Amount, Label("最高限价（元，0为不设）", "Highest price (yuan, 0: none)")] = Decimal(
        0
    )
    beyond_cap: Annotated[BeyondCap, Label("达到最高限价后的竞买方式", "How it goes on at the cap")] = (
        BeyondCap.NONE
    )
    valuation: Annotated[
        Amount, Label("土地评估价（元）", "Valuation (yuan)", law=PRICES, disclosure=Disclosure.WITHHELD)
    ] = Decimal(0)
