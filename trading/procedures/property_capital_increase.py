"""企业增资: new capital for state companies (企业国有资产交易监督管理办法, chapter 3; 国资发产权规〔2022〕39号)."""

from foundation.text import Text
from trading.law import capital_guards, evaluation_tables, ocds
from trading.law import property as shared
from trading.law import property_guards as guard
from trading.law import property_rules as rule
from trading.law import property_states as state
from trading.law.grammar import Step
from trading.law.guards import bids_are_open, bids_under_seal, no_bids_under_seal, no_winner
from trading.law.procedure import Procedure
from trading.law.property_inputs import InvestorChosen
from trading.law.property_limits import (
    CAPITAL_DISCLOSURE,
    CAPITAL_FORMAL_DISCLOSURE,
    CAPITAL_PRE_DISCLOSURE,
    CAPITAL_RESULT_NOTICE,
    CONTRACT,
    TWELVE_MONTHS,
)
from trading.law.property_particulars import CapitalLot, CapitalParticulars
from trading.law.statutes import PROPERTY_NOTICE_39, PROPERTY_ORDER_32

order32 = PROPERTY_ORDER_32.article

# Capital is not repriced: art. 18 speaks of transfers.
OPEN = (state.DISCLOSED.name, state.EXTENDED.name)
DISCLOSURE_GUARDS = (guard.capital_at_least_valued, guard.deposit_within_share("amount_sought"))

OPENED = bids_are_open(law=order32("43"))

BEFORE_AWARD = (
    state.DRAFT, state.APPROVED, state.PRE_DISCLOSED, state.FORMAL_REVIEW, state.REVIEW_AFTER, state.DISCLOSED, state.EXTENDED,
    state.CLOSED, state.OPENING, state.SELECTING,
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
    Step(
        "announce", "approved", "pre_disclosed", by=shared.ORGANISER, whole_deal=True, opens=(CAPITAL_PRE_DISCLOSURE,),
        guards=(guard.a_pre_disclosure_is_due,), notice="property_pre_disclosure",
        title=Text("信息预披露", "Pre-disclose"), law=PROPERTY_NOTICE_39.article(""),
    ),
    shared.submit(state.APPROVED, state.FORMAL_REVIEW, guards=(guard.pre_disclosed_first,)),
    shared.submit(state.PRE_DISCLOSED, state.REVIEW_AFTER, after=(CAPITAL_PRE_DISCLOSURE,)),
    shared.send_back(state.FORMAL_REVIEW, state.APPROVED),
    shared.send_back(state.REVIEW_AFTER, state.PRE_DISCLOSED),
    Step(
        "announce", "formal_review", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(CAPITAL_DISCLOSURE, TWELVE_MONTHS),
        guards=(guard.pre_disclosed_first, *DISCLOSURE_GUARDS), notice="property_capital_disclosure",
        title=Text("审核通过，正式披露（40个工作日）", "Accept and disclose (40 working days)"), law=order32("39"),
    ),
    Step(
        "disclose", "review_after_pre_disclosure", "disclosed", by=shared.CENTRE, whole_deal=True,
        opens=(CAPITAL_FORMAL_DISCLOSURE, TWELVE_MONTHS), guards=DISCLOSURE_GUARDS, notice="property_capital_disclosure",
        title=Text("审核通过，正式披露（与预披露合计40个工作日）", "Accept and disclose (40 working days with the pre-disclosure)"),
        law=PROPERTY_NOTICE_39.article(""),
    ),
    *shared.after_disclosure(CAPITAL_DISCLOSURE, OPEN),
    Step(
        "select", "closed", "selecting", by=shared.CENTRE,
        guards=(guard.all_examined, guard.some_eligible, no_bids_under_seal(order32("43"))),
        title=Text("遴选投资方", "Select among the investors"), law=order32("43"),
    ),
    Step(
        "open_offers", "closed", "opening", by=shared.CENTRE,
        guards=(guard.all_examined, guard.some_eligible, bids_under_seal(order32("43"))),
        title=Text("开启密封报价", "Open the sealed offers"), law=order32("43"),
    ),
    Step(
        "fail", ("selecting", "opening"), "unsold", by=shared.CENTRE, guards=(OPENED, no_winner(order32("43"))),
        notice="property_failure", title=Text("未确定投资方", "No investor chosen"), law=order32("43"),
    ),
    Step(
        "confirm_buyer", ("selecting", "opening"), "buyer_known", by=shared.ORGANISER, takes=InvestorChosen,
        guards=(
            OPENED, guard.a_known_buyer, capital_guards.a_known_investor, capital_guards.the_first_or_a_reason, guard.nothing_in_dispute,
        ),
        opens=(CONTRACT,), title=Text("董事会或股东会选定投资方", "The board chooses the investors"), law=order32("43"),
    ),
    *shared.settle(result=CAPITAL_RESULT_NOTICE, notice="property_capital_result"),
    *shared.endings(BEFORE_AWARD, AFTER_AWARD),
)  # fmt: skip

PROCEDURES = (
    Procedure(
        kind="property",
        method="capital_increase",
        edition="2022-05-16",
        title=Text("企业增资", "Capital increase"),
        kind_title=shared.KIND_TITLE,
        states=(*BEFORE_AWARD, *AFTER_AWARD, state.COMPLETED, *state.FAILURES),
        steps=STEPS,
        particulars=CapitalParticulars,
        lot_particulars=CapitalLot,
        ocds=ocds.CAPITAL,
        law=order32("34"),
        bidding=CAPITAL_DISCLOSURE,
        registration=rule.registration(CAPITAL_DISCLOSURE, OPEN),
        questions=rule.questions(OPEN),
        clarifications=(rule.clarification(OPEN),),
        pause=rule.pause(*BEFORE_AWARD),
        objections=rule.objections(CAPITAL_DISCLOSURE, CAPITAL_RESULT_NOTICE, OPEN),
        complaints=rule.COMPLAINTS,
        hold_notices=rule.HOLD_NOTICES,
        deposit=rule.deposit("amount_sought"),
        contract=rule.CONTRACT_RULE,
        committee=rule.SELECTION_COMMITTEE,
        evaluation=evaluation_tables.CAPITAL,
        organiser_title=Text("增资企业", "Company"),
        bidder_title=Text("意向投资方", "Intending investor"),
    ),
)
