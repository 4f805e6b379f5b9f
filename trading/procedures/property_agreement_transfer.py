"""非公开协议转让: the transfer of equity by agreement (企业国有资产交易监督管理办法, arts. 31-33)."""

from foundation.text import Text
from trading.law import agreement_guards, ocds
from trading.law import property as shared
from trading.law import property_guards as guard
from trading.law import property_rules as rule
from trading.law import property_states as state
from trading.law.grammar import CLOCK, Phase, State, Step
from trading.law.inputs import Paid
from trading.law.procedure import Procedure
from trading.law.property_inputs import AgreementSigned, Approved, Certificate
from trading.law.property_limits import PAYMENT, RESULT_NOTICE
from trading.law.property_particulars import AgreementLot, AgreementParticulars
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32

order32 = PROPERTY_ORDER_32.article

# Nothing is public before the result, so the phase stays the first until then.
CONTRACTED = State("contracted", Phase.PREPARING, Text("合同已签订", "Contract signed"))
SETTLED = State("settled", Phase.PREPARING, Text("价款已结算", "Price settled"))
CERTIFIED = State("certified", Phase.PREPARING, Text("已出具交易凭证", "Certificate issued"))
BEFORE = (state.DRAFT, state.APPROVED)
AFTER = (CONTRACTED, SETTLED, CERTIFIED, state.RESULT_PUBLISHED)

STEPS = (
    Step(
        "approve", "draft", "approved", by=shared.ORGANISER, takes=Approved,
        guards=(agreement_guards.between_state_companies, agreement_guards.basis_allowed),
        title=Text("登记批准文件", "Register the approval"), law=order32("31"),
    ),
    Step(
        "sign_contract", "approved", "contracted", by=shared.ORGANISER, takes=AgreementSigned,
        guards=(agreement_guards.price_at_basis, agreement_guards.buyer_as_approved),
        opens=(PAYMENT,), title=Text("签订产权转让合同", "Sign the contract"), law=order32("32"),
    ),
    Step(
        "pay", "contracted", "settled", by=shared.CENTRE, due=PAYMENT, takes=Paid, guards=(guard.paid_in_full,),
        title=Text("结算价款", "Settle the price"), law=order32("28"),
    ),
    Step(
        "issue_certificate", "settled", "certified", by=shared.CENTRE, takes=Certificate,
        title=Text("出具交易凭证", "Issue the certificate"), law=order32("30"),
    ),
    Step(
        "announce", "certified", "result_published", by=shared.CENTRE, whole_deal=True, opens=(RESULT_NOTICE,),
        notice="property_agreement_result",
        title=Text("公布协议转让结果", "Publish the result"), law=PRACTICE.article(""),
    ),
    Step(
        "complete", "result_published", "completed", by=CLOCK, after=(RESULT_NOTICE,),
        title=Text("公告期满，交易完成", "Notice over: completed"), law=order32("29"),
    ),
    *shared.endings(BEFORE, AFTER),
)  # fmt: skip

PROCEDURES = (
    Procedure(
        kind="property",
        method="agreement_transfer",
        edition="2016-06-24",
        title=Text("非公开协议转让", "Transfer by agreement"),
        kind_title=shared.KIND_TITLE,
        states=(*BEFORE, *AFTER, state.COMPLETED, state.CANCELLED, state.TERMINATED, state.VOID),
        steps=STEPS,
        particulars=AgreementParticulars,
        lot_particulars=AgreementLot,
        ocds=ocds.AGREEMENT,
        law=order32("31"),
        hold_notices=rule.HOLD_NOTICES,
        organiser_title=shared.SELLER,
        bidder_title=Text("受让方", "Buyer"),
    ),
)
