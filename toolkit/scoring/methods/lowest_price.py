"""
最低评标价法, lowest evaluated price of procurement (87号令 art. 54, 56; 政府采购法实施条例 art. 34).

    evaluated price = price - policy deductions

Order: evaluated price, lowest first; equal ones are equal, as the documents say or by draw (art. 68). Nothing but arithmetic
corrections and policy deductions changes a price. Of bids with one brand the one with the lowest price takes part (art. 31).
Units: the rule's currency, to the cent.
"""

from __future__ import annotations

from typing import Literal

from toolkit.scoring import rules
from toolkit.scoring.comparing import lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import EVALUATED, Work


class Rule(rules.Rule):
    """The rule of a lot."""

    method: Literal["lowest_price"] = "lowest_price"
    same_brand: Literal["apart", "lowest", "best"] = "lowest"


def rank(rule: Rule, work: Work) -> Result:
    """Rank the bids."""
    if not screen(rule, work):
        return too_few(rule, work)
    return conclude(work, work.order((lowest(EVALUATED), *documents(rule))), rule.candidates)
