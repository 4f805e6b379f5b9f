"""When a lot is awarded, or its applicants are chosen: upper floors hear of it within the transaction of the step."""

from __future__ import annotations

from collections.abc import Callable

from trading.law.grammar import Phase
from trading.law.procedure import Procedure
from trading.models import Lot, StepTaken

Told = Callable[[Lot, StepTaken], None]
_awarded: dict[str, Told] = {}
_prequalified: dict[str, Told] = {}


def register(name: str, *, awarded: Told, prequalified: Told) -> None:
    """
    Let `awarded` hear of each step by which a locked lot comes to be awarded, or suppliers are admitted by it, and `prequalified` of each
    by which it is told who may bid, once all that the step does to the lot is kept.
    """
    _awarded[name], _prequalified[name] = awarded, prequalified


def tell(lot: Lot, taken: StepTaken) -> None:
    """Tell of a step, where it is one of these."""
    procedure = lot.procedure
    before, after = procedure.state(taken.source), procedure.state(taken.target)
    told: list[Told] = []
    if is_awarded(procedure, after.name) and not is_awarded(procedure, before.name):
        told += _awarded.values()
    if after.is_prequalified and not before.is_prequalified:
        told += _prequalified.values()
    for one in told:
        one(lot, taken)


def is_awarded(procedure: Procedure, state: str) -> bool:
    """Tell whether somebody is chosen or admitted in a state, and has been told so."""
    found = procedure.state(state)
    return found.is_awarded or found.phase is Phase.CONCLUDED
