"""How a procurement fails, is terminated or voided, and what may follow."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import procurement_guards as guards
from trading.law.grammar import CLOCK, Guard, Law, Limit, Step
from trading.law.inputs import (
    Approval,
    Reason,
)
from trading.law.procurement_inputs import MethodChange
from trading.law.procurement_limits import (
    TERMINATION_REFUND,
)
from trading.law.statutes import (
    ORDER_87,
    PROCUREMENT,
    PROCUREMENT_RULES,
)

ORGANISER, CENTRE, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR


def fail(
    name: str,
    source: str,
    target: str,
    title: Text,
    *,
    by: Role = ORGANISER,
    after: tuple[Limit, ...] = (),
    when: tuple[Guard, ...],
    law: Law,
) -> Step:
    """Fail for want of competition, with the notice that says why."""
    return Step(
        name, source, target, by, title, after=after, guards=when, notice="procurement_failure", law=law
    )


def close_bidding(
    target: str, bidding: Limit, *, enough: Guard, too_few: Guard, failed: str, law: Law
) -> tuple[Step, ...]:
    """End the bidding by the clock: on with enough bids, failed with too few."""
    closing = Text("投标（响应）截止", "the deadline passes")
    return (
        Step("close", "bidding", target, CLOCK, closing, after=(bidding,), guards=(enough,), law=law),
        fail(
            "fail_too_few",
            "bidding",
            failed,
            Text("供应商不足", "too few suppliers"),
            by=CLOCK,
            after=(bidding,),
            when=(too_few,),
            law=law,
        ),
    )


def short(law: Law) -> tuple[Step, ...]:
    """After a failed tender (87号令 art. 43): correct and tender anew, or another method, with approval above the threshold."""
    handle = ORDER_87.article("43")
    return (
        Step(
            "tender_again",
            "short",
            "failed",
            ORGANISER,
            Text("改正后重新招标", "correct and tender again"),
            takes=Reason,
            law=handle,
        ),
        Step(
            "ask_method_change",
            "short",
            "change_asked",
            ORGANISER,
            Text("报财政部门批准采用其他采购方式", "ask to go on by another method"),
            guards=(guards.above_threshold,),
            takes=MethodChange,
            law=handle,
        ),
        Step(
            "change_method",
            "short",
            "method_changed",
            ORGANISER,
            Text("改用其他采购方式", "go on by another method"),
            guards=(guards.below_threshold,),
            takes=MethodChange,
            law=law,
        ),
        Step(
            "approve_method_change",
            "change_asked",
            "method_changed",
            SUPERVISOR,
            Text("批准变更采购方式", "approve the change of method"),
            takes=Approval,
            law=PROCUREMENT.article("37"),
        ),
        Step(
            "refuse_method_change",
            "change_asked",
            "short",
            SUPERVISOR,
            Text("不批准变更采购方式", "refuse the change of method"),
            takes=Reason,
            law=PROCUREMENT.article("37"),
        ),
    )


def end(*sources: str, law: Law, void: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """Terminate from `sources` when the task falls away; the supervisor may void the lot there and in `void`."""
    return (
        Step(
            "terminate",
            sources,
            "terminated",
            ORGANISER,
            Text("因重大变故取消采购任务，终止采购", "terminate: the task has fallen away"),
            opens=(TERMINATION_REFUND,),
            takes=Reason,
            notice="procurement_termination",
            whole_deal=True,
            despite_hold=True,
            law=law,
        ),
        Step(
            "invalidate",
            (*(s for s in sources if s not in ("intended", "short", "change_asked")), *void),
            "void",
            SUPERVISOR,
            Text("责令重新开展采购活动", "order the procurement to begin anew"),
            takes=Reason,
            notice="procurement_supervision",
            despite_hold=True,
            law=PROCUREMENT_RULES.article("71"),
        ),
    )
