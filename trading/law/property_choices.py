"""The closed lists from which property deals choose."""

from __future__ import annotations

from trading.law.choices import Choice


class Competition(Choice):
    """How buyers compete when two or more are eligible (Order 32, art. 22)."""

    ONLINE_ASCENDING = "online_ascending", "网络竞价（多次报价）", "Online, ascending"
    ONLINE_SEALED = "online_sealed", "网络竞价（一次报价）", "Online, one sealed offer"
    ONLINE_WEIGHTED = "online_weighted", "网络竞价（权重报价）", "Online, weighted"
    ONLINE_LIVE = "online_live", "动态报价", "Open offers during the disclosure"
    AUCTION = "auction", "拍卖", "Auction"
    TENDER = "tender", "招投标", "Tender"
    OTHER = "other", "其他竞价方式", "Other"


class Selection(Choice):
    """How investors are chosen (Order 32, art. 43)."""

    BIDDING = "bidding", "竞价", "Bidding"
    NEGOTIATION = "negotiation", "竞争性谈判", "Competitive negotiation"
    EVALUATION = "evaluation", "综合评议", "Comprehensive evaluation"


class PriorityRight(Choice):
    """Whether somebody may take the deal at the buyer's price, and how they use that right."""

    NONE = "none", "无优先权人", "Nobody has the right"
    WAIVED = "waived", "优先权人已放弃", "Waived by all who have it"
    ON_SITE = "on_site", "优先权人进场行使", "Used within the competition"
    OFF_SITE = "off_site", "优先权人场外行使", "Asked after the price is known"


class OnNoBuyer(Choice):
    """What happens when the disclosure ends without an eligible buyer, as announced."""

    EXTEND = "extend", "延长信息披露", "The disclosure is extended"
    CHANGE = "change", "变更公告内容，重新披露", "Terms are changed and disclosed anew"
    END = "end", "信息披露终结", "The deal ends"


class AssetType(Choice):
    """What is sold or let."""

    REAL_ESTATE = "real_estate", "房产", "Buildings"
    CONSTRUCTION = "construction", "在建工程", "Construction in progress"
    LAND = "land", "土地使用权", "Land-use right"
    EQUIPMENT = "equipment", "生产设备", "Equipment"
    VEHICLE = "vehicle", "交通运输工具", "Vehicles and vessels"
    CLAIM = "claim", "债权", "Claims"
    INTELLECTUAL = "intellectual", "知识产权", "Intellectual property"
    OTHER = "other", "其他资产", "Other"


class AgreementGround(Choice):
    """Why a transfer needs no public offer (Order 32, art. 31)."""

    KEY_REORGANISATION = (
        "key_reorganisation",
        "重要行业和关键领域企业重组整合，须在国有及国有控股企业之间转让",
        "Reorganisation in a key sector, between state companies",
    )
    INTERNAL_REORGANISATION = (
        "internal_reorganisation",
        "同一国家出资企业内部实施重组整合",
        "Reorganisation within one state-invested group",
    )


class PriceBasis(Choice):
    """What the price stands on (Order 32, art. 32)."""

    VALUATION = "valuation", "经核准或备案的评估结果", "The approved valuation"
    NET_ASSETS = "net_assets", "经评估或审计的净资产值", "Net assets by valuation or audit"
