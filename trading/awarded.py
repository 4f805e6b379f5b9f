"""When a lot is awarded, or suppliers are admitted by it: upper floors hear of it within the transaction of the step."""

from __future__ import annotations

from collections.abc import Callable

from trading.law.grammar import Phase, Procedure
from trading.models import Lot, StepTaken

Told = Callable[[Lot, StepTaken], None]
_told: dict[str, Told] = {}


def register(name: str, told: Told) -> None:
    """Let `told` hear of each step by which a locked lot comes to be awarded, once all that the step does to the lot is kept."""
    _told[name] = told


def tell(lot: Lot, taken: StepTaken) -> None:
    """Tell of a step, where by it the lot came to be awarded."""
    procedure = lot.procedure
    if is_awarded(procedure, taken.target) and not is_awarded(procedure, taken.source):
        for told in _told.values():
            told(lot, taken)


def is_awarded(procedure: Procedure, state: str) -> bool:
    """Tell whether somebody is chosen or admitted in a state, and has been told so."""
    found = procedure.state(state)
    return found.is_awarded or found.phase is Phase.CONCLUDED
