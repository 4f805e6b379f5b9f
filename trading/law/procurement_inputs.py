"""What the steps of government procurement take, beside what all deals share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.labels import Amount, Disclosure, Gt, Label, LongText, MinLen, ShortText
from trading.law.procurement_particulars import Count, OptionalText
from trading.law.statutes import NOTICE_FORMAT_50, ORDER_87, PROCUREMENT_RULES


class LowPriceGround(Choice):
    """Why a price is examined as abnormally low (财库〔2026〕2号)."""

    MEAN = "mean", "低于通过符合性审查报价平均值的规定比例", "Too far below the mean of the valid prices"
    NEXT = "next", "低于次低报价的规定比例", "Too far below the next-lowest price"
    CEILING = "ceiling", "低于最高限价的规定比例", "Too far below the ceiling price"
    JUDGEMENT = "judgement", "评审委员会专业判断", "The committee's own judgement"


@dataclass(frozen=True, kw_only=True)
class AwardedItem:
    """A main item as it was won, as the result notice lists it (实施条例 art. 43)."""

    name: Annotated[ShortText, Label("标的名称", "Item")]
    specification: Annotated[LongText, Label("规格型号或服务要求", "Specification or service")]
    quantity: Annotated[Decimal, Gt(Decimal(0)), Label("数量", "Quantity")]
    unit_price: Annotated[Amount, Label("单价（元）", "Unit price (yuan)")]


@dataclass(frozen=True, kw_only=True)
class Draw:
    """The random draw of the suppliers to be invited: none but these may bid."""

    pool: Annotated[
        Count,
        Label("备选的符合资格条件供应商总数", "Qualified suppliers to draw from", ORDER_87.article("14")),
    ]
    suppliers: Annotated[
        tuple[ShortText, ...],
        MinLen(1),
        Label(
            "随机抽取的供应商（统一社会信用代码）",
            "Suppliers drawn (credit codes)",
            ORDER_87.article("14"),
            disclosure=Disclosure.WITHHELD,
        ),
    ]
    witnesses: Annotated[
        Count, Label("在场监督的采购人工作人员数", "Purchaser's staff watching", ORDER_87.article("14-4"))
    ]
    record: Annotated[LongText, Label("抽取记录", "Record of the draw", ORDER_87.article("14-4"))]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The purchaser's decision; a reason is needed when it does not follow the ranking."""

    reason: Annotated[OptionalText, Label("未按排序确定的理由", "Why not in order of rank")] = ""


@dataclass(frozen=True, kw_only=True)
class NextCandidate:
    """Why the next candidate in rank takes the place of the winner."""

    reason: Annotated[LongText, Label("确定下一候选人的理由", "Why the next candidate")]


@dataclass(frozen=True, kw_only=True)
class ResultPublished:
    """What the result notice says beside the award: who evaluated, what is bought at which price, where the winner sits."""

    winner_address: Annotated[
        ShortText, Label("中标（成交）供应商地址", "Winner's address", PROCUREMENT_RULES.article("43-3"))
    ]
    awarded: Annotated[
        tuple[AwardedItem, ...],
        MinLen(1),
        Label("主要标的及单价", "Main items and unit prices", PROCUREMENT_RULES.article("43-3")),
    ]
    experts: Annotated[
        tuple[ShortText, ...],
        MinLen(1),
        Label("评审专家（单一来源采购人员）名单", "Who evaluated", PROCUREMENT_RULES.article("43-3")),
    ]
    recommended: Annotated[
        OptionalText,
        Label(
            "被推荐供应商名单和推荐理由", "Suppliers recommended in writing, and why", ORDER_87.article("69-4"),
            hint=Text("以书面推荐方式产生供应商的填写", "where suppliers were recommended in writing"),
        ),
    ] = ""  # fmt: skip
    agency_fee: Annotated[
        Amount | None, Label("代理服务费（元）", "Agency's fee (yuan)", NOTICE_FORMAT_50.article(""))
    ] = None


@dataclass(frozen=True, kw_only=True)
class LowPriceQuery:
    """A question about an abnormally low price."""

    suppliers: Annotated[Count, Gt(0), Label("被要求说明的供应商数", "Suppliers asked")]
    grounds: Annotated[tuple[LowPriceGround, ...], MinLen(1), Label("启动情形", "Grounds")]


@dataclass(frozen=True, kw_only=True)
class LowPriceFinding:
    """What the committee found after the explanation."""

    reasonable: Annotated[Count, Label("认定报价合理的供应商数", "Found reasonable")]
    rejected: Annotated[Count, Label("作无效处理的供应商数", "Rejected")]
    opinion: Annotated[LongText, Label("审查意见", "Opinion")]


@dataclass(frozen=True, kw_only=True)
class MethodChange:
    """The wish to go on by another method after a failed tender (87号令 art. 43)."""

    method: Annotated[ShortText, Label("拟采用的采购方式", "Method wanted")]
    argument: Annotated[
        LongText, Label("招标文件无不合理条款、程序合规的论证", "Why the documents were sound")
    ]
