"""
直接选定, direct selection among the suppliers of a framework (110号令 art. 33, 条号待核).

The purchaser, or who uses the service, chooses; nothing is compared, and until somebody has chosen all are equal.
"""

from __future__ import annotations

from typing import Literal

from toolkit.scoring.concluding import conclude, too_few
from toolkit.scoring.methods import call_offs
from toolkit.scoring.results import Result
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import Work


class Rule(call_offs.Rule):
    """The rule of a call-off."""

    method: Literal["direct_selection"] = "direct_selection"


def rank(rule: Rule, work: Work) -> Result:
    """
    Put the chosen supplier first and leave the others without rank.

    :raises Unfit: `chosen_is_out` if it does not comply.
    """
    if not call_offs.screen(rule, work):
        return too_few(rule, work)
    chosen = work.inputs.given.chosen
    if chosen and work.entries[chosen].out:
        raise Unfit("chosen_is_out", bid=chosen)
    for entry in work.valid:
        if chosen and entry.bid.id != chosen:
            entry.exclude("not_chosen", chosen=chosen)
    return conclude(work, work.order(()), rule.candidates)
