"""邀请招标: the tender among suppliers drawn at random (政府采购法 art. 29, 34; 财政部令第87号 art. 14)."""

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
from trading.law import procurement_selection as selection
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.choices import Choice
from trading.law.grammar import RegistrationRule, Step
from trading.law.guards import a_tender_document, at_least_bids, fewer_bids_than, require
from trading.law.labels import Disclosure, Label, ShortText
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, replacement
from trading.law.procurement_inputs import Draw
from trading.law.procurement_limits import (
    APPLICATION,
    DOCUMENTS,
    NOTICE_PERIOD,
    PREQUALIFICATION_CLARIFICATION,
    PREQUALIFICATION_DOCUMENTS,
    TENDER_BIDDING,
    TENDER_CLARIFICATION,
)
from trading.law.procurement_particulars import Group, OtherMethod, Procurement, TenderPackage
from trading.law.statutes import ORDER_87, PROCUREMENT

DRAW_LAW = ORDER_87.article("14")


class Ground(Choice):
    """When a tender may be by invitation (政府采购法 art. 29)."""

    SPECIAL = "special", "具有特殊性，只能从有限范围的供应商处采购", "Only few suppliers can serve"
    COSTLY = "costly", "公开招标的费用占总价值的比例过大", "An open tender would cost too much"


@dataclass(frozen=True, kw_only=True)
class InvitedTender(Group, OtherMethod, selection.Approach, Procurement):
    """A tender by invitation: its ground, and where the list of qualified suppliers comes from."""

    ground: Annotated[Ground, Label("采用邀请招标的情形", "Ground", PROCUREMENT.article("29"))]


@dataclass(frozen=True, kw_only=True)
class InvitedPackage(TenderPackage):
    """A package for which suppliers are drawn; who was is nobody's to know before the opening (87号令 art. 28)."""

    drawn: Annotated[
        tuple[ShortText, ...],
        Label(
            "随机抽取的供应商（统一社会信用代码，抽取时记录）",
            "Suppliers drawn (credit codes, kept at the draw)",
            DRAW_LAW,
            disclosure=Disclosure.WITHHELD,
        ),
    ] = ()


three_drawn = require(
    "too_few_drawn",
    Text("随机抽取3家以上", "three or more are drawn"),
    lambda f: f.data is None or 3 <= len(set(f.data.suppliers)) == len(f.data.suppliers) <= f.data.pool,
    law=DRAW_LAW,
)
pool_is_double = require(
    "pool_too_small",
    Text("备选供应商总数不少于拟抽取总数的两倍", "the pool is twice what is drawn"),
    lambda f: f.data is None or f.data.pool >= 2 * len(f.data.suppliers),
    law=ORDER_87.article("14-3"),
)
two_witnesses = require(
    "too_few_witnesses",
    Text("不少于两名采购人工作人员在场监督", "two of the purchaser's staff watch"),
    lambda f: f.data is None or f.data.witnesses >= 2,
    law=ORDER_87.article("14-4"),
)
drawn_from_those_who_passed = require(
    "drawn_beyond_those_who_passed",
    Text("备选供应商均通过资格预审", "those to draw from are the ones who passed"),
    lambda f: f.data is None or f.data.pool == f.passed,
    law=ORDER_87.article("14-2"),
)

CHECKS = (
    a_tender_document(ORDER_87.article("20")),
    guards.goods_or_services,
    guards.method_approved,
    *guards.COMPETED,
    guards.tender_committee,
    guards.tender_price_weight,
    guards.lowest_price_for_standard,
)

STATES = (
    states.DRAFT,
    states.INTENDED,
    states.APPLYING,
    states.PREQUALIFYING,
    states.POOLED,
    states.SELECTED,
    states.DRAWN,
    states.BIDDING,
    states.SEALED,
    states.OPENED,
    *states.DECISION_STATES,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    *states.SHORT_STATES,
    *states.END_STATES,
)

INVITE = Text("同时向所有被抽取的供应商发出投标邀请书", "send the invitations at the same time")
DRAWING = Text("随机抽取供应商", "draw the suppliers at random")

STEPS = (
    steps.intent(),
    # 发布资格预审公告征集
    *steps.announce(
        "applying",
        Text("发布资格预审公告", "publish the prequalification"),
        "procurement_prequalification",
        opens=(NOTICE_PERIOD, PREQUALIFICATION_DOCUMENTS, APPLICATION),
        checks=(selection.by_notice(DRAW_LAW), *CHECKS),
        law=ORDER_87.article("15"),
    ),
    *steps.prequalification("pooled", failed="short"),
    Step(
        "draw",
        "pooled",
        "drawn",
        Role.ORGANISER,
        DRAWING,
        guards=(three_drawn, drawn_from_those_who_passed, two_witnesses),
        takes=Draw,
        law=PROCUREMENT.article("34"),
    ),
    Step(
        "invite",
        "drawn",
        "bidding",
        Role.ORGANISER,
        INVITE,
        opens=(DOCUMENTS, TENDER_BIDDING),
        notice="procurement_invitation",
        law=ORDER_87.article("14-5"),
    ),
    # 从供应商库选取，或者采购人书面推荐
    *steps.prepare(
        "draw",
        "selected",
        DRAWING,
        checks=(selection.not_by_notice(DRAW_LAW), *CHECKS, three_drawn, pool_is_double, two_witnesses),
        takes=Draw,
        law=PROCUREMENT.article("34"),
    ),
    Step(
        "announce",
        "selected",
        "bidding",
        Role.ORGANISER,
        INVITE,
        opens=(DOCUMENTS, TENDER_BIDDING),
        guards=CHECKS,
        notice="procurement_invitation",
        whole_deal=True,
        law=ORDER_87.article("14-5"),
    ),
    *failure.close_bidding(
        "sealed",
        TENDER_BIDDING,
        enough=at_least_bids(3, ORDER_87.article("41")),
        too_few=fewer_bids_than(3, ORDER_87.article("41")),
        failed="short",
        law=ORDER_87.article("41"),
    ),
    *steps.tender_evaluation(),
    *replacement(),
    *contract(),
    *failure.short(ORDER_87.article("43")),
    *failure.end(
        *("intended", "applying", "prequalifying", "pooled", "drawn", "bidding", "sealed"),
        *("opened", "evaluating", "low_price_review", "reported", "deciding", "short"),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=ORDER_87.article("29"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="invited",
        edition=family.EDITION,
        title=Text("邀请招标", "Tender by invitation"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=InvitedTender,
        lot_particulars=InvitedPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.SELECTIVE),
        law=PROCUREMENT.article("29"),
        bidding=TENDER_BIDDING,
        # Whoever applies is examined; of those who pass, or stand in the library or were recommended, the drawn may bid.
        registration=RegistrationRule(states=("applying",), until=APPLICATION, reviewed_by=Role.ORGANISER),
        later_registration=RegistrationRule(states=("bidding",), until=TENDER_BIDDING, among="drawn"),
        questions=rules.questions("applying", "bidding"),
        clarifications=(
            rules.corrections(PREQUALIFICATION_CLARIFICATION, "applying"),
            rules.corrections(TENDER_CLARIFICATION, "bidding"),
        ),
        objections=(
            *rules.challenges(
                documents=("bidding",),
                since_documents="documents",
                process=(
                    "pooled",
                    "drawn",
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
