"""The words that the made-up history is composed of: units with right codes, subjects, amounts (data and drawing only)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from foundation.codes import complete_uscc

DISTRICTS = (
    ("370202", "市南区"), ("370203", "市北区"), ("370211", "黄岛区"), ("370212", "崂山区"), ("370213", "李沧区"), ("370214", "城阳区"),
    ("370215", "即墨区"), ("370281", "胶州市"),
)  # fmt: skip
FAILURES = ("投标（响应）人不足三家", "有效投标不足三家", "无人报名", "报价均超过最高限价", "无竞买人报价")
LAND_USES = (
    ("城镇住宅用地", "70年"),
    ("商业用地", "40年"),
    ("工业用地", "50年"),
    ("科教用地", "50年"),
    ("物流仓储用地", "50年"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A made-up organisation; its code passes its check, with a unit code that nobody has."""

    name: str
    code: str


@dataclass(frozen=True)
class Sort:
    """How one sort of deals is made up. Amounts in yuan: least, median, largest; the price in per mille of the budget."""

    kind: str
    sectors: Sequence[str]
    ways: Sequence[str]
    amounts: tuple[int, int, int]
    price_per_mille: tuple[int, int]
    notices: tuple[
        str, str, str, str, str
    ]  # announced, corrected, candidates, ended, failed; empty where there is none
    organiser_title: str

    def sector(self, chance: random.Random) -> str:
        """Return one of the sectors."""
        return chance.choice(self.sectors)

    def way(self, chance: random.Random) -> str:
        """Return one of the ways of dealing."""
        return chance.choice(self.ways)


_BUILT = (
    "construction_tender",
    "construction_clarification",
    "construction_candidates",
    "construction_award",
    "construction_failure",
)
SORTS = {
    "construction": Sort(
        "construction", ("housing", "housing", "housing", "water"), ("公开招标", "公开招标", "公开招标", "邀请招标"),
        (300_000, 4_800_000, 900_000_000), (820, 990), _BUILT, "招标人",
    ),
    "transport": Sort(
        "construction", ("transport",), ("公开招标",), (1_000_000, 38_000_000, 4_000_000_000), (850, 985), _BUILT, "招标人",
    ),
    "land": Sort(
        "land", ("land",), ("挂牌", "挂牌", "挂牌", "拍卖", "招标"), (5_000_000, 120_000_000, 6_000_000_000), (1000, 1450),
        ("land_announcement", "land_amendment", "", "land_result", "land_no_deal"), "出让人",
    ),
    "procurement": Sort(
        "procurement", ("finance",), ("公开招标", "竞争性磋商", "竞争性谈判", "询价", "单一来源"), (50_000, 780_000, 80_000_000),
        (780, 1000),
        ("procurement_tender", "procurement_correction", "", "procurement_result", "procurement_failure"), "采购人",
    ),
    "property": Sort(
        "property", ("state_assets",), ("网络竞价", "协议转让", "拍卖"), (80_000, 2_600_000, 900_000_000), (1000, 1600),
        ("property_disclosure", "property_change", "", "property_result", "property_failure"), "转让方",
    ),
}  # fmt: skip

