"""拍卖: a land-use right is called out, and the highest bid that reaches the reserve price wins."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import land, land_editions, ocds
from trading.law import land_guards as guard
from trading.law.grammar import Phase, RegistrationRule, State, Step
from trading.law.land_particulars import AuctionParticulars, Parcel
from trading.law.procedure import Procedure
from trading.law.statutes import LAND_ORDER_39, PRACTICE

LAW = land_editions.LAW_2010
HOSTS = (Role.CENTRE, Role.AUCTIONEER)

COMPETITION = (
    Step(
        "open_auction", "announced", "auctioning", by=HOSTS, title=Text("拍卖会开始", "The auction begins"), after=(LAW.announcement,),
        guards=(guard.somebody_qualified,), law=LAND_ORDER_39.article("15"),
    ),
    Step(
        "fail_nobody_came", "announced", "no_deal", by=HOSTS, title=Text("没有合格的竞买人，不成交", "Fail: nobody is qualified"),
        after=(LAW.announcement,), guards=(guard.nobody_qualified,), notice="land_no_deal", law=LAND_ORDER_39.article("11"),
    ),
    Step(
        "close", "auctioning", "closed", by=HOSTS, title=Text("落槌或者终止拍卖", "The hammer falls"),
        guards=(guard.the_competition_is_over,), law=LAND_ORDER_39.article("16"),
    ),
    Step(
        "reach_cap", "auctioning", "capped", by=HOSTS, title=Text("达到最高限价，转入下一环节", "The cap is reached"),
        guards=(guard.a_cap_is_set,), law=PRACTICE.article(""),
    ),
    Step(
        "end_capped", "capped", "closed", by=HOSTS, title=Text("限价后竞买结束", "Bidding beyond the cap ends"),
        guards=(guard.the_competition_is_over,), law=PRACTICE.article(""),
    ),
)  # fmt: skip

AUCTION = Procedure(
    kind="land",
    method="auction",
    edition="2010-03-08",
    title=Text("拍卖出让", "Auction"),
    kind_title=land.KIND_TITLE,
    law=LAND_ORDER_39.article("15"),
    particulars=AuctionParticulars,
    lot_particulars=Parcel,
    ocds=ocds.LAND,
    states=land.states(
        LAW,
        State("auctioning", Phase.BIDDING, Text("拍卖中", "Auction under way")),
        State("capped", Phase.BIDDING, Text("达到最高限价", "Highest price reached")),
        land.CLOSED,
    ),
    steps=(
        *land.before(LAW),
        *COMPETITION,
        *land.decision(LAW, "closed", LAND_ORDER_39.article("16")),
        *land.after(LAW),
        *land.ending("auctioning", "capped", "closed"),
    ),
    # Whoever wants to bid applies before the auction begins: at the end of the announcement.
    bidding=LAW.announcement,
    registration=RegistrationRule(states=("announced",), until=LAW.announcement, reviewed_by=Role.ORGANISER),
    questions=land.questions(LAW, "announced"),
    clarifications=(land.clarification(LAW),),
    pause=land.pause("auctioning", "capped", "closed"),
    hold_notices=land.HOLD_NOTICES,
    auction=land.auction("called_auction", "announced", "auctioning", goes_on=("capped",)),
    deposit=LAW.deposit,
    contract=land.contract(LAW),
    field_packs=land.FIELD_PACKS,
    organiser_title=land.ORGANISER_TITLE,
    bidder_title=land.BIDDER_TITLE,
)

PROCEDURES = (AUCTION,)
