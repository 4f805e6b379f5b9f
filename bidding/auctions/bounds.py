"""The numbers that the law sets for the rules of an auction, each beside its article; of practice, where no law sets one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bidding.scoring.bounds import ONE, Within
from foundation.days import Unit
from foundation.text import Text
from trading.law.grammar import Limit
from trading.law.statutes import FRAMEWORK_110, LAND_ORDER_39, PRACTICE, STATE_ASSETS
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
CALLS_ELSEWHERE: Final = Within(CALLS.title, Decimal(3), Decimal(3), PRACTICE.article(""))
# 39号令第十九条：只有一个竞买人报价，报价不低于底价并符合其他条件的，挂牌成交；有竞买人愿意继续竞价的，转入现场竞价
ASKERS: Final = Within(
    Text("转入限时竞价的人数", "Bidders who ask to go on"), ONE, ONE, LAND_ORDER_39.article("19")
)
ALONE: Final = Within(Text("竞买人数下限", "Bidders at least"), ONE, ONE, LAND_ORDER_39.article("19"))
# 企业国有资产法第五十四条：征集产生的受让方为两个以上的，公开竞价；有两个即应竞价，不得要求更多
COMPETING: Final = Within(
    Text("竞价人数下限", "Bidders at least"), Decimal(2), Decimal(2), STATE_ASSETS.article("54")
)


# 110号令第三十四条：所有符合竞价需求的入围供应商参与，报价最低的成交；不另设家数下限
CALLED_OFF: Final = Within(Text("竞价人数下限", "Bidders at least"), ONE, ONE, FRAMEWORK_110.article("34"))


def _practice(zh: str, en: str, lowest: int, highest: int) -> Within:
    """Return a bound of the platform's own, in seconds."""
    title = Text(f"{zh}（秒）", f"{en} (seconds)")
    return Within(title, Decimal(lowest), Decimal(highest), PRACTICE.article(""))


_DAY: Final = 24 * 3600
# 平台规则：平台失去联系的，竞价暂停而不成交；平台每秒报告一次，间隔不足5秒的不能分辨
SILENCE: Final = _practice("平台最长无心跳时间", "Longest silence of the platform", 5, 10)
IN_A_COUNTDOWN: Final = 3
"""A countdown is at least so many times as long as the longest silence: an outage in it is seen before it ends."""
# 平台规则：恢复前应留出时间，使全体竞买人能够到场
NOTICE: Final = _practice("恢复竞价前的通知时间", "Notice before it goes on", 600, _DAY)
LEFT: Final = _practice("恢复后至少剩余时间", "Left at least when it goes on", 60, _DAY)
EXTENDED: Final = _practice("累计延长时间", "Extensions together", 1, _DAY)
PAUSED: Final = _practice("一人决定的暂停累计", "Pauses by one person together", 0, 3600)
SETTLED: Final = _practice("底价揭示期限", "Time to reveal the reserve price", 3600, 7 * _DAY)
CALLED: Final = _practice("两次叫价间隔", "Between two calls", 5, 600)
# 平台规则：报价时间应使全体竞买人都能报价
_QUOTED: Final = {
    "free_s": _practice("自由报价期", "Free period", 300, 400 * _DAY),
    "countdown_s": _practice("限时报价倒计时", "Countdown", 60, 3600),
}
TIMED: Final[Mapping[str, Mapping[str, Within]]] = {
    "descending_clock": {
        "first_pause_s": _practice("开始前间隔", "Pause before the first price", 0, 3600),
        "step_s": _practice("每档停留", "Length of a step", 5, 3600),
    },
    "dynamic_quotation": _QUOTED,
    "multi_round": {"round_s": _practice("每轮报价时间", "Length of a round", 60, _DAY)},
    "open_rounds": {
        "pause_s": _practice("轮次之间间隔", "Pause between rounds", 0, 3600),
        "round_s": _practice("每轮竞价时间", "Length of a round", 60, _DAY),
        "latest_s": _practice("竞价总时限", "Latest end", 600, 400 * _DAY),
    },
    "reverse_open": _QUOTED,
    "reverse_rounds": {
        "first_pause_s": _practice("开始前间隔", "Pause before the first turn", 60, 3600),
        "pause_s": _practice("轮次之间间隔", "Pause between rounds", 10, 600),
        "turn_s": _practice("每家每轮报价时间", "Length of a turn", 60, 600),
        "closing_s": _practice("停止报价", "After the last turn", 0, 600),
        "announcement_s": _practice("公布结果前间隔", "Before the result", 0, 600),
    },
    "single_quote": {"round_s": _practice("报价时间", "Time for the price", 300, _DAY)},
}
# 平台规则：截止前任何人（含平台管理人员）读不到报价，截止后由竞买人在公开期内公开；竞买人的页面自动公开，公开期应使掉线的能够回来
SHOWN: Final = _practice("公开报价的时间", "Time to show prices", 60, 1800)
WINDOW: Final = _practice("达到最高限价后的报价时间", "Time to offer at the cap", 60, 3600)


def _percent(zh: str, en: str, lowest: int, highest: int) -> Within:
    title = Text(f"{zh}（%）", f"{en} (per cent)")
    return Within(title, Decimal(lowest), Decimal(highest), PRACTICE.article(""))


# 平台规则：公告没有载明的，竞自持、竞配建从零起报，可以报到百分之百，每次增加不超过百分之五
PERCENTS: Final[Mapping[str, Within]] = {
    "start_percent": _percent("起始比例", "Where offers start", 0, 0),
    "step_percent": _percent("每次增加", "Step of an offer", 1, 5),
    "most_percent": _percent("最高比例", "The most that is offered", 100, 100),
}
LARGEST_STEP: Final = Decimal("0.05")
"""Of the start price: the largest increment that nobody announced."""
LARGE_STEPS: Final = 20
"""A raise by more increments, or by more than half, is typed twice where the rules say nothing else."""
STEPS: Final = 10
"""Within so many increments a host may change the increment."""
