"""产权转让: the transfer of equity of state companies (企业国有资产交易监督管理办法, chapter 2)."""

from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import property as shared
from trading.law import property_guards as guard
from trading.law import property_rules as rule
from trading.law import property_states as state
from trading.law.grammar import CLOCK, Phase, State, Step
from trading.law.inputs import Paid
from trading.law.procedure import Procedure
from trading.law.property_inputs import Approved, FirstPayment
from trading.law.property_limits import (
    BALANCE,
    DISCLOSURE,
    PAYMENT,
    PRE_DISCLOSURE,
    PRE_DISCLOSURE_START,
    PRIORITY_REPLY,
    RESULT_NOTICE,
    TWELVE_MONTHS,
)
from trading.law.property_particulars import EquityLot, EquityParticulars
from trading.law.statutes import COMPANY, PROPERTY_ORDER_32

order32 = PROPERTY_ORDER_32.article

# With instalments the certificate and the result notice do not wait for the balance.
FIRST_PAID = State(
    "first_paid", Phase.PUBLICISING, Text("已付首期价款", "First instalment paid"), is_awarded=True
)
FIRST_CERTIFIED = State(
    "first_paid_certified",
    Phase.PUBLICISING,
    Text("分期付款，已出具交易凭证", "Instalments; certificate issued"),
    is_awarded=True,
)
FIRST_PUBLISHED = State(
    "first_paid_published",
    Phase.PUBLICISING,
    Text("分期付款，成交公告", "Instalments; result published"),
    is_awarded=True,
)
BALANCE_DUE = State("balance_due", Phase.PUBLICISING, Text("待付余款", "Balance due"), is_awarded=True)

PRE_DISCLOSURE_DUE = State(
    "pre_disclosure_due", Phase.PREPARING, Text("已获批准，待预披露", "Approved; pre-disclosure due")
)

DISCLOSURE_GUARDS = (
    guard.at_least_valued(order32("17")),
    guard.deposit_within_share("floor_price"),
    guard.managers_disclosed,
    guard.requirements_grounded(order32("14")),
)

BEFORE_AWARD = (
    state.DRAFT, state.APPROVED, PRE_DISCLOSURE_DUE, state.PRE_DISCLOSED, state.FORMAL_REVIEW, state.REVIEW_AFTER,
    state.DISCLOSED, state.EXTENDED, state.REPRICED, state.CLOSED, state.AGREEMENT, state.COMPETING, state.OPENING, state.PRIORITY,
)  # fmt: skip
AFTER_AWARD = (
    state.BUYER_KNOWN, state.CONTRACTED, FIRST_PAID, FIRST_CERTIFIED, FIRST_PUBLISHED, BALANCE_DUE, state.SETTLED, state.CERTIFIED,
    state.RESULT_PUBLISHED,
)  # fmt: skip

STEPS = (
    shared.approve(guards=(guard.control_stays,)),
    Step(
        "approve_change_of_control", "draft", "pre_disclosure_due", by=shared.ORGANISER, takes=Approved, guards=(guard.control_passes,),
        opens=(PRE_DISCLOSURE_START,),
        title=Text("登记批准文件（控制权转移）", "Register the approval (control passes)"), law=order32("13"),
    ),
    Step(
        "announce", "pre_disclosure_due", "pre_disclosed", by=shared.ORGANISER, whole_deal=True, due=PRE_DISCLOSURE_START,
        opens=(PRE_DISCLOSURE,), guards=(guard.a_pre_disclosure_is_due, guard.managers_disclosed), notice="property_pre_disclosure",
        title=Text("信息预披露", "Pre-disclose"), law=order32("13"),
    ),
    Step(
        "announce", "approved", "pre_disclosed", by=shared.ORGANISER, whole_deal=True,
        opens=(PRE_DISCLOSURE,), guards=(guard.a_pre_disclosure_is_due, guard.managers_disclosed), notice="property_pre_disclosure",
        title=Text("信息预披露（自愿）", "Pre-disclose by choice"), law=order32("13"),
    ),
    shared.submit(state.APPROVED, state.FORMAL_REVIEW, guards=(guard.pre_disclosed_first,)),
    shared.submit(state.PRE_DISCLOSED, state.REVIEW_AFTER, after=(PRE_DISCLOSURE,)),
    shared.send_back(state.FORMAL_REVIEW, state.APPROVED),
    shared.send_back(state.REVIEW_AFTER, state.PRE_DISCLOSED),
    Step(
        "announce", "formal_review", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(DISCLOSURE, TWELVE_MONTHS),
        guards=(guard.pre_disclosed_first, *DISCLOSURE_GUARDS), notice="property_disclosure",
        title=Text("审核通过，正式披露", "Accept and disclose"), law=order32("13"),
    ),
    Step(
        "disclose", "review_after_pre_disclosure", "disclosed", by=shared.CENTRE, whole_deal=True, opens=(DISCLOSURE, TWELVE_MONTHS),
        guards=DISCLOSURE_GUARDS, notice="property_disclosure",
        title=Text("审核通过，正式披露", "Accept and disclose"), law=order32("13"),
    ),
    *shared.after_disclosure(DISCLOSURE),
    *shared.find_buyer(priority=COMPANY.article("84"), reply=PRIORITY_REPLY),
    *shared.settle(result=RESULT_NOTICE, notice="property_result"),
    Step(
        "pay_first", "contracted", "first_paid", by=shared.CENTRE, due=PAYMENT, opens=(BALANCE,), takes=FirstPayment,
        guards=(guard.instalments_allowed, guard.first_payment_large_enough),
        title=Text("支付首期价款", "Pay the first instalment"), law=order32("28"),
    ),
    *shared.conclude(FIRST_PAID, FIRST_CERTIFIED, FIRST_PUBLISHED, result=RESULT_NOTICE, notice="property_result"),
    Step(
        "close_result_notice", "first_paid_published", "balance_due", by=CLOCK, after=(RESULT_NOTICE,),
        title=Text("成交公告期满", "Result notice over"), law=order32("29"),
    ),
    Step(
        "pay_balance", "balance_due", "completed", by=shared.CENTRE, due=BALANCE, takes=Paid, guards=(guard.balance_paid,),
        title=Text("付清余款", "Pay the balance"), law=order32("28"),
    ),
    *shared.endings(BEFORE_AWARD, AFTER_AWARD),
)  # fmt: skip

PROCEDURES = (
    Procedure(
        kind="property",
        method="equity_transfer",
        edition="2016-06-24",
        title=Text("产权转让", "Transfer of equity"),
        kind_title=shared.KIND_TITLE,
        states=(*BEFORE_AWARD, *AFTER_AWARD, state.COMPLETED, *state.FAILURES),
        steps=STEPS,
        particulars=EquityParticulars,
        lot_particulars=EquityLot,
        ocds=ocds.SALE,
        law=order32("3"),
        bidding=DISCLOSURE,
        registration=rule.registration(DISCLOSURE),
        questions=rule.questions(),
        clarifications=(rule.clarification(),),
        pause=rule.pause(*BEFORE_AWARD),
        objections=rule.objections(DISCLOSURE, RESULT_NOTICE),
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
