"""公开招标，资格预审: applicants are examined first; those who pass are invited to bid."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import construction, evaluation_tables, ocds
from trading.law import construction_guards as guard
from trading.law.construction_inputs import PrequalificationDone
from trading.law.construction_limits import (
    APPLICATION,
    BIDDING,
    CLARIFICATION,
    COMPLAINTS,
    CONTRACT_RULE,
    DEPOSIT,
    DOCUMENT_SALE,
    HOLD_NOTICES,
    ON_DOCUMENTS,
    ON_PREQUALIFICATION,
    ON_QUESTIONS,
    ON_RESULT,
    PREQUALIFICATION_CLARIFICATION,
    PREQUALIFICATION_SALE,
    RIVALS,
    on_opening,
)
from trading.law.construction_particulars import LotParticulars, PrequalifiedParticulars
from trading.law.grammar import CLOCK, Phase, QuestionRule, RegistrationRule, State, Step
from trading.law.guards import a_tender_document
from trading.law.inputs import Reason
from trading.law.procedure import Procedure
from trading.law.statutes import TENDERING, TENDERING_RULES

STATES = (
    construction.DRAFT,
    construction.PLANNED,
    State("applying", Phase.ANNOUNCED, Text("接收资格预审申请", "Open for applications")),
    State(
        "prequalifying",
        Phase.ANNOUNCED,
        Text("资格审查", "Applicants under review"),
        examines=TENDERING_RULES.article("18-2"),
    ),
    State("prequalified", Phase.ANNOUNCED, Text("资格预审结束", "Applicants chosen"), is_prequalified=True),
    construction.TENDERING_OPEN,
    construction.OPENING,
    *construction.AFTER_OPENING,
)

PREQUALIFICATION = (
    Step(
        "close_applications", "applying", "prequalifying", by=CLOCK, title=Text("资格预审申请截止", "Applications close"),
        after=(APPLICATION,), law=TENDERING_RULES.article("17"),
    ),
    Step(
        "publish_prequalification", "prequalifying", "prequalified", by=Role.ORGANISER,
        title=Text("发出资格预审结果通知书", "Publish the result"), takes=PrequalificationDone,
        guards=(guard.every_applicant_reviewed, guard.three_prequalified, guard.no_more_than_announced, guard.a_review_committee),
        notice="construction_prequalification_result", law=TENDERING_RULES.article("19"),
    ),
    Step(
        "fail_prequalification", "prequalifying", "failed", by=Role.ORGANISER,
        title=Text("通过资格预审的申请人少于3个，招标失败", "Fail: fewer than 3 passed"),
        takes=Reason, guards=(guard.every_applicant_reviewed, guard.fewer_than_three_prequalified),
        notice="construction_failure", law=TENDERING_RULES.article("19-2"),
    ),
    Step(
        "invite", "prequalified", "bidding", by=Role.ORGANISER, title=Text("发出投标邀请书", "Invite those who passed"),
        opens=(DOCUMENT_SALE, BIDDING), guards=(a_tender_document(TENDERING.article("19")),), notice="construction_invitation",
        law=TENDERING_RULES.article("16"),
    ),
)  # fmt: skip

OPEN_PREQUALIFIED = Procedure(
    kind="construction",
    method="open_prequalified",
    edition="2022-09-01",
    title=Text("公开招标（资格预审）", "Open tender, prequalification"),
    kind_title=construction.KIND_TITLE,
    law=TENDERING_RULES.article("15-2"),
    particulars=PrequalifiedParticulars,
    lot_particulars=LotParticulars,
    ocds=ocds.CONSTRUCTION.of(ocds.Method.SELECTIVE),
    states=STATES,
    steps=(
        construction.publish_plan(),
        *construction.announce(
            "applying", title=Text("发布资格预审公告", "Publish the prequalification"), opens=(PREQUALIFICATION_SALE, APPLICATION),
            notice="construction_prequalification", law=TENDERING_RULES.article("15-2"),
        ),
        *PREQUALIFICATION,
        *construction.close_bidding("opening"),
        construction.record_opening("opening", "evaluating"),
        *construction.EVALUATION,
        *construction.AWARD,
        *construction.AFTER_AWARD,
        *construction.ending("planned", "applying", "prequalifying", "prequalified", "bidding", "opening"),
    ),
    bidding=BIDDING,
    # Whoever applies is examined; only those who pass may bid.
    registration=RegistrationRule(states=("applying",), until=APPLICATION, reviewed_by=Role.ORGANISER),
    questions=QuestionRule(states=("applying", "bidding"), law=ON_QUESTIONS),
    clarifications=(PREQUALIFICATION_CLARIFICATION, CLARIFICATION),
    objections=(ON_PREQUALIFICATION, ON_DOCUMENTS, on_opening("opening"), ON_RESULT),
    complaints=COMPLAINTS,
    hold_notices=HOLD_NOTICES,
    rivals=RIVALS,
    deposit=DEPOSIT,
    contract=CONTRACT_RULE,
    committee=guard.COMMITTEE_RULE,
    evaluation=evaluation_tables.CONSTRUCTION,
    field_packs=construction.FIELD_PACKS,
    organiser_title=construction.ORGANISER_TITLE,
    bidder_title=construction.BIDDER_TITLE,
)  # fmt: skip

PROCEDURES = (OPEN_PREQUALIFIED,)
