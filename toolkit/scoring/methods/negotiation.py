"""
竞争性谈判, competitive negotiation (政府采购法 art. 38; 74号令 art. 36, 条号待核).

    evaluated price = final offer - policy deductions

The final offer (最后报价) counts, and whoever gave none is out. Order: evaluated price, lowest first; what the documents add;
draw. Units: the rule's currency, to the cent.
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

    method: Literal["negotiation"] = "negotiation"


def rank(rule: Rule, work: Work) -> Result:
    """Rank the final offers."""
    if not screen(rule, work, rounds=True):
        return too_few(rule, work)
    return conclude(work, work.order((lowest(EVALUATED), *documents(rule))), rule.candidates)
