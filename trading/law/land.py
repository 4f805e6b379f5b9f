"""What the ways of selling land share: preparation, and all that follows the competition, in each edition of the law."""

from __future__ import annotations

from dataclasses import replace

from accounts.roles import Role
from foundation.text import Text
from trading.law import land_guards as guard
from trading.law.auction_rules import AuctionRule, Same, of_lot
from trading.law.grammar import (
    ClarificationRule,
    ContractRule,
    Guard,
    HoldNotices,
    Law,
    Limit,
    PauseRule,
    Phase,
    QuestionRule,
    State,
    Step,
)
from trading.law.guards import a_tender_document, a_winner, no_open_dispute, no_winner
from trading.law.inputs import Approval, ContractSigned, Paid, Reason
from trading.law.land_editions import DAYS, SaleLaw
from trading.law.land_inputs import DealConfirmed, LandDelivered, PriceDecision
from trading.law.land_notices import NOTICE_KINDS as NOTICE_KINDS
from trading.law.land_particulars import BeyondCap
from trading.law.statutes import LAND_ORDER_39, LAND_SPEC_114, LAND_USE_RIGHT, PRACTICE

ORGANISER, CENTRE, AUCTIONEER, SUPERVISOR = Role.ORGANISER, Role.CENTRE, Role.AUCTIONEER, Role.SUPERVISOR

KIND_TITLE = Text("国有建设用地使用权出让", "Land-use right sale")
ORGANISER_TITLE = Text("出让人", "Organiser")
BIDDER_TITLE = Text("竞买人", "Bidder")
HOLD_NOTICES = HoldNotices("land_pause", "land_resumption")
BEYOND = {
    BeyondCap.NONE: "first",
    BeyondCap.CONDITIONS: "conditions",
    BeyondCap.LOTTERY: "draw",
    BeyondCap.SINGLE_OFFER: "written",
}
AUCTIONED = (
    of_lot("start_price", "start_price"),
    of_lot("increment", "increment"),
    of_lot("cap", "price_cap"),
    of_lot("reserve", "reserve_commitment"),
    Same("grid", lambda deal, lot: "strict" if lot.strict_grid else "least"),
    # 竞品质 is judged by people, and no form of ours: its code is that of no way.
    Same("beyond.way", lambda deal, lot: BEYOND.get(lot.beyond_cap, lot.beyond_cap)),
)
FIELD_PACKS = {"land": ("600", "601")}


def auction(form: str, *states: str, goes_on: tuple[str, ...], same: tuple[Same, ...] = ()) -> AuctionRule:
    """Return the rule on live auctions of a form, which may be scheduled in some states and go on in others, as was announced."""
    return AuctionRule(
        law=LAND_ORDER_39.article("9"),
        states=states,
        goes_on=goes_on,
        forms={"": frozenset({form})},
        same=(*AUCTIONED, *same),
        lowest="lowest_price",
        step="increment",
        notices=HoldNotices("land_auction_pause", "land_auction_resumption"),
        scheduled="land_auction_schedule",
        reserve="reserve_commitment",
        begins_after="announcement",
    )


# 不成交的，重新组织出让。
AGAIN = LAND_SPEC_114.article("")

BEFORE = (
    State("draft", Phase.PREPARING, Text("出让方案编制", "Scheme being drawn up")),
    State("planned", Phase.PREPARING, Text("出让计划已公布", "Plan published")),
    State("approved", Phase.PREPARING, Text("出让方案已批准", "Scheme approved")),
    State("priced", Phase.PREPARING, Text("价格已集体决策", "Prices decided")),
    State("announced", Phase.ANNOUNCED, Text("公告中", "Announced")),
)
CLOSED = State("closed", Phase.EVALUATING, Text("竞价结束", "Closed"))
AFTER = (
    State("deal", Phase.PUBLICISING, Text("成交", "Deal")),
    State("confirmed", Phase.PUBLICISING, Text("已签订成交确认书", "Deal confirmed"), is_awarded=True),
    State("result_published", Phase.CONCLUDED, Text("出让结果已公布", "Result published")),
    State("contracted", Phase.CONCLUDED, Text("出让合同已签订", "Contract signed")),
    State("paid", Phase.CONCLUDED, Text("出让价款已付清", "Paid in full")),
    State("completed", Phase.CONCLUDED, Text("已交地", "Land delivered"), final=True),
    State("no_deal", Phase.FAILED, Text("未成交", "No deal"), final=True, rerun=AGAIN),
    State("forfeited", Phase.FAILED, Text("竞得人违约", "Winner in breach"), final=True, rerun=AGAIN),
    State("rescinded", Phase.FAILED, Text("合同已解除", "Contract rescinded"), final=True, rerun=AGAIN),
    State("terminated", Phase.FAILED, Text("已终止", "Terminated"), final=True),
    State("void", Phase.FAILED, Text("结果无效", "Void"), final=True, rerun=AGAIN),
)
PART_PAID = State("part_paid", Phase.CONCLUDED, Text("已付首付款", "First part paid"))


