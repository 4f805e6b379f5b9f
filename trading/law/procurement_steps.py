"""The stages that methods of government procurement share: intent, announcement, evaluation, decision."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role
from foundation.text import Text
from trading.law import procurement_guards as guards
from trading.law import procurement_qualification
from trading.law.grammar import CLOCK, Guard, Law, Limit, Step
from trading.law.guards import a_winner, at_least_valid, bids_are_open
from trading.law.procurement_award import publish_result
from trading.law.procurement_failure import fail
from trading.law.procurement_inputs import Decision, LowPriceFinding, LowPriceQuery
from trading.law.procurement_limits import (
    APPLICATION,
    DECISION,
    INTENT,
    LOW_PRICE_REPLY,
    REPORT_DELIVERY,
    RESULT,
    RESULT_PERIOD,
)
from trading.law.statutes import (
    INTENT_10,
    LOW_PRICE_2,
    ORDER_87,
    PROCUREMENT,
    PROCUREMENT_RULES,
)

ORGANISER, CENTRE, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR


@dataclass(frozen=True, slots=True)
class Award:
    """What a method's own measure says on the decision: on silence, on the result notice and its period."""

    silence: Law
    result: Law
    result_period: Limit


TENDER_AWARD = Award(
    silence=ORDER_87.article("68-4"), result=ORDER_87.article("69"), result_period=RESULT_PERIOD
)


def intent() -> Step:
    """Disclose the intent: thirty days before the procurement begins."""
    return Step(
        "publish_intent", "draft", "intended", ORGANISER, Text("公开采购意向", "disclose the intent"), opens=(INTENT,),
        notice="procurement_intent",
        whole_deal=True,
        law=INTENT_10.article(""),
    )  # fmt: skip


def announce(
    target: str,
    title: Text,
    notice: str | None,
    *,
    opens: tuple[Limit, ...],
    checks: tuple[Guard, ...],
    law: Law,
) -> tuple[Step, ...]:
    """Announce after the intent, or from the draft where no intent is needed."""
    first = Step(
        "announce",
        "intended",
        target,
        ORGANISER,
        title,
        after=(INTENT,),
        opens=opens,
        guards=checks,
        notice=notice,
        whole_deal=True,
        law=law,
    )
    at_once = (guards.intent_not_needed, *checks)
    return first, Step(
        "announce",
        "draft",
        target,
        ORGANISER,
        title,
        opens=opens,
        guards=at_once,
        notice=notice,
        whole_deal=True,
        law=law,
    )


def prepare(
    name: str, target: str, title: Text, *, checks: tuple[Guard, ...], takes: type | None, law: Law
) -> tuple[Step, ...]:
    """Return a step of preparation that, as the announcement, comes after the intent or without one."""
    at_once = (guards.intent_not_needed, *checks)
    return (
        Step(
            name, "intended", target, ORGANISER, title, after=(INTENT,), guards=checks, takes=takes, law=law
        ),
        Step(name, "draft", target, ORGANISER, title, guards=at_once, takes=takes, law=law),
    )


def low_price(law: Law, *opened: Guard) -> tuple[Step, ...]:
    """Ask for the explanation of an abnormally low price, and hear it."""
    return (
        Step(
            "ask_low_price",
            "evaluating",
            "low_price_review",
            ORGANISER,
            Text("要求说明异常低价", "ask to explain a low price"),
            opens=(LOW_PRICE_REPLY,),
            guards=opened,
            takes=LowPriceQuery,
            law=law,
        ),
        Step(
            "hear_low_price",
            "low_price_review",
            "evaluating",
            ORGANISER,
            Text("记录异常低价审查意见", "record the finding on a low price"),
            after=(LOW_PRICE_REPLY,),
            takes=LowPriceFinding,
            law=LOW_PRICE_2.article(""),
        ),
    )


