"""The words of an evaluation: what each figure and reason says, and why inputs are refused. Codes are part of the format."""

from __future__ import annotations

from typing import Final

from toolkit.words import Words

MONEY, POINTS, PERCENT, SHARE, COUNT, TIME = "money", "points", "percent", "share", "count", "instant"
"""Units: the rule's currency, points of a hundred, per cent, a share of one, a number, milliseconds since 1970."""

METHODS: Final[dict[str, Words]] = {
    "comprehensive": Words("综合评估法", "Comprehensive evaluation"),
    "comprehensive_score": Words("综合评分法", "Comprehensive scoring"),
    "consultation": Words("竞争性磋商", "Competitive consultation"),
    "direct_selection": Words("直接选定", "Direct selection"),
    "inquiry": Words("询价", "Inquiry"),
    "lowest_evaluated": Words("经评审的最低投标价法", "Lowest evaluated tender price"),
    "lowest_price": Words("最低评标价法", "Lowest evaluated price (procurement)"),
    "negotiation": Words("竞争性谈判", "Competitive negotiation"),
    "price_first": Words("价格优先法", "Price first"),
    "quality_first": Words("质量优先法", "Quality first"),
    "reasonable_low": Words("合理低价法", "Reasonable low price"),
    "rotation": Words("顺序轮候", "Rotation"),
    "second_competition": Words("二次竞价", "Second competition"),
    "separate_award": Words("评定分离", "Evaluation and award apart"),
    "technical_then_price": Words("技术评分最低标价法", "Lowest price among the technically best"),
    "two_envelopes": Words("双信封", "Two envelopes"),
    "weighted_quote": Words("权重报价", "Weighted quotes"),
}

FIGURES: Final[dict[str, tuple[Words, str]]] = {
    # Of a bid, as they are listed
    "first_quote": (Words("首次报价", "First quote"), MONEY),
    "opened_price": (Words("开标报价（修正前）", "Price as opened, before corrections"), MONEY),
    "price": (Words("报价", "Price"), MONEY),
    "submitted_at": (Words("递交时间", "Submitted at"), TIME),
    "small_deduction": (Words("小微企业价格扣除", "Deduction for a small firm"), MONEY),
    "joint_deduction": (Words("联合体（分包）价格扣除", "Deduction for a joint bid"), MONEY),
    "domestic_deduction": (Words("本国产品价格扣除", "Deduction for domestic products"), MONEY),
    "small_bonus": (Words("小微企业价格分加分比例", "Bonus for a small firm"), SHARE),
    "joint_bonus": (Words("联合体（分包）价格分加分比例", "Bonus for a joint bid"), SHARE),
    "domestic_bonus": (Words("本国产品价格分加分比例", "Bonus for domestic products"), SHARE),
    "adjustment": (Words("商务偏差折算", "Commercial deviations in money"), MONEY),
    "evaluated_price": (Words("评审价格", "Evaluated price"), MONEY),
    "technical": (Words("技术得分", "Technical points"), POINTS),
    "business": (Words("商务得分", "Business points"), POINTS),
    "quality": (Words("技术商务得分合计", "Points of quality"), POINTS),
    "deviation": (Words("偏差率", "Deviation"), PERCENT),
    "score_before_bonus": (Words("加分前价格分", "Points of the price before the bonus"), POINTS),
    "price_score": (Words("价格分", "Points of the price"), POINTS),
    "total": (Words("总得分", "Total"), POINTS),
    "turn": (Words("轮候次序", "Turn"), COUNT),
    # Of the lot
    "prices": (Words("有效报价数", "Valid prices"), COUNT),
    "prices_counted": (Words("计入均值的报价数", "Prices that count"), COUNT),
    "mean": (Words("平均价", "Mean"), MONEY),
    "second_mean": (Words("二次平均价", "Second mean"), MONEY),
    "lowest_price": (Words("最低报价", "Lowest price"), MONEY),
    "highest_price": (Words("最高报价", "Highest price"), MONEY),
    "ceiling_share": (Words("最高限价权重系数", "Share of the ceiling"), SHARE),
    "discount": (Words("下浮系数", "Discount coefficient"), SHARE),
    "benchmark": (Words("评标基准价", "Benchmark price"), MONEY),
}
VOTES: Final = Words("第{round}轮得票", "Votes in round {round}")

