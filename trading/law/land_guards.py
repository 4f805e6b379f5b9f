"""Conditions of land sales. Particulars are those of `trading.law.land_particulars`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from foundation.text import Text
from trading.law.committees import CommitteeRule
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Limit, Refusal
from trading.law.guards import require
from trading.law.land_particulars import AwardRule, BeyondCap, QualificationTiming, Use
from trading.law.statutes import LAND_NOTICE_34, LAND_ORDER_39, LAND_USE_RIGHT, PRACTICE

# The longest term of each use, in years (城镇国有土地使用权出让和转让暂行条例 art. 12).
LONGEST_TERMS: dict[Use, int] = {
    Use.RESIDENTIAL: 70,
    Use.INDUSTRIAL: 50,
    Use.PUBLIC: 50,
    Use.COMMERCIAL: 40,
    Use.MIXED: 50,
}
DEPOSIT_SHARE = Decimal("0.20")
FIRST_PAYMENT_SHARE = Decimal("0.50")
JURY = CommitteeRule(
    least=5, law=LAND_ORDER_39.article("13"), binds=lambda p: p.award_rule is not AwardRule.HIGHEST_PRICE, two_thirds=False
)  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _terms(facts: Facts) -> Refusal | None:
    for use in facts.lot.uses:
        longest = LONGEST_TERMS[use.use]
        if use.term_years > longest:
            message = Text(
                f"{use.use.text.zh}出让年限{use.term_years}年，最高{longest}年",
                f"{use.use.text.en}: {use.term_years} years, at most {longest} are allowed",
            )
            return Refusal("term_too_long", message, LAND_USE_RIGHT.article("12"))
    return None


def _paid(share: Decimal) -> Callable[[Facts], bool]:
    """What was paid before counts, and the deposit of the winner as part of the price (39号令 art. 21)."""

    def enough(facts: Facts) -> bool:
        if facts.data is None or facts.price is None:
            return True
        paid = facts.data.amount + (facts.amount_paid or 0) + facts.lot.deposit
        return bool(paid >= facts.price * share)

    return enough


terms_within_the_maximum = Guard(
    "term_too_long",
    Text("出让年限不超过用途的最高年限", "no term is longer than its use allows"),
    _terms,
    LAND_USE_RIGHT.article("12"),
)
a_sufficient_deposit = require(
    "deposit_too_low",
    Text("竞买保证金不低于起始价的20%", "the deposit is at least 20% of the start price"),
    lambda f: f.lot.deposit >= f.lot.start_price * DEPOSIT_SHARE,
    law=LAND_NOTICE_34.article(""),
)
above_the_lowest_price = require(
    "below_lowest_price",
    Text("起始价不低于国家规定的最低价标准", "the start price is not below the nation's lowest"),
    lambda f: f.lot.start_price >= f.lot.lowest_price,
    law=LAND_ORDER_39.article("10"),
)
a_committed_reserve = require(
    "reserve_not_committed",
    Text(
        "设有底价的，须提交底价承诺值；不设底价的，不得提交",
        "a reserve price, and no other, is committed to by a digest",
    ),
    lambda f: (
        bool(_DIGEST.fullmatch(f.lot.reserve_commitment))
        if f.lot.has_reserve
        else not f.lot.reserve_commitment
    ),
    law=LAND_ORDER_39.article("10"),
)
a_sensible_cap = require(
    "cap_unclear",
    Text(
        "设最高限价的，须高于起始价并载明达到限价后的竞买方式",
        "a cap is above the start price and says what follows",
    ),
    lambda f: (
        (f.lot.price_cap > f.lot.start_price and f.lot.beyond_cap is not BeyondCap.NONE)
        if f.lot.price_cap
        else f.lot.beyond_cap is BeyondCap.NONE
    ),
    law=PRACTICE.article(""),
)
plot_ratios_in_order = require(
    "plot_ratios_crossed",
    Text("容积率下限不高于上限", "the lowest plot ratio is not above the highest"),
    lambda f: f.lot.far_min <= f.lot.far_max,
    law=LAND_ORDER_39.article("9"),
)
dates_in_order = require(
    "dates_crossed",
    Text("交地、开工、竣工时间依次不早于前者", "delivery, start and end of construction follow each other"),
    lambda f: f.lot.delivery_on <= f.lot.start_by <= f.lot.complete_by,
    law=PRACTICE.article(""),
)
a_lawful_jury = require(
    "jury_wrong",
    Text(
        "综合评标须有5人以上单数的评标小组",
        "a comprehensive evaluation has a jury of five or more, an odd number",
    ),
    lambda f: (
        not JURY.binds(f.particulars)
        or JURY.is_met(f.particulars, members=f.particulars.jury_size, experts=0)
    ),
    law=JURY.law,
)
the_competition_is_over = require(
    "outcome_unknown",
    Text("竞价结果已确定", "the outcome of the competition is known"),
    lambda f: f.bids_valid is not None,
    law=LAND_ORDER_39.article("19"),
)
a_cap_is_set = require(
    "no_cap",
    Text("设有最高限价", "there is a highest price"),
    lambda f: f.lot.price_cap > 0,
    law=PRACTICE.article(""),
)
the_winner_is_examined_later = require(
    "examined_before",
    Text("采用资格后审", "the winner is examined after the competition"),
    lambda f: f.particulars.qualification_timing is QualificationTiming.AFTER,
    law=LAND_ORDER_39.article("19"),
)
nobody_qualified = require(
    "somebody_qualified",
    Text("没有合格的竞买人", "nobody is qualified to bid"),
    lambda f: f.qualified == 0,
    law=LAND_ORDER_39.article("11"),
)
somebody_qualified = require(
    "nobody_qualified",
    Text("有合格的竞买人", "somebody is qualified to bid"),
    lambda f: f.qualified > 0,
    law=LAND_ORDER_39.article("11"),
)
the_price_of_the_deal = require(
    "price_differs",
    Text("合同价款与成交价一致", "the contract's price is that of the deal"),
    lambda f: f.price is None or f.data is None or f.data.price == f.price,
    law=LAND_ORDER_39.article("20"),
)
half_the_price = require(
    "first_payment_too_low",
    Text(
        "首付款（含抵作价款的保证金）不低于出让价款的50%",
        "the first payment, with the deposit, is at least half of the price",
    ),
    _paid(FIRST_PAYMENT_SHARE),
    law=LAND_NOTICE_34.article(""),
)
the_whole_price = require(
    "not_paid_in_full",
    Text("付清全部出让价款（含抵作价款的保证金）", "the whole price, with the deposit, is paid"),
    _paid(Decimal(1)),
    law=LAND_ORDER_39.article("23"),
)


def long_enough(*limits: Limit) -> Guard:
    """Require that a length which the deal chose for one of these periods is not below its limit's."""

    def test(facts: Facts) -> Refusal | None:
        for limit in limits:
            asked = getattr(facts.particulars, limit.chosen)
            if 0 < asked < limit.length:
                message = Text(
                    f"{limit.title.zh}不得少于{limit.length}",
                    f"{limit.title.en} may not be below {limit.length}",
                )
                return Refusal("period_too_short", message, limit.law)
        return None

    title = Text("公告的期限不短于规定", "no period that is announced is too short")
    return Guard("period_too_short", title, test, limits[0].law)


def asked_by_at_least(needed: int, law: Law) -> Guard:
    """Require that so many bidders want to go on bidding when the listing ends."""
    title = Text(f"愿意继续竞价的竞买人不少于{needed}家", f"at least {needed} want to go on bidding")
    return require(
        "nobody_goes_on",
        title,
        lambda f: f.asked_for_limited_phase is not None and f.asked_for_limited_phase >= needed,
        law=law,
    )


def asked_by_fewer_than(needed: int, law: Law) -> Guard:
    """Require that fewer bidders than needed want to go on: the listing is decided as it stands."""
    title = Text(f"愿意继续竞价的竞买人少于{needed}家", f"fewer than {needed} want to go on bidding")
    return require(
        "somebody_goes_on",
        title,
        lambda f: f.asked_for_limited_phase is not None and f.asked_for_limited_phase < needed,
        law=law,
    )
