"""The words of an auction: its forms, phases and outcomes, and why a move or a log is refused. Codes are part of the format."""

from __future__ import annotations

from typing import Final

from toolkit.words import Words

FORMS: Final[dict[str, Words]] = {
    "called_auction": Words("拍卖（主持人叫价）", "Auction called by an auctioneer"),
    "descending_clock": Words("减价拍卖（荷兰式）", "Descending clock"),
    "dynamic_quotation": Words("动态报价", "Dynamic quotation"),
    "listing": Words("挂牌", "Listing"),
    "multi_round": Words("多轮次报价", "Sealed prices in rounds"),
    "open_rounds": Words("多轮公开竞价", "Open ascending rounds"),
    "reverse_open": Words("反向公开竞价", "Open reverse auction"),
    "reverse_rounds": Words("反向多轮竞价", "Reverse auction in rounds"),
    "share_auction": Words("份额竞价", "Share auction"),
    "single_quote": Words("一次报价", "One sealed price"),
    "weighted_quotation": Words("权重报价", "Weighted quotation"),
}

PHASES: Final[dict[str, Words]] = {
    "waiting": Words("等待开始", "not begun"),
    "listing": Words("挂牌期", "listing"),
    "asking": Words("询问期", "asking who goes on"),
    "limited": Words("限时竞价", "limited-time bidding"),
    "capped": Words("达到最高限价，等待下一环节", "at the cap, waiting for what follows"),
    "conditions": Words("竞自持、竞配建", "bidding on conditions"),
    "written": Words("一次书面报价", "one written price"),
    "draw": Words("摇号报名", "asking for the draw"),
    "raising": Words("竞价", "raising"),
    "called": Words("叫价", "called"),
    "free": Words("自由报价期", "free period"),
    "timed": Words("限时报价期", "timed period"),
    "round": Words("本轮竞价", "round"),
    "between_rounds": Words("轮次之间", "between rounds"),
    "quoting": Words("报价", "quoting"),
    "showing": Words("公开报价", "prices are shown"),
    "priority": Words("征询优先购买权人", "priority holders are asked"),
    "clock": Words("减价", "the clock runs down"),
    "sealed": Words("密封报价", "sealed bids"),
    "best": Words("应价人最终报价", "best bid"),
    "pause": Words("轮前间隔", "pause before a round"),
    "turn": Words("轮到一家报价", "one bidder's turn"),
    "closing": Words("停止报价", "no more prices"),
    "announcement": Words("等待公布结果", "waiting for the result"),
    "ending": Words("到时，等待确认", "time is up, to be confirmed"),
    "paused": Words("已暂停", "paused"),
    "resuming": Words("即将恢复", "about to go on"),
    "closed": Words("已结束", "closed"),
    "withdrawn": Words("标的已撤出", "lot withdrawn"),
}

OUTCOMES: Final[dict[str, Words]] = {
    "open": Words("未结束", "open"),
    "deal": Words("成交", "deal"),
    "agreement": Words("可协议成交", "by agreement"),
    "no_deal": Words("未成交", "no deal"),
    "undecided": Words("未决", "undecided"),
    "withdrawn": Words("撤出", "withdrawn"),
}

REASONS: Final[dict[str, Words]] = {
    "open": Words("竞价尚未结束", "The auction has not ended"),
    "best": Words("按规则为最优", "The best by the rules"),
    "drawn": Words("相同者中抽取", "Drawn among equals"),
    "nobody_bid": Words("无人有效报价", "Nobody bid"),
    "too_few_bidders": Words("竞买人数不足", "Too few bidders"),
    "too_few_bids": Words("有效报价数不足", "Too few valid prices"),
    "only_bidder": Words("仅一名竞买人，可协议成交", "There is one bidder, who may buy by agreement"),
    "reserve_sealed": Words("底价尚未揭示", "The reserve price is not revealed yet"),
    "reserve_missed": Words("未达到底价", "The reserve price was not reached"),
    "reserve_untold": Words("底价逾期未揭示", "The reserve price was not revealed in time"),
    "scores_missing": Words("评分尚未齐备", "Scores are still missing"),
    "secrets_missing": Words("抽取的随机数尚未揭示", "Secrets of the draw are not revealed yet"),
    "tied": Words("相同，按公告规定处理", "Equal: it goes on as announced"),
    "withdrawn": Words("标的已撤出", "The lot was withdrawn"),
}