REASONS: Final[dict[str, Words]] = {
    # The place
    "best": Words("排名第一", "Ranks first"),
    "behind": Words(
        "排在 {than} 之后：{by} {own}，对方 {other}", "Behind {than} by {by}: {own}, the other {other}"
    ),
    "drawn": Words("与 {than} 并列，抽取在后", "Equal to {than}, and drawn after it"),
    "tied": Words(
        "{bids}家并列：按文件规定的方式或者随机抽取确定", "{bids} are equal: as the documents say, or by draw"
    ),
    "too_few_bids": Words("有效投标不足{at_least}家，不排序", "Fewer than {at_least} valid bids: no ranking"),
    "eliminated": Words("被淘汰：入围{admitted}家", "Eliminated: {admitted} are admitted"),
    # Out
    "not_compliant": Words("不符合要求（{ground}）：{words}", "Does not comply ({ground}): {words}"),
    "no_quote": Words("没有报价", "No price"),
    "quote_of_zero": Words("报价为零", "The price is zero"),
    "above_ceiling": Words("报价 {price} 超过最高限价 {ceiling}", "{price} is above the ceiling {ceiling}"),
    "above_agreed": Words("报价 {price} 超过协议价格 {agreed}", "{price} is above the agreed price {agreed}"),
    "below_start_price": Words(
        "报价 {price} 低于底价 {start_price}", "{price} is below the start price {start_price}"
    ),
    "correction_declined": Words("不确认修正后的报价，投标无效", "The corrected price was not confirmed"),
    "low_price_unanswered": Words("未在规定时间内说明低价", "The low price was not explained in time"),
    "low_price_unjustified": Words("不能证明报价合理", "The price was not shown to be reasonable"),
    "same_brand": Words("与 {stays} 同品牌，由其参加", "Of the same brand as {stays}, which stays"),
    "below_passing": Words(
        "技术商务得分 {quality} 低于合格线 {passing}", "Quality {quality} is below {passing}"
    ),
    "not_shortlisted": Words(
        "技术排名第{place}，未进入前{shortlist}名", "Place {place} is not among the best {shortlist}"
    ),
    "not_proposed": Words("未被推荐为定标候选人", "Not proposed for the award"),
    "not_chosen": Words("采购人选定 {chosen}", "The purchaser chose {chosen}"),
    "turn_declined": Words("本次轮候未接受", "Passed on this turn"),
    # What was done to a price
    "corrected_statement": Words(
        "以开标一览表 {price} 为准，不采用 {body}", "The opening statement {price} beats {body}"
    ),
    "corrected_words": Words(
        "以大写金额 {price} 为准，修正 {before}", "Capital numerals: {before} to {price}"
    ),
    "corrected_point": Words(
        "第{line}项单价错位，{before} 改为 {unit_price}", "Line {line}: {before} to {unit_price}"
    ),
    "corrected_sum": Words(
        "以单价汇总 {price} 为准，修正 {before}", "The sum by unit prices: {before} to {price}"
    ),
    "adjusted": Words("偏差折算“{name}” {amount}", "Deviation “{name}” {amount}"),
    "low_of_mean": Words("报价 {price} 明显低于平均报价，须说明", "{price} is far below the mean: reviewed"),
    "low_of_next": Words(
        "报价 {price} 明显低于次低报价，须说明", "{price} is far below the next lowest: reviewed"
    ),
    "low_of_ceiling": Words(
        "报价 {price} 明显低于最高限价，须说明", "{price} is far below the ceiling: reviewed"
    ),
    "low_price_justified": Words("低价说明成立", "The low price was shown to be reasonable"),
}

