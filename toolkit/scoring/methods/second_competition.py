"""
二次竞价, second competition among the suppliers of a framework (110号令 art. 34, 条号待核).

Order: price, lowest first, none above its agreed price; what the documents add; draw. One quote each. Units: the rule's currency.
"""

from __future__ import annotations

from typing import Literal

from toolkit.scoring.comparing import lowest
from toolkit.scoring.concluding import conclude, documents, too_few
from toolkit.scoring.methods import call_offs
from toolkit.scoring.results import Result
from toolkit.scoring.work import EVALUATED, Work


class Rule(call_offs.Rule):
    """The rule of a call-off."""

    method: Literal["second_competition"] = "second_competition"


def rank(rule: Rule, work: Work) -> Result:
    """Rank the quotes."""
    if not call_offs.screen(rule, work):
        return too_few(rule, work)
    return conclude(work, work.order((lowest(EVALUATED), *documents(rule))), rule.candidates)
