"""Who plays in the demonstration: made-up parties with right codes, and one person for each part (data only)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role

CITY = "370200"


@dataclass(frozen=True, slots=True)
class CastParty:
    """A made-up party; `body` is the code without its check digit, empty for a natural person."""

    name: str
    body: str
    representative: str = ""
    region: str = CITY


@dataclass(frozen=True, slots=True)
class Part:
    """A made-up person acting for a party: `<key>@demo.invalid`."""

    person: str
    party: str
    role: Role
    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


PARTIES = {
    # Organisers, one for each family of deals.
    "housing_bureau": CastParty("青岛市住房和城乡建设局（演示）", "11370200MB0DEMX01", "宋安居"),
    "land_bureau": CastParty("青岛市自然资源和规划局（演示）", "11370200MB0DEMX02", "陆广原"),
    "hospital": CastParty("青岛市示范医院（演示）", "12370200MB0DEMX03", "沈康宁"),
    "state_assets": CastParty("青岛示范资产经营有限公司（演示）", "91370200MA0DEMX04", "石国安"),
    # Agencies.
    "agency_an": CastParty("青岛安信招标代理有限公司（演示）", "91370200MA0DEMX05", "安信"),
    "agency_ao": CastParty("青岛奥恒工程咨询有限公司（演示）", "91370200MA0DEMX06", "敖恒"),
    # Bidders that have nothing to do with each other …
    "bai": CastParty("青岛白沙建设有限公司（演示）", "91370200MA0DEMX11", "白沙"),
    "cui": CastParty("青岛翠屏工程有限公司（演示）", "91370200MA0DEMX12", "崔屏"),
    "deng": CastParty("青岛灯塔建工集团有限公司（演示）", "91370200MA0DEMX13", "邓塔"),
    "fang": CastParty("青岛方圆置业有限公司（演示）", "91370200MA0DEMX14", "方圆"),
    "gao": CastParty("青岛高桥路桥有限公司（演示）", "91370200MA0DEMX15", "高桥"),
    "han": CastParty("青岛瀚海医疗器械有限公司（演示）", "91370200MA0DEMX16", "韩海"),
    "jiang": CastParty("青岛江涛水利工程有限公司（演示）", "91370200MA0DEMX17", "江涛"),
    "kong": CastParty("青岛空谷投资有限公司（演示）", "91370200MA0DEMX18", "孔谷"),
    # … and one that has: Bai holds 60 per cent of it (the law keeps the two off one lot).
    "qin": CastParty("青岛秦岭建设有限公司（演示）", "91370200MA0DEMX19", "秦岭"),
    "lin": CastParty("林某某（演示）", ""),
    # The house, and those who watch it.
    "centre": CastParty("青岛市公共资源交易中心（演示）", "12370200MB0DEMX20", "程立"),
    "it_centre": CastParty("青岛市政务信息中心（演示）", "12370200MB0DEMX21", "管理"),
    "notary": CastParty("青岛市示范公证处（演示）", "12370200MB0DEMX22", "公正"),
    "discipline": CastParty("青岛市行政审批监督处（演示）", "11370200MB0DEMX23", "纪明"),
    "audit_bureau": CastParty("青岛市审计局（演示）", "11370200MB0DEMX24", "丁审"),
    "transport_bureau": CastParty("青岛市交通运输局（演示）", "11370200MB0DEMX25", "唐路"),
    "water_bureau": CastParty("青岛市水务管理局（演示）", "11370200MB0DEMX26", "水清"),
    "finance_bureau": CastParty("青岛市财政局（演示）", "11370200MB0DEMX27", "蔡政"),
    "sasac": CastParty("青岛市国有资产监督管理委员会（演示）", "11370200MB0DEMX28", "郭资"),
    "housing_office": CastParty("青岛市建设工程招标投标监督站（演示）", "12370200MB0DEMX29", "苏严"),
    "land_office": CastParty("青岛市土地市场监督处（演示）", "11370200MB0DEMX30", "涂正"),
    "auction_house": CastParty("青岛示范拍卖有限公司（演示）", "91370200MA0DEMX31", "郑槌"),
    "institute": CastParty("青岛示范工程技术研究院（演示）", "12370200MB0DEMX32", "严知"),
    "lawyers": CastParty("青岛市示范律师协会（演示）", "51370200MB0DEMX34", "匡律"),
    "transport_system": CastParty("青岛市交通工程电子交易系统（演示）", "91370200MA0DEMX33", "路通"),
}

OPERATORS = ("centre", "it_centre")
"""Who runs the platform and the machines under it, and so holds no key that opens bids."""

OWNERSHIPS = (("bai", "qin", 60),)
"""(owner, owned, per cent)."""

PARTS = {
    "sun": Part("孙", "housing_bureau", Role.ORGANISER),
    "song": Part("宋", "land_bureau", Role.ORGANISER),
    "shen": Part("沈", "hospital", Role.ORGANISER),
    "shi": Part("石", "state_assets", Role.ORGANISER),
    "an": Part("安", "agency_an", Role.AGENCY),
    "ao": Part("敖", "agency_ao", Role.AGENCY),
    "bai": Part("白", "bai", Role.BIDDER),
    "cui": Part("崔", "cui", Role.BIDDER),
    "deng": Part("邓", "deng", Role.BIDDER),
    "fang": Part("方", "fang", Role.BIDDER),
    "gao": Part("高", "gao", Role.BIDDER),
    "han": Part("韩", "han", Role.BIDDER),
    "jiang": Part("江", "jiang", Role.BIDDER),
    "kong": Part("孔", "kong", Role.BIDDER),
    "qin": Part("秦", "qin", Role.BIDDER),
    "lin": Part("林", "lin", Role.BIDDER),
    "chen": Part("陈", "centre", Role.CENTRE, regions=(CITY,)),
    "cheng": Part("程", "centre", Role.CENTRE, regions=(CITY,)),
    "zheng": Part("郑", "auction_house", Role.AUCTIONEER),
    "su": Part("苏", "housing_office", Role.SUPERVISOR, (CITY,), ("housing",)),
    "tang": Part("唐", "transport_bureau", Role.SUPERVISOR, (CITY,), ("transport",)),
    "shui": Part("水", "water_bureau", Role.SUPERVISOR, (CITY,), ("water",)),
    "tu": Part("涂", "land_office", Role.SUPERVISOR, (CITY,), ("land",)),
    "cai": Part("蔡", "finance_bureau", Role.SUPERVISOR, (CITY,), ("finance",)),
    "guo": Part("郭", "sasac", Role.SUPERVISOR, (CITY,), ("state_assets",)),
    "yan": Part("严", "institute", Role.EXPERT),
    "yao": Part("姚", "institute", Role.EXPERT),
    "ye": Part("叶", "institute", Role.EXPERT),
    "yin": Part("尹", "institute", Role.EXPERT),
    "yu": Part("于", "institute", Role.EXPERT),
    "ding": Part("丁", "audit_bureau", Role.AUDITOR),
    "kang": Part("康", "notary", Role.CUSTODIAN),
    "ke": Part("柯", "discipline", Role.CUSTODIAN),
    "kuang": Part("匡", "lawyers", Role.CUSTODIAN),
    "lu": Part("路", "transport_system", Role.EXCHANGE),
    "guan": Part("管", "it_centre", Role.ADMINISTRATOR),
}

STRANGER = ("mo", "莫")
"""A user who signed up and acts for nobody."""