_SUBJECTS = {
    "construction": (
        ("老旧小区改造", "道路整治", "污水管网", "中心小学新建", "社区卫生服务中心", "农贸市场改造", "河道综合治理", "安置房",
        "体育公园", "停车场建设", "幼儿园装修",
         "供热管网改造", "路灯节能改造", "雨污分流", "职业学校实训楼"),
        ("工程施工", "工程监理", "工程设计", "工程勘察", "工程总承包（EPC）", "电梯采购及安装"),
    ),
    "transport": (
        ("国道大修", "县乡公路改建", "跨河大桥", "港口疏港路", "公交枢纽站场", "农村公路安保", "高速公路互通立交"), ("工程施工",
        "工程监理", "工程勘察设计", "机电工程施工"),
    ),
    "procurement": (
        ("办公设备", "校园网络", "医疗设备", "物业管理服务", "食堂食材配送", "环卫车辆", "信息化运维服务", "公务用车租赁", "图书",
        "教学仪器", "体检服务", "档案数字化服务",
         "绿化养护服务", "消防器材", "会计审计服务"),
        ("采购项目",),
    ),
    "property": (
        ("沿街商铺", "办公用房", "闲置厂房", "报废车辆", "控股子公司30%股权", "参股公司12%股权", "仓库", "机器设备一批",
        "农贸市场摊位"), ("转让", "招租", "处置"),
    ),
}  # fmt: skip
_ROADS = (
    "海韵路",
    "松风路",
    "云岭路",
    "栖霞路",
    "望江路",
    "长青路",
    "朝晖路",
    "临海大道",
    "学苑路",
    "书院路",
    "凤台路",
    "青石路",
)
_SIDES = ("以东", "以西", "以南", "以北")
_OFFICES = {
    "construction": ("住房和城乡建设局", "城市管理局", "教育和体育局", "城市建设投资有限公司", "水利局", "卫生健康局"),
    "transport": ("交通运输局", "公路事业发展中心"),
    "land": ("自然资源局",),
    "procurement": ("财政局", "人民医院", "第一中学", "图书馆", "机关事务服务中心", "公安局", "融媒体中心", "职业教育中心",
    "行政审批服务局", "税务局"),
    "property": ("国有资产经营有限公司", "城市发展集团有限公司", "供销合作社联合社"),
}  # fmt: skip
_STEMS = ("安澜", "博川", "承宇", "德润", "恒岳", "宏图", "华岭", "嘉禾", "景和", "九鼎", "凯越", "蓝湾", "鸣远", "启明", "润泽",
"盛世", "天成", "万汇",
          "新程", "远航", "泽丰", "正和", "中岳", "卓然")  # fmt: skip
_TRADES = {
    "construction": ("建设工程有限公司", "建筑安装有限公司", "市政工程有限公司", "工程咨询有限公司", "园林绿化有限公司"),
    "transport": ("路桥工程有限公司", "交通建设有限公司", "公路养护有限公司"),
    "land": ("房地产开发有限公司", "置业有限公司", "实业有限公司", "科技产业有限公司"),
    "procurement": ("商贸有限公司", "科技有限公司", "医疗器械有限公司", "物业服务有限公司", "信息技术有限公司", "餐饮管理有限公司"),
    "property": ("投资有限公司", "资产管理有限公司", "贸易有限公司"),
}  # fmt: skip
_AGENCIES = ("招标代理有限公司", "项目管理有限公司", "工程咨询集团有限公司")


def organiser(sort: str, chance: random.Random, district: str) -> Unit:
    """Return whose deal it is."""
    office = chance.choice(_OFFICES[sort])
    return _unit(f"虚构{district}{office}", "91" if office.endswith("公司") else "11")


def agency(chance: random.Random) -> Unit:
    """Return who runs the deal for its organiser."""
    return _unit(f"虚构{chance.choice(_STEMS)}{chance.choice(_AGENCIES)}", "91")


def winner(sort: str, chance: random.Random) -> Unit:
    """Return who won; some win often."""
    stem = (
        _STEMS[min(int(chance.paretovariate(0.6)) - 1, len(_STEMS) - 1)]
        if chance.random() < 0.5
        else chance.choice(_STEMS)
    )
    return _unit(f"虚构{chance.choice(DISTRICTS)[1][:-1]}{stem}{chance.choice(_TRADES[sort])}", "91")


def subject(sort: str, chance: random.Random, district: str) -> str:
    """Return what the deal is about."""
    if sort == "land":
        corner = "、".join(chance.choice(_ROADS) + chance.choice(_SIDES) for _ in range(2))
        return f"{district}{corner}地块国有建设用地使用权"
    things, works = _SUBJECTS[sort]
    where = f"{district}{chance.choice(_ROADS)}" if sort != "procurement" else district
    return f"{where}{chance.choice(things)}{chance.choice(works)}"


@cache
def _unit(name: str, registered: str) -> Unit:
    """Return the unit of a name: its code follows from the name, so it has one in every run."""
    drawn = random.Random(name).randrange(10**8)  # noqa: S311
    return Unit(name, complete_uscc(f"{registered}370200X{drawn:08d}"))
