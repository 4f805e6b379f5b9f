"""
询价, inquiry (政府采购法 art. 40; 74号令 art. 48, 条号待核).

    evaluated price = price - policy deductions

One price that may not be changed: a second one is refused, not ranked. Order: evaluated price, lowest first; what the documents
add; draw. Units: the rule's currency, to the cent.
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
    """The rule of a package."""

    method: Literal["inquiry"] = "inquiry"


def rank(rule: Rule, work: Work) -> Result:
    """Rank the quotes."""
    if not screen(rule, work):
        return too_few(rule, work)
    return conclude(work, work.order((lowest(EVALUATED), *documents(rule))), rule.candidates)
