"""Whether the rule of an evaluation may be announced: every number against its article, all reasons at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bidding.scoring import bounds
from bidding.scoring.articles import CONSTRUCTION, METHODS
from bidding.scoring.bounds import Within
from foundation.text import Text
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.methods import comprehensive_score, consultation, quality_first, two_envelopes
from toolkit.scoring.methods.admission import Admission
from trading.law.grammar import Refusal
from trading.law.procurement_particulars import Category
from trading.law.statutes import ORDER_87, SME_19

TENDERED = frozenset({"comprehensive_score", "lowest_price"})
COMPETED = TENDERED | {"consultation", "inquiry", "negotiation"}
"""The methods of procurement in which prices compete for one contract."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """
    What else of the lot the law's numbers depend on.

    `category` is None outside procurement; `reserved` says that the whole package is for small and medium firms; `instruments`
    that a framework buys instruments by quality; `two_are_enough` that a consultation may go on with two.
    """

    category: Category | None = None
    fixed_price: bool = False
    reserved: bool = False
    instruments: bool = False
    two_are_enough: bool = False


def refusals(rule: Rule, terms: Terms) -> list[Refusal]:
    """Return why a rule may not be announced; empty if it may."""
    found: list[Refusal] = []
    for one in within(rule):
        if isinstance(one, two_envelopes.Rule) and two_envelopes.passes_nothing(one):
            message = Text("不评分的，不能设合格线", "Where nothing is scored there is no passing mark")
            found.append(Refusal("mark_without_scores", message, METHODS["two_envelopes"]))
        if isinstance(one, rules.Rule):
            found += [*_common(one, _method(one), terms), *_own(one, terms)]
    return found


def _method(rule: rules.Rule) -> str:
    return str(getattr(rule, "method", ""))


def _common(rule: rules.Rule, method: str, terms: Terms) -> Iterator[Refusal]:
    if method in CONSTRUCTION:
        yield from _check("too_many_candidates", bounds.CANDIDATES, Decimal(rule.candidates))
    fewest = bounds.FEWEST.get(method)
    if method == "consultation" and terms.two_are_enough:
        fewest = bounds.FEWEST_IN_SOME_CONSULTATIONS
    if fewest is not None:
        yield from _check("too_few_asked", fewest, Decimal(rule.at_least))
    yield from _preferences(rule.preferences, terms)
    if method in COMPETED:
        yield from _low_prices(rule.low_prices)
    brands = {"lowest_price": "lowest", "comprehensive_score": "best"}.get(method)
    if brands is not None and rule.same_brand != brands:
        message = Text("提供相同品牌产品的应按规定处理", "Bids of one brand are dealt with as the law says")
        yield Refusal("brands_apart", message, ORDER_87.article("31"))


def _preferences(given: rules.Preferences, terms: Terms) -> Iterator[Refusal]:
    shares = given.small, given.joint, given.domestic
    if terms.category is None:
        if any(shares):
            yield Refusal(
                "preference_without_law",
                Text("仅政府采购落实价格扣除", "Preferences are procurement's alone"),
            )
        return
    if terms.reserved and (given.small or given.joint):
        message = Text("专门面向中小企业的不再价格扣除", "No deduction in a package that is wholly reserved")
        yield Refusal("preference_in_reserved", message, SME_19.article(""))
    yield from _check("small_deduction", bounds.SMALL[terms.category], given.small)
    yield from _check("joint_deduction", bounds.JOINT[terms.category], given.joint)
    yield from _check("domestic_deduction", bounds.DOMESTIC, given.domestic)
    if given.joint:
        yield from _check("joint_from", bounds.JOINT_FROM, given.joint_from)


def _low_prices(given: rules.LowPrices) -> Iterator[Refusal]:
    for name, bound in bounds.LOW_PRICES.items():
        value = getattr(given, name)
        # Without a ceiling there is nothing to compare with, so that mark alone may be left out.
        if value is None and name == "of_ceiling":
            continue
        yield from _check(f"low_price_{name}", bound, value or Decimal(0))
    if given.reply_minutes < bounds.REPLY.length:
        message = Text(
            f"说明低价的时间不少于{bounds.REPLY.length}分钟",
            f"{bounds.REPLY.length} minutes to explain a price",
        )
        yield Refusal("low_price_reply", message, bounds.REPLY.law)


def _own(rule: rules.Rule, terms: Terms) -> Iterator[Refusal]:
    method = _method(rule)
    if isinstance(rule, comprehensive_score.Rule | consultation.Rule):
        bound = bounds.WEIGHTS[method].get(terms.category) if terms.category else None
        bound = bounds.FIXED_PRICE if terms.fixed_price else bound
        if bound is not None:
            yield from _check("price_weight", bound, rule.price_weight)
        if rule.trim:
            message = Text("汇总全部成员的评分", "The scores of all members count")
            yield Refusal("scores_left_out", message, ORDER_87.article("55"))
    if isinstance(rule, Admission):
        by_quality = isinstance(rule, quality_first.Rule) and terms.instruments
        share = bounds.ELIMINATION_OF_INSTRUMENTS if by_quality else bounds.ELIMINATION
        yield from _check("too_few_eliminated", share, rule.eliminated)
        if not rule.least_eliminated:
            message = Text("至少淘汰一家", "One is eliminated at least")
            yield Refusal("nobody_eliminated", message, share.law)


def _check(code: str, bound: Within, value: Decimal) -> Iterator[Refusal]:
    if not bound.holds(value):
        yield Refusal(code, bound.says(), bound.law)
