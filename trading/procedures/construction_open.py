"""公开招标，资格后审: an open tender whose bidders are examined with their bids."""

from __future__ import annotations

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
from trading.law.construction_particulars import LotParticulars, TenderParticulars
from trading.law.procedure import Procedure
from trading.law.statutes import TENDERING

OPEN = Procedure(
    kind="construction",
    method="open",
    edition="2022-09-01",
    title=Text("公开招标（资格后审）", "Open tender, post-qualification"),
    kind_title=construction.KIND_TITLE,
    law=TENDERING.article("10"),
    particulars=TenderParticulars,
    lot_particulars=LotParticulars,
    ocds=ocds.CONSTRUCTION.of(ocds.Method.OPEN),
    states=(
        construction.DRAFT,
        construction.PLANNED,
        construction.TENDERING_OPEN,
        construction.OPENING,
        *construction.AFTER_OPENING,
    ),
    steps=(
        construction.publish_plan(),
        *construction.announce(
            "bidding",
            title=Text("发布招标公告", "Publish the tender"),
            opens=(DOCUMENT_SALE, BIDDING),
            notice="construction_tender",
            law=TENDERING.article("16"),
        ),
        *construction.close_bidding("opening"),
        construction.record_opening("opening", "evaluating"),
        *construction.EVALUATION,
        *construction.AWARD,
        *construction.AFTER_AWARD,
        *construction.ending("planned", "bidding", "opening"),
    ),
    bidding=BIDDING,
    registration=REGISTRATION,
    questions=QUESTIONS,
    clarifications=(CLARIFICATION,),
    objections=(ON_DOCUMENTS, on_opening("opening"), ON_RESULT),
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
)

PROCEDURES = (OPEN,)
