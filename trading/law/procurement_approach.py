"""How negotiation, consultation and inquiry begin, and how offers are made final."""

from __future__ import annotations

from collections.abc import Callable

from accounts.roles import Role
from foundation.text import Text
from trading.law import procurement_selection as selection
from trading.law import procurement_steps as steps
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Limit, Step
from trading.law.guards import require
from trading.law.inputs import Reason
from trading.law.procurement_failure import fail
from trading.law.procurement_guards import all_rejected
from trading.law.procurement_limits import FINAL_OFFERS
from trading.law.procurement_selection import Selection

ORGANISER = Role.ORGANISER


def approach(
    notice: str, title: Text, *, opens: tuple[Limit, ...], checks: tuple[Guard, ...], law: Law, choice: Law
) -> tuple[Step, ...]:
    """Find the suppliers by notice, or choose three or more and send them the documents; `choice` is the law on how."""
    invite = Text("向选定的供应商发出采购文件", "send the documents to those chosen")
    return (
        *steps.announce(
            "bidding", title, notice, opens=opens, checks=(selection.by_notice(choice), *checks), law=law
        ),
        *steps.prepare(
            "choose_suppliers",
            "selected",
            Text("抽取或者推荐供应商", "choose the suppliers"),
            checks=(
                selection.not_by_notice(choice),
                *checks,
                selection.suppliers_chosen(choice),
                selection.recommended_by_half(choice),
            ),
            takes=Selection,
            law=choice,
        ),
        Step(
            "announce",
            "selected",
            "bidding",
            ORGANISER,
            invite,
            opens=opens,
            guards=checks,
            notice="procurement_invitation",
            whole_deal=True,
            law=law,
        ),
    )


def enough(code: str, count: Callable[[Facts], int | None], least: Callable[[Facts], int], law: Law) -> Guard:
    """Require that the count is known and reaches what is needed in this case: three, or two where the law says so."""
    title = Text("供应商达到法定家数", "as many suppliers as the law needs")

    def holds(f: Facts) -> bool:
        found = count(f)
        return found is not None and found >= least(f)

    return require(code, title, holds, law=law)


def too_few(
    code: str, count: Callable[[Facts], int | None], least: Callable[[Facts], int], law: Law
) -> Guard:
    """Require that the count is known and does not reach what is needed."""
    title = Text("供应商不足法定家数", "fewer suppliers than the law needs")

    def holds(f: Facts) -> bool:
        found = count(f)
        return found is not None and found < least(f)

    return require(code, title, holds, law=law)


def received(facts: Facts) -> int | None:
    """Return how many responses came in by the deadline."""
    return facts.bids_received


def valid(facts: Facts) -> int | None:
    """Return how many offers conform and lie within the budget."""
    return facts.bids_valid


def conforming(facts: Facts) -> int | None:
    """Return how many responses the group, having reviewed all, finds to respond in substance."""
    return facts.conforming


def offered(facts: Facts) -> int | None:
    """Return how many final offers came, once no more can."""
    return facts.final_offers


def three(facts: Facts) -> int:
    """Return three: how many suppliers a competition needs."""
    return 3


def final_offers(
    *, least: Callable[[Facts], int], opened: Guard, talks: Law, offers: Law, failure: Law
) -> tuple[Step, ...]:
    """Once the responses are `opened`, talk with each supplier, tell all of any change, take final offers and evaluate them."""
    called = require(
        "not_called_by_group",
        Text(
            "小组已表决要求所有继续参加的供应商提交最后报价",
            "the group has voted to call on all who go on for final offers",
        ),
        lambda f: f.offers_called,
        law=offers,
    )
    shown = require(
        "final_offers_not_shown",
        Text(
            "最后报价已全部公开，或者公开时间已过",
            "all final offers are shown, or the time to show them is over",
        ),
        lambda f: f.final_offers is not None,
        law=offers,
    )
    return (
        Step(
            "change_documents",
            "negotiating",
            "negotiating",
            ORGANISER,
            Text("实质性变动，书面通知所有参加的供应商", "tell all suppliers of a change of substance"),
            guards=(opened,),
            takes=Reason,
            law=talks,
        ),
        Step(
            "call_final_offers",
            "negotiating",
            "quoting",
            ORGANISER,
            Text("要求提交最后报价", "call for final offers"),
            opens=(FINAL_OFFERS,),
            guards=(opened, called, enough("too_few_called", conforming, least, offers)),
            law=offers,
        ),
        Step(
            "evaluate",
            "quoting",
            "evaluating",
            ORGANISER,
            Text("评审最后报价", "evaluate the final offers"),
            after=(FINAL_OFFERS,),
            guards=(shown, enough("too_few_final_offers", offered, least, offers)),
            law=offers,
        ),
        fail(
            "fail_final_offers",
            "quoting",
            "failed",
            Text("最后报价的供应商不足", "too few final offers"),
            after=(FINAL_OFFERS,),
            when=(shown, too_few("enough_final_offers", offered, least, failure)),
            law=failure,
        ),
        fail(
            "fail_talks",
            "negotiating",
            "failed",
            Text("符合要求的供应商不足，终止采购活动", "too few suppliers conform"),
            when=(opened, too_few("enough_suppliers", conforming, least, failure)),
            law=failure,
        ),
    )


def fail_evaluation(least: Callable[[Facts], int], law: Law, *opened: Guard) -> Step:
    """Fail when, after the evaluation, too few suppliers conform or stay within the budget."""
    return fail(
        "fail_conformity",
        "evaluating",
        "failed",
        Text("符合要求或者报价未超过预算的供应商不足", "too few conform or stay within the budget"),
        when=(*opened, too_few("enough_suppliers", valid, least, law)),
        law=law,
    )


def fail_rejected(law: Law, *opened: Guard) -> Step:
    """Fail when every offer is rejected."""
    return fail(
        "fail_all_rejected",
        "evaluating",
        "failed",
        Text("没有可以成交的供应商", "no offer can be accepted"),
        when=(*opened, all_rejected),
        law=law,
    )
