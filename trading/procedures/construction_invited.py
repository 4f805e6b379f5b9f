"""邀请招标: a tender among at least three who are asked, on one of the grounds of 实施条例 art. 8."""

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
    INVITED_REGISTRATION,
    ON_DOCUMENTS,
    ON_RESULT,
    PLAN_LEAD,
    QUESTIONS,
    RIVALS,
    on_opening,
)
from trading.law.construction_particulars import InvitedParticulars, LotParticulars
from trading.law.grammar import Guard, Limit, Phase, State, Step
from trading.law.procedure import Procedure
from trading.law.statutes import OPINION_1117, TENDERING


def publish_grounds(source: str, *, after: tuple[Limit, ...] = ()) -> Step:
    """Return the step that publishes why the tender is not open."""
    return Step(
        "publish_grounds", source, "grounds_published", by=Role.ORGANISER, title=Text("公示邀请招标理由", "Publish the grounds"),
        after=after, guards=(guard.an_allowed_invitation, guard.a_recognised_ground), notice="construction_invitation_grounds",
        whole_deal=True, law=OPINION_1117.article(""),
    )  # fmt: skip


INVITATION = (guard.an_allowed_invitation, guard.a_recognised_ground, guard.three_invited)


def announce(source: str, *guards: Guard, after: tuple[Limit, ...] = ()) -> Step:
    """Return the sending of the invitations from one state."""
    return construction.announce_from(
        source, "bidding", title=Text("发出投标邀请书", "Send the invitations"), opens=(DOCUMENT_SALE, BIDDING), after=after,
        guards=(*INVITATION, *guards), notice="construction_invitation", law=TENDERING.article("17"),
    )  # fmt: skip


INVITED = Procedure(
    kind="construction",
    method="invited",
    edition="2022-09-01",
    title=Text("邀请招标", "Tender by invitation"),
    kind_title=construction.KIND_TITLE,
    law=TENDERING.article("17"),
    particulars=InvitedParticulars,
    lot_particulars=LotParticulars,
    ocds=ocds.CONSTRUCTION.of(ocds.Method.LIMITED),
    states=(
        construction.DRAFT,
        construction.PLANNED,
        State("grounds_published", Phase.ANNOUNCED, Text("邀请招标理由已公示", "Grounds published")),
        construction.TENDERING_OPEN,
        construction.OPENING,
        *construction.AFTER_OPENING,
    ),
    steps=(
        construction.publish_plan(),
        publish_grounds("draft"),
        publish_grounds("planned", after=(PLAN_LEAD,)),
        announce("draft", guard.grounds_may_stay_unpublished),
        announce("planned", guard.grounds_may_stay_unpublished, after=(PLAN_LEAD,)),
        announce("grounds_published"),
        *construction.close_bidding("opening"),
        construction.record_opening("opening", "evaluating"),
        *construction.EVALUATION,
        *construction.AWARD,
        *construction.AFTER_AWARD,
        *construction.ending("planned", "grounds_published", "bidding", "opening"),
    ),
    bidding=BIDDING,
    registration=INVITED_REGISTRATION,
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
)  # fmt: skip

PROCEDURES = (INVITED,)
