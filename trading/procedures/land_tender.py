"""招标: a land-use right goes to the tender that is best on all counts, or highest in price."""

from __future__ import annotations

from dataclasses import replace

from accounts.roles import Role
from foundation.text import Text
from trading.law import evaluation_tables, land, land_editions, land_reserve, ocds
from trading.law import land_guards as guard
from trading.law.grammar import CLOCK, Limit, Phase, RegistrationRule, State, Step
from trading.law.guards import at_least_bids, bids_are_open, fewer_bids_than
from trading.law.land_particulars import LandTenderParticulars, Parcel
from trading.law.procedure import Procedure
from trading.law.statutes import LAND_ORDER_39, PRACTICE, TENDERING_RULES

LAW = land_editions.LAW_2010
FEWEST_BIDS = 3
# The order says when a tender may begin, not how long it runs.
SUBMISSION = Limit(
    "submission",
    Text("投标期", "time to bid"),
    PRACTICE.article(""),
    land_editions.DAYS,
    at_least=10,
    chosen="submission_days",
    practice=True,
    stops=True,
)

# A tender for land is a tender: a bid may be taken back until bids are due (招标投标法第二条、第二十九条).
REFUND_WITHDRAWN = Limit(
    "refund_withdrawn",
    Text("撤回投标后退还保证金时限", "refund after a withdrawal"),
    TENDERING_RULES.article("35"),
    land_editions.DAYS,
    at_most=5,
)

COMPETITION = (
    Step(
        "open_tender", "announced", "tendering", by=CLOCK, title=Text("投标开始", "Tendering begins"), after=(LAW.announcement,),
        opens=(SUBMISSION,), law=LAND_ORDER_39.article("13"),
    ),
    Step(
        "close", "tendering", "opening", by=CLOCK, title=Text("投标截止", "Tendering closes"), after=(SUBMISSION,),
        guards=(at_least_bids(FEWEST_BIDS, LAND_ORDER_39.article("13")),), law=LAND_ORDER_39.article("13"),
    ),
    Step(
        "fail_too_few", "tendering", "no_deal", by=CLOCK,
        title=Text("投标人少于三人，终止招标", "Fail: fewer than 3 bidders"), after=(SUBMISSION,),
        guards=(fewer_bids_than(FEWEST_BIDS, LAND_ORDER_39.article("13")),), notice="land_no_deal", law=LAND_ORDER_39.article("13"),
    ),
    Step(
        "record_opening", "opening", "evaluating", by=(Role.ORGANISER, Role.CENTRE),
        title=Text("公布开标记录", "Publish the opening record"), guards=(bids_are_open(),),
        notice="land_opening_record", law=LAND_ORDER_39.article("13"),
    ),
)  # fmt: skip

DEAL, NO_DEAL = land.decision(LAW, "evaluating", LAND_ORDER_39.article("14"))
DECISION = (
    replace(
        DEAL, takes=land_reserve.ReserveRevealed, guards=(*DEAL.guards, land_reserve.the_reserve_is_reached)
    ),
    replace(
        NO_DEAL,
        takes=land_reserve.ReserveRevealed,
        guards=(land_reserve.nobody_reaches_the_reserve(LAND_ORDER_39.article("14")),),
    ),
)

TENDER = Procedure(
    kind="land",
    method="tender",
    edition="2010-03-08",
    title=Text("招标出让", "Tender"),
    kind_title=land.KIND_TITLE,
    law=LAND_ORDER_39.article("13"),
    particulars=LandTenderParticulars,
    lot_particulars=Parcel,
    ocds=ocds.LAND,
    states=land.states(
        LAW,
        State("tendering", Phase.BIDDING, Text("投标中", "Open for bids")),
        State("opening", Phase.EVALUATING, Text("开标", "Opening")),
        State("evaluating", Phase.EVALUATING, Text("评标", "Evaluation")),
    ),
    steps=(
        *land.before(LAW, guard.a_lawful_jury, guard.long_enough(SUBMISSION)),
        *COMPETITION,
        *DECISION,
        *land.after(LAW),
        *land.ending("tendering", "opening", "evaluating"),
    ),
    bidding=SUBMISSION,
    registration=RegistrationRule(states=("announced",), until=LAW.announcement, reviewed_by=Role.ORGANISER),
    questions=land.questions(LAW, "announced"),
    clarifications=(land.clarification(LAW),),
    pause=land.pause("tendering", "opening", "evaluating"),
    hold_notices=land.HOLD_NOTICES,
    deposit=replace(LAW.deposit, refund_withdrawn=REFUND_WITHDRAWN, withdrawn_with_losers=False),
    contract=land.contract(LAW),
    committee=guard.JURY,
    evaluation=evaluation_tables.LAND_TENDER,
    field_packs=land.FIELD_PACKS,
    organiser_title=land.ORGANISER_TITLE,
    bidder_title=Text("投标人", "Bidder"),
)

PROCEDURES = (TENDER,)
