"""竞争性磋商: competitive consultation (财库〔2014〕214号, 财库〔2015〕124号)."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from trading.law.guards import a_tender_document, bids_are_open, require
from trading.law.labels import Label
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_limits import (
    DAYS,
    FINAL_OFFERS,
    NOTICE_PERIOD_OTHER,
    RESULT_PERIOD_OTHER,
    WORKING_DAYS,
    back,
    floor,
    recalled_214,
)
from trading.law.procurement_particulars import Category, Group, OtherMethod, Procurement
from trading.law.statutes import CONSULTATION_124, CONSULTATION_214, LOW_PRICE_2, PROCUREMENT

DOCUMENTS = floor(
    "documents", "磋商文件发售期限", "documents provided", CONSULTATION_214.article("10"), 5, WORKING_DAYS
)
BIDDING = floor(
    "bidding",
    "磋商文件发出至首次响应截止",
    "issue to first response",
    CONSULTATION_214.article("10"),
    10,
    DAYS,
)
CLARIFICATION = back(
    "clarification_lead",
    "澄清修改距首次响应截止",
    "clarification lead",
    CONSULTATION_214.article("10"),
    5,
    DAYS,
)
AWARD = steps.Award(silence=recalled_214("28"), result=recalled_214("29"), result_period=RESULT_PERIOD_OTHER)


class Ground(Choice):
    """When suppliers may be consulted (财库〔2014〕214号 art. 3)."""

    SERVICES = "services", "政府购买服务项目", "The government buys services"
    COMPLEX = "complex", "技术复杂或者性质特殊，不能确定详细规格或者具体要求", "Too complex to specify"
    UNPRICED = (
        "unpriced",
        "因艺术品采购、专利、专有技术等不能事先计算出价格总额",
        "The total price cannot be known",
    )
    RESEARCH = (
        "research",
        "市场竞争不充分的科研项目以及需要扶持的科技成果转化项目",
        "Research with little competition",
    )
    WORKS = "works", "必须招标以外的工程建设项目", "Works that need no tender"


@dataclass(frozen=True, kw_only=True)
class Consultation(Group, OtherMethod, selection.Approach, Procurement):
    """A competitive consultation and its ground."""

    ground: Annotated[Ground, Label("采用竞争性磋商的情形", "Ground", CONSULTATION_214.article("3"))]


def least_responses(facts: Facts) -> int:
    """Return how many must respond: two for services bought (财库〔2015〕124号), otherwise three."""
    return 2 if facts.particulars.ground is Ground.SERVICES else 3


def least_offers(particulars: Consultation) -> int:
    """Return how many final offers are needed: two for research and for services bought, otherwise three."""
    return 2 if particulars.ground in (Ground.RESEARCH, Ground.SERVICES) else 3


def least(facts: Facts) -> int:
    """Return the same from what is known of the lot."""
    return least_offers(facts.particulars)


ground_fits = require(
    "ground_does_not_fit",
    Text("适用情形与采购项目类别一致", "the ground fits what is bought"),
    lambda f: (
        (f.particulars.ground is not Ground.SERVICES or f.particulars.category is Category.SERVICES)
        and (f.particulars.ground is not Ground.WORKS or f.particulars.category is Category.WORKS)
    ),
    law=recalled_214("3"),
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
        "procurement_consultation",
        Text("发布竞争性磋商公告", "publish the consultation"),
        opens=(NOTICE_PERIOD_OTHER, DOCUMENTS, BIDDING),
        checks=(
            a_tender_document(recalled_214("9")),
            guards.method_approved,
            ground_fits,
            *guards.COMPETED,
            guards.group(recalled_214("14")),
            guards.consultation_price_weight,
        ),
        law=recalled_214("7"),
        choice=recalled_214("6"),
    ),
    *failure.close_bidding(
        "negotiating",
        BIDDING,
        enough=approach.enough("too_few_bids", approach.received, least_responses, recalled_214("6")),
        too_few=approach.too_few("enough_bids", approach.received, least_responses, recalled_214("34")),
        failed="failed",
        law=CONSULTATION_214.article("10"),
    ),
    # 两家即可的情形：214号文第21条第3款，124号文
    *approach.final_offers(
        least=least,
        opened=bids_are_open(law=recalled_214("16")),
        talks=recalled_214("20"),
        offers=recalled_214("21"),
        failure=recalled_214("34"),
    ),
    *steps.low_price(LOW_PRICE_2.article("")),
    *steps.decide(
        AWARD,
        checks=(
            approach.enough("too_few_valid_bids", approach.valid, least, CONSULTATION_124.article("")),
            guards.award_within_budget,
        ),
        report_law=recalled_214("25"),
    ),
    approach.fail_evaluation(least, recalled_214("34")),
    approach.fail_rejected(recalled_214("34")),
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
        law=recalled_214("35"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="consultation",
        edition=family.EDITION,
        title=Text("竞争性磋商", "Competitive consultation"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=Consultation,
        lot_particulars=selection.ChosenScoredPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.SELECTIVE),
        registration=RegistrationRule(states=("bidding",), until=BIDDING, among="drawn", or_anybody=True),
        law=PROCUREMENT.article("26"),
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
        committee=guards.group_rule(recalled_214("14"), asks=recalled_214("18"), corrects=recalled_214("32")),
        evaluation=replace(evaluation_tables.CONSULTATION, at_least=least_offers),
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=family.SUPPLIER,
    ),
)
