"""What each rule of an auction is called on a form, its choices, and what usually stands there where no law says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bidding.auctions import bounds
from foundation.text import Text
from trading.law.citations import Law
from trading.law.statutes import E_SIGNATURE

TITLES: Final[Mapping[str, Text]] = {
    "fewest": Text("竞买人数下限", "Bidders at least"),
    "if_fewer": Text("人数不足时", "With fewer"),
    "silence_s": Text("平台失去联系多少秒后暂停计时（秒）", "The clock stands after a silence of (seconds)"),
    "notice_s": Text("恢复竞价前的通知时间（秒）", "Notice before it goes on after a pause (seconds)"),
    "least_left_s": Text("恢复后至少剩余时间（秒）", "Left at least when it goes on (seconds)"),
    "settle_s": Text("设底价的，结束后多少秒内揭示（秒）", "A reserve price is revealed within (seconds)"),
    "if_untold": Text("逾期未揭示底价的", "If it is not revealed in time"),
    "signing": Text("报价签名", "How prices are signed"),
    "show_s": Text("截止后公开报价的时间（秒）", "Prices are shown afterwards within (seconds)"),
    "start_price": Text("起始价（元）", "Start price (yuan)"),
    "increment": Text("增价幅度（元）", "Increment (yuan)"),
    "grid": Text("增价方式", "Steps"),
    "cap": Text("最高限价（元）", "Cap (yuan)"),
    "self_outbid": Text("领先者再报价", "Whoever leads bids again"),
    "large_steps": Text(
        "加价超过多少个幅度（或当前价一半）须再次输入（0为不设）",
        "Above how many increments (or half of the price) the amount is typed twice (0: never)",
    ),
    "increments": Text("增价幅度能否调整", "May the increment change"),
    "largest_increment": Text("调整后的增价幅度上限（元）", "A changed increment at most (yuan)"),
    "holders": Text("优先购买权人", "Priority holders"),
    "call_s": Text("两次叫价间隔（秒）", "Between two calls (seconds)"),
    "calls": Text("落槌前叫价次数", "Calls before the hammer"),
    "floor": Text("最低价（元）", "Floor (yuan)"),
    "drop_share": Text("每次降幅（占起始价的比例，如0.01）", "Drop at each step (share of the start price, as 0.01)"),
    "step_s": Text("每次降价间隔（秒）", "Seconds between drops"),
    "steps": Text("降价次数", "Number of drops"),
    "first_pause_s": Text("开始前间隔（秒）", "Pause before the first (seconds)"),
    "sealed_pause_s": Text("密封报价前间隔（秒）", "Pause before sealed bids (seconds)"),
    "sealed_s": Text("密封报价时长（秒）", "Time for sealed bids (seconds)"),
    "best_pause_s": Text("最终报价前间隔（秒）", "Pause before the best bid (seconds)"),
    "best_s": Text("最终报价时长（秒）", "Time for the best bid (seconds)"),
    "free_s": Text("自由报价期（秒）", "Free period (seconds)"),
    "countdown_s": Text("限时报价倒计时，每次报价后重新计时（秒）", "Countdown that each bid begins anew (seconds)"),
    "listing_s": Text("挂牌期（秒）", "Listing period (seconds)"),
    "inquiry_s": Text("询问期（秒）", "Time to ask to go on (seconds)"),
    "askers": Text("转入限时竞价的人数", "Bidders who ask to go on"),
    "may_ask": Text("谁可以要求继续竞价", "Who may ask to go on"),
    "beyond.way": Text("达到最高限价后", "At the cap"),
    "beyond.window_s": Text("达到最高限价后的时长（秒）", "Time at the cap (seconds)"),
    "beyond.start_percent": Text("起始比例（%）", "Starts at (per cent)"),
    "beyond.step_percent": Text("每次增加（%）", "Step (per cent)"),
    "beyond.most_percent": Text("最高比例（%）", "Most (per cent)"),
    "beyond.written_most": Text("书面报价上限（元）", "Highest written price (yuan)"),
    "rounds": Text("轮次", "Rounds"),
    "round_s": Text("每轮时长（秒）", "Length of a round (seconds)"),
    "pause_s": Text("轮次之间间隔（秒）", "Pause between rounds (seconds)"),
    "tie_rounds": Text("相同报价者加报轮次", "More rounds among equals"),
    "ties": Text("仍然相同时", "If they stay equal"),
    "priority_s": Text("征询优先购买权人的时长（秒）", "Time for priority holders (seconds)"),
    "latest_s": Text("最迟在开始后多少秒停止报价", "No price from so many seconds after the start on"),
    "quantity": Text("份额数量", "Number of shares"),
    "quoting_s": Text("报价时长（秒）", "Time to quote (seconds)"),
    "turn_s": Text("每家每轮报价时间（秒）", "Length of a turn (seconds)"),
    "closing_s": Text("最后一轮后停止报价（秒）", "After the last turn (seconds)"),
    "announcement_s": Text("公布结果前间隔（秒）", "Before the result (seconds)"),
    "pricing": Text("成交价", "Price to pay"),
}  # fmt: skip
CHOICES: Final[Mapping[str, Mapping[str, Text]]] = {
    "if_fewer": {
        "no_deal": Text("不成交", "It is not sold"),
        "agreement": Text("唯一的竞买人可以协议成交", "The only bidder may buy by agreement"),
    },
    "if_untold": {
        "no_deal": Text("不成交", "It is not sold"),
        "stands": Text("按无底价成交", "It is sold as if there were none"),
    },
    "grid": {
        "strict": Text("须为增价幅度的整数倍", "Whole multiples of the increment"),
        "least": Text("不少于一个增价幅度", "One increment at least"),
    },
    "signing": {
        "none": Text("不要求", "Not at all"),
        "certificate": Text("由单位证书签名", "By the organisation’s certificate"),
        "passkey": Text("由为本场竞价登记的通行密钥签名", "By a passkey that is bound for this auction"),
    },
    "self_outbid": {"refused": Text("不接受", "Is refused"), "allowed": Text("接受", "Is accepted")},
    "increments": {
        "fixed": Text("固定", "Fixed"),
        "changed_by_host": Text("主持人可以调整", "The host may change it"),
    },
    "may_ask": {
        "quoted": Text("挂牌期内报过价的竞买人", "Whoever posted a price"),
        "admitted": Text("所有获准参加的竞买人", "Whoever was admitted"),
    },
    "beyond.way": {
        "first": Text("最先报到的成交", "The first wins"),
        "conditions": Text("竞自持、竞配建", "Bids on conditions"),
        "written": Text("一次书面报价", "One written price"),
        "draw": Text("摇号", "A draw"),
    },
    "ties": {
        "earliest": Text("先报者优先", "The earliest wins"),
        "draw": Text("抽取", "A draw"),
        "open": Text("按公告规定处理", "It goes on as announced"),
    },
    "pricing": {"own": Text("各自的报价", "Each its own"), "uniform": Text("统一价", "One for all")},
}
USUAL: Final[Mapping[str, str]] = {
    "settle_s": "259200", "silence_s": "10", "notice_s": "600", "least_left_s": "300", "call_s": "10", "ties": "earliest",
    "large_steps": str(bounds.LARGE_STEPS), "free_s": "600", "countdown_s": "300", "round_s": "180", "latest_s": "7200",
    "quoting_s": "600", "show_s": "300", "turn_s": "120", "step_s": "10", "steps": "50", "drop_share": "0.01",
}  # fmt: skip
SHARES: Final = frozenset(
    {"drop_share", "beyond.start_percent", "beyond.step_percent", "beyond.most_percent"}
)
RIGHTS: Final[Mapping[str, Text]] = {
    "co_owner": Text("共有人", "co-owner"),
    "shareholder": Text("股东", "shareholder"),
    "tenant": Text("承租人", "tenant"),
    "other": Text("其他", "other"),
}
HINTS: Final[Mapping[str, tuple[Text, Law | None]]] = {
    "signing": (
        Text(
            "要求签名的，没有签名的报价不被接受。单位证书：竞买人在竞价室打开证书文件，签名写有单位名称，不公开；通行密钥：竞买人为本场另建一把"
            "（指纹、面容或者口令），签名随竞价记录公开，任何人可以核验",
            "A price without what is asked for is not accepted. By certificate: bidders open its file in the room; signatures name them and"
            " are not published. By passkey: each bidder makes one for this auction (finger, face or PIN); signatures stand in the record,"
            " for anybody to verify",
        ),
        E_SIGNATURE.article("14"),
    ),
}
"""What is said beside a rule, and the article behind it."""
BESIDE: Final[Mapping[str, str]] = {
    "only_bidder_refused": "if_fewer",
    "below_lowest_price": "start_price",
    "priority_without_law": "holders",
    "slot_full": "starts_at",
    "room_taken": "room",
    "bidder_unknown": "holders",
    "silence": "silence_s",
    "settle_unbounded": "settle_s",
    "prices_not_secret": "show_s",
    "turns_differ": "turn_s",
    "least_left": "least_left_s",
    "increment_too_large": "increment",
    "increment_not_fixed": "increments",
    "ties_open": "ties",
    "beyond_cap": "beyond.window_s",
    "right_not_claimed": "holders",
    "right_left_out": "holders",
    "starts_out_of_hours": "starts_at",
    "starts_too_soon": "starts_at",
    "starts_before_announced": "starts_at",
    "start_past": "starts_at",
}
"""Beside which field a refusal belongs."""
