"""单一来源采购: buying from the only supplier (政府采购法 art. 31, 39; 实施条例 art. 38; 财政部令第74号 ch. 4)."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import ocds
from trading.law import procurement as family
from trading.law import procurement_failure as failure
from trading.law import procurement_guards as guards
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.grammar import CLOCK, ObjectionRule, Phase, State, Step
from trading.law.guards import a_tender_document, a_winner, no_open_dispute
from trading.law.inputs import Approval, Reason
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, publish_result, replacement
from trading.law.procurement_limits import (
    OFFER_BIDDING,
    RESULT,
    RESULT_PERIOD_OTHER,
    WORKING_DAYS,
    ceiling,
    floor,
    recalled_74,
)
from trading.law.procurement_particulars import Package
from trading.law.procurement_single import (
    Settlement,
    SingleSource,
    SupplementaryArgument,
    addition_within_share,
    argued,
    opposed,
    over_budget,
    publicity_asked,
    publicity_not_asked,
    unopposed,
)
from trading.law.statutes import ORDER_74, PROCUREMENT, PROCUREMENT_RULES

PUBLICITY = floor(
    "publicity", "单一来源公示期", "publicity", PROCUREMENT_RULES.article("38"), 5, WORKING_DAYS
)
ARGUMENT = ceiling(
    "supplementary_argument",
    "公示期满后补充论证",
    "supplementary argument",
    ORDER_74.article("40"),
    5,
    WORKING_DAYS,
)
# 公示期五个工作日加补充论证五个工作日：自收到异议起算的通常上限
OBJECTION_REPLY = ceiling(
    "single_source_reply",
    "告知补充论证结论",
    "conclusion told",
    ORDER_74.article("40"),
    10,
    WORKING_DAYS,
    practice=True,
)
CHECKS = (*guards.PACKAGE, argued, addition_within_share)
PUBLICISED = State("publicised", Phase.PUBLICISING, Text("单一来源公示中", "single source publicised"))
ARGUING = State("arguing", Phase.EVALUATING, Text("补充论证中", "arguing again"))
APPROVING = State("approving", Phase.EVALUATING, Text("报财政部门审批", "approval asked for"))
APPROVED = State("approved", Phase.ANNOUNCED, Text("单一来源方式已获批准", "single source approved"))
OTHER_METHOD = State(
    "other_method", Phase.FAILED, Text("采取其他采购方式", "another method is taken"), final=True
)
TALKING = State("negotiating", Phase.BIDDING, Text("协商中", "talking"))

STATES = (
    states.DRAFT,
    states.INTENDED,
    PUBLICISED,
    ARGUING,
    APPROVING,
    APPROVED,
    states.SELECTED,
    TALKING,
    *states.AWARD_STATES,
    *states.CONTRACT_STATES,
    OTHER_METHOD,
    *states.END_STATES,
)

SEND = Text("向供应商发出采购文件", "send the documents to the supplier")
STEPS = (
    steps.intent(),
    # 应当公示的：公示、异议、补充论证、审批
    *steps.announce(
        "publicised",
        Text("发布单一来源采购公示", "publicise the single source"),
        "procurement_single_source",
        opens=(PUBLICITY,),
        checks=(publicity_asked, *CHECKS),
        law=PROCUREMENT_RULES.article("38"),
    ),
    Step(
        "end_publicity",
        "publicised",
        "approving",
        CLOCK,
        Text("公示期满无异议", "the publicity ends without objection"),
        after=(PUBLICITY,),
        guards=(unopposed,),
        law=PROCUREMENT_RULES.article("38"),
    ),
    Step(
        "end_contested_publicity",
        "publicised",
        "arguing",
        CLOCK,
        Text("公示期满有异议，组织补充论证", "the publicity ends with an objection"),
        after=(PUBLICITY,),
        opens=(ARGUMENT,),
        guards=(opposed,),
        law=ORDER_74.article("40"),
    ),
    Step(
        "reject_objection",
        "arguing",
        "approving",
        Role.ORGANISER,
        Text("论证认为异议不成立，告知异议人并报财政部门", "the objection fails; report it"),
        due=ARGUMENT,
        guards=(no_open_dispute(ORDER_74.article("40")),),
        takes=SupplementaryArgument,
        law=ORDER_74.article("40"),
    ),
    Step(
        "uphold_objection",
        "arguing",
        "other_method",
        Role.ORGANISER,
        Text("论证认为异议成立，采取其他采购方式", "the objection stands: take another method"),
        due=ARGUMENT,
        takes=SupplementaryArgument,
        notice="procurement_other_method",
        law=ORDER_74.article("40"),
    ),
    Step(
        "approve",
        "approving",
        "approved",
        Role.SUPERVISOR,
        Text("批准采用单一来源方式", "approve the single source"),
        takes=Approval,
        law=PROCUREMENT_RULES.article("23"),
    ),
    Step(
        "refuse",
        "approving",
        "other_method",
        Role.SUPERVISOR,
        Text("不批准采用单一来源方式", "refuse the single source"),
        takes=Reason,
        notice="procurement_other_method",
        law=PROCUREMENT_RULES.article("23"),
    ),
    Step(
        "invite",
        "approved",
        "negotiating",
        Role.ORGANISER,
        SEND,
        opens=(OFFER_BIDDING,),
        guards=(a_tender_document(PROCUREMENT.article("39")),),
        law=PROCUREMENT.article("39"),
    ),
    # 不须公示的
    *steps.prepare(
        "confirm_supplier",
        "selected",
        Text("确认单一来源供应商", "confirm the single supplier"),
        checks=(publicity_not_asked, *CHECKS),
        takes=None,
        law=PROCUREMENT.article("31"),
    ),
    Step(
        "announce",
        "selected",
        "negotiating",
        Role.ORGANISER,
        SEND,
        opens=(OFFER_BIDDING,),
        guards=(a_tender_document(PROCUREMENT.article("39")), guards.method_approved, *CHECKS),
        notice="procurement_invitation",
        whole_deal=True,
        law=PROCUREMENT.article("39"),
    ),
    Step(
        "settle",
        "negotiating",
        "decided",
        Role.ORGANISER,
        Text("商定合理的成交价格", "settle on a reasonable price"),
        after=(OFFER_BIDDING,),
        opens=(RESULT,),
        guards=(a_winner(PROCUREMENT.article("39")), guards.award_within_budget),
        takes=Settlement,
        law=recalled_74("41"),
    ),
    failure.fail(
        "fail_talks",
        "negotiating",
        "failed",
        Text("报价超过预算或者协商不成，终止采购活动", "over the budget or no agreement"),
        after=(OFFER_BIDDING,),
        when=(over_budget,),
        law=recalled_74("43"),
    ),
    publish_result("procurement_result", RESULT, PROCUREMENT_RULES.article("43-2"), RESULT_PERIOD_OTHER),
    *replacement(),
    *contract(),
    *failure.end(
        *("intended", "publicised", "arguing", "approving", "approved", "negotiating"),
        void=("decided", "awarded", "signed", "contract_published", "performing"),
        law=recalled_74("23"),
    ),
)

OBJECTION = ObjectionRule(
    "publicity",
    Text("对单一来源公示的异议", "objection to the single source"),
    ("publicised",),
    PUBLICITY,
    OBJECTION_REPLY,
    holds=False,
    law=ORDER_74.article("39"),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="single_source",
        edition=family.EDITION,
        title=Text("单一来源采购", "Single source"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=SingleSource,
        lot_particulars=Package,
        ocds=ocds.PROCUREMENT.of(ocds.Method.DIRECT),
        law=PROCUREMENT.article("31"),
        bidding=OFFER_BIDDING,
        questions=rules.questions("publicised", "negotiating"),
        objections=(
            OBJECTION,
            *rules.challenges(
                process=("negotiating", "decided", "awarded"),
                result=("awarded", "signed", "contract_published", "performing"),
            ),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        contract=rules.CONTRACTS,
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=family.SUPPLIER,
    ),
)
