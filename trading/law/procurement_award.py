"""From the decision to the last payment: what every method of government procurement ends with."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import procurement_contract as terms
from trading.law import procurement_guards as guards
from trading.law.grammar import Law, Limit, Step
from trading.law.guards import no_open_dispute
from trading.law.inputs import (
    ContractFiled,
    ContractPublished,
    ContractSigned,
    Paid,
    Reason,
)
from trading.law.procurement_inputs import NextCandidate, ResultPublished
from trading.law.procurement_limits import (
    CONTRACT,
    CONTRACT_FILING,
    CONTRACT_NOTICE,
    PAYMENT,
    PAYMENT_AGREED,
    RECORDS,
    RESULT,
)
from trading.law.statutes import (
    PROCUREMENT,
    PROCUREMENT_RULES,
    SME_PAYMENT,
)

ORGANISER, CENTRE, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR


def publish_result(
    notice: str, due: Limit, law: Law, period: Limit, takes: type | None = ResultPublished
) -> Step:
    """Publish the result with the documents; the letters go out at the same time, and the contract falls due."""
    return Step(
        "publish_result",
        "decided",
        "awarded",
        ORGANISER,
        Text("公告结果并发出通知书", "publish the result and send the letters"),
        opens=(period, CONTRACT),
        due=due,
        takes=takes,
        notice=notice,
        law=law,
    )


def replacement() -> tuple[Step, ...]:
    """A winner that refuses or is ruled out before the contract: the next in rank, or a new procurement."""
    rules = PROCUREMENT_RULES
    return (
        Step(
            "winner_refuses",
            ("decided", "awarded"),
            "set_aside",
            ORGANISER,
            Text("中标（成交）人拒绝签订合同", "the winner refuses to sign"),
            takes=Reason,
            law=rules.article("49"),
        ),
        Step(
            "set_aside_award",
            ("decided", "awarded"),
            "set_aside",
            SUPERVISOR,
            Text("认定中标（成交）结果无效", "declare the award invalid"),
            takes=Reason,
            notice="procurement_supervision",
            despite_hold=True,
            law=rules.article("71"),
        ),
        Step(
            "choose_next",
            "set_aside",
            "decided",
            ORGANISER,
            Text("确定下一候选人", "choose the next candidate"),
            opens=(RESULT,),
            guards=(guards.a_next_candidate,),
            takes=NextCandidate,
            law=rules.article("49"),
        ),
        Step(
            "run_again",
            "set_aside",
            "failed",
            ORGANISER,
            Text("重新开展采购活动", "begin the procurement anew"),
            takes=Reason,
            notice="procurement_failure",
            law=rules.article("49"),
        ),
    )


def contract() -> tuple[Step, ...]:
    """From the contract to the last payment; an open challenge blocks the contract, and its performance once signed."""
    rules = PROCUREMENT_RULES
    undisputed = no_open_dispute(rules.article("54"))
    return (
        Step(
            "sign_contract",
            "awarded",
            "signed",
            ORGANISER,
            Text("签订采购合同", "sign the contract"),
            opens=(CONTRACT_NOTICE, CONTRACT_FILING),
            due=CONTRACT,
            guards=(undisputed, *terms.SIGNING),
            takes=ContractSigned,
            law=PROCUREMENT.article("46"),
        ),
        Step(
            "publish_contract",
            "signed",
            "contract_published",
            ORGANISER,
            Text("公告采购合同", "publish the contract"),
            due=CONTRACT_NOTICE,
            takes=ContractPublished,
            notice="procurement_contract",
            law=rules.article("50"),
        ),
        Step(
            "file_contract",
            "contract_published",
            "performing",
            ORGANISER,
            Text("合同副本备案", "file a copy of the contract"),
            due=CONTRACT_FILING,
            takes=ContractFiled,
            law=PROCUREMENT.article("47"),
        ),
        Step(
            "accept_performance",
            "performing",
            "accepted",
            ORGANISER,
            Text("履约验收", "accept the performance"),
            opens=(PAYMENT,),
            guards=(undisputed, *terms.ACCEPTING),
            takes=terms.Accepted,
            notice="procurement_acceptance",
            law=rules.article("45"),
        ),
        Step(
            "accept_performance_on_terms",
            "performing",
            "accepted",
            ORGANISER,
            Text(
                "履约验收（合同另有约定付款期限）", "accept the performance, to be paid on the agreed terms"
            ),
            opens=(PAYMENT_AGREED,),
            guards=(undisputed, *terms.ACCEPTING),
            takes=terms.AcceptedOnTerms,
            notice="procurement_acceptance",
            law=rules.article("45"),
        ),
        Step(
            "pay_part",
            "accepted",
            "accepted",
            ORGANISER,
            Text("支付部分采购资金", "pay a part"),
            guards=(terms.pays_a_part,),
            takes=Paid,
            law=SME_PAYMENT.article("9"),
        ),
        Step(
            "pay",
            "accepted",
            "completed",
            ORGANISER,
            Text("付清采购资金", "pay what is left"),
            opens=(RECORDS,),
            due=PAYMENT,
            guards=(terms.pays_the_rest,),
            takes=Paid,
            law=SME_PAYMENT.article("9"),
        ),
    )
