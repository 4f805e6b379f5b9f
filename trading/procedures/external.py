"""
外部系统交易: deals that run in another trading system, for each family.

The law ran there; here the system that ran it reports how far a lot has come. A report may jump ahead, never back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from accounts.roles import Role
from foundation.text import Text
from trading.law import ocds
from trading.law.grammar import Phase, State, Step
from trading.law.labels import Amount, Ge, Label, MaxLen, ShortText
from trading.law.procedure import Procedure
from trading.law.statutes import PLATFORM_39

LAW = PLATFORM_39.article("")
Optional = Annotated[str, MaxLen(500)]
Winner = Annotated[str, MaxLen(300)]
Code = Annotated[str, MaxLen(18)]
Area = Annotated[Decimal, Ge(Decimal(0))]
Ratio = Annotated[Decimal, Ge(Decimal(0))]


@dataclass(frozen=True, kw_only=True)
class ExternalParticulars:
    """Where the deal runs and what its own notice says. Amounts in yuan."""

    source_system: Annotated[ShortText, Label("来源系统", "Source system")]
    native_number: Annotated[ShortText, Label("原系统编号", "Number in the source system")]
    source_url: Annotated[Optional, Label("原公告网址", "Address of the source notice")] = ""
    agency: Annotated[Optional, Label("代理机构", "Agency as named there")] = ""
    way: Annotated[Optional, Label("交易方式", "Way of dealing there")] = ""
    category: Annotated[Optional, Label("分类（行业、标的）", "Category there")] = ""
    project_code: Annotated[Optional, Label("项目代码", "Project code")] = ""
    buyer: Annotated[Optional, Label("招标人／采购人／出让人／转让方", "Organiser as named there")] = ""
    published_on: Annotated[date | None, Label("原公告日期", "Published there on")] = None
    budget: Annotated[Amount | None, Label("预算（起始价、底价，元）", "Budget or starting price (yuan)")] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class ExternalLot:
    """What is known of one lot; the award once it is reported, several winners parted by “；”. Amounts in yuan."""

    native_number: Annotated[Optional, Label("原系统标段编号", "Lot number in the source system")] = ""
    budget: Annotated[Amount | None, Label("预算（起始价、底价，元）", "Budget or starting price (yuan)")] = (
        None
    )
    winner: Annotated[Winner, Label("中标人／成交人／受让人", "Winner as named there")] = ""
    winner_code: Annotated[Code, Label("中标人统一社会信用代码", "Winner's unified social credit code")] = ""
    award_amount: Annotated[Amount | None, Label("中标（成交）金额（元）", "Award amount (yuan)")] = None
    awarded_on: Annotated[date | None, Label("成交日期", "Awarded on")] = None


@dataclass(frozen=True, kw_only=True)
class ExternalLandLot(ExternalLot):
    """A parcel (宗地) and the terms of its supply."""

    location: Annotated[Optional, Label("宗地坐落", "Location")] = ""
    district: Annotated[Optional, Label("行政区", "District")] = ""
    area: Annotated[Area | None, Label("面积（平方米）", "Area (m²)")] = None
    land_use: Annotated[Optional, Label("土地用途", "Land use")] = ""
    supply: Annotated[Optional, Label("供地方式", "Way of supply")] = ""
    term: Annotated[Optional, Label("土地使用年限", "Term of use")] = ""
    grade: Annotated[Optional, Label("土地级别", "Grade of the land")] = ""
    stock_area: Annotated[Area | None, Label("其中存量面积（平方米）", "Of it already built land (m²)")] = (
        None
    )
    industry: Annotated[Optional, Label("行业分类", "Industry")] = ""
    plot_ratio_upper: Annotated[Ratio | None, Label("约定容积率（上限）", "Plot ratio, upper bound")] = None
    plot_ratio_lower: Annotated[Ratio | None, Label("约定容积率（下限）", "Plot ratio, lower bound")] = None
    instalments: Annotated[Optional, Label("分期支付（元）", "Instalments (yuan)")] = ""
    approved_by: Annotated[Optional, Label("批准单位", "Approved by")] = ""
    handover_on: Annotated[date | None, Label("约定交地时间", "Handover agreed for")] = None
    start_on: Annotated[date | None, Label("约定开工时间", "Start of works agreed for")] = None
    completion_on: Annotated[date | None, Label("约定竣工时间", "Completion agreed for")] = None


# In the order in which a deal goes; a report leads from any earlier state.
STATES = (
    State("received", Phase.PREPARING, Text("已接收", "Received")),
    State("announced", Phase.ANNOUNCED, Text("已公告", "Announced")),
    State("bidding", Phase.BIDDING, Text("投标（竞价）中", "Bidding")),
    State("evaluating", Phase.EVALUATING, Text("评审中", "Evaluating")),
    State("publicising", Phase.PUBLICISING, Text("公示中", "Publicising")),
    State("concluded", Phase.CONCLUDED, Text("已成交", "Concluded"), final=True),
    State("failed", Phase.FAILED, Text("未成交（终止）", "Failed"), final=True),
)
_RUNNING = tuple(state.name for state in STATES if not state.final)


def _report(target: State) -> Step:
    earlier = _RUNNING if target.final else _RUNNING[: _RUNNING.index(target.name)]
    title = Text(f"报告：{target.title.zh}", f"Report: {target.title.en}")
    return Step(f"report_{target.name}", earlier, target.name, by=Role.EXCHANGE, title=title, law=LAW)


def _procedure(
    kind: str, kind_title: Text, organiser: Text, bidder: Text, lot: type = ExternalLot
) -> Procedure:
    return Procedure(
        kind=kind,
        method="external",
        edition="2016-08-01",
        title=Text("外部系统交易", "Runs in another system"),
        kind_title=kind_title,
        states=STATES,
        steps=tuple(_report(state) for state in STATES[1:]),
        particulars=ExternalParticulars,
        lot_particulars=lot,
        ocds=ocds.ELSEWHERE,
        law=LAW,
        organiser_title=organiser,
        bidder_title=bidder,
    )


PROCEDURES = (
    _procedure(
        "construction",
        Text("建设工程招标", "Construction tender"),
        Text("招标人", "Organiser"),
        Text("投标人", "Bidder"),
    ),
    _procedure(
        "land",
        Text("国有建设用地使用权出让", "Land-use right sale"),
        Text("出让人", "Grantor"),
        Text("竞买人", "Bidder"),
        ExternalLandLot,
    ),
    _procedure(
        "procurement",
        Text("政府采购", "Government procurement"),
        Text("采购人", "Purchaser"),
        Text("供应商", "Supplier"),
    ),
    _procedure(
        "property",
        Text("产权交易", "Property"),
        Text("转让方", "Seller"),
        Text("意向受让方", "Intending buyer"),
    ),
)
