"""What the construction procedures share: how they fail, how they go on after the opening, and how they end."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import construction_award_guards as award_guard
from trading.law import construction_guards as guard
from trading.law.construction_inputs import (
    AwardDecision,
    AwardUndone,
    CandidateChosen,
    CandidatePassedOver,
    CandidatesPublished,
    ContractChanged,
    ReportReceived,
)
from trading.law.construction_limits import (
    BID_VALIDITY,
    BIDDING,
    CONTRACT,
    CONTRACT_NOTICE,
    PLAN_LEAD,
    PUBLICITY,
    PUBLISH_CANDIDATES,
    REPORT,
)
from trading.law.construction_notices import NOTICE_KINDS as NOTICE_KINDS
from trading.law.fields import packs
from trading.law.grammar import CLOCK, Guard, Law, Limit, Phase, State, Step
from trading.law.guards import (
    a_tender_document,
    a_winner,
    at_least_bids,
    bids_are_open,
    fewer_bids_than,
    no_open_dispute,
)
from trading.law.inputs import ContractPublished, ContractSigned, PerformanceAccepted, Reason
from trading.law.statutes import (
    E_BIDDING,
    OPINION_1117,
    PRACTICE,
    TENDERING,
    TENDERING_RULES,
    WORKS_SUPERVISION_11,
)

ORGANISER, CENTRE, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.SUPERVISOR
FEWEST_BIDS = 3

KIND_TITLE = Text("建设工程招标", "Construction tender")
ORGANISER_TITLE = Text("招标人", "Organiser")
BIDDER_TITLE = Text("投标人", "Bidder")
# The standard's entities that a deal of each sector carries beside the common ones.
FIELD_PACKS = packs.codes_by_sector()


DRAFT = State("draft", Phase.PREPARING, Text("草拟", "Draft"))
# A plan comes before the documents, which are still being written: the deal stays in its preparation.
PLANNED = State("planned", Phase.PREPARING, Text("招标计划已发布", "Plan published"))
TENDERING_OPEN = State("bidding", Phase.BIDDING, Text("投标中", "Open for bids"))
OPENING = State("opening", Phase.EVALUATING, Text("开标", "Opening"))

AFTER_OPENING = (
    State("evaluating", Phase.EVALUATING, Text("评标", "Evaluation")),
    State("reported", Phase.EVALUATING, Text("已收到评标报告", "Report received"), is_evaluated=True),
    State("publicity", Phase.PUBLICISING, Text("中标候选人公示", "Candidates published")),
    State("shortlisted", Phase.PUBLICISING, Text("候选人公示，待定标", "Shortlist published, award pending")),
    State("first_displaced", Phase.PUBLICISING, Text("第一中标候选人不符合中标条件", "First candidate out")),
    State(
        "second_displaced", Phase.PUBLICISING, Text("第二中标候选人不符合中标条件", "Second candidate out")
    ),
    State("awarded", Phase.CONCLUDED, Text("已定标", "Awarded")),
    State("contracted", Phase.CONCLUDED, Text("合同已订立", "Contract signed")),
    State("performing", Phase.CONCLUDED, Text("履约中", "Performing")),
    State("completed", Phase.CONCLUDED, Text("已完成", "Completed"), final=True),
    State("failed", Phase.FAILED, Text("招标失败", "Failed"), final=True, rerun=TENDERING.article("28")),
    State("terminated", Phase.FAILED, Text("已终止", "Terminated"), final=True),
    State(
        "void",
        Phase.FAILED,
        Text("招标、投标、中标无效", "Void"),
        final=True,
        rerun=TENDERING_RULES.article("81"),
    ),
)

CAN_BE_ANNOUNCED = (
    guard.a_complete_pack,
    guard.funds_are_secured, guard.a_true_scope, guard.a_true_total, guard.a_lawful_deposit,
    guard.a_method_of_the_sector, guard.a_branch_of_the_sector, guard.terms_for_consortia, a_tender_document(TENDERING.article("19")),
    guard.what_is_published_of_candidates,
)  # fmt: skip


def publish_plan() -> Step:
    """Return the step that publishes the tender plan, where the city asks for one."""
    return Step(
        "publish_plan", "draft", "planned", by=ORGANISER, title=Text("发布招标计划", "Publish the tender plan"),
        opens=(PLAN_LEAD,), notice="construction_plan", whole_deal=True, law=PRACTICE.article(""),
    )  # fmt: skip


def announce(
    target: str, *, title: Text, notice: str, law: Law, opens: tuple[Limit, ...], guards: tuple[Guard, ...] = ()
) -> tuple[Step, Step]:  # fmt: skip
    """Return the announcement from a draft and, once its lead is over, from a published plan."""
    return (
        announce_from("draft", target, title=title, notice=notice, law=law, opens=opens, guards=guards),
        announce_from(
            "planned",
            target,
            title=title,
            notice=notice,
            law=law,
            opens=opens,
            guards=guards,
            after=(PLAN_LEAD,),
        ),
    )


def announce_from(
    source: str, target: str, *, title: Text, notice: str, law: Law, opens: tuple[Limit, ...],
    guards: tuple[Guard, ...] = (), after: tuple[Limit, ...] = (),
) -> Step:  # fmt: skip
    """Return the announcement from one state."""
    return Step(
        "announce", source, target, by=ORGANISER, title=title, after=after, opens=opens, guards=(*CAN_BE_ANNOUNCED, *guards),
        notice=notice, whole_deal=True, law=law,
    )  # fmt: skip


def close_bidding(target: str) -> tuple[Step, Step]:
    """Return the two ways out of the bidding period: the opening, or failure with too few bids."""
    return (
        Step(
            "close", "bidding", target, by=CLOCK, title=Text("投标截止", "Bidding closes"), after=(BIDDING,), opens=(BID_VALIDITY,),
            guards=(at_least_bids(FEWEST_BIDS, TENDERING_RULES.article("44-2")),), law=TENDERING.article("34"),
        ),
        Step(
            "fail_too_few", "bidding", "failed", by=CLOCK,
            title=Text("投标人少于3个，招标失败", "Fail: fewer than 3 bidders"), after=(BIDDING,),
            guards=(fewer_bids_than(FEWEST_BIDS, TENDERING_RULES.article("44-2")),), notice="construction_failure",
            law=TENDERING.article("28"),
        ),
    )  # fmt: skip


def record_opening(
    source: str,
    target: str,
    *,
    name: str = "record_opening",
    notice: str = "construction_opening_record",
    stage: int = 1,
) -> Step:
    """Return the step that publishes the record of an opening, of the first or a later envelope."""
    return Step(
        name, source, target, by=(ORGANISER, CENTRE), title=Text("公布开标记录", "Publish the opening record"),
        guards=(bids_are_open(stage), award_guard.no_objection_at_opening), notice=notice, law=E_BIDDING.article("32"),
    )  # fmt: skip


def _award(name: str, source: str, title: Text, *guards: Guard, takes: type | None = None, law: Law) -> Step:
    return Step(
        name, source, "awarded", by=ORGANISER, title=title, after=(PUBLICITY,), opens=(CONTRACT, REPORT), takes=takes,
        guards=(*guards, no_open_dispute(TENDERING_RULES.article("54-2"))),
        notice="construction_award", law=law,
    )  # fmt: skip


def _in_line(name: str, source: str, title: Text, rank: int) -> Step:
    """The candidate in line is awarded when the one before it is out."""
    guards = (a_winner(TENDERING_RULES.article("55")), award_guard.ranked(rank))
    return _award(name, source, title, *guards, law=TENDERING_RULES.article("55"))


def _out(
    name: str, source: str | tuple[str, ...], target: str, title: Text, *guards: Guard, takes: type = Reason
) -> Step:
    return Step(
        name, source, target, by=ORGANISER, title=title, guards=guards, takes=takes, law=TENDERING_RULES.article("55"),
        notice="construction_failure" if target == "failed" else None,
    )  # fmt: skip


EVALUATION = (
    Step(
        "receive_report", "evaluating", "reported", by=ORGANISER, title=Text("接收并审查评标报告", "Receive the report"),
        takes=ReportReceived, opens=(PUBLISH_CANDIDATES,), guards=(
            award_guard.a_committee, award_guard.one_to_three_candidates, award_guard.competition_is_argued,
        ),
        law=TENDERING_RULES.article("53"),
    ),
    Step(
        "fail_rejected", "evaluating", "failed", by=ORGANISER, title=Text("否决所有投标，招标失败", "Fail: every bid rejected"),
        takes=Reason, guards=(award_guard.all_rejected,), notice="construction_failure", law=TENDERING.article("42"),
    ),
    Step(
        "publish_candidates", "reported", "publicity", by=ORGANISER, title=Text("公示中标候选人", "Publish the candidates"),
        due=PUBLISH_CANDIDATES, opens=(PUBLICITY,), guards=(award_guard.evaluation_decides,), notice="construction_candidates",
        takes=CandidatesPublished, law=TENDERING_RULES.article("54"),
    ),
    Step(
        "publish_shortlist", "reported", "shortlisted", by=ORGANISER, title=Text("公示定标候选人（不排序）", "Publish the shortlist"),
        due=PUBLISH_CANDIDATES, opens=(PUBLICITY,), guards=(award_guard.the_organiser_decides,), notice="construction_shortlist",
        takes=CandidatesPublished, law=WORKS_SUPERVISION_11.article(""),
    ),
    Step(
        "review_candidates", ("publicity", "shortlisted"), "evaluating", by=ORGANISER,
        title=Text("提请原评标委员会审查确认", "Have the committee review"),
        takes=Reason, law=TENDERING_RULES.article("56"),
    ),
    Step(
        "order_reevaluation", ("reported", "publicity", "shortlisted", "awarded"), "evaluating", by=SUPERVISOR,
        title=Text("责令重新评标", "Order a new evaluation"), takes=Reason, despite_hold=True, law=TENDERING_RULES.article("81"),
    ),
)  # fmt: skip

AWARD = (
    _award(
        "confirm", "publicity", Text("确定中标人", "Award"), award_guard.a_published_candidate, award_guard.the_first_candidate,
        takes=CandidateChosen, law=TENDERING.article("45"),
    ),
    _award(
        "decide_award", "shortlisted", Text("定标", "Decide the award"), award_guard.the_organiser_decides,
        award_guard.a_published_candidate, award_guard.the_award_follows, takes=AwardDecision, law=WORKS_SUPERVISION_11.article(""),
    ),
    _out(
        "pass_over_first", ("publicity", "awarded"), "first_displaced", Text("第一候选人不符合中标条件", "Pass over the first candidate"),
        award_guard.evaluation_decides, award_guard.ranked(1), takes=CandidatePassedOver,
    ),
    _out(
        "pass_over_second", "awarded", "second_displaced", Text("第二候选人不符合中标条件", "Pass over the second candidate"),
        award_guard.evaluation_decides, award_guard.ranked(2), takes=CandidatePassedOver,
    ),
    _in_line("confirm_second", "first_displaced", Text("确定第二候选人中标", "Award to the second candidate"), 2),
    _in_line("confirm_third", "second_displaced", Text("确定第三候选人中标", "Award to the third candidate"), 3),
    _out(
        "decide_again", "awarded", "shortlisted", Text("中标人不符合中标条件，重新定标", "Decide again"),
        award_guard.the_organiser_decides, takes=AwardUndone,
    ),
    _out("retender", ("first_displaced", "second_displaced"), "failed", Text("重新招标", "Tender anew")),
    _out(
        "fail_last_candidate", "awarded", "failed", Text("没有其他候选人，重新招标", "No candidate is left"),
        award_guard.evaluation_decides, award_guard.no_further_candidate,
    ),
    _out(
        "fail_shortlist", ("shortlisted", "awarded"), "failed", Text("候选人均不符合中标条件，重新招标", "Tender anew, no new decision"),
        award_guard.the_organiser_decides,
    ),
)  # fmt: skip

AFTER_AWARD = (
    *(
        Step(
            "report_to_supervisor", state, state, by=ORGANISER, title=Text("提交招标投标情况书面报告", "Report to the supervisor"),
            due=REPORT, law=TENDERING.article("47"),
        )
        for state in ("awarded", "contracted", "performing")
    ),
    Step(
        "sign_contract", "awarded", "contracted", by=ORGANISER, title=Text("订立合同", "Sign the contract"), due=CONTRACT,
        opens=(CONTRACT_NOTICE,), takes=ContractSigned,
        guards=(award_guard.a_bond_within_a_tenth, award_guard.the_price_of_the_award), law=TENDERING.article("46"),
    ),
    Step(
        "publish_contract", "contracted", "performing", by=ORGANISER, title=Text("公开合同订立信息", "Publish the contract"),
        due=CONTRACT_NOTICE, takes=ContractPublished, notice="construction_contract", law=OPINION_1117.article(""),
    ),
    Step(
        "change_contract", "performing", "performing", by=ORGANISER, title=Text("公开合同变更信息", "Publish a change of the contract"),
        takes=ContractChanged, notice="construction_contract_change", law=OPINION_1117.article(""),
    ),
    Step(
        "accept_performance", "performing", "completed", by=ORGANISER, title=Text("验收", "Accept the performance"),
        takes=PerformanceAccepted, notice="construction_performance", law=TENDERING.article("48"),
    ),
)  # fmt: skip


def ending(*before_award: str) -> tuple[Step, ...]:
    """Return how a tender is terminated from the states before the award, and how it is found void at any time."""
    before = (
        *before_award, "evaluating", "reported", "publicity", "shortlisted", "first_displaced", "second_displaced",
    )  # fmt: skip
    return (
        Step(
            "terminate", before, "terminated", by=ORGANISER, title=Text("终止招标", "Terminate the tender"), takes=Reason,
            notice="construction_termination", whole_deal=True, despite_hold=True, law=TENDERING_RULES.article("31"),
        ),
        Step(
            "invalidate", (*before, "awarded", "contracted", "performing"), "void", by=SUPERVISOR,
            title=Text("认定招标、投标、中标无效", "Declare void"),
            takes=Reason, notice="construction_invalidation", despite_hold=True, law=TENDERING_RULES.article("81"),
        ),
    )  # fmt: skip
