"""What the property procedures share: the steps from the end of the disclosure to the last notice."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.roles import Role
from foundation.text import Text
from trading.law import property_guards as guard
from trading.law import property_limits as limit
from trading.law.grammar import (
    CLOCK,
    Guard,
    Law,
    Limit,
    Phase,
    State,
    Step,
)
from trading.law.guards import bids_are_open, bids_under_seal, no_bids_under_seal, no_winner
from trading.law.inputs import ContractSigned, Paid, Reason
from trading.law.property_choices import PriorityRight
from trading.law.property_inputs import (
    Approved,
    Certificate,
    NewTerms,
    PriorityNotified,
    PriorityUsed,
    Submission,
)
from trading.law.property_states import (
    AGREEMENT,
    APPROVED,
    BUYER_KNOWN,
    CANCELLED,
    CERTIFIED,
    CLOSED,
    COMPETING,
    COMPLETED,
    CONTRACTED,
    DRAFT,
    EXTENDED,
    LAPSED,
    OPEN,
    OPENING,
    PRIORITY,
    REPRICED,
    RESULT_PUBLISHED,
    SETTLED,
    TERMINATED,
    UNSOLD,
    VOID,
)
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32, PROPERTY_RULES_17, STATE_ASSETS

ORGANISER, CENTRE, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR

order32 = PROPERTY_ORDER_32.article
rules17 = PROPERTY_RULES_17.article("")
KIND_TITLE = Text("产权交易", "Property")
SELLER, BUYER = Text("转让方", "Seller"), Text("意向受让方", "Intending buyer")


def approve(*, guards: tuple[Guard, ...] = ()) -> Step:
    """Return the step by which the seller hands in the approval of the deal."""
    return Step(
        "approve", DRAFT.name, APPROVED.name, by=ORGANISER, guards=guards, takes=Approved,
        title=Text("登记批准文件", "Register the approval"), law=order32("7"),
    )  # fmt: skip


def submit(
    source: State,
    target: State,
    *,
    name: str = "submit_formal",
    after: tuple[Limit, ...] = (),
    guards: tuple[Guard, ...] = (),
) -> Step:
    """Return the step by which the seller hands in the application for formal disclosure."""
    return Step(
        name, source.name, target.name, by=ORGANISER, takes=Submission, after=after, guards=guards,
        title=Text("提交正式披露申请", "Apply for formal disclosure"), law=order32("16"),
    )  # fmt: skip


def send_back(source: State, target: State) -> Step:
    """Return the step by which the centre hands an incomplete application back."""
    return Step(
        "return_application", source.name, target.name, by=CENTRE, takes=Reason,
        title=Text("退回补正", "Hand back for completion"), law=rules17,
    )  # fmt: skip


def after_disclosure(disclosed: Limit, open_states: tuple[str, ...] = OPEN) -> tuple[Step, ...]:
    """Return the steps that close a disclosure and, while nobody is eligible, extend it, change it or end the deal."""
    nobody, year = (guard.all_examined, guard.nobody_eligible), (limit.TWELVE_MONTHS,)
    steps = [
        Step("close", open_states, CLOSED.name, by=CLOCK, after=(disclosed,), title=Text("披露期满", "Disclosure over"), law=order32("21")),
        Step(
            "extend_automatically", CLOSED.name, EXTENDED.name, by=CLOCK, after=(disclosed,), during=year,
            opens=(limit.EXTENSION,), guards=(guard.extends_itself, guard.nobody_registered), notice="property_extension",
            title=Text("自动延长披露", "Extend by itself"), law=order32("18"),
        ),
        Step(
            "extend", CLOSED.name, EXTENDED.name, by=(ORGANISER, CENTRE), during=year, opens=(limit.EXTENSION,),
            guards=nobody, notice="property_extension", title=Text("延长披露", "Extend the disclosure"), law=order32("18"),
        ),
        Step(
            "reprice", CLOSED.name, REPRICED.name, by=ORGANISER, during=year, opens=(limit.REDISCLOSURE,), takes=NewTerms,
            guards=(*nobody, guard.terms_change, guard.consent_below_ninety), notice="property_change",
            title=Text("降低底价或变更条件后重新披露", "Disclose on new terms"), law=order32("18"),
        ),
        Step(
            "lapse", CLOSED.name, LAPSED.name, by=CLOCK, after=(limit.TWELVE_MONTHS,), guards=nobody, notice="property_failure",
            title=Text("满12个月未征集到受让方", "Twelve months without a buyer"), law=order32("19"),
        ),
        Step(
            "end_unsold", CLOSED.name, UNSOLD.name, by=(ORGANISER, CENTRE), guards=nobody, notice="property_failure",
            title=Text("信息披露终结", "End without a buyer"), law=order32("18"),
        ),
    ]  # fmt: skip
    return tuple(s for s in steps if s.target in open_states or s.target not in OPEN)


def find_buyer(*, priority: Law, reply: Limit) -> tuple[Step, ...]:
    """Return the steps from the eligible buyers to the one that buys; holders of a prior right are asked within `reply`."""
    trying = (AGREEMENT.name, COMPETING.name, OPENING.name)
    both, contract, opened = (ORGANISER, CENTRE), (limit.CONTRACT,), bids_are_open(law=order32("22"))
    settled = (guard.nothing_in_dispute,)
    return (
        Step(
            "negotiate", CLOSED.name, AGREEMENT.name, by=CENTRE, guards=(guard.all_examined, guard.one_eligible),
            title=Text("转入协议成交", "Agree with the only buyer"), law=order32("22"),
        ),
        Step(
            "negotiate", COMPETING.name, AGREEMENT.name, by=CENTRE,
            guards=(opened, guard.all_examined, guard.one_eligible, guard.nothing_came_of_it),
            title=Text("仅剩一家的，转入协议成交", "Agree with the only buyer who is left"), law=order32("22"),
        ),
        Step(
            "compete", CLOSED.name, COMPETING.name, by=CENTRE,
            guards=(guard.all_examined, guard.several_eligible, no_bids_under_seal(order32("22"))),
            title=Text("组织竞价", "Let the buyers compete"), law=STATE_ASSETS.article("54"),
        ),
        Step(
            "open_offers", CLOSED.name, OPENING.name, by=CENTRE,
            guards=(guard.all_examined, guard.several_eligible, bids_under_seal(order32("22"))),
            title=Text("开启密封报价", "Open the sealed offers"), law=order32("22"),
        ),
        Step(
            "fail", trying, UNSOLD.name, by=CENTRE, guards=(opened, no_winner(order32("22"))), notice="property_failure",
            title=Text("未成交", "Not sold"), law=order32("22"),
        ),
        *_known((AGREEMENT.name, COMPETING.name), guard.AFTER_THE_PRICE, priority, reply),
        *_known((OPENING.name,), guard.UNDER_SEAL, priority, reply),
        Step(
            "use_priority", PRIORITY.name, BUYER_KNOWN.name, by=both, during=(reply,), takes=PriorityUsed, guards=settled, opens=contract,
            title=Text("优先权人行使优先权", "A holder uses the right"), law=priority,
        ),
        Step(
            "waive_priority", PRIORITY.name, BUYER_KNOWN.name, by=both, guards=settled, opens=contract,
            title=Text("优先权人放弃优先权", "All holders waive the right"), law=priority,
        ),
        Step(
            "priority_lapses", PRIORITY.name, BUYER_KNOWN.name, by=CLOCK, after=(reply,), guards=settled, opens=contract,
            title=Text("逾期未答复，视为放弃", "No answer: waived"), law=priority,
        ),
    )  # fmt: skip


def _known(
    sources: tuple[str, ...], asked: Sequence[PriorityRight], priority: Law, reply: Limit
) -> tuple[Step, Step]:
    """Return how the buyer whom the price made known is confirmed, unless holders of a right are `asked` first."""
    known = (
        bids_are_open(law=order32("22")),
        guard.a_known_buyer,
        guard.price_at_floor,
        guard.nothing_in_dispute,
    )
    return (
        Step(
            "confirm_buyer", sources, BUYER_KNOWN.name, by=CENTRE, guards=(*known, guard.nobody_to_ask(priority, asked)),
            opens=(limit.CONTRACT,), title=Text("确定受让方", "Confirm the buyer"), law=order32("22"),
        ),
        Step(
            "ask_priority_holders", sources, PRIORITY.name, by=(ORGANISER, CENTRE), takes=PriorityNotified,
            guards=(*known, guard.somebody_to_ask(priority, asked)), opens=(reply,),
            title=Text("征询优先权人", "Ask the holders of a prior right"), law=priority,
        ),
    )  # fmt: skip


PAY = Step(
    "pay", CONTRACTED.name, SETTLED.name, by=CENTRE, due=limit.PAYMENT, takes=Paid, guards=(guard.paid_in_full,),
    title=Text("一次付清价款", "Pay in one sum"), law=order32("28"),
)  # fmt: skip
PAY_RENT = Step(
    "pay", CONTRACTED.name, SETTLED.name, by=CENTRE, due=limit.FIRST_RENT, takes=Paid, guards=(guard.rent_within_contract,),
    title=Text("支付首期租金", "Pay the first rent"), law=PRACTICE.article(""),
)  # fmt: skip


def settle(*, result: Limit, notice: str, pay: Step = PAY) -> tuple[Step, ...]:
    """Return the steps from the buyer to the end of the result notice: contract, price, certificate, notice."""
    return (
        Step(
            "sign_contract", BUYER_KNOWN.name, CONTRACTED.name, by=ORGANISER, due=limit.CONTRACT, takes=ContractSigned,
            guards=(guard.contract_at_price,), opens=(pay.due,) if pay.due else (),
            title=Text("签订交易合同", "Sign the contract"), law=order32("23"),
        ),
        pay,
        *conclude(SETTLED, CERTIFIED, RESULT_PUBLISHED, result=result, notice=notice),
        Step(
            "complete", RESULT_PUBLISHED.name, COMPLETED.name, by=CLOCK, after=(result,),
            title=Text("公告期满，交易完成", "Notice over: completed"), law=result.law,
        ),
    )  # fmt: skip


def conclude(
    paid: State, certified: State, published: State, *, result: Limit, notice: str
) -> tuple[Step, ...]:
    """Return the two acts of the centre after a payment: the certificate and the result notice."""
    return (
        Step(
            "issue_certificate", paid.name, certified.name, by=CENTRE, takes=Certificate,
            title=Text("出具交易凭证", "Issue the certificate"), law=order32("30"),
        ),
        Step(
            "publish_result", certified.name, published.name, by=CENTRE, opens=(result,), notice=notice,
            title=Text("发布成交公告", "Publish the result"), law=result.law,
        ),
    )  # fmt: skip


def endings(before_award: tuple[State, ...], after_award: tuple[State, ...]) -> tuple[Step, ...]:
    """
    Return the ways out: ended before the award, cancelled after it, stopped by the supervisor at any time.

    What was never public ends without a notice.
    """
    both, everywhere = (ORGANISER, CENTRE), (*before_award, *after_award)
    ended, cancelled = (
        Text("终结交易", "End the deal"),
        Text("取消成交（不签约、不付款）", "Cancel: not signed or not paid"),
    )
    steps = []
    for public in (False, True):
        before, after, anywhere = (
            _names(states, public) for states in (before_award, after_award, everywhere)
        )
        notices = (
            ("property_termination", "property_cancellation", "property_invalidation")
            if public
            else (None, None, None)
        )
        steps += [
            Step(
                "terminate", before, TERMINATED.name, by=both, takes=Reason, notice=notices[0], whole_deal=True, despite_hold=True,
                title=ended, law=rules17,
            ),
            Step("cancel_sale", after, CANCELLED.name, by=both, takes=Reason, notice=notices[1], title=cancelled, law=rules17),
            Step(
                "invalidate", anywhere, VOID.name, by=SUPERVISOR, takes=Reason, notice=notices[2], despite_hold=True,
                title=Text("责令停止交易", "Order the deal stopped"), law=order32("56"),
            ),
        ]  # fmt: skip
    return tuple(step for step in steps if step.sources)


def _names(states: tuple[State, ...], public: bool) -> tuple[str, ...]:
    return tuple(s.name for s in states if (s.phase is not Phase.PREPARING) is public)
