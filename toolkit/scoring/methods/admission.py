"""
Admission to a framework agreement (110号令, 条号待核): 价格优先法 and 质量优先法, with elimination.

    eliminated = max(`least_eliminated`, share `eliminated` x valid bids, rounded up)
    admitted   = valid bids - eliminated, and at most `most` where the documents say so (0: no other limit)

Price first ranks by evaluated price, lowest first; quality first by points, highest first. Then what the documents add; draw. Bids
that are equal across the line of elimination are all undecided: admitting both would eliminate too few. `ceiling_price` is the highest
unit price (最高限制单价). Points half up to `score_places`.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from toolkit.records import Number
from toolkit.scoring.comparing import By
from toolkit.scoring.concluding import conclude
from toolkit.scoring.numbers import Share
from toolkit.scoring.results import Result
from toolkit.scoring.rules import Rule
from toolkit.scoring.work import Work


class Admission(Rule):
    """What both methods publish beside the common part."""

    eliminated: Share
    least_eliminated: Number = 1
    most: Number = 0


def admit(rule: Admission, work: Work, by: tuple[By, ...]) -> Result:
    """Order the valid bids and admit the best."""
    placed = work.order(by)
    admitted = room(rule, len(placed))
    for one in placed:
        if one.rank > admitted:
            work.entries[one.bid].note("eliminated", admitted=str(admitted))
    return conclude(work, placed, admitted)


def room(rule: Admission, valid: int) -> int:
    """Return how many of `valid` bids may be admitted."""
    leave = max(rule.least_eliminated, ceil(Fraction(rule.eliminated) * valid))
    return max(0, min(valid - leave, rule.most or valid))
