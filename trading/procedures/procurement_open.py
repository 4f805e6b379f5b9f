"""公开招标: the open tender for goods and services (政府采购法 art. 35–37, 财政部令第87号)."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import procurement as family
from trading.law import procurement_failure as failure
from trading.law import procurement_guards as guards
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.guards import a_tender_document, at_least_bids, fewer_bids_than
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_limits import (
    DOCUMENTS,
    NOTICE_PERIOD,
    TENDER_BIDDING,
    TENDER_CLARIFICATION,
)
from trading.law.procurement_particulars import Group, Procurement, TenderPackage
from trading.law.statutes import ORDER_87


@dataclass(frozen=True, kw_only=True)
class OpenTender(Group, Procurement):
    """An open tender: nothing beyond what every procurement says and the committee it will have."""


STATES = (
    states.DRAFT,
    states.INTENDED,
    states.BIDDING,
    states.SEALED,
    states.OPENED,
    *states.DECISION_STATES,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    *states.SHORT_STATES,
    *states.END_STATES,
)

STEPS = (
    steps.intent(),
    *steps.announce(
        "bidding",
        Text("发布招标公告", "publish the tender"),
        "procurement_tender",
        opens=(NOTICE_PERIOD, DOCUMENTS, TENDER_BIDDING),
        checks=(
            a_tender_document(ORDER_87.article("20")),
            guards.goods_or_services,
            *guards.COMPETED,
            guards.tender_committee,
            guards.tender_price_weight,
            guards.lowest_price_for_standard,
        ),
        law=ORDER_87.article("13"),
    ),
    *failure.close_bidding(
        "sealed",
        TENDER_BIDDING,
        enough=at_least_bids(3, ORDER_87.article("41")),
        too_few=fewer_bids_than(3, ORDER_87.article("43")),
        failed="short",
        law=ORDER_87.article("41"),
    ),
    *steps.tender_evaluation(),
    *replacement(),
    *contract(),
    *failure.short(ORDER_87.article("43")),
    *failure.end(
        *(
            "intended",
            "bidding",
            "sealed",
            "opened",
            "evaluating",
            "low_price_review",
            "reported",
            "deciding",
            "short",
        ),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=ORDER_87.article("29"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="open",
        edition=family.EDITION,
        title=Text("公开招标", "Open tender"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=OpenTender,
        lot_particulars=TenderPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.OPEN),
        law=ORDER_87.article("3"),
        bidding=TENDER_BIDDING,
        questions=rules.questions("bidding"),
        clarifications=(rules.corrections(TENDER_CLARIFICATION, "bidding"),),
        objections=(
            *rules.challenges(
                documents=("bidding", "sealed", "opened"),
                process=(
                    "sealed",
                    "opened",
                    "evaluating",
                    "low_price_review",
                    "reported",
                    "deciding",
                    "decided",
                    "awarded",
                ),
                result=("awarded", "signed", "contract_published", "performing"),
            ),
            rules.on_opening("sealed"),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        deposit=rules.DEPOSIT,
        contract=rules.CONTRACTS,
        committee=guards.TENDER_COMMITTEE,
        evaluation=evaluation_tables.PROCUREMENT_TENDER,
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=Text("投标人", "Bidder"),
    ),
)
