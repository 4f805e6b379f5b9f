"""
经评审的最低投标价法, lowest evaluated tender price (招标投标法 art. 41(2); 评标委员会和评标方法暂行规定 art. 29-32, 条号待核).

    evaluated price = price - policy deductions + sum of the commercial deviations in money

Order: evaluated price, lowest first; price as bid, lowest first; what the documents add; draw. Technical parts pass or fail; a
price below cost is out (招标投标法 art. 33, 41), which the committee finds. Units: the rule's currency, to the cent.
"""

from __future__ import annotations

from typing import Literal

from toolkit.scoring import rules
from toolkit.scoring.comparing import lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.inputs import Adjustment
from toolkit.scoring.numbers import rounded, total
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import EVALUATED, PRICE, Work

CENTS = 2


class Rule(rules.Rule):
    """The rule of a section."""

    method: Literal["lowest_evaluated"] = "lowest_evaluated"


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    return compare(rule, work) if screen(rule, work) else too_few(rule, work)


def compare(rule: Rule, work: Work) -> Result:
    """
    Rank bids whose price is known.

    :raises Unfit: `adjustment_too_large` if nothing of a price is left.
    """
    adjustments: dict[str, list[Adjustment]] = {}
    for one in sorted(work.inputs.adjustments, key=lambda one: (one.name, one.amount)):
        adjustments.setdefault(one.bid, []).append(one)
    for entry in work.valid:
        own = adjustments.get(entry.bid.id, [])
        for one in own:
            entry.note("adjusted", name=one.name, amount=one.amount)
        entry.figures["adjustment"] = rounded(total(one.amount for one in own), CENTS)
        parts = (entry.figures[EVALUATED], entry.figures["adjustment"])
        entry.figures[EVALUATED] = rounded(total(parts), CENTS)
        if entry.figures[EVALUATED] <= 0:
            raise Unfit("adjustment_too_large", bid=entry.bid.id)
    by = (lowest(EVALUATED), lowest(PRICE), *documents(rule))
    return conclude(work, work.order(by), rule.candidates)
