"""
技术评分最低标价法, lowest price among the technically best (交通运输部令2015年第24号 art. 44, 条号待核).

    shortlist: quality >= `passing`, and among the `shortlist` best; all that equal the last of them are on it
    order:     evaluated price, lowest first; quality, highest first; what the documents add; draw

The criteria share out a hundred points. Units: points half up to `score_places`, money to the cent.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.records import Positive
from toolkit.scoring import experts, rules
from toolkit.scoring.comparing import highest, lowest, ordered
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.experts import QUALITY
from toolkit.scoring.numbers import HUNDRED, Amount
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import EVALUATED, Work


class Rule(rules.ScoredRule):
    """The rule of a section."""

    method: Literal["technical_then_price"] = "technical_then_price"
    passing: Amount
    shortlist: Positive


def check(rule: Rule) -> None:
    """Make sure that the criteria come to a hundred points."""
    experts.check_weights(rule.criteria, Fraction(HUNDRED))


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    check(rule)
    if not screen(rule, work):
        return too_few(rule, work)
    experts.score(rule, work)
    shortlist(rule, work)
    return compare(rule, work)


def shortlist(rule: Rule, work: Work) -> None:
    """Take out whoever is below the passing mark or not among the best."""
    for entry in work.valid:
        if entry.figures[QUALITY] < rule.passing:
            entry.exclude("below_passing", quality=entry.figures[QUALITY], passing=rule.passing)
    scored = {entry.bid.id: entry.figures for entry in work.valid}
    # No draw here: nobody is kept from the second stage by chance.
    for one in ordered(scored, (highest(QUALITY),)):
        if one.rank > rule.shortlist:
            work.entries[one.bid].exclude(
                "not_shortlisted", place=str(one.rank), shortlist=str(rule.shortlist)
            )


def compare(rule: Rule, work: Work) -> Result:
    """Rank shortlisted bids whose evaluated price is known."""
    by = (lowest(EVALUATED), highest(QUALITY), *documents(rule))
    return conclude(work, work.order(by), rule.candidates)
