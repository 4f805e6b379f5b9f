"""框架协议第二阶段: call-offs by direct selection, second competition and rotation (财政部令第110号 art. 32–36)."""

from __future__ import annotations

from accounts.roles import Role
from foundation.text import Text
from trading.law import evaluation_tables, ocds
from trading.law import procurement as family
from trading.law import procurement_call_off as call_off
from trading.law import procurement_failure as failure
from trading.law import procurement_rules as rules
from trading.law import procurement_states as states
from trading.law.auction_rules import AuctionRule, Same
from trading.law.call_offs import CallOffRule
from trading.law.grammar import CLOCK, HoldNotices, Limit, Phase, State, Step
from trading.law.guards import a_winner, at_least_bids, bids_are_open, fewer_bids_than
from trading.law.procedure import Procedure
from trading.law.procurement_award import contract, publish_result
from trading.law.procurement_limits import CONTRACT, OFFER_BIDDING, RESULT_PERIOD_OTHER
from trading.law.statutes import FRAMEWORK_110

DIRECT, COMPETITION, ROTATION, RESULT = (FRAMEWORK_110.article(number) for number in ("33", "34", "35", "36"))
OPENED = bids_are_open(law=COMPETITION)
SELECTING = State("selecting", Phase.ANNOUNCED, Text("选定供应商中", "selecting a supplier"))
COMPETING = State("competing", Phase.BIDDING, Text("公开竞价中", "competing in an auction"))
OFFERED = State("offered", Phase.ANNOUNCED, Text("按顺序轮候中", "offered in turn"))


def _announce(target: str, *opens: Limit, notice: str | None) -> Step:
    return Step(
        "announce",
        "draft",
        target,
        Role.ORGANISER,
        Text("提出采购需求", "state the need"),
        opens=opens,
        guards=(call_off.framework_in_force,),
        notice=notice,
        whole_deal=True,
        law=FRAMEWORK_110.article("32"),
    )


DIRECT_STEPS = (
    _announce("selecting", notice=None),
    Step(
        "confirm",
        "selecting",
        "awarded",
        Role.ORGANISER,
        Text("从入围供应商中直接选定", "select one of the admitted suppliers"),
        opens=(CONTRACT,),
        guards=(a_winner(DIRECT), call_off.within_agreed_price),
        takes=call_off.SelectionReason,
        law=DIRECT,
    ),
    *contract(),
    *call_off.failures("selecting"),
)

COMPETITION_STEPS = (
    _announce("bidding", OFFER_BIDDING, notice="procurement_invitation"),
    *failure.close_bidding(
        "evaluating",
        OFFER_BIDDING,
        enough=at_least_bids(1, COMPETITION),
        too_few=fewer_bids_than(1, COMPETITION),
        failed="failed",
        law=COMPETITION,
    ),
    Step(
        "confirm",
        "evaluating",
        "decided",
        Role.ORGANISER,
        Text("确定报价最低的供应商", "confirm the lowest price"),
        opens=(call_off.RESULT,),
        guards=(OPENED, a_winner(COMPETITION), call_off.within_agreed_price),
        law=COMPETITION,
    ),
    failure.fail(
        "fail_competition",
        "evaluating",
        "failed",
        Text("没有符合要求的报价", "no offer conforms"),
        when=(OPENED, call_off.no_offer),
        law=COMPETITION,
    ),
    publish_result("procurement_call_off_result", call_off.RESULT, RESULT, RESULT_PERIOD_OTHER, takes=None),
    *contract(),
    *call_off.failures("bidding", "evaluating", decided=("decided",)),
)

# 二次竞价可以密封报价，也可以在平台上公开竞价：以协议价格为最高限价，报价最低的成交。
AUCTION_STEPS = (
    _announce("bidding", OFFER_BIDDING, notice="procurement_invitation"),
    Step(
        "compete",
        "bidding",
        "competing",
        CLOCK,
        Text("响应时间届满，转入公开竞价", "the time to respond is over: they compete"),
        after=(OFFER_BIDDING,),
        law=COMPETITION,
    ),
    Step(
        "confirm",
        "competing",
        "decided",
        Role.ORGANISER,
        Text("确定报价最低的供应商", "confirm the lowest price"),
        opens=(call_off.RESULT,),
        guards=(a_winner(COMPETITION), call_off.within_agreed_price),
        law=COMPETITION,
    ),
    failure.fail(
        "fail_competition",
        "competing",
        "failed",
        Text("没有符合要求的报价", "no offer conforms"),
        when=(call_off.no_offer,),
        law=COMPETITION,
    ),
    publish_result("procurement_call_off_result", call_off.RESULT, RESULT, RESULT_PERIOD_OTHER, takes=None),
    *contract(),
    *call_off.failures("bidding", "competing", decided=("decided",)),
)
AUCTION = AuctionRule(
    law=COMPETITION,
    states=(COMPETING.name,),
    forms={"": frozenset({"reverse_open", "reverse_rounds"})},
    same=(Same("start_price", lambda deal, lot: min(lot.agreed_price, lot.budget)),),
    notices=HoldNotices("procurement_auction_pause", "procurement_auction_resumption"),
    scheduled="procurement_auction_schedule",
)

