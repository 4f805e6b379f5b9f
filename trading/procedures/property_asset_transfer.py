"""企业资产转让: the sale of assets of state companies (企业国有资产交易监督管理办法, chapter 4)."""

from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import property as shared
from trading.law import property_guards as guard
from trading.law import property_rules as rule
from trading.law import property_states as state
from trading.law.grammar import Phase, State, Step
from trading.law.procedure import Procedure
from trading.law.property_limits import (
    ASSET_DISCLOSURE,
    RESULT_NOTICE,
    SMALL_ASSET_DISCLOSURE,
    TENANT_PRIORITY_REPLY,
    TWELVE_MONTHS,
)
from trading.law.property_particulars import AssetLot, TransferParticulars
from trading.law.statutes import CIVIL_CODE, PROPERTY_ORDER_32

order32 = PROPERTY_ORDER_32.article

# Art. 50 splits by value: 20 working days from ten million yuan, 10 below. At exactly ten million, and below one million, where the
# article is silent, the longer and the shorter period are kept: a floor may always be exceeded.
SMALL_REVIEW = State(
    "formal_review_small",
    Phase.PREPARING,
    Text("规范性审核（1000万元以下）", "Formal review (below ten million yuan)"),
)

DISCLOSURE_GUARDS = (
    guard.at_least_valued(order32("17")),
    guard.deposit_within_share("floor_price"),
    guard.requirements_grounded(order32("51")),
)

BEFORE_AWARD = (
    state.DRAFT, state.APPROVED, state.FORMAL_REVIEW, SMALL_REVIEW, state.DISCLOSED, state.EXTENDED, state.REPRICED, state.CLOSED,
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
    shared.submit(state.APPROVED, state.FORMAL_REVIEW, guards=(guard.a_valuable_asset,)),
    shared.submit(state.APPROVED, SMALL_REVIEW, name="submit_formal_small", guards=(guard.a_small_asset,)),
    shared.send_back(state.FORMAL_REVIEW, state.APPROVED),
    shared.send_back(SMALL_REVIEW, state.APPROVED),
    Step(
        "announce", "formal_review", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(ASSET_DISCLOSURE, TWELVE_MONTHS),
        guards=(guard.a_valuable_asset, *DISCLOSURE_GUARDS), notice="property_disclosure",
        title=Text("审核通过，正式披露（20个工作日）", "Accept and disclose (20 working days)"), law=order32("50"),
    ),
    Step(
        "announce", "formal_review_small", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(SMALL_ASSET_DISCLOSURE, TWELVE_MONTHS),
        guards=(guard.a_small_asset, *DISCLOSURE_GUARDS), notice="property_disclosure",
        title=Text("审核通过，正式披露（10个工作日）", "Accept and disclose (10 working days)"), law=order32("50"),
    ),
    *shared.after_disclosure(ASSET_DISCLOSURE),
    *shared.find_buyer(priority=CIVIL_CODE.article("726"), reply=TENANT_PRIORITY_REPLY),
    *shared.settle(result=RESULT_NOTICE, notice="property_result"),
    *shared.endings(BEFORE_AWARD, AFTER_AWARD),
)  # fmt: skip

PROCEDURES = (
    Procedure(
        kind="property",
        method="asset_transfer",
        edition="2016-06-24",
        title=Text("资产转让", "Transfer of assets"),
        kind_title=shared.KIND_TITLE,
        states=(*BEFORE_AWARD, *AFTER_AWARD, state.COMPLETED, *state.FAILURES),
        steps=STEPS,
        particulars=TransferParticulars,
        lot_particulars=AssetLot,
        ocds=ocds.SALE,
        law=order32("48"),
        bidding=ASSET_DISCLOSURE,
        registration=rule.registration(ASSET_DISCLOSURE),
        questions=rule.questions(),
        clarifications=(rule.clarification(),),
        pause=rule.pause(*BEFORE_AWARD),
        objections=rule.objections(ASSET_DISCLOSURE, RESULT_NOTICE),
        complaints=rule.COMPLAINTS,
        hold_notices=rule.HOLD_NOTICES,
        auction=rule.AUCTION,
        deposit=rule.deposit("floor_price"),
        contract=rule.CONTRACT_RULE,
        committee=rule.COMMITTEE,
        evaluation=evaluation_tables.PROPERTY,
        organiser_title=shared.SELLER,
        bidder_title=shared.BUYER,
    ),
)
