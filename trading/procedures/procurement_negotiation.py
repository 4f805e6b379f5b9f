"""竞争性谈判: competitive negotiation (政府采购法 art. 30, 38; 财政部令第74号 ch. 3)."""

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
from trading.law.choices import Choice
from trading.law.facts import Facts
from trading.law.grammar import RegistrationRule
from trading.law.guards import a_tender_document, bids_are_open
from trading.law.labels import Label
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_limits import (
    FINAL_OFFERS,
    NOTICE_PERIOD_OTHER,
    RESULT_PERIOD_OTHER,
    WORKING_DAYS,
    back,
    floor,
    recalled_74,
)
from trading.law.procurement_particulars import Group, OptionalText, OtherMethod, Procurement
from trading.law.statutes import LOW_PRICE_2, ORDER_74, PROCUREMENT

BIDDING = floor(
    "bidding",
    "谈判文件发出至首次响应截止",
    "issue to first response",
    ORDER_74.article("29"),
    3,
    WORKING_DAYS,
)
CLARIFICATION = back(
    "clarification_lead",
    "澄清修改距首次响应截止",
    "clarification lead",
    ORDER_74.article("29"),
    3,
    WORKING_DAYS,
)
AWARD = steps.Award(silence=recalled_74("36"), result=recalled_74("18"), result_period=RESULT_PERIOD_OTHER)


class Ground(Choice):
    """When suppliers may be negotiated with (政府采购法 art. 30)."""

    FAILED_TENDER = (
        "failed_tender",
        "招标后没有供应商投标、没有合格标的或者重新招标未能成立",
        "A tender failed",
    )
    COMPLEX = "complex", "技术复杂或者性质特殊，不能确定详细规格或者具体要求", "Too complex to specify"
    URGENT = "urgent", "采用招标所需时间不能满足用户紧急需要", "Too urgent for a tender"
    UNPRICED = "unpriced", "不能事先计算出价格总额", "The total price cannot be known"


@dataclass(frozen=True, kw_only=True)
class Negotiation(Group, OtherMethod, selection.Approach, Procurement):
    """A competitive negotiation: its ground, and the approval to negotiate with two after a failed tender."""

    ground: Annotated[Ground, Label("采用竞争性谈判的情形", "Ground", PROCUREMENT.article("30"))]
    two_suppliers_approval: Annotated[
        OptionalText,
        Label(
            "公开招标仅有两家供应商、转竞争性谈判的批准文号",
            "Approval to go on with two suppliers",
            ORDER_74.article("27"),
        ),
    ] = ""


def least(facts: Facts) -> int:
    """Return how many suppliers are needed: two after a tender that left two, with approval; otherwise three."""
    return (
        2
        if facts.particulars.ground is Ground.FAILED_TENDER and facts.particulars.two_suppliers_approval
        else 3
    )


STATES = (
    states.DRAFT,
    states.INTENDED,
    states.SELECTED,
    states.BIDDING,
    states.NEGOTIATING,
    states.QUOTING,
    *states.DECISION_STATES,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    *states.END_STATES,
)

STEPS = (
    steps.intent(),
    *approach.approach(
        "procurement_negotiation",
        Text("发布竞争性谈判公告", "publish the negotiation"),
        opens=(NOTICE_PERIOD_OTHER, BIDDING),
        checks=(
            a_tender_document(PROCUREMENT.article("38")),
            guards.method_approved,
            *guards.COMPETED,
            guards.group(PROCUREMENT.article("38")),
        ),
        law=PROCUREMENT.article("38"),
        choice=recalled_74("12"),
    ),
    *failure.close_bidding(
        "negotiating",
        BIDDING,
        enough=approach.enough("too_few_bids", approach.received, least, PROCUREMENT.article("38")),
        too_few=approach.too_few("enough_bids", approach.received, least, recalled_74("37")),
        failed="failed",
        law=ORDER_74.article("29"),
    ),
    *approach.final_offers(
        least=least,
        opened=bids_are_open(law=recalled_74("30")),
        talks=PROCUREMENT.article("38"),
        offers=recalled_74("33"),
        failure=recalled_74("37"),
    ),
    *steps.low_price(LOW_PRICE_2.article("")),
    *steps.decide(
        AWARD,
        checks=(
            approach.enough("too_few_valid_bids", approach.valid, least, recalled_74("35")),
            guards.award_within_budget,
        ),
        report_law=recalled_74("35"),
    ),
    approach.fail_evaluation(least, recalled_74("37")),
    approach.fail_rejected(recalled_74("37")),
    *replacement(),
    *contract(),
    *failure.end(
        *(
            "intended",
            "bidding",
            "negotiating",
            "quoting",
            "evaluating",
            "low_price_review",
            "reported",
            "deciding",
        ),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=recalled_74("23"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="negotiation",
        edition=family.EDITION,
        title=Text("竞争性谈判", "Competitive negotiation"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=Negotiation,
        lot_particulars=selection.ChosenCompetedPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.SELECTIVE),
        registration=RegistrationRule(states=("bidding",), until=BIDDING, among="drawn", or_anybody=True),
        law=PROCUREMENT.article("30"),
        bidding=BIDDING,
        final_offers=FINAL_OFFERS,
        questions=rules.questions("bidding"),
        clarifications=(rules.corrections(CLARIFICATION, "bidding"),),
        objections=rules.challenges(
            documents=("bidding", "negotiating", "quoting", "evaluating"),
            process=(
                "negotiating",
                "quoting",
                "evaluating",
                "low_price_review",
                "reported",
                "deciding",
                "decided",
                "awarded",
            ),
            result=("awarded", "signed", "contract_published", "performing"),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        deposit=rules.DEPOSIT_WITHOUT_TENDER,
        contract=rules.CONTRACTS,
        committee=guards.group_rule(
            PROCUREMENT.article("38"), asks=recalled_74("16"), corrects=recalled_74("21")
        ),
        evaluation=evaluation_tables.NEGOTIATION,
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=family.SUPPLIER,
    ),
)
