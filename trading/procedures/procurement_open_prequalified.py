"""公开招标（资格预审）: the open tender with prequalification (政府采购法实施条例 art. 21, 财政部令第87号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from accounts.roles import Role
from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import procurement as family
from trading.law import procurement_failure as failure
from trading.law import procurement_guards as guards
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.grammar import RegistrationRule, Step
from trading.law.guards import a_tender_document, at_least_bids, fewer_bids_than
from trading.law.labels import Label, LongText
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_limits import (
    APPLICATION,
    DOCUMENTS,
    NOTICE_PERIOD,
    PREQUALIFICATION_CLARIFICATION,
    PREQUALIFICATION_DOCUMENTS,
    TENDER_BIDDING,
    TENDER_CLARIFICATION,
)
from trading.law.procurement_particulars import Group, Procurement, TenderPackage
from trading.law.statutes import ORDER_87, PROCUREMENT_RULES


@dataclass(frozen=True, kw_only=True)
class PrequalifiedTender(Group, Procurement):
    """An open tender whose bidders qualify first."""

    qualification_standard: Annotated[
        LongText, Label("资格审核标准和方法", "Standard of the prequalification", ORDER_87.article("21"))
    ]


STATES = (
    states.DRAFT,
    states.INTENDED,
    states.APPLYING,
    states.PREQUALIFYING,
    states.PREQUALIFIED,
    states.BIDDING,
    states.SEALED,
    *states.DECISION_STATES,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    *states.SHORT_STATES,
    *states.END_STATES,
)

STEPS = (
    steps.intent(),
    *steps.announce(
        "applying",
        Text("发布资格预审公告", "publish the prequalification"),
        "procurement_prequalification",
        opens=(NOTICE_PERIOD, PREQUALIFICATION_DOCUMENTS, APPLICATION),
        checks=(
            a_tender_document(ORDER_87.article("21")),
            guards.goods_or_services,
            *guards.COMPETED,
            guards.tender_committee,
            guards.tender_price_weight,
            guards.lowest_price_for_standard,
        ),
        law=PROCUREMENT_RULES.article("21"),
    ),
    *steps.prequalification("prequalified", failed="short"),
    Step(
        "invite",
        "prequalified",
        "bidding",
        Role.ORGANISER,
        Text("向通过资格预审的供应商提供招标文件", "issue the documents to those who qualified"),
        opens=(DOCUMENTS, TENDER_BIDDING),
        notice="procurement_invitation",
        law=ORDER_87.article("18"),
    ),
    *failure.close_bidding(
        "sealed",
        TENDER_BIDDING,
        enough=at_least_bids(3, ORDER_87.article("41")),
        too_few=fewer_bids_than(3, ORDER_87.article("43")),
        failed="short",
        law=ORDER_87.article("41"),
    ),
    # 已进行资格预审的，评审阶段可以不再审查资格
    *steps.tender_evaluation(reviewed=True),
    *replacement(),
    *contract(),
    *failure.short(ORDER_87.article("43")),
    *failure.end(
        *("intended", "applying", "prequalifying", "prequalified", "bidding", "sealed"),
        *("evaluating", "low_price_review", "reported", "deciding", "short"),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=ORDER_87.article("29"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="open_prequalified",
        edition=family.EDITION,
        title=Text("公开招标（资格预审）", "Open tender with prequalification"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=PrequalifiedTender,
        lot_particulars=TenderPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.SELECTIVE),
        law=ORDER_87.article("18-2"),
        bidding=TENDER_BIDDING,
        # Whoever applies is examined; only those who pass may bid.
        registration=RegistrationRule(states=("applying",), until=APPLICATION, reviewed_by=Role.ORGANISER),
        questions=rules.questions("applying", "bidding"),
        clarifications=(
            rules.corrections(PREQUALIFICATION_CLARIFICATION, "applying"),
            rules.corrections(TENDER_CLARIFICATION, "bidding"),
        ),
        objections=(
            *rules.challenges(
                documents=("applying", "prequalifying", "prequalified", "bidding", "sealed"),
                process=(
                    "prequalified",
                    "sealed",
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