REFUSALS: Final[dict[str, Words]] = {
    # Of any form
    "not_begun": Words("竞价尚未开始", "The auction has not begun"),
    "closed": Words("竞价已经结束", "The auction is closed"),
    "not_closed": Words("竞价尚未结束", "The auction is not closed yet"),
    "paused": Words("竞价已暂停", "The auction is paused"),
    "resuming": Words("竞价即将恢复，尚不能操作", "The auction is about to go on: nobody moves yet"),
    "not_paused": Words("竞价没有暂停", "The auction is not paused"),
    "bidder_unknown": Words("不是获准参加的竞买人", "Not an admitted bidder"),
    "move_of_another_form": Words("本竞价方式或者本阶段没有这种操作", "This form or phase has no such move"),
    "no_reserve": Words("没有设底价", "There is no reserve price"),
    "reserve_mismatch": Words(
        "揭示的底价 {price} 与承诺值不符", "The reserve price {price} is not the one that was committed to"
    ),
    "contributor_unknown": Words("{contributor} 没有承诺过随机数", "{contributor} committed to nothing"),
    "secret_mismatch": Words(
        "{contributor} 揭示的随机数与承诺值不符", "The secret of {contributor} is not the one committed to"
    ),
    "revealed_already": Words("已经揭示", "It was revealed already"),
    "revealed_late": Words("底价揭示期限已过", "The time in which the reserve price is revealed is over"),
    # Open prices
    "leads_already": Words("您已领先，不必再出价", "You lead already"),
    "misses_start": Words(
        "报价达不到起始价：应为 {least} 或更优", "Short of the start price: {least} or better"
    ),
    "misses_step": Words(
        "当前价为 {stands}，报价应为 {least} 或更优", "{stands} stands: {least} or better is needed"
    ),
    "no_further_price": Words("当前价已不能再变动", "The price that stands can go no further"),
    "above_cap": Words("报价超过最高限价 {cap}", "Above the cap {cap}"),
    "off_grid": Words(
        "报价与 {anchor} 之差应为 {increment} 的整数倍",
        "The step from {anchor} is no whole multiple of {increment}",
    ),
    "repeat_needed": Words(
        "加价幅度大，请再次输入 {price}；最低可报 {least}",
        "A large step: type {price} again, or as little as {least}",
    ),
    "repeat_differs": Words(
        "两次输入不一致：{price} 与 {repeated}", "The price was typed as {price} and as {repeated}"
    ),
    "increment_fixed": Words("增价幅度不得调整", "The increment may not be changed"),
    "increment_of_zero": Words("增价幅度不得为零", "The increment may not be zero"),
    "increment_too_large": Words("增价幅度不得超过 {most}", "The increment is {most} at most"),
    "price_moved": Words("当前价为 {stands}", "The price that stands is {stands}"),
    # Priority rights
    "no_priority": Words("没有优先购买权", "Not a priority holder"),
    "waived_already": Words("已放弃优先购买权", "The priority right was given up"),
    "nothing_stands": Words("还没有报价", "No price stands yet"),
    "goes_before": Words(
        "当前报价人的优先顺位不在后（{stands}）", "Whoever stands at {stands} has as good a right"
    ),
    # Phases
    "not_asking": Words("不在询问期", "Nobody is being asked now"),
    "being_asked": Words("询问期内不报价", "No prices while bidders are asked"),
    "has_not_quoted": Words("挂牌期内没有报价，不能参加限时竞价", "No price was posted while it was listed"),
    "asked_already": Words("已经表示参加", "It was said already"),
    "did_not_ask": Words("没有表示参加限时竞价", "Did not ask to go on"),
    "window_not_open": Words("该环节尚未开始", "That window is not open yet"),
    "between_rounds": Words("不在报价时间内", "Between rounds no price is taken"),
    "not_your_turn": Words("没有轮到", "Not this bidder's turn"),
    "called_otherwise": Words(
        "已叫价{count}次，叫价应依次、并为当前价 {stands}", "Called {count} times; calls go on at {stands}"
    ),
    "called_too_soon": Words(
        "距上次报价、叫价不足{seconds}秒", "It is less than {seconds} seconds since the last price or call"
    ),
    "not_called_out": Words("只叫价{count}次，不能落槌", "Called {count} times only: no hammer yet"),
    # Sealed prices, shares, turns
    "quoted_already": Words("本轮已经报价", "A price was given already"),
    "commitment_needed": Words(
        "本场报价先提交承诺，截止后公开", "Prices are committed to here, and shown afterwards"
    ),
    "being_shown": Words("报价时间已过，正在公开报价", "The time for prices is over: they are being shown"),
    "not_showing": Words("还没有到公开报价的时间", "It is not the time to show prices"),
    "nothing_committed": Words("没有提交过报价承诺", "No price was committed to"),
    "shown_already": Words("报价已经公开", "The price was shown already"),
    "commitment_mismatch": Words("公开的报价与承诺不符", "This is not the price that was committed to"),
    "not_among_equals": Words("本轮只由报价相同者参加", "This round is among those of equal price"),
    "not_above": Words("报价应高于 {stands}", "It has to be above {stands}"),
    "taken_already": Words("已有人应价 {stands}", "Somebody has taken {stands}"),
    "misses_own_step": Words(
        "本人上次报价为 {stands}，本次不得高于 {least}", "Your last price is {stands}: now {least} at most"
    ),
    "nothing_to_cancel": Words("本轮没有可撤销的报价", "There is nothing to cancel"),
    "quantity_outside": Words(
        "数量应为1至 {most}，且不低于最低接受数量", "The quantity is 1 to {most}, and not below the least"
    ),
    "misses_percent": Words(
        "比例应为 {least} 至 {most}，并按规定幅度", "From {least} to {most} per cent, by whole steps"
    ),
    "written_outside": Words(
        "书面报价应在 {least} 至 {most} 之间", "A written price is between {least} and {most}"
    ),
    "nothing_quoted": Words("没有报价，不评分", "There is no price: nothing is scored"),
    "expert_unknown": Words("没有第{expert}号专家", "There is no expert {expert}"),
    "scored_already": Words("该专家已经评分", "This expert has scored it already"),
    "score_outside": Words(
        "专家{expert}的评分不符合标准", "Expert {expert}: a score does not fit its criterion"
    ),
}

WORDS: Final[dict[str, Words]] = {
    "rules_malformed": Words("竞价规则自相矛盾", "The rules contradict themselves"),
    "moves_out_of_order": Words(
        "操作没有按序号和时间排列", "The moves are not in the order of numbers and time"
    ),
    "instant_too_early": Words("所述时刻早于最后一步操作", "The instant is before the last move"),
}