def states(law: SaleLaw, *competition: State) -> tuple[State, ...]:
    """Return the states of a sale around those of its competition, as its edition cites them."""
    found = (*BEFORE, *competition, *AFTER[:4], *((PART_PAID,) if law.first_payment else ()), *AFTER[4:])
    if law.statute is LAND_ORDER_39:
        return found
    return tuple(replace(one, rerun=one.rerun and law.statute.article("")) for one in found)


def questions(law: SaleLaw, *states: str) -> QuestionRule:
    """Let bidders ask in `states`: whoever grants the land helps them to learn about it (39号令第十二条)."""
    return QuestionRule(states, law.statute.article("12" if law.statute is LAND_ORDER_39 else ""))


def clarification(law: SaleLaw) -> ClarificationRule:
    """Return the rule on supplements: a material one less than twenty days before the start moves the start."""
    since = LAND_SPEC_114.article("") if law.statute is LAND_ORDER_39 else law.announcement.law
    title = Text("补充公告提前期", "lead of a supplement")
    lead = Limit("amendment_lead", title, since, DAYS, at_least=20, back=True, of="announcement")
    return ClarificationRule(
        states=("announced",), lead=lead, notice="land_amendment", restart=law.announcement
    )


def contract(law: SaleLaw) -> ContractRule:
    """Return the rule on the contract."""
    return ContractRule(sign=law.contract)


def pause(*competition: str) -> PauseRule:
    """Return the rule on a pause: announced by the organiser until the deal."""
    return PauseRule(("announced", *competition), (ORGANISER,), LAND_SPEC_114.article(""))


def before(law: SaleLaw, *guards: Guard) -> tuple[Step, ...]:
    """Return the steps up to the announcement."""
    checks = (
        guard.terms_within_the_maximum, guard.above_the_lowest_price, guard.a_committed_reserve, guard.a_sensible_cap,
        guard.plot_ratios_in_order, guard.dates_in_order, *law.announcing, a_tender_document(LAND_ORDER_39.article("7")), *guards,
    )  # fmt: skip
    return (
        Step(
            "publish_plan", "draft", "planned", by=ORGANISER, title=Text("公布出让计划", "Publish the plan"), notice="land_plan",
            whole_deal=True, law=LAND_ORDER_39.article("5"),
        ),
        Step(
            "approve", ("draft", "planned"), "approved", by=ORGANISER, title=Text("出让方案经批准", "Record the approval of the scheme"),
            takes=Approval, whole_deal=True, law=LAND_USE_RIGHT.article("10"),
        ),
        Step(
            "set_prices", "approved", "priced", by=ORGANISER, title=Text("集体决策起始价、底价和保证金", "Decide the prices"),
            takes=PriceDecision, whole_deal=True, law=LAND_ORDER_39.article("10"),
        ),
        Step(
            "announce", "priced", "announced", by=ORGANISER, title=Text("发布出让公告", "Announce the sale"), guards=checks,
            opens=(law.announcement,), notice="land_announcement", whole_deal=True, law=law.announcement.law,
        ),
    )  # fmt: skip


def decision(law: SaleLaw, source: str, article: Law) -> tuple[Step, Step]:
    """Return how the competition is declared to have ended: a deal, or none."""
    by = (CENTRE, AUCTIONEER, ORGANISER)
    return (
        Step(
            "declare_deal", source, "deal", by=by, title=Text("宣布成交", "Declare the deal"), opens=(law.result, law.contract),
            guards=(a_winner(article),), law=article,
        ),
        Step(
            "declare_no_deal", source, "no_deal", by=by, title=Text("宣布不成交", "Declare that there is no deal"),
            guards=(no_winner(article),), notice="land_no_deal", law=article,
        ),
    )  # fmt: skip


