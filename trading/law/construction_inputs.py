"""What steps of construction tenders take, beside what steps of every family take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from trading.law.choices import Choice
from trading.law.labels import Amount, Label, LongText, MaxLen, ShortText
from trading.law.statutes import OPINION_1117, PRACTICE


@dataclass(frozen=True, kw_only=True)
class ReportReceived:
    """The organiser's examination of the evaluation report before the candidates are published."""

    conclusion: Annotated[
        LongText, Label("对评标报告的审查意见", "Finding on the report", law=OPINION_1117.article(""))
    ]
    competition_argument: Annotated[
        str,
        MaxLen(20_000),
        Label(
            "有效投标不足三个时是否明显缺乏竞争的论证",
            "Why there is competition with fewer than three valid bids",
            law=OPINION_1117.article(""),
        ),
    ] = ""


class AwardMethod(Choice):
    """How the organiser's committee decides among the candidates."""

    VOTE = "vote", "票决法", "Vote"
    PRICE = "price", "价格竞争法", "Price"
    COLLECTIVE = "collective", "集体议事法", "Collective deliberation"


@dataclass(frozen=True, kw_only=True)
class AwardDecision:
    """How the organiser decided among candidates without rank."""

    method: Annotated[AwardMethod, Label("定标方法", "Method", law=PRACTICE.article(""))]
    reasons: Annotated[LongText, Label("定标理由", "Reasons")]
    minutes: Annotated[ShortText, Label("定标会议纪要编号", "Number of the minutes")]


@dataclass(frozen=True, kw_only=True)
class ContractChanged:
    """A change of a running contract. The price is in yuan, after the change."""

    changed_on: Annotated[date, Label("变更日期", "Changed on")]
    contents: Annotated[LongText, Label("变更内容", "What changes")]
    price: Annotated[Amount, Label("变更后合同金额（元）", "Price after the change (yuan)")]
