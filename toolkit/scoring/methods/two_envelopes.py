"""
双信封, two envelopes (交通运输部令2015年第24号 art. 42, 条号待核).

First the envelope without price: who does not comply, is below the passing mark, or is not shortlisted where `then` keeps a
shortlist, is out, and its second envelope stays closed: a bid that is out at the first stage and shows a price, or was found not
to comply at the second, is refused, for somebody opened what must not be. Who does not comply at the second stage is out then, with
its price known; and the method `then` ranks the others. Whether enough bids comply is counted once, after the first envelope and
before the shortlist.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toolkit.records import Record
from toolkit.scoring import experts, rules
from toolkit.scoring.concluding import too_few
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.experts import QUALITY
from toolkit.scoring.methods import comprehensive, lowest_evaluated, reasonable_low, technical_then_price
from toolkit.scoring.numbers import Amount
from toolkit.scoring.results import Result
from toolkit.scoring.screening import enough, exclude, prices
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import Work, begin

Then = Annotated[
    comprehensive.Rule | lowest_evaluated.Rule | reasonable_low.Rule | technical_then_price.Rule,
    Field(discriminator="method"),
]


class Rule(Record):
    """The rule of a section; `passing` is the mark of quality below which the second envelope stays closed."""

    method: Literal["two_envelopes"] = "two_envelopes"
    passing: Amount = Field(default="0", validate_default=True)
    then: Then


def passes_nothing(rule: Rule) -> bool:
    """Tell whether there is a passing mark and no score to pass it with: `then` knows prices alone."""
    return bool(rule.passing) and not isinstance(rule.then, rules.ScoredRule)


def rank(rule: Rule, work: Work) -> Result:
    """
    Rank the bids.

    :raises Unfit: `second_envelope_opened`, and what the steps raise.
    """
    then = rule.then
    few = not _screen(rule, work)
    read = {one.bid for one in work.inputs.exclusions if one.stage == "second"}
    for entry in work.entries.values():
        if (entry.out or few) and (entry.bid.quotes or entry.bid.id in read):
            raise Unfit("second_envelope_opened", bid=entry.bid.id)
    if few:
        return too_few(then, work)
    exclude(work, "second")
    prices(then, work)
    return _compare(then, work) if work.valid else too_few(then, work)


def passed(rule: Rule, inputs: Inputs) -> tuple[str, ...]:
    """
    Return the bids whose second envelope is opened, by id: those that passed the first, and none where too few comply.

    :raises Unfit: what the steps raise.
    """
    work = begin(inputs)
    return tuple(entry.bid.id for entry in work.valid) if _screen(rule, work) else ()


def _screen(rule: Rule, work: Work) -> bool:
    """Take out who does not pass the first envelope; tell whether enough bids comply."""
    exclude(work)
    first(rule, work)
    if not enough(rule.then, work):
        return False
    if isinstance(rule.then, technical_then_price.Rule):
        technical_then_price.shortlist(rule.then, work)
    return True


def first(rule: Rule, work: Work) -> None:
    """Score the first envelope, where the method of the second scores quality, and take out who does not pass."""
    then = rule.then
    if isinstance(then, lowest_evaluated.Rule | reasonable_low.Rule):
        return
    comprehensive.check(then) if isinstance(then, comprehensive.Rule) else technical_then_price.check(then)
    experts.score(then, work)
    for entry in work.valid:
        if entry.figures[QUALITY] < rule.passing:
            entry.exclude("below_passing", quality=entry.figures[QUALITY], passing=rule.passing)


def _compare(then: Then, work: Work) -> Result:
    match then:
        case comprehensive.Rule():
            return comprehensive.compare(then, work)
        case lowest_evaluated.Rule():
            return lowest_evaluated.compare(then, work)
        case reasonable_low.Rule():
            return reasonable_low.compare(then, work)
        case technical_then_price.Rule():
            return technical_then_price.compare(then, work)
