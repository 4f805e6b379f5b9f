"""
评定分离, evaluation and award apart (建市规〔2019〕11号 and local rules, 条号待核).

The committee's method `shortlist` proposes its candidates, who are published without rank. Then the organiser's award committee
decides among them: by `vote`, one ballot for each member in a round, the most votes first, equal ones by the next round; by
`price`, the lowest evaluated price first; or by `draw`. Until it has, all are equal: a draw that was made for a place on the
shortlist, or for anything else, breaks no tie of votes or prices. What the first method found of a bid stays among its figures;
its rank does not.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from toolkit.records import Record
from toolkit.scoring.comparing import By, highest, lowest
from toolkit.scoring.concluding import conclude
from toolkit.scoring.methods import (
    comprehensive,
    lowest_evaluated,
    reasonable_low,
    technical_then_price,
    two_envelopes,
)
from toolkit.scoring.results import Result
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import EVALUATED, Work

Shortlist = Annotated[
    comprehensive.Rule | lowest_evaluated.Rule | reasonable_low.Rule | technical_then_price.Rule | two_envelopes.Rule,
    Field(discriminator="method"),
]  # fmt: skip


class Rule(Record):
    """The rule of a section; how many are shortlisted is `candidates` of the first method."""

    method: Literal["separate_award"] = "separate_award"
    shortlist: Shortlist
    award: Literal["vote", "price", "draw"]


def rank(rule: Rule, work: Work) -> Result:
    """
    Rank the candidates as the award committee decided.

    :raises Unfit: `shortlist_undecided` if equal bids compete for its last place, `ballot_unknown` for a vote for others.
    """
    found = _shortlist(rule.shortlist, work)
    if found.outcome == "too_few":
        return found
    proposed = set(found.candidates)
    for group in found.undecided:
        if not proposed >= set(group):
            raise Unfit("shortlist_undecided", bids=" ".join(group))
    for entry in work.valid:
        if entry.bid.id not in proposed:
            entry.exclude("not_proposed")
    by = _award(rule, work, proposed)
    return conclude(work, work.order(by, drawn=rule.award == "draw"), 1)


def _award(rule: Rule, work: Work, proposed: set[str]) -> tuple[By, ...]:
    if rule.award == "draw":
        return ()
    if rule.award == "price":
        return (lowest(EVALUATED),)
    rounds = work.inputs.given.ballots
    for number, ballots in enumerate(rounds, 1):
        if not proposed >= set(ballots):
            raise Unfit("ballot_unknown", round=number)
        votes = Counter(ballots)
        for entry in work.valid:
            entry.figures[f"votes_{number}"] = Decimal(votes[entry.bid.id])
    return tuple(highest(f"votes_{number}") for number in range(1, len(rounds) + 1))


def _shortlist(rule: Shortlist, work: Work) -> Result:
    match rule:
        case comprehensive.Rule():
            return comprehensive.rank(rule, work)
        case lowest_evaluated.Rule():
            return lowest_evaluated.rank(rule, work)
        case reasonable_low.Rule():
            return reasonable_low.rank(rule, work)
        case technical_then_price.Rule():
            return technical_then_price.rank(rule, work)
        case two_envelopes.Rule():
            return two_envelopes.rank(rule, work)