def after(law: SaleLaw) -> tuple[Step, ...]:
    """Return the steps from the deal to the delivered land."""
    return (
        Step(
            "confirm", "deal", "confirmed", by=ORGANISER, title=Text("签订成交确认书（发出中标通知书）", "Confirm the deal"),
            takes=DealConfirmed,
            guards=(no_open_dispute(PRACTICE.article("")),), law=LAND_ORDER_39.article("20"),
        ),
        Step(
            "reject_winner", "deal", "no_deal", by=ORGANISER, title=Text("资格后审不合格，不成交", "Reject the winner as unqualified"),
            takes=Reason, guards=(guard.the_winner_is_examined_later,), notice="land_no_deal", law=LAND_ORDER_39.article("19"),
        ),
        Step(
            "publish_result", "confirmed", "result_published", by=ORGANISER, title=Text("公布出让结果", "Publish the result"),
            due=law.result, notice="land_result", law=law.result.law,
        ),
        Step(
            "sign_contract", "result_published", "contracted", by=ORGANISER, title=Text("签订出让合同", "Sign the contract"),
            due=law.contract,
            opens=(*((law.first_payment,) if law.first_payment else ()), law.payment), takes=ContractSigned,
            guards=(guard.the_price_of_the_deal,), notice="land_supply_result", law=LAND_USE_RIGHT.article("11"),
        ),
        *_payments(law),
        Step(
            "deliver", "paid", "completed", by=ORGANISER, title=Text("交地", "Deliver the land"), takes=LandDelivered,
            law=LAND_USE_RIGHT.article("15"),
        ),
    )  # fmt: skip


def _payments(law: SaleLaw) -> tuple[Step, ...]:
    whole = Step(
        "pay_in_full", "contracted", "paid", by=ORGANISER, title=Text("登记付清全部出让价款", "Record full payment"),
        due=law.first_payment or law.payment, takes=Paid, guards=(guard.the_whole_price,), law=LAND_ORDER_39.article("23"),
    )  # fmt: skip
    if law.first_payment is None:
        return (whole, _rescind("contracted", law.payment))
    return (
        whole,
        Step(
            "pay_first_half", "contracted", "part_paid", by=ORGANISER, title=Text("登记首付款", "Record the first payment"),
            due=law.first_payment, takes=Paid, guards=(guard.half_the_price,), law=law.first_payment.law,
        ),
        Step(
            "pay_balance", "part_paid", "paid", by=ORGANISER, title=Text("登记付清余款", "Record the balance"), due=law.payment,
            takes=Paid, guards=(guard.the_whole_price,), law=law.payment.law,
        ),
        _rescind("contracted", law.first_payment),
        _rescind("part_paid", law.payment),
    )  # fmt: skip


def _rescind(source: str, unpaid: Limit) -> Step:
    return Step(
        "rescind", source, "rescinded", by=ORGANISER, title=Text("逾期未付清，解除合同", "Rescind the unpaid contract"), after=(unpaid,),
        takes=Reason, notice="land_annulment", law=LAND_USE_RIGHT.article("14"),
    )  # fmt: skip


def ending(*competition: str) -> tuple[Step, ...]:
    """Return how a sale is terminated before the deal, and how a deal falls apart before the contract."""
    return (
        Step(
            "terminate", ("announced", *competition), "terminated", by=ORGANISER,
            title=Text("终止出让", "Terminate the sale"), takes=Reason,
            notice="land_termination", whole_deal=True, despite_hold=True, law=LAND_SPEC_114.article(""),
        ),
        Step(
            "forfeit", ("deal", "confirmed", "result_published"), "forfeited", by=ORGANISER,
            title=Text("竞得人拒绝签约，取消竞得资格", "Strike off a winner who will not sign"), takes=Reason, notice="land_annulment",
            law=LAND_SPEC_114.article(""),
        ),
        Step(
            "invalidate", ("announced", *competition, "deal", "confirmed", "result_published", "contracted"), "void", by=SUPERVISOR,
            title=Text("认定中标、竞得结果无效", "Declare the result void"), takes=Reason, notice="land_annulment", despite_hold=True,
            law=LAND_ORDER_39.article("25"),
        ),
    )  # fmt: skip
