"""What must hold for the steps of property deals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Refusal
from trading.law.guards import a_winner, no_open_dispute, require
from trading.law.property_choices import PriorityRight
from trading.law.property_limits import DEPOSIT_SHARE, FIRST_PAYMENT_SHARE, LARGE_ASSET
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32, PROPERTY_RULES_17, STATE_ASSETS

order32 = PROPERTY_ORDER_32.article

# Order 32, art. 18: below this share of the valuation the approver must consent in writing.
CONSENT_BELOW = Decimal("0.9")

a_known_buyer = a_winner(order32("22"))
nothing_in_dispute = no_open_dispute(PRACTICE.article(""))


def eligible(facts: Facts) -> int:
    """Return how many may compete: as handed in from elsewhere, or qualified here with their deposit paid."""
    return facts.qualified if facts.prequalified is None else facts.prequalified


all_examined = require(
    "registrations_pending",
    Text("意向方资格均已审核", "Every registration has been examined"),
    lambda f: f.prequalified is not None or f.registered <= f.qualified + f.deposits_missing,
    law=order32("21"),
    message=Text("尚有意向方资格未审核", "A registration is still to be examined"),
)
nobody_eligible = require(
    "eligible_buyers",
    Text("未征集到符合条件的意向方", "No eligible buyer came"),
    lambda f: eligible(f) == 0,
    law=order32("18"),
    message=Text("已有符合条件的意向方", "There are eligible buyers"),
)
one_eligible = require(
    "not_one_eligible",
    Text("只有一家符合条件的意向方", "Exactly one eligible buyer"),
    lambda f: eligible(f) == 1,
    law=order32("22"),
)
nothing_came_of_it = require(
    "outcome_known",
    Text("竞价没有结果", "the competition came to nothing"),
    lambda f: f.bids_valid is None,
    law=order32("22"),
)
several_eligible = require(
    "fewer_than_two_eligible",
    Text("符合条件的意向方不少于两家", "Two or more eligible buyers: they compete in public"),
    lambda f: eligible(f) >= 2,
    law=STATE_ASSETS.article("54"),
)
some_eligible = require(
    "nobody_eligible",
    Text("有符合条件的意向投资方", "At least one eligible investor"),
    lambda f: eligible(f) >= 1,
    law=order32("43"),
)
nobody_registered = require(
    "buyers_registered",
    Text("没有意向方登记", "Nobody registered"),
    lambda f: f.registered == 0 and eligible(f) == 0,
    law=PRACTICE.article(""),
)
extends_itself = require(
    "no_automatic_extension",
    Text("公告载明自动延期", "The notice says that the disclosure is extended by itself"),
    lambda f: bool(f.particulars.auto_extend),
    law=PRACTICE.article(""),
)


def at_least_valued(law: Law) -> Guard:
    """Require that the floor price of the first disclosure is not below the valuation."""
    title = Text("首次披露底价不低于评估结果", "The first floor price is not below the valuation")

    def test(facts: Facts) -> Refusal | None:
        if facts.lot.floor_price >= facts.lot.valuation:
            return None
        message = Text(
            "底价{floor}元低于评估值{value}元",
            "The floor price of {floor} yuan is below the valuation of {value} yuan",
        )
        return Refusal(
            "floor_below_valuation",
            message.format(floor=facts.lot.floor_price, value=facts.lot.valuation),
            law,
        )

    return Guard("at_least_valued", title, test, law)


capital_at_least_valued = require(
    "floor_below_valuation",
    Text(
        "每元注册资本底价不低于对应的净资产评估值",
        "The floor price per yuan of capital is not below its valued net assets",
    ),
    lambda f: f.lot.floor_unit_price * f.lot.registered_capital >= f.lot.valuation,
    law=order32("43"),
)


def deposit_within_share(base: str) -> Guard:
    """Require that the deposit is at most 30 % of the lot's field `base`."""
    return require(
        "deposit_too_high",
        Text("保证金不超过底价的30%", "The deposit is at most 30 % of the floor price"),
        lambda f: f.lot.deposit <= DEPOSIT_SHARE * getattr(f.lot, base),
        law=PROPERTY_RULES_17.article(""),
    )


pre_disclosed_first = require(
    "pre_disclosure_needed",
    Text(
        "控制权转移或选择预披露的，须先行预披露",
        "Pre-disclosed first where control passes or the seller chose so",
    ),
    lambda f: not f.particulars.discloses_first,
    law=order32("13"),
)
a_pre_disclosure_is_due = require(
    "no_pre_disclosure",
    Text("须预披露或选择了预披露", "A pre-disclosure is due or was chosen"),
    lambda f: f.particulars.discloses_first,
    law=order32("13"),
)
control_stays = require(
    "control_passes",
    Text("控制权不发生转移", "Control of the company does not pass"),
    lambda f: not f.particulars.control_passes,
    law=order32("13"),
)
control_passes = require(
    "control_stays",
    Text("控制权发生转移", "Control of the company passes"),
    lambda f: f.particulars.control_passes,
    law=order32("13"),
)
managers_disclosed = require(
    "managers_not_disclosed",
    Text("管理层参与受让的情况已如实披露", "That managers intend to buy is disclosed"),
    lambda f: not f.particulars.managers_intend or bool(f.particulars.managers_disclosure),
    law=STATE_ASSETS.article("56"),
)