WORDS: Final[dict[str, Words]] = {
    "bid_repeated": Words("同一投标出现两次", "A bid is listed twice"),
    "bid_unknown": Words("提到了没有列出的投标", "Something is said of a bid that is not listed"),
    "quote_repeated": Words("不得更改的报价报了两次", "A price that may not be changed was given twice"),
    "submitted_at_missing": Words(
        "递交时间决定并列，但没有写明", "The time of submission decides between equals, and is not given"
    ),
    "figure_missing": Words(
        "排序用到该方法没有的数据", "The order uses a figure that the method does not compute"
    ),
    "figure_too_large": Words(
        "计算出的数超过十六位整数", "A figure has more than sixteen digits before the point"
    ),
    "brand_rule_unknown": Words(
        "该方法不能评审后再处理同品牌", "The method cannot choose among bids of one brand after it"
    ),
    "bonus_not_allowed": Words("该方法不能以加分落实政策", "The method gives no bonus"),
    "draw_repeated": Words("同一投标或者同一组投标抽取了两次", "A bid or a group of bids was drawn twice"),
    "draws_otherwise": Words(
        "给出的抽取文件与评审文件所列的不是同一批，或者抽取没有完成",
        "The draws handed in are not those that the evaluation names, or are not complete",
    ),
    "coefficient_not_drawn": Words("系数不是抽取得出的", "A coefficient is not what was drawn"),
    "order_not_drawn": Words("并列次序不是抽取得出的", "An order of equal bids is not what was drawn"),
    "correction_repeated": Words("同一投标有两份修正", "A bid has two corrections"),
    "correction_mismatch": Words("修正表的开标报价与报价不符", "The correction is of another opened price"),
    "correction_unanswered": Words(
        "投标人尚未确认修正后的报价", "The bidder has not answered to the corrected price"
    ),
    "review_missing": Words("异常低价没有审查", "An abnormally low price was not reviewed"),
    "review_repeated": Words("同一投标有两次低价审查", "A bid has two reviews of its price"),
    "review_too_short": Words("给予说明的时间太短", "The time to explain the price was too short"),
    "brand_undecided": Words(
        "同品牌投标相同，须先确定其一", "Bids of one brand are equal: one must be drawn first"
    ),
    "preference_too_large": Words("价格扣除后没有剩余", "Nothing of the price is left after deductions"),
    "adjustment_too_large": Words("偏差折算后没有剩余", "Nothing of the price is left after adjustments"),
    "adjustment_not_allowed": Words("该方法不得调整价格", "The method adjusts no price"),
    "sheet_not_allowed": Words("该方法不评分", "The method scores nothing"),
    "stage_not_allowed": Words("该方法没有第二信封", "The method has no second envelope"),
    "passing_not_allowed": Words(
        "不评分的方法不能设合格线", "A passing mark is of no use where nothing is scored"
    ),
    "sheet_missing": Words("评分表不齐", "A score sheet is missing"),
    "sheet_malformed": Words("评分表与评分项不符", "A score sheet does not fit the criteria"),
    "sheet_repeated": Words("评分表重复", "A score sheet is there twice"),
    "score_out_of_bounds": Words("评分超出标准", "A score lies outside its criterion"),
    "objective_differs": Words("客观分不一致", "Experts differ on an objective criterion"),
    "too_few_experts": Words("评分人数不足", "Too few experts have scored"),
    "criteria_malformed": Words("评分项不成立", "The criteria do not hold"),
    "trim_too_large": Words("去掉的报价过多", "More prices are left out than there are"),
    "coefficient_missing": Words("系数没有抽取，或者抽了两次", "A coefficient was not drawn, or twice"),
    "coefficient_not_announced": Words("系数不在公布的范围内", "The coefficient was not announced"),
    "ceiling_missing": Words(
        "基准价用到最高限价，但没有设定", "The benchmark needs a ceiling, and there is none"
    ),
    "benchmark_of_zero": Words("评标基准价为零", "The benchmark price is zero"),
    "second_envelope_opened": Words(
        "第一信封未通过或者有效投标不足的，第二信封不得开启",
        "A second envelope was opened that must stay closed",
    ),
    "chosen_is_out": Words("选定的供应商不符合要求", "The chosen supplier does not comply"),
    "rotation_malformed": Words("轮候名单不成立", "The order of rotation does not hold"),
    "shortlist_undecided": Words(
        "定标候选人并列，须先确定", "Equal bids compete for the last place of the shortlist"
    ),
    "ballot_unknown": Words("票投给了候选人以外的投标", "A ballot is for a bid that is no candidate"),
}
