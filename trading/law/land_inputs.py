"""What steps of land sales take, beside what steps of every family take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from trading.law.labels import Label, LongText, ShortText
from trading.law.statutes import LAND_ORDER_39, LAND_USE_RIGHT


@dataclass(frozen=True, kw_only=True)
class PriceDecision:
    """The collective decision on start price, reserve price and deposit. The reserve price itself is not handed in."""

    minutes: Annotated[
        ShortText, Label("集体决策会议纪要编号", "Number of the minutes", law=LAND_ORDER_39.article("10"))
    ]
    decided_on: Annotated[date, Label("决策日期", "Decided on", law=LAND_ORDER_39.article("10"))]
    valuation_report: Annotated[
        ShortText,
        Label("土地估价报告备案号", "Number of the valuation report", law=LAND_ORDER_39.article("10")),
    ]


@dataclass(frozen=True, kw_only=True)
class DealConfirmed:
    """The confirmation of the deal (成交确认书), or the letter of award of a tender (中标通知书)."""

    confirmation_number: Annotated[
        ShortText,
        Label("成交确认书（中标通知书）编号", "Number of the confirmation", law=LAND_ORDER_39.article("20")),
    ]
    confirmed_on: Annotated[date, Label("签订日期", "Signed on", law=LAND_ORDER_39.article("20"))]


@dataclass(frozen=True, kw_only=True)
class LandDelivered:
    """The handing over of the land."""

    delivered_on: Annotated[date, Label("交地日期", "Delivered on", law=LAND_USE_RIGHT.article("15"))]
    conclusion: Annotated[LongText, Label("交地确认意见", "Confirmation", law=LAND_USE_RIGHT.article("15"))]
