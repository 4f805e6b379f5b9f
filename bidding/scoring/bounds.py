"""The numbers that the law sets for the rule of an evaluation, each beside its article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from foundation.text import Text
from toolkit.scoring.numbers import written
from trading.law.citations import Law
from trading.law.procurement_framework import ELIMINATED, ELIMINATED_INSTRUMENTS
from trading.law.procurement_guards import CONSULTATION_WEIGHT, TENDER_WEIGHT
from trading.law.procurement_limits import LOW_PRICE_REPLY, recalled_214
from trading.law.procurement_particulars import HALF, MOST, NINE_TWENTIETHS, Category
from trading.law.procurement_policy import DEDUCTION, JOINT_DEDUCTION
from trading.law.statutes import (
    CONSULTATION_124,
    CONSULTATION_214,
    DOMESTIC_34,
    FRAMEWORK_110,
    LOW_PRICE_2,
    ORDER_87,
    PROCUREMENT,
    SME_19,
    SME_46,
    TENDERING,
    TENDERING_RULES,
)

ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Within:
    """A number of a rule and its bounds, both included; `zero` where the rule may do without."""

    title: Text
    lowest: Decimal
    highest: Decimal
    law: Law
    zero: bool = False

    def holds(self, value: Decimal) -> bool:
        """Tell whether a number keeps to it."""
        return self.lowest <= value <= self.highest or (self.zero and not value)

    def says(self) -> Text:
        """Return what is asked, in words."""
        asked = self.asks()
        return Text(f"{self.title.zh}{asked.zh}", f"{self.title.en}: {asked.en}")

    def asks(self) -> Text:
        """Return the same where the title stands above already."""
        low, high = written(self.lowest), written(self.highest)
        if self.lowest == self.highest:
            return Text(f"应为{low}", low)
        return Text(f"应在{low}至{high}之间", f"{low} to {high}")


_WEIGHT = Text("价格权重", "Weight of the price")
WEIGHTS: Final[Mapping[str, Mapping[Category, Within]]] = {
    "comprehensive_score": {
        category: Within(_WEIGHT, lowest, ONE, ORDER_87.article("55")) for category, lowest in TENDER_WEIGHT.items()
    },
    "consultation": {
        category: Within(_WEIGHT, *bounds, CONSULTATION_214.article("24"))
        for category, bounds in CONSULTATION_WEIGHT.items()
    },
}  # fmt: skip
# 执行国家统一定价标准和采用固定价格采购的项目，其价格不列为评审因素。
FIXED_PRICE: Final = Within(_WEIGHT, Decimal(0), Decimal(0), ORDER_87.article("55"))

_SMALL = Text("小微企业价格扣除比例", "Deduction for small firms")
_JOINT = Text("联合体、分包价格扣除比例", "Deduction for joint bids")
SMALL: Final = {
    category: Within(_SMALL, *bounds, SME_19.article(""), zero=True) for category, bounds in DEDUCTION.items()
}
JOINT: Final = {
    category: Within(_JOINT, *bounds, SME_19.article(""), zero=True) for category, bounds in JOINT_DEDUCTION.items()
}  # fmt: skip
JOINT_FROM: Final = Within(
    Text("小微企业合同份额", "Share of the contract for small firms"), Decimal("0.30"), ONE, SME_46.article("9")
)  # fmt: skip
DOMESTIC: Final = Within(
    Text("本国产品价格扣除比例", "Deduction for domestic products"),
    Decimal("0.20"), Decimal("0.20"), DOMESTIC_34.article(""), zero=True,
)  # fmt: skip

LOW_PRICES: Final = {
    "of_mean": Within(Text("异常低价：与平均报价之比", "Low price: of the mean"), HALF, MOST, LOW_PRICE_2.article("")),
    "of_next": Within(Text("异常低价：与次低报价之比", "Low price: of the next"), HALF, MOST, LOW_PRICE_2.article("")),
    "of_ceiling": Within(
        Text("异常低价：与最高限价之比", "Low price: of the ceiling"), NINE_TWENTIETHS, MOST, LOW_PRICE_2.article("")
    ),
}  # fmt: skip
REPLY: Final = LOW_PRICE_REPLY

_ELIMINATED = Text("淘汰比例", "Share that is eliminated")
ELIMINATION: Final = Within(_ELIMINATED, ELIMINATED, ONE, FRAMEWORK_110.article(""))
ELIMINATION_OF_INSTRUMENTS: Final = Within(
    _ELIMINATED, ELIMINATED_INSTRUMENTS, ONE, FRAMEWORK_110.article("")
)

_FEWEST = Text("有效投标家数下限", "Valid bids at least")
THREE, TWO = Decimal(3), Decimal(2)
_MANY = Decimal(10_000)
FEWEST: Final = {
    "comprehensive_score": Within(_FEWEST, THREE, _MANY, ORDER_87.article("44")),
    "lowest_price": Within(_FEWEST, THREE, _MANY, ORDER_87.article("44")),
    "negotiation": Within(_FEWEST, THREE, _MANY, PROCUREMENT.article("38")),
    "inquiry": Within(_FEWEST, THREE, _MANY, PROCUREMENT.article("40")),
    "consultation": Within(_FEWEST, THREE, _MANY, recalled_214("21")),
    "price_first": Within(_FEWEST, TWO, _MANY, FRAMEWORK_110.article("")),
    "quality_first": Within(_FEWEST, TWO, _MANY, FRAMEWORK_110.article("")),
}
# 市场竞争不充分的科研项目、科技成果转化项目，政府购买服务：两家
FEWEST_IN_SOME_CONSULTATIONS: Final = Within(_FEWEST, TWO, _MANY, CONSULTATION_124.article(""))

CANDIDATES: Final = Within(
    Text("中标候选人数", "Number of candidates"), ONE, THREE, TENDERING_RULES.article("53")
)
CRITERIA_AS_ANNOUNCED: Final = TENDERING.article("40")