ROTATION_STEPS = (
    _announce("offered", notice="procurement_invitation"),
    Step(
        "pass_turn",
        "offered",
        "offered",
        Role.ORGANISER,
        Text("供应商不能接受，轮至下一家", "the turn passes to the next supplier"),
        takes=call_off.TurnPassed,
        law=ROTATION,
    ),
    Step(
        "confirm",
        "offered",
        "decided",
        Role.ORGANISER,
        Text("按轮候顺序确定供应商", "confirm the supplier whose turn it is"),
        opens=(call_off.RESULT,),
        guards=(a_winner(ROTATION), call_off.within_agreed_price),
        law=ROTATION,
    ),
    failure.fail(
        "fail_rotation",
        "offered",
        "failed",
        Text("轮候供应商均不能接受", "no supplier in the rotation accepts"),
        when=(call_off.no_offer,),
        law=ROTATION,
    ),
    publish_result("procurement_call_off_result", call_off.RESULT, RESULT, RESULT_PERIOD_OTHER, takes=None),
    *contract(),
    *call_off.failures("offered", decided=("decided",)),
)


def _procedure(
    method: str,
    title: Text,
    found: tuple[State, ...],
    steps: tuple[Step, ...],
    bidding: Limit | None,
    rule: CallOffRule,
    compared: str,
    *process: str,
    auction: AuctionRule | None = None,
) -> Procedure:
    direct = method == "call_off_direct"
    return Procedure(
        kind=family.KIND,
        method=method,
        edition=family.EDITION,
        title=title,
        kind_title=family.KIND_TITLE,
        states=(states.DRAFT, *found, *call_off.END_STATES),
        steps=steps,
        particulars=call_off.CallOff,
        lot_particulars=call_off.CallOffPackage,
        ocds=ocds.CALL_OFF,
        law=FRAMEWORK_110.article("32"),
        bidding=bidding,
        questions=rules.questions(*process),
        objections=rules.challenges(
            process=(*process, "awarded"),
            result=("awarded", "signed", "contract_published", "performing"),
            since_result="" if direct else "result_period",
        ),
        complaints=rules.COMPLAINTS,
        hold_notices=rules.HOLD_NOTICES,
        rivals=rules.RIVALS,
        contract=rules.CONTRACTS,
        evaluation=evaluation_tables.call_off(compared) if compared else None,
        call_off=rule,
        auction=auction,
        field_packs=family.FIELD_PACKS,
        organiser_title=family.PURCHASER,
        bidder_title=family.SUPPLIER,
    )


PROCEDURES = (
    _procedure(
        "call_off_direct",
        Text("框架协议采购（直接选定）", "Call-off by direct selection"),
        (SELECTING,),
        DIRECT_STEPS,
        None,
        CallOffRule(how="chosen", states=("selecting",), law=DIRECT),
        "direct_selection",
        "selecting",
    ),
    _procedure(
        "call_off_competition",
        Text("框架协议采购（二次竞价）", "Call-off by second competition"),
        (states.BIDDING, states.EVALUATING, states.DECIDED),
        COMPETITION_STEPS,
        OFFER_BIDDING,
        CallOffRule(how="lowest", states=("evaluating",), law=COMPETITION),
        "second_competition",
        "bidding",
        "evaluating",
        "decided",
    ),
    _procedure(
        "call_off_auction",
        Text("框架协议采购（二次竞价，公开竞价）", "Call-off by second competition, in a live auction"),
        (states.BIDDING, COMPETING, states.DECIDED),
        AUCTION_STEPS,
        OFFER_BIDDING,
        CallOffRule(how="auctioned", states=(), law=COMPETITION),
        "",
        "bidding",
        "competing",
        "decided",
        auction=AUCTION,
    ),
    _procedure(
        "call_off_rotation",
        Text("框架协议采购（顺序轮候）", "Call-off by rotation"),
        (OFFERED, states.DECIDED),
        ROTATION_STEPS,
        None,
        CallOffRule(how="turn", states=("offered",), law=ROTATION),
        "rotation",
        "offered",
        "decided",
    ),
)