def requirements_grounded(law: Law) -> Guard:
    """Require that requirements of the buyer stand on a filing or a rule."""
    return require(
        "requirements_without_ground",
        Text(
            "受让方资格条件有备案编号或法规依据", "Requirements of the buyer were filed, or stand on a rule"
        ),
        lambda f: not f.lot.buyer_requirements or bool(f.lot.requirements_ground),
        law=law,
    )


a_valuable_asset = require(
    "small_asset",
    Text("转让底价1000万元以上", "The floor price is ten million yuan or more"),
    lambda f: f.lot.floor_price >= LARGE_ASSET,
    law=order32("50"),
)
a_small_asset = require(
    "valuable_asset",
    Text("转让底价低于1000万元", "The floor price is below ten million yuan"),
    lambda f: f.lot.floor_price < LARGE_ASSET,
    law=order32("50"),
)
consent_below_ninety = require(
    "no_consent",
    Text(
        "新底价低于评估结果90%的，须经批准单位书面同意",
        "Below 90 % of the valuation the approver consents in writing",
    ),
    lambda f: (
        f.data is None or f.data.floor_price >= CONSENT_BELOW * f.lot.valuation or bool(f.data.consent_number)
    ),
    law=order32("18"),
)
terms_change = require(
    "nothing_changed",
    Text("降低底价或变更受让条件", "The floor price falls or the terms change"),
    lambda f: f.data is None or f.data.floor_price < f.lot.floor_price or bool(f.data.changed_terms),
    law=order32("18"),
)
price_at_floor = require(
    "price_below_floor",
    Text("成交价不低于底价", "The price is not below the floor price"),
    lambda f: f.price is not None and f.price >= f.lot.floor_price,
    law=STATE_ASSETS.article("55"),
)


AFTER_THE_PRICE = (PriorityRight.OFF_SITE,)
"""Whoever holds a right of first refusal and is asked once the price is known; others use it while the price forms."""
UNDER_SEAL = (*AFTER_THE_PRICE, PriorityRight.ON_SITE)
"""Under seal no price forms that anybody could take: every holder is asked once the offers are open."""


def _named(rights: Sequence[PriorityRight]) -> Text:
    return Text("、".join(one.text.zh for one in rights), "; ".join(one.text.en for one in rights))


def nobody_to_ask(law: Law, asked: Sequence[PriorityRight] = AFTER_THE_PRICE) -> Guard:
    """Require that no holder of a right of first refusal is to be asked after the competition."""
    return require(
        "priority_holders_to_ask",
        Text(
            f"无须征询优先权人（{_named(asked).zh}）",
            f"Nobody with a right of first refusal is still to be asked ({_named(asked).en})",
        ),
        lambda f: f.lot.priority not in asked,
        law=law,
    )


def somebody_to_ask(law: Law, asked: Sequence[PriorityRight] = AFTER_THE_PRICE) -> Guard:
    """Require that a holder of a right of first refusal is to be asked after the competition."""
    return require(
        "no_priority_holders",
        Text(
            f"有须征询的优先权人（{_named(asked).zh}）",
            f"Somebody with a right of first refusal is to be asked ({_named(asked).en})",
        ),
        lambda f: f.lot.priority in asked,
        law=law,
    )


contract_at_price = require(
    "contract_price_differs",
    Text("合同价款等于成交价", "The contract is at the price of the competition"),
    lambda f: f.data is None or f.price is None or f.data.price == f.price,
    law=order32("23"),
)


def _left(f: Facts) -> Decimal | None:
    """Return what is left to pay of the contract's price."""
    return None if f.contract_price is None else f.contract_price - (f.amount_paid or Decimal(0))


paid_in_full = require(
    "not_paid_in_full",
    Text("一次付清全部价款", "The whole price is paid in one sum"),
    lambda f: f.data is None or f.data.amount == _left(f),
    law=order32("28"),
)
instalments_allowed = require(
    "no_instalments",
    Text("公告允许分期付款", "The notice allowed instalments"),
    lambda f: f.particulars.instalments,
    law=order32("28"),
)
first_payment_large_enough = require(
    "first_payment_too_small",
    Text(
        "首期付款不低于总价款的30%且未付清",
        "The first payment is at least 30 % of the price, and less than all of it",
    ),
    lambda f: (
        f.data is None
        or (
            f.contract_price is not None
            and FIRST_PAYMENT_SHARE * f.contract_price <= f.data.amount < f.contract_price
        )
    ),
    law=order32("28"),
)
balance_paid = require(
    "balance_differs",
    Text("付清合同价款的全部余款", "All that is left of the contract's price is paid"),
    lambda f: f.data is None or f.data.amount == _left(f),
    law=order32("28"),
)
rent_within_contract = require(
    "rent_exceeds_contract",
    Text("首期租金为正且不超过合同总租金", "The first rent is positive and within the rent of the contract"),
    lambda f: f.data is None or (f.contract_price is not None and 0 < f.data.amount <= f.contract_price),
    law=PRACTICE.article(""),
)
