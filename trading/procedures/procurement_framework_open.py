"""开放式框架协议采购（第一阶段）: the open framework agreement, which suppliers may join at any time (财政部令第110号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from accounts.roles import Role
from foundation.text import Text
from trading.law import ocds
from trading.law import procurement as family
from trading.law import procurement_failure as failure
from trading.law import procurement_framework as framework
from trading.law import procurement_guards as guards
from trading.law import procurement_policy as policy
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.grammar import Phase, State, Step
from trading.law.guards import a_tender_document
from trading.law.inputs import Reason
from trading.law.labels import Label, LongText
from trading.law.procedure import Procedure
from trading.law.procurement_limits import NOTICE_PERIOD
from trading.law.procurement_particulars import Category

LAW = framework.LAW
CATEGORIES = (Category.GOODS, Category.SERVICES)


@dataclass(frozen=True, kw_only=True)
class OpenFramework(framework.Framework):
    """An open framework: the price is set, whoever meets the conditions joins."""

    payment_standard: Annotated[LongText, Label("付费标准、费用结算方式", "What is paid and how", LAW)]
    exit_terms: Annotated[LongText, Label("退出和清退条件", "How suppliers leave", LAW)]


ANNOUNCED = State("announced", Phase.ANNOUNCED, Text("征集公告期", "solicitation published"))


def _in_force() -> tuple[State, ...]:
    reviewing = Text("审核加入申请", "reviewing applications")
    return tuple(
        state
        for category in CATEGORIES
        for state in (framework.in_force("open", category), framework.busy("reviewing", category, reviewing))
    )


def _life(category: Category) -> tuple[Step, ...]:
    running, reviewing, term = f"open_{category}", f"reviewing_{category}", framework.TERMS[category]
    return (
        Step(
            f"open_for_{category}",
            "announced",
            running,
            Role.ORGANISER,
            Text(f"开放{category.text.zh}供应商加入申请", f"open to {category} suppliers"),
            after=(NOTICE_PERIOD,),
            opens=(term,),
            guards=(framework.of(category),),
            law=LAW,
        ),
        Step(
            "receive_application",
            running,
            reviewing,
            (Role.ORGANISER, Role.CENTRE),
            Text("收到加入申请", "receive an application"),
            # 审核期间收到的申请一并审核：期限自最早的一份起算
            opens=(framework.REVIEW,),
            law=LAW,
        ),
        Step(
            "admit",
            reviewing,
            running,
            Role.ORGANISER,
            Text("审核通过，公告入围", "admit and publish"),
            due=framework.REVIEW,
            takes=framework.Admitted,
            notice="procurement_framework_admission",
            law=LAW,
        ),
        Step(
            "refuse",
            reviewing,
            running,
            Role.ORGANISER,
            Text("审核不通过，书面通知", "refuse in writing"),
            due=framework.REVIEW,
            takes=Reason,
            law=LAW,
        ),
        framework.removal(running),
        *framework.expiry(running, reviewing, term=term),
    )


STATES = (
    states.DRAFT,
    states.INTENDED,
    ANNOUNCED,
    *_in_force(),
    framework.EXPIRED,
    states.COMPLETED,
    states.TERMINATED,
    states.VOID,
)

STEPS = (
    steps.intent(),
    *steps.announce(
        "announced",
        Text("发布征集公告", "publish the solicitation"),
        "procurement_framework_solicitation",
        opens=(NOTICE_PERIOD,),
        checks=(
            a_tender_document(LAW),
            framework.goods_or_services,
            framework.term_within_law,
            guards.within_budget,
            policy.imports_of_goods,
        ),
        law=LAW,
    ),
    *_life(Category.GOODS),
    *_life(Category.SERVICES),
    framework.summary(),
    framework.dissolution(*(state.name for state in _in_force())),
    *failure.end("intended", "announced", law=LAW),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="framework_open",
        edition=family.EDITION,
        title=Text("开放式框架协议采购", "Open framework agreement"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=OpenFramework,
        lot_particulars=framework.FrameworkPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.OPEN).admitting(),
        law=LAW,
        questions=rules.questions("announced", *(state.name for state in _in_force())),
        objections=rules.challenges(
            documents=("announced",),
            process=tuple(state.name for state in _in_force()),
            result=(),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        field_packs=family.FIELD_PACKS,
        organiser_title=Text("征集人", "Solicitor"),
        bidder_title=family.SUPPLIER,
    ),
)
