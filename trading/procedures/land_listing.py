"""挂牌: a land-use right is listed, bids are shown as they come, and whoever wants to go on meets in the limited-time phase."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.roles import Role
from foundation.text import Text
from trading.law import land, land_editions, ocds
from trading.law import land_guards as guard
from trading.law.auction_rules import NOT_SAID, Same
from trading.law.grammar import CLOCK, Limit, Phase, RegistrationRule, State, Step
from trading.law.land_particulars import ListingParticulars, Parcel
from trading.law.procedure import Procedure
from trading.law.statutes import LAND_ORDER_11, LAND_ORDER_39, PRACTICE

SECONDS = {land_editions.MINUTES: 60, land_editions.DAYS: 24 * 3600}
LISTING_TITLE = Text("挂牌期", "listing")
LISTING = Limit(
    "listing",
    LISTING_TITLE,
    LAND_ORDER_39.article("18"),
    land_editions.DAYS,
    at_least=10,
    chosen="listing_days",
    stops=True,
)
LISTING_2002 = Limit(
    "listing",
    LISTING_TITLE,
    LAND_ORDER_11.article(""),
    land_editions.WORKING_DAYS,
    at_least=10,
    chosen="listing_days",
    stops=True,
)
# Applications end two days before the listing does, however long that is.
APPLICATION = Limit(
    "application",
    Text("竞买申请截止", "end of applications"),
    LAND_ORDER_39.article("11"),
    land_editions.DAYS,
    at_least=2,
    back=True,
    of="listing",
)
INQUIRY = Limit(
    "inquiry",
    Text("询问期", "inquiry"),
    PRACTICE.article(""),
    land_editions.MINUTES,
    at_least=4,
    chosen="inquiry_minutes",
    practice=True,
)
COUNTDOWN = Limit(
    "countdown",
    Text("限时竞价倒计时", "countdown"),
    PRACTICE.article(""),
    land_editions.MINUTES,
    at_least=5,
    chosen="countdown_minutes",
    practice=True,
)

COMPETITION = (
    State("listed", Phase.BIDDING, Text("挂牌中", "Listed")),
    State("asking", Phase.BIDDING, Text("询问是否继续竞价", "Who wants to go on bidding")),
    State("limited", Phase.BIDDING, Text("限时竞价", "Limited-time bidding")),
    State("capped", Phase.BIDDING, Text("达到最高限价", "Highest price reached")),
    land.CLOSED,
)
COMPETING = tuple(state.name for state in COMPETITION)
HOSTS = (Role.CENTRE, Role.AUCTIONEER)


def competition(law: land_editions.SaleLaw, listing: Limit, *, needed: int) -> tuple[Step, ...]:
    """Return the steps of the listing; the limited-time phase needs so many who want to go on."""
    article = LAND_ORDER_39.article("19")
    return (
        Step(
            "open_listing", "announced", "listed", by=CLOCK, title=Text("挂牌开始", "Listing begins"), after=(law.announcement,),
            opens=(listing,), law=listing.law,
        ),
        Step(
            "ask", "listed", "asking", by=CLOCK, title=Text("挂牌截止，询问竞买人", "Listing ends; bidders are asked"), after=(listing,),
            opens=(INQUIRY,), law=article,
        ),
        Step(
            "start_limited", "asking", "limited", by=CLOCK, title=Text("转入限时竞价", "Go on to limited-time bidding"), after=(INQUIRY,),
            opens=(COUNTDOWN,), guards=(guard.asked_by_at_least(needed, article),), law=article,
        ),
        Step(
            "close", "asking", "closed", by=CLOCK, title=Text("无人继续竞价，挂牌结束", "Nobody goes on"), after=(INQUIRY,),
            guards=(guard.asked_by_fewer_than(needed, article),), law=article,
        ),
        Step(
            "end_limited", "limited", "closed", by=CLOCK, title=Text("限时竞价结束", "Limited-time bidding ends"), after=(COUNTDOWN,),
            guards=(guard.the_competition_is_over,), law=article,
        ),
        Step(
            "reach_cap", ("listed", "asking", "limited"), "capped", by=HOSTS,
            title=Text("达到最高限价，转入下一环节", "The cap is reached"),
            guards=(guard.a_cap_is_set,), law=PRACTICE.article(""),
        ),
        Step(
            "end_capped", "capped", "closed", by=HOSTS, title=Text("限价后竞买结束", "Bidding beyond the cap ends"),
            guards=(guard.the_competition_is_over,), law=PRACTICE.article(""),
        ),
    )  # fmt: skip


def _lasts(field: str, limit: Limit) -> Same:
    """Return the field for the length of a limit: as it was announced, else the shortest that there may be."""

    def seconds(deal: Any, lot: Any) -> object:
        if limit.unit is land_editions.WORKING_DAYS:
            return NOT_SAID  # so long that no number of seconds says it
        return (getattr(deal, limit.chosen) or limit.at_least or 0) * SECONDS[limit.unit]

    return Same(field, seconds)


def listing(
    edition: str, law: land_editions.SaleLaw, period: Limit, *, needed: int, application: Limit | None, superseded_on: date | None = None
) -> Procedure:  # fmt: skip
    """Return the procedure in one edition of the law."""
    steps = (
        *land.before(law, guard.long_enough(period, INQUIRY, COUNTDOWN)),
        *competition(law, period, needed=needed),
        *land.decision(law, "closed", LAND_ORDER_39.article("19")),
        *land.after(law),
        *land.ending(*COMPETING),
    )
    return Procedure(
        kind="land", method="listing", edition=edition, superseded_on=superseded_on, title=Text("挂牌出让", "Listing"),
        kind_title=land.KIND_TITLE, law=law.statute.article(""), particulars=ListingParticulars, lot_particulars=Parcel,
        states=land.states(law, *COMPETITION),
        steps=land_editions.cited_from(steps, law.statute),
        ocds=ocds.LAND,
        bidding=period,
        registration=RegistrationRule(
            states=("announced", "listed") if application else ("announced",), until=application or law.announcement,
            reviewed_by=Role.ORGANISER
        ),
        questions=land.questions(law, "announced", "listed"),
        clarifications=(land.clarification(law),),
        pause=land.pause(*COMPETING),
        hold_notices=land.HOLD_NOTICES,
        auction=land.auction(
            "listing", "announced", "listed", goes_on=("asking", "limited", "capped"),
            same=(_lasts("listing_s", period), _lasts("inquiry_s", INQUIRY), _lasts("countdown_s", COUNTDOWN)),
        ),
        deposit=law.deposit, contract=land.contract(law), field_packs=land.FIELD_PACKS,
        organiser_title=land.ORGANISER_TITLE, bidder_title=land.BIDDER_TITLE,
    )  # fmt: skip


CURRENT = listing(
    "2010-03-08",
    land_editions.LAW_2010,
    LISTING,
    needed=1,
    application=APPLICATION,
)
ORDER_39 = listing(
    "2007-11-01", land_editions.LAW_2007, LISTING, needed=1, application=APPLICATION,
    superseded_on=date(2010, 3, 8),
)  # fmt: skip
# Under Order 11 the listing ran ten working days, and bidding went on where two or more still wanted the land.
ORDER_11 = listing(
    "2002-07-01", land_editions.LAW_2002, LISTING_2002, needed=2, application=None,
    superseded_on=date(2007, 11, 1),
)  # fmt: skip

PROCEDURES = (CURRENT, ORDER_39, ORDER_11)
