"""What each edition of the law on land sales says, and how a step cites the edition under which it is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from foundation.days import Unit
from foundation.text import Text
from trading.law import land_guards as guard
from trading.law.facts import Facts
from trading.law.grammar import DepositRule, Guard, Law, Limit, Refusal, Statute, Step
from trading.law.statutes import (
    LAND_NOTICE_34,
    LAND_ORDER_11,
    LAND_ORDER_39,
    LAND_SPEC_114,
    LAND_USE_RIGHT,
    PRACTICE,
)

DAYS, WORKING_DAYS, MONTHS, YEARS, MINUTES = (
    Unit.DAYS,
    Unit.WORKING_DAYS,
    Unit.MONTHS,
    Unit.YEARS,
    Unit.MINUTES,
)


@dataclass(frozen=True, kw_only=True)
class SaleLaw:
    """What an edition of the law says of every sale, whichever way the winner is found."""

    statute: Statute
    announcement: Limit
    result: Limit
    contract: Limit
    payment: Limit
    deposit: DepositRule
    first_payment: Limit | None = None
    announcing: tuple[Guard, ...] = ()


def refund(statute: Statute, article: str) -> Limit:
    """Return the limit for giving deposits back to those who did not win."""
    return Limit(
        "refund",
        Text("退还未成交者保证金时限", "refund to those who did not win"),
        statute.article(article),
        WORKING_DAYS,
        at_most=5,
    )


def deposit(
    statute: Statute, article: str, law: Law, *, at_least_share: Decimal | None = None
) -> DepositRule:
    """
    Return the rule on the deposit: all who do not win get it back once the sale is over, whoever withdrew among them.

    The winner's becomes part of the price (定金).
    """
    back = refund(statute, article)
    return DepositRule(
        law, "start_price", at_least_share=at_least_share, withdrawn_with_losers=True, refund_losers=back, losers_since=("deal",),
        refund_ended=back,
    )  # fmt: skip


def announcement(statute: Statute, article: str) -> Limit:
    """Return how long a sale is announced before it begins."""
    return Limit(
        "announcement",
        Text("公告期", "announcement"),
        statute.article(article),
        DAYS,
        at_least=20,
        stops=True,
    )


def result(statute: Statute, article: str) -> Limit:
    """Return how soon the result is published."""
    return Limit(
        "result",
        Text("出让结果公布时限", "time to publish the result"),
        statute.article(article),
        WORKING_DAYS,
        at_most=10,
    )


CONTRACT_TITLE = Text("签订出让合同时限", "time to sign the contract")
# 2010-03-08: a deposit of a fifth, a contract within ten working days, half of the price in a month and all in a year.
LAW_2010 = SaleLaw(
    statute=LAND_ORDER_39,
    announcement=announcement(LAND_ORDER_39, "8"),
    result=result(LAND_ORDER_39, "22"),
    contract=Limit(
        "contract", CONTRACT_TITLE, LAND_NOTICE_34.article(""), WORKING_DAYS, at_most=10, stops=True
    ),
    first_payment=Limit(
        "first_payment",
        Text("首付款缴纳时限", "first payment"),
        LAND_NOTICE_34.article(""),
        MONTHS,
        at_most=1,
    ),
    payment=Limit(
        "payment", Text("全部出让价款缴纳时限", "full payment"), LAND_NOTICE_34.article(""), YEARS, at_most=1
    ),
    deposit=deposit(LAND_ORDER_39, "21", LAND_NOTICE_34.article(""), at_least_share=guard.DEPOSIT_SHARE),
    announcing=(guard.a_sufficient_deposit,),
)


def _before_2010(statute: Statute, *, announced: str, refunded: str, published: str) -> SaleLaw:
    """Before 2010 no text fixed the deposit's share, nor the contract's day; the price was due in sixty days."""
    return SaleLaw(
        statute=statute,
        announcement=announcement(statute, announced),
        result=result(statute, published),
        contract=Limit(
            "contract",
            CONTRACT_TITLE,
            PRACTICE.article(""),
            WORKING_DAYS,
            at_most=10,
            practice=True,
            stops=True,
        ),
        payment=Limit(
            "payment",
            Text("全部出让金缴纳时限", "full payment"),
            LAND_USE_RIGHT.article("14"),
            DAYS,
            at_most=60,
        ),
        deposit=deposit(statute, refunded, statute.article(refunded)),
    )


LAW_2007 = _before_2010(LAND_ORDER_39, announced="8", refunded="21", published="22")
LAW_2002 = _before_2010(LAND_ORDER_11, announced="", refunded="", published="")


def cited_from(steps: tuple[Step, ...], statute: Statute) -> tuple[Step, ...]:
    """
    Return the steps as an edition cites them: what says the same today is cited from the earlier order.

    The articles of that order are numbered otherwise, so that only its title is named.
    """
    if statute is LAND_ORDER_39:
        return steps

    def law(of: Law) -> Law:
        return statute.article("") if of.statute in (LAND_ORDER_39, LAND_SPEC_114) else of

    def guarded(asked: Guard) -> Guard:
        def test(facts: Facts) -> Refusal | None:
            refusal = asked(facts)
            cited = refusal.law if refusal else None
            return replace(refusal, law=law(cited)) if refusal and isinstance(cited, Law) else refusal

        return Guard(asked.name, asked.title, test, law(asked.law))

    return tuple(
        replace(step, law=step.law and law(step.law), guards=tuple(map(guarded, step.guards)))
        for step in steps
    )
