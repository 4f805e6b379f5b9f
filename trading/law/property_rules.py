"""The rules of property deals that run beside the steps: questions, supplements, disputes, deposits, the contract."""

from __future__ import annotations

from dataclasses import replace

from accounts.roles import Role
from foundation.text import Text
from trading.law import property_limits as limit
from trading.law.auction_rules import NOT_SAID, AuctionRule, Same
from trading.law.committees import CommitteeRule, Ground
from trading.law.grammar import (
    ClarificationRule,
    ComplaintRule,
    ContractRule,
    DepositRule,
    HoldNotices,
    Limit,
    ObjectionRule,
    PauseRule,
    Phase,
    QuestionRule,
    RegistrationRule,
    State,
)
from trading.law.property_choices import Competition, PriorityRight, Selection
from trading.law.property_states import BUYER_KNOWN, COMPETING, CONTRACTED, OPEN, RESULT_PUBLISHED
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32, PROPERTY_RULES_17

rules17 = PROPERTY_RULES_17.article("")

COMPLAINTS = ComplaintRule(
    lodge=limit.LODGE,
    accept=limit.ACCEPT,
    decide=limit.DECIDE,
    suspension=limit.SUSPENSION,
    notice="property_complaint",
)
HOLD_NOTICES = HoldNotices("property_pause", "property_resumption")
FORMS = {
    Competition.ONLINE_ASCENDING.value: frozenset({"dynamic_quotation", "open_rounds"}),
    Competition.ONLINE_SEALED.value: frozenset({"single_quote"}),
    Competition.ONLINE_WEIGHTED.value: frozenset({"weighted_quotation"}),
    Competition.ONLINE_LIVE.value: frozenset({"dynamic_quotation"}),
    Competition.AUCTION.value: frozenset({"called_auction"}),
    Competition.OTHER.value: frozenset({"descending_clock", "multi_round", "share_auction"}),
}
AUCTION = AuctionRule(
    law=PROPERTY_ORDER_32.article("22"),
    states=(COMPETING.name,),
    forms=FORMS,
    chosen="competition",
    # Below the floor nothing is sold, and above it no bidder has to begin; a descending clock begins where it likes.
    same=(
        Same("increment", lambda deal, lot: lot.bid_step or NOT_SAID),
        Same("start_price", lambda deal, lot: lot.floor_price, but=frozenset({"descending_clock"})),
    ),
    lowest="floor_price",
    step="bid_step",
    holders=lambda lot: getattr(lot, "priority", None) is PriorityRight.ON_SITE,
    notices=HoldNotices("property_auction_pause", "property_auction_resumption"),
    scheduled="property_auction_schedule",
)
CONTRACT_RULE = ContractRule(sign=limit.CONTRACT)
JUDGED = frozenset({Competition.TENDER, Competition.ONLINE_WEIGHTED})
# A tender follows the tendering law (招标投标法 art. 2), which binds the composition of a committee where a tender must be held (art. 37):
# that of a sale is the exchanges' practice, and so is that of who scores the plans of weighted quotes.
COMMITTEE = CommitteeRule(
    least=5,
    law=PRACTICE.article(""),
    sits=lambda p: p.competition in JUDGED,
    unmet=PRACTICE.article(""),
    grounds=(
        Ground(
            "not_signed",
            Text("受让方案未按要求签署", "Not signed as the documents ask"),
            PRACTICE.article(""),
        ),
        Ground(
            "not_qualified",
            Text("不符合受让方资格条件", "Does not meet the requirements of the buyer"),
            PROPERTY_ORDER_32.article("14"),
        ),
        Ground("collusion", Text("串通报价、弄虚作假", "Collusion or fraud"), PROPERTY_RULES_17.article("")),
    ),
)

SELECTION_COMMITTEE = replace(COMMITTEE, sits=lambda p: p.selection is Selection.EVALUATION)


def registration(disclosure: Limit, states: tuple[str, ...] = OPEN) -> RegistrationRule:
    """Return the rule on registering as a buyer, under which the centre examines who is eligible (Order 32, art. 21)."""
    return RegistrationRule(states=states, until=disclosure, reviewed_by=Role.CENTRE)


def pause(*states: State) -> PauseRule:
    """Return the rule on pauses: the seller or the centre, for a month at most, in those of `states` that are public."""
    public = tuple(s.name for s in states if s.phase is not Phase.PREPARING)
    return PauseRule(public, (Role.ORGANISER, Role.CENTRE), rules17, limit.SUSPENSION)


def questions(states: tuple[str, ...] = OPEN) -> QuestionRule:
    """Return the rule on questions: while the terms are disclosed."""
    return QuestionRule(states=states, law=rules17)


def clarification(states: tuple[str, ...] = OPEN) -> ClarificationRule:
    """Return the rule on supplements to what is disclosed."""
    return ClarificationRule(states=states, lead=limit.SUPPLEMENT, notice="property_supplement")


def objections(disclosure: Limit, result: Limit, states: tuple[str, ...] = OPEN) -> tuple[ObjectionRule, ...]:
    """Return the rules on objections: while the terms are disclosed, and while the result is."""
    law, reply = PRACTICE.article(""), limit.OBJECTION_REPLY
    terms, outcome = (
        Text("对披露信息的异议", "Objection to what is disclosed"),
        Text("对成交结果的异议", "Objection to the result"),
    )
    return (
        ObjectionRule("disclosure", terms, states, disclosure, reply, holds=False, law=law),
        ObjectionRule("result", outcome, (RESULT_PUBLISHED.name,), result, reply, holds=False, law=law),
    )


def deposit(base: str) -> DepositRule:
    """Return the rule on the deposit, bounded as a share of the lot's field `base`."""
    refund = limit.DEPOSIT_REFUND
    return DepositRule(
        rules17,
        base,
        at_most_share=limit.DEPOSIT_SHARE,
        refund_withdrawn=refund,
        refund_losers=refund,
        losers_since=(BUYER_KNOWN.name,),
        refund_winner=refund,
        winner_since=(CONTRACTED.name,),
        refund_ended=refund,
    )
