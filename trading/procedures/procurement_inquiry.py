"""询价: the inquiry for prices of uniform goods (政府采购法 art. 32, 40; 财政部令第74号 ch. 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import procurement as family
from trading.law import procurement_approach as approach
from trading.law import procurement_failure as failure
from trading.law import procurement_guards as guards
from trading.law import procurement_rules as rules
from trading.law import procurement_selection as selection
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.grammar import RegistrationRule
from trading.law.guards import a_tender_document, bids_are_open, require
from trading.law.labels import Label
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_limits import (
    NOTICE_PERIOD_OTHER,
    RESULT_PERIOD_OTHER,
    WORKING_DAYS,
    back,
    floor,
    recalled_74,
)
from trading.law.procurement_particulars import Category, Group, OtherMethod, Procurement
from trading.law.statutes import LOW_PRICE_2, ORDER_74, PROCUREMENT

BIDDING = floor(
    "bidding", "询价通知书发出至响应截止", "issue to response", ORDER_74.article("45"), 3, WORKING_DAYS
)
CLARIFICATION = back(
    "clarification_lead", "澄清修改距响应截止", "clarification lead", ORDER_74.article("45"), 3, WORKING_DAYS
)
OPENED = bids_are_open(law=recalled_74("48"))
AWARD = steps.Award(silence=recalled_74("49"), result=recalled_74("18"), result_period=RESULT_PERIOD_OTHER)


@dataclass(frozen=True, kw_only=True)
class Inquiry(Group, OtherMethod, selection.Approach, Procurement):
    """An inquiry: goods of uniform specification, in plenty, at a steady price; each supplier quotes once."""

    uniform: Annotated[bool, Label("规格、标准统一", "Uniform specification", PROCUREMENT.article("32"))]
    plentiful: Annotated[bool, Label("现货货源充足", "Plenty in stock", PROCUREMENT.article("32"))]
    steady_price: Annotated[bool, Label("价格变化幅度小", "Steady price", PROCUREMENT.article("32"))]


goods_only = require(
    "not_uniform_goods",
    Text("规格、标准统一、现货货源充足且价格变化幅度小的货物", "uniform goods in plenty at a steady price"),
    lambda f: (
        f.particulars.category is Category.GOODS
        and f.particulars.uniform
        and f.particulars.plentiful
        and f.particulars.steady_price
    ),
    law=PROCUREMENT.article("32"),
)

STATES = (
    states.DRAFT,
    states.INTENDED,
    states.SELECTED,
    states.BIDDING,
    *states.DECISION_STATES,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    *states.END_STATES,
)

STEPS = (
    steps.intent(),
    *approach.approach(
        "procurement_inquiry",
        Text("发布询价公告", "publish the inquiry"),
        opens=(NOTICE_PERIOD_OTHER, BIDDING),
        checks=(
            a_tender_document(PROCUREMENT.article("40")),
            guards.method_approved,
            goods_only,
            *guards.COMPETED,
            guards.group(PROCUREMENT.article("40")),
        ),
        law=PROCUREMENT.article("40"),
        choice=recalled_74("12"),
    ),
    # 一次报出不得更改的价格：截止后直接评审
    *failure.close_bidding(
        "evaluating",
        BIDDING,
        enough=approach.enough("too_few_bids", approach.received, approach.three, PROCUREMENT.article("40")),
        too_few=approach.too_few("enough_bids", approach.received, approach.three, recalled_74("50")),
        failed="failed",
        law=ORDER_74.article("45"),
    ),
    *steps.low_price(LOW_PRICE_2.article(""), OPENED),
    *steps.decide(
        AWARD,
        checks=(
            OPENED,
            approach.enough("too_few_valid_bids", approach.valid, approach.three, recalled_74("48")),
            guards.award_within_budget,
        ),
        report_law=recalled_74("48"),
    ),
    approach.fail_evaluation(approach.three, recalled_74("50"), OPENED),
    approach.fail_rejected(recalled_74("50"), OPENED),
    *replacement(),
    *contract(),
    *failure.end(
        *("intended", "bidding", "evaluating", "low_price_review", "reported", "deciding"),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=recalled_74("23"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="inquiry",
        edition=family.EDITION,
        title=Text("询价", "Inquiry"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=Inquiry,
        lot_particulars=selection.ChosenCompetedPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.SELECTIVE),
        registration=RegistrationRule(states=("bidding",), until=BIDDING, among="drawn", or_anybody=True),
        law=PROCUREMENT.article("32"),
        bidding=BIDDING,
        questions=rules.questions("bidding"),
        clarifications=(rules.corrections(CLARIFICATION, "bidding"),),
        objections=rules.challenges(
            documents=("bidding", "evaluating"),
            process=("evaluating", "low_price_review", "reported", "deciding", "decided", "awarded"),
            result=("awarded", "signed", "contract_published", "performing"),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        deposit=rules.DEPOSIT_WITHOUT_TENDER,
        contract=rules.CONTRACTS,
        committee=guards.group_rule(
            PROCUREMENT.article("40"), asks=recalled_74("16"), corrects=recalled_74("21")
        ),
        evaluation=evaluation_tables.INQUIRY,
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=family.SUPPLIER,
    ),
)