def decide(
    award: Award, *, source: str = "evaluating", checks: tuple[Guard, ...], report_law: Law
) -> tuple[Step, ...]:
    """From the end of the evaluation to the published result."""
    rules = PROCUREMENT_RULES
    ranked = (a_winner(rules.article("43")), *checks)
    title = Text("评审结束，形成评审报告", "finish the evaluation")
    return (
        Step(
            "finish_evaluation",
            source,
            "reported",
            ORGANISER,
            title,
            opens=(REPORT_DELIVERY,),
            guards=(guards.run_by_agency, *ranked),
            law=report_law,
        ),
        Step(
            "deliver_report",
            "reported",
            "deciding",
            ORGANISER,
            Text("代理机构送交评审报告", "deliver the report to the purchaser"),
            opens=(DECISION,),
            due=REPORT_DELIVERY,
            law=rules.article("43"),
        ),
        Step(
            "finish_own_evaluation",
            source,
            "deciding",
            ORGANISER,
            title,
            opens=(DECISION,),
            guards=(guards.run_by_purchaser, *ranked),
            law=report_law,
        ),
        Step(
            "confirm",
            "deciding",
            "decided",
            ORGANISER,
            Text("按顺序确定中标（成交）供应商", "confirm the winner in order of rank"),
            opens=(RESULT,),
            due=DECISION,
            guards=(a_winner(rules.article("43")), guards.in_order_of_rank),
            takes=Decision,
            law=rules.article("43"),
        ),
        Step(
            "confirm_by_silence",
            "deciding",
            "decided",
            CLOCK,
            Text("逾期未确定，视同确定排名第一的候选人", "silence confirms the first in rank"),
            after=(DECISION,),
            opens=(RESULT,),
            guards=(a_winner(award.silence),),
            law=award.silence,
        ),
        publish_result("procurement_result", RESULT, award.result, award.result_period),
    )


def prequalification(target: str, *, failed: str) -> tuple[Step, ...]:
    """Close the applications by the clock and prequalify; fewer than three who pass are too few."""
    return (
        Step(
            "close_applications",
            "applying",
            "prequalifying",
            CLOCK,
            Text("资格预审申请截止", "the time to apply is over"),
            after=(APPLICATION,),
            law=PROCUREMENT_RULES.article("21"),
        ),
        Step(
            "pass_prequalification",
            "prequalifying",
            target,
            ORGANISER,
            Text("完成资格预审", "finish the prequalification"),
            guards=(guards.every_applicant_reviewed, guards.three_passed),
            law=ORDER_87.article("14-2"),
        ),
        fail(
            "fail_prequalification",
            "prequalifying",
            failed,
            Text("通过资格预审的不足3家", "fewer than three qualify"),
            when=(guards.every_applicant_reviewed, guards.not_three_passed),
            law=PROCUREMENT.article("36"),
        ),
    )


def tender_evaluation(*, reviewed: bool = False) -> tuple[Step, ...]:
    """Open the bids, review the qualification unless it was `reviewed` before, evaluate and decide."""
    few = ORDER_87.article("43")
    opening = Step(
        "open_bids",
        "sealed",
        "evaluating" if reviewed else "opened",
        (ORGANISER, CENTRE),
        Text("开标", "open the bids"),
        guards=(bids_are_open(),),
        law=ORDER_87.article("39"),
    )
    return (
        opening,
        *(() if reviewed else procurement_qualification.review()),
        *low_price(ORDER_87.article("60")),
        *decide(
            TENDER_AWARD,
            checks=(at_least_valid(3, few), guards.award_within_budget),
            report_law=ORDER_87.article("58"),
        ),
        fail(
            "fail_conformity",
            "evaluating",
            "short",
            Text("通过符合性审查的不足3家", "fewer than three conforming bids"),
            when=(guards.fewer_valid_than(3, few),),
            law=few,
        ),
        fail(
            "fail_all_rejected",
            "evaluating",
            "short",
            Text(
                "报价均超过采购预算，或者出现影响公正的违法行为",
                "all bids over the budget, or a breach of fairness",
            ),
            when=(guards.all_rejected,),
            law=PROCUREMENT.article("36"),
        ),
    )
