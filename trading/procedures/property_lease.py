"""资产租赁: letting assets of state companies in public. No national rule: the exchanges' practice, within the Civil Code."""

from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import property as shared
from trading.law import property_guards as guard
from trading.law import property_rules as rule
from trading.law import property_states as state
from trading.law.grammar import Step
from trading.law.procedure import Procedure
from trading.law.property_limits import (
    LEASE_DISCLOSURE,
    LEASE_PRIORITY_REPLY,
    LEASE_RESULT_NOTICE,
    TWELVE_MONTHS,
)
from trading.law.property_particulars import LeaseLot, TransferParticulars
from trading.law.statutes import CIVIL_CODE, PRACTICE

BEFORE_AWARD = (
    state.DRAFT, state.APPROVED, state.FORMAL_REVIEW, state.DISCLOSED, state.EXTENDED, state.REPRICED, state.CLOSED,
    state.AGREEMENT, state.COMPETING, state.OPENING, state.PRIORITY,
)  # fmt: skip
AFTER_AWARD = (
    state.BUYER_KNOWN,
    state.CONTRACTED,
    state.SETTLED,
    state.CERTIFIED,
    state.RESULT_PUBLISHED,
)

STEPS = (
    shared.approve(),
    shared.submit(state.APPROVED, state.FORMAL_REVIEW),
    shared.send_back(state.FORMAL_REVIEW, state.APPROVED),
    Step(
        "announce", "formal_review", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(LEASE_DISCLOSURE, TWELVE_MONTHS),
        guards=(guard.at_least_valued(PRACTICE.article("")), guard.deposit_within_share("floor_price")), notice="property_lease_disclosure",
        title=Text("审核通过，公开招租", "Accept and disclose"), law=PRACTICE.article(""),
    ),
    *shared.after_disclosure(LEASE_DISCLOSURE),
    *shared.find_buyer(priority=CIVIL_CODE.article("734"), reply=LEASE_PRIORITY_REPLY),
    *shared.settle(result=LEASE_RESULT_NOTICE, notice="property_lease_result", pay=shared.PAY_RENT),
    *shared.endings(BEFORE_AWARD, AFTER_AWARD),
)  # fmt: skip

PROCEDURES = (
    Procedure(
        kind="property",
        method="lease",
        edition="2021-01-01",
        title=Text("资产租赁", "Lease of assets"),
        kind_title=shared.KIND_TITLE,
        states=(*BEFORE_AWARD, *AFTER_AWARD, state.COMPLETED, *state.FAILURES),
        steps=STEPS,
        particulars=TransferParticulars,
        lot_particulars=LeaseLot,
        ocds=ocds.SALE,
        law=PRACTICE.article(""),
        bidding=LEASE_DISCLOSURE,
        registration=rule.registration(LEASE_DISCLOSURE),
        questions=rule.questions(),
        clarifications=(rule.clarification(),),
        pause=rule.pause(*BEFORE_AWARD),
        objections=rule.objections(LEASE_DISCLOSURE, LEASE_RESULT_NOTICE),
        complaints=rule.COMPLAINTS,
        hold_notices=rule.HOLD_NOTICES,
        auction=rule.AUCTION,
        deposit=rule.deposit("floor_price"),
        contract=rule.CONTRACT_RULE,
        committee=rule.COMMITTEE,
        evaluation=evaluation_tables.PROPERTY,
        organiser_title=Text("出租方", "Lessor"),
        bidder_title=Text("意向承租方", "Intending lessee"),
    ),
)
