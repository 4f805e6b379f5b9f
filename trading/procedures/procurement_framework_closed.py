"""封闭式框架协议采购（第一阶段）: the closed framework agreement (财政部令第110号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from accounts.roles import Role
from foundation.text import Text
from trading.law import evaluation_tables, ocds, procurement_qualification
from trading.law import procurement as family
from trading.law import procurement_failure as failure
from trading.law import procurement_framework as framework
from trading.law import procurement_guards as guards
from trading.law import procurement_policy as policy
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law import procurement_steps as steps
from trading.law.grammar import Phase, State, Step
from trading.law.guards import (
    a_tender_document,
    at_least_bids,
    at_least_valid,
    bids_are_open,
    fewer_bids_than,
)
from trading.law.labels import Label
from trading.law.procedure import Procedure
from trading.law.procurement_limits import (
    DOCUMENTS,
    NOTICE_PERIOD,
    RESULT_PERIOD_OTHER,
    TENDER_BIDDING,
    TENDER_CLARIFICATION,
)
from trading.law.procurement_particulars import Category, Group
from trading.law.statutes import FRAMEWORK_110, ORDER_87

LAW = framework.LAW


@dataclass(frozen=True, kw_only=True)
class ClosedFramework(Group, framework.Framework):
    """A closed framework: suppliers compete for admission."""

    admission: Annotated[
        framework.Admission, Label("入围评审方法", "How suppliers are admitted", FRAMEWORK_110.article("25"))
    ]
    regulated_price: Annotated[
        bool, Label("有政府定价、政府指导价", "Regulated price", FRAMEWORK_110.article("25"))
    ] = False
    instruments: Annotated[
        bool,
        Label(
            "有特别质量要求的检测、实验等仪器设备",
            "Measuring or laboratory instruments",
            FRAMEWORK_110.article("25"),
        ),
    ] = False


REVIEWED = State(
    "reviewed",
    Phase.EVALUATING,
    Text("评审结束，待公告入围", "reviewed, admission to be published"),
    is_evaluated=True,
)
ADMITTED = State(
    "admitted", Phase.PUBLICISING, Text("已公告入围结果", "admission published"), is_awarded=True
)
CATEGORIES = (Category.GOODS, Category.SERVICES)


def _in_force() -> tuple[State, ...]:
    supplementing = Text("补充征集中", "soliciting again")
    return tuple(
        state
        for category in CATEGORIES
        for state in (
            framework.in_force("in_force", category),
            framework.busy("supplementing", category, supplementing),
        )
    )


def _life(category: Category) -> tuple[Step, ...]:
    running, more, term = f"in_force_{category}", f"supplementing_{category}", framework.TERMS[category]
    return (
        Step(
            f"sign_{category}_agreements",
            "admitted",
            running,
            Role.ORGANISER,
            Text(f"签订{category.text.zh}框架协议", f"sign the {category} agreements"),
            opens=(term,),
            due=framework.AGREEMENT,
            guards=(framework.of(category),),
            takes=framework.AgreementsSigned,
            law=LAW,
        ),
        Step(
            "solicit_more",
            running,
            more,
            Role.ORGANISER,
            Text("补充征集供应商", "solicit more suppliers"),
            opens=(framework.SUPPLEMENT,),
            guards=(framework.suppliers_lost,),
            takes=framework.Shortage,
            notice="procurement_framework_solicitation",
            law=LAW,
        ),
        Step(
            "admit_more",
            more,
            running,
            Role.ORGANISER,
            Text("公告补充入围结果", "publish who was admitted"),
            after=(framework.SUPPLEMENT,),
            takes=framework.Admitted,
            notice="procurement_framework_admission",
            law=LAW,
        ),
        framework.removal(running),
        *framework.expiry(running, more, term=term),
    )


STATES = (
    states.DRAFT,
    states.INTENDED,
    states.BIDDING,
    states.SEALED,
    states.OPENED,
    states.EVALUATING,
    REVIEWED,
    ADMITTED,
    *_in_force(),
    framework.EXPIRED,
    states.COMPLETED,
    *states.END_STATES,
)

STEPS = (
    steps.intent(),
    *steps.announce(
        "bidding",
        Text("发布征集公告", "publish the solicitation"),
        "procurement_framework_solicitation",
        # 公开征集程序按公开招标的规定执行
        opens=(NOTICE_PERIOD, DOCUMENTS, TENDER_BIDDING),
        checks=(
            a_tender_document(LAW),
            framework.goods_or_services,
            framework.term_within_law,
            framework.quality_first_allowed,
            guards.within_budget,
            policy.imports_of_goods,
            guards.tender_committee,
        ),
        law=LAW,
    ),
    *failure.close_bidding(
        "sealed",
        TENDER_BIDDING,
        enough=at_least_bids(2, LAW),
        too_few=fewer_bids_than(2, LAW),
        failed="failed",
        law=LAW,
    ),
    Step(
        "open_bids",
        "sealed",
        "opened",
        (Role.ORGANISER, Role.CENTRE),
        Text("开启响应文件", "open the responses"),
        guards=(bids_are_open(),),
        law=ORDER_87.article("39"),
    ),
    # 公开征集程序按公开招标的规定执行：资格由征集人审查
    *procurement_qualification.review(2, failed="failed", law=LAW),
    Step(
        "finish_evaluation",
        "evaluating",
        "reviewed",
        Role.ORGANISER,
        Text("评审结束，确定入围供应商", "finish the evaluation"),
        opens=(framework.ADMISSION,),
        guards=(at_least_valid(2, LAW), framework.someone_admitted, framework.enough_eliminated),
        law=FRAMEWORK_110.article("25"),
    ),
    failure.fail(
        "fail_conformity",
        "evaluating",
        "failed",
        Text("符合要求的供应商不足2家", "fewer than two conform"),
        when=(guards.fewer_valid_than(2, LAW),),
        law=LAW,
    ),
    Step(
        "publish_admission",
        "reviewed",
        "admitted",
        Role.ORGANISER,
        Text("公告入围结果并发出入围通知书", "publish the admission"),
        opens=(RESULT_PERIOD_OTHER, framework.AGREEMENT),
        due=framework.ADMISSION,
        notice="procurement_framework_admission",
        law=LAW,
    ),
    *_life(Category.GOODS),
    *_life(Category.SERVICES),
    framework.summary(),
    framework.dissolution(*(state.name for state in _in_force())),
    *failure.end(
        *("intended", "bidding", "sealed", "opened", "evaluating", "reviewed"),
        void=("admitted",),
        law=ORDER_87.article("29"),
    ),
)

PROCEDURES = (
    Procedure(
        kind=family.KIND,
        method="framework_closed",
        edition=family.EDITION,
        title=Text("封闭式框架协议采购", "Closed framework agreement"),
        kind_title=family.KIND_TITLE,
        states=STATES,
        steps=STEPS,
        particulars=ClosedFramework,
        lot_particulars=framework.FrameworkPackage,
        ocds=ocds.PROCUREMENT.of(ocds.Method.OPEN).admitting(),
        law=LAW,
        bidding=TENDER_BIDDING,
        questions=rules.questions("bidding"),
        clarifications=(rules.corrections(TENDER_CLARIFICATION, "bidding"),),
        objections=rules.challenges(
            documents=("bidding", "sealed"),
            process=("sealed", "opened", "evaluating", "reviewed", "admitted"),
            result=("admitted", *(state.name for state in _in_force())),
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        committee=guards.TENDER_COMMITTEE,
        evaluation=evaluation_tables.FRAMEWORK,
        field_packs=family.FIELD_PACKS,
        organiser_title=Text("征集人", "Solicitor"),
        bidder_title=family.SUPPLIER,
    ),
)
