"""双信封: a road tender in two envelopes; prices are opened of those alone who passed with the first."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import construction, evaluation_tables, ocds
from trading.law import construction_guards as guard
from trading.law.construction_limits import (
    BIDDING,
    CLARIFICATION,
    COMPLAINTS,
    CONTRACT_RULE,
    DEPOSIT,
    DOCUMENT_SALE,
    HOLD_NOTICES,
    ON_DOCUMENTS,
    ON_RESULT,
    QUESTIONS,
    REGISTRATION,
    RIVALS,
    on_opening,
)
from trading.law.construction_particulars import LotParticulars, Sector, TenderParticulars
from trading.law.grammar import Phase, State, Step
from trading.law.inputs import Reason
from trading.law.procedure import Procedure
from trading.law.statutes import ROAD_TENDER, TENDERING

DOUBLE_ENVELOPE = Procedure(
    kind="construction",
    method="double_envelope",
    edition="2022-09-01",
    title=Text("公开招标（公路双信封）", "Open tender in two envelopes (roads)"),
    kind_title=construction.KIND_TITLE,
    law=ROAD_TENDER.article(""),
    particulars=TenderParticulars,
    lot_particulars=LotParticulars,
    ocds=ocds.CONSTRUCTION.of(ocds.Method.OPEN),
    states=(
        construction.DRAFT,
        construction.PLANNED,
        construction.TENDERING_OPEN,
        State("first_opening", Phase.EVALUATING, Text("第一信封开标", "First envelope opened")),
        State("first_evaluation", Phase.EVALUATING, Text("第一信封评审", "First envelope under evaluation")),
        State("second_opening", Phase.EVALUATING, Text("第二信封开标", "Second envelope opened")),
        *construction.AFTER_OPENING,
    ),
    steps=(
        construction.publish_plan(),
        *construction.announce(
            "bidding", title=Text("发布招标公告", "Publish the tender"), opens=(DOCUMENT_SALE, BIDDING), notice="construction_tender",
            law=TENDERING.article("16"), guards=(guard.a_transport_project,),
        ),
        *construction.close_bidding("first_opening"),
        construction.record_opening(
            "first_opening", "first_evaluation", name="record_first_opening", notice="construction_first_opening_record"
        ),
        Step(
            "open_second_envelope", "first_evaluation", "second_opening", by=Role.ORGANISER,
            title=Text("第二信封开标", "Open the second envelope"),
            guards=(guard.a_first_envelope_passed,), law=ROAD_TENDER.article(""),
        ),
        Step(
            "fail_first_envelope", "first_evaluation", "failed", by=Role.ORGANISER,
            title=Text("第一信封均未通过，招标失败", "Fail: none passed the first envelope"),
            takes=Reason, guards=(guard.no_first_envelope_passed,), notice="construction_failure", law=TENDERING.article("42"),
        ),
        construction.record_opening(
            "second_opening", "evaluating", name="record_second_opening", notice="construction_second_opening_record",
            stage=2,
        ),
        *construction.EVALUATION,
        *construction.AWARD,
        *construction.AFTER_AWARD,
        *construction.ending("planned", "bidding", "first_opening", "first_evaluation", "second_opening"),
    ),
    bidding=BIDDING,
    registration=REGISTRATION,
    questions=QUESTIONS,
    clarifications=(CLARIFICATION,),
    objections=(ON_DOCUMENTS, on_opening("first_opening", "second_opening"), ON_RESULT),
    complaints=COMPLAINTS,
    hold_notices=HOLD_NOTICES,
    rivals=RIVALS,
    deposit=DEPOSIT,
    contract=CONTRACT_RULE,
    committee=guard.COMMITTEE_RULE,
    evaluation=evaluation_tables.TWO_ENVELOPES,
    field_packs={Sector.TRANSPORT.value: construction.FIELD_PACKS[Sector.TRANSPORT.value]},
    organiser_title=construction.ORGANISER_TITLE,
    bidder_title=construction.BIDDER_TITLE,
)  # fmt: skip

PROCEDURES = (DOUBLE_ENVELOPE,)
