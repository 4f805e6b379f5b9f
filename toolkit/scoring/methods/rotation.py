"""
顺序轮候, rotation among the suppliers of a framework (110号令 art. 35, 条号待核).

    turn = 1 for the supplier after the one served last in the announced order, 2 for the next, and so on around

Who passed on this turn, or does not comply, is out; the others rank by turn. Who was served last may have left the agreement
since: the turn goes on after its place in the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from toolkit.records import Id
from toolkit.scoring.comparing import lowest
from toolkit.scoring.concluding import conclude, too_few
from toolkit.scoring.methods import call_offs
from toolkit.scoring.results import Result
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import Work


class Rule(call_offs.Rule):
    """The rule of a call-off; `order` are the suppliers as the agreement announces it, those who have left it included."""

    method: Literal["rotation"] = "rotation"
    order: tuple[Id, ...] = Field(min_length=1)


def rank(rule: Rule, work: Work) -> Result:
    """
    Rank the suppliers by turn.

    :raises Unfit: `rotation_malformed` if a supplier is not in the order, or twice.
    """
    order, given = rule.order, work.inputs.given
    if len(set(order)) != len(order) or not set(work.entries) <= set(order):
        raise Unfit("rotation_malformed")
    for bid in given.declined:
        work.entries[bid].exclude("turn_declined")
    if not call_offs.screen(rule, work):
        return too_few(rule, work)
    for turn, bid in enumerate(turns(order, given.served), 1):
        if bid in work.entries and not work.entries[bid].out:
            work.entries[bid].figures["turn"] = Decimal(turn)
    return conclude(work, work.order((lowest("turn"),)), rule.candidates)


def turns(order: Sequence[str], served: str = "") -> tuple[str, ...]:
    """Return whose turns come, one after the other: from the place after who was served last on, and around."""
    start = order.index(served) + 1 if served else 0
    return (*order[start:], *order[:start])
