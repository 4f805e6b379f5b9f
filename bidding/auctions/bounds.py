"""The numbers that the law sets for the rules of an auction, each beside its article; of practice, where no law sets one."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bidding.scoring.bounds import ONE, Within
from foundation.days import Unit
from foundation.text import Text
from trading.law.grammar import Limit
from trading.law.statutes import LAND_ORDER_39, PRACTICE, PROPERTY_ORDER_32
from trading.procedures.land_listing import COUNTDOWN, INQUIRY, LISTING

_SECONDS: Final = {Unit.MINUTES: 60, Unit.DAYS: 24 * 3600}
_LONGEST: Final = Decimal(400 * 24 * 3600)


def _at_least(limit: Limit, title: Text) -> Within:
    """Return the bound of a procedure's limit, in seconds."""
    assert limit.at_least is not None
    return Within(title, Decimal(limit.at_least * _SECONDS[limit.unit]), _LONGEST, limit.law)


LISTED: Final = _at_least(LISTING, Text("挂牌期（秒）", "Length of the listing (seconds)"))
ASKED: Final = _at_least(INQUIRY, Text("询问期（秒）", "Inquiry (seconds)"))
COUNTED_DOWN: Final = _at_least(COUNTDOWN, Text("限时竞价倒计时（秒）", "Countdown (seconds)"))

# 39号令第十五条：主持人连续三次宣布同一应价而没有再应价的，落槌
CALLS: Final = Within(
    Text("叫价次数", "Calls before the hammer"), Decimal(3), Decimal(3), LAND_ORDER_39.article("15")
)
# 39号令第十九条：只有一个竞买人报价，报价不低于底价并符合其他条件的，挂牌成交；有竞买人愿意继续竞价的，转入现场竞价
ASKERS: Final = Within(
    Text("转入限时竞价的人数", "Bidders who ask to go on"), ONE, ONE, LAND_ORDER_39.article("19")
)
ALONE: Final = Within(Text("竞买人数下限", "Bidders at least"), ONE, ONE, LAND_ORDER_39.article("19"))
# 32号令第二十二条：产生两个及以上符合条件的意向受让方的，组织竞价
COMPETING: Final = Within(
    Text("竞价人数下限", "Bidders at least"), Decimal(2), Decimal(10_000), PROPERTY_ORDER_32.article("22")
)
# 平台规则：平台失去联系的，竞价暂停而不成交；平台每秒报告一次，间隔不足5秒的不能分辨
SILENCE: Final = Within(
    Text("平台最长无心跳时间（秒）", "Longest silence of the platform (seconds)"), Decimal(5), Decimal(120), PRACTICE.article("")
)  # fmt: skip
