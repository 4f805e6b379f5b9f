"""The roles in which a person, a machine or the clock acts (separation of duties: docs/architecture)."""

from enum import StrEnum


class Role(StrEnum):
    """The one capacity in which an actor acts at a time."""

    ORGANISER = "organiser"  # 招标人 / 采购人 / 出让人 / 转让方
    AGENCY = "agency"  # 代理机构
    BIDDER = "bidder"  # 投标人 / 供应商 / 竞买人 / 意向受让方
    EXPERT = "expert"  # 评标专家 / 评审专家
    CENTRE = "centre"  # 交易中心
    AUCTIONEER = "auctioneer"  # 主持人 / 拍卖师
    SUPERVISOR = "supervisor"  # 监督部门
    AUDITOR = "auditor"  # 审计
    CUSTODIAN = "custodian"  # 密钥保管人
    ADMINISTRATOR = "administrator"  # 系统管理员
    EXCHANGE = "exchange"  # 另一交易系统, handing in deals that run there
    CLOCK = "clock"  # a timed step, taken by nobody
    PUBLIC = "public"  # 公众
