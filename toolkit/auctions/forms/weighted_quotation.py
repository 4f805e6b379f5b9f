"""
权重报价, price and quality weighed (网络竞价规则, 惯例).

For `quoting_s` each bidder gives one price, which the others do not see. After that each of `experts` scores each scheme, and the
order is that of `toolkit.scoring.methods.weighted_quote`, whose rule stands here whole: by the total, never by the price alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from toolkit.auctions import rules
from toolkit.auctions.moves import Quote, Score
from toolkit.auctions.prices import EXACT
from toolkit.auctions.refusing import Inadmissible
from toolkit.auctions.results import Award, Show
from toolkit.auctions.rules import Seconds
from toolkit.records import Positive
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Bid, Sheet
from toolkit.scoring.methods import weighted_quote
from toolkit.scoring.results import Placing
from toolkit.scoring.unfit import Unfit


class Rules(rules.Rules):
    """The rules of a weighted quotation; the experts are numbered from 1."""

    form: Literal["weighted_quotation"] = "weighted_quotation"
    quoting_s: Seconds
    experts: Positive
    scoring: weighted_quote.Rule


@dataclass(frozen=True, slots=True)
class State:
    """The quotes and the score sheets, in the order of the log."""

    quotes: tuple[tuple[str, Decimal], ...] = ()
    sheets: tuple[Sheet, ...] = ()


def begin(rules: Rules) -> State:
    """Return the state before the first quote."""
    return State()


def take(rules: Rules, state: State, move: Any, now: int) -> State:
    """
    Return the state after a move.

    :raises Inadmissible: `quoted_already`, `misses_start`, `expert_unknown`, `scored_already`, `score_outside`,
        `nothing_quoted`, `move_of_another_form`.
    """
    match move:
        case Quote():
            if move.bidder in dict(state.quotes):
                raise Inadmissible("quoted_already")
            start = rules.scoring.start_price or Decimal(0)
            if move.price < start or not move.price:
                raise Inadmissible("misses_start", least=start)
            return replace(state, quotes=(*state.quotes, (move.bidder, move.price)))
        case Score():
            if move.bidder not in dict(state.quotes):
                raise Inadmissible("nothing_quoted")
            if move.expert > rules.experts:
                raise Inadmissible("expert_unknown", expert=str(move.expert))
            _check_scores(rules.scoring, move)
            sheet = Sheet(bid=move.bidder, expert=move.expert, scores=move.scores)
            if any((one.bid, one.expert) == (sheet.bid, sheet.expert) for one in state.sheets):
                raise Inadmissible("scored_already")
            return replace(state, sheets=(*state.sheets, sheet))
    raise Inadmissible("move_of_another_form")


def show(rules: Rules, state: State, now: int) -> Show:
    """Return what there is to see: nothing of the prices before all are known, the ranking once all have scored."""
    ends = rules.after_start(rules.quoting_s)
    if now < ends:
        return Show("quoting", ends, least=rules.scoring.start_price)
    if not state.quotes:
        return Show("closed", ends, True, reason="nobody_bid")
    bids = tuple(Bid(id=bidder, quotes=(price,)) for bidder, price in state.quotes)
    try:
        found = evaluate(
            rules.scoring, Inputs(deal=rules.auction, lot=rules.auction, bids=bids, sheets=state.sheets)
        )
    except Unfit:
        # The sheets contradict each other: nothing follows from them yet.
        return Show("closed", ends, True, reason="scores_missing")
    if found.outcome == "too_few":
        return Show("closed", ends, True, reason="too_few_bids")
    if len(state.sheets) < rules.experts * len(state.quotes):
        return Show("closed", ends, True, reason="scores_missing")
    ranking = tuple(_award(one) for one in found.placings if one.rank)
    tied = tuple(one.bid for one in found.placings if one.rank == 1)
    if len(tied) > 1:
        return Show("closed", ends, True, ranking=ranking, tied=tied)
    best = ranking[0]
    return Show("closed", ends, True, best.price, best.bidder, awards=(best,), ranking=ranking)


def _award(one: Placing) -> Award:
    figures = {figure.name: figure.value for figure in one.figures}
    return Award(bidder=one.bid, price=figures["price"], value=figures["total"])


def _check_scores(rule: weighted_quote.Rule, move: Score) -> None:
    """Refuse scores that would leave the whole auction without a result."""
    if len(move.scores) != len(rule.criteria):
        raise Inadmissible("score_outside", expert=str(move.expert))
    for criterion, value in zip(rule.criteria, move.scores, strict=True):
        on_step = not criterion.step or not EXACT.remainder(
            EXACT.subtract(value, criterion.lowest), criterion.step
        )
        if not criterion.lowest <= value <= criterion.highest or not on_step:
            raise Inadmissible("score_outside", expert=str(move.expert))
