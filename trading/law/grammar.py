"""
The words in which a procedure is written. Nothing here knows Django, a clock or a database.

Citations, limits and the rules beside the steps have modules of their own, as has the procedure that holds them together
(`trading/law/procedure.py`); tables take every other word from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.roles import Role
from foundation.text import Text
from trading.law.citations import Law, Statute, Verified
from trading.law.committees import CommitteeRule
from trading.law.limits import Bound, Limit
from trading.law.rules import (
    AT_THE_OPENING,
    ClarificationRule,
    ComplaintRule,
    ContractRule,
    DepositRule,
    HoldNotices,
    LateRefund,
    ObjectionRule,
    PauseRule,
    QuestionRule,
    RegistrationRule,
)

if TYPE_CHECKING:
    from trading.law.facts import Facts

__all__ = [
    "AT_THE_OPENING",
    "CLOCK",
    "Bound",
    "ClarificationRule",
    "CommitteeRule",
    "ComplaintRule",
    "ContractRule",
    "DepositRule",
    "Guard",
    "HoldNotices",
    "LateRefund",
    "Law",
    "Limit",
    "ObjectionRule",
    "PauseRule",
    "Phase",
    "QuestionRule",
    "Refusal",
    "RegistrationRule",
    "State",
    "Statute",
    "Step",
    "Verified",
]

CLOCK = Role.CLOCK


class Phase(StrEnum):
    """The closed public vocabulary, the same for all deal types."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    BIDDING = "bidding"
    EVALUATING = "evaluating"
    PUBLICISING = "publicising"
    CONCLUDED = "concluded"
    FAILED = "failed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class State:
    """
    Where a lot is, in the procedure's own word, with its public phase.

    `final` states have no step out. `rerun` is the article by which the lot may go into a new round after a final failure;
    None where it may not. Where the lot `is_evaluated` the evaluation is over, though its phase lasts until the result is told.
    Where it `is_untold` somebody was chosen and nothing is published yet, though its phase is that of publicity; where it
    `is_awarded` whoever was chosen or admitted has been told so in that phase already. Where it `is_agreed` the only bidder is
    dealt with in person: what was agreed on is handed in. Where it `is_prequalified` whoever applied has been told whether it may
    bid. `qualifies` is the article by which the organiser
    examines there who qualifies, before anybody evaluates; None where nobody does. `examines` is the article by which a committee
    examines there who of those that applied may bid.
    """

    name: str
    phase: Phase
    title: Text
    final: bool = False
    rerun: Law | None = None
    is_evaluated: bool = False
    is_untold: bool = False
    is_awarded: bool = False
    is_agreed: bool = False
    is_prequalified: bool = False
    qualifies: Law | None = None
    examines: Law | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    One reason why a step is refused, with its law where one stands behind it.

    The law is an article of the tables, or the words in which an order cites its own.
    """

    code: str
    message: Text
    law: Law | str | None = None


@dataclass(frozen=True)
class Guard:
    """
    A condition on facts; calling it returns a refusal or `None`. `title` states what must hold.

    `opens` is the stage of sealed bids that it waits for.
    """

    name: str
    title: Text
    test: Callable[[Facts], Refusal | None]
    law: Law
    opens: int | None = None

    def __call__(self, facts: Facts) -> Refusal | None:
        """Ask the condition."""
        return self.test(facts)


@dataclass(frozen=True, slots=True)
class Step:
    """
    One move of a lot.

    `after` names limits whose period must be over; `during` limits whose period must still run. `opens` starts periods
    at the step; a floor may be ended later than the law's minimum by the person who takes the step. `due` is the
    ceiling that the step answers: late is recorded and watched, not refused, for a late duty is still a duty.
    `takes` is the dataclass of what must be handed in. A `whole_deal` step moves every lot of the deal together.
    Steps with `despite_hold` may be taken while the lot is on hold.
    """

    name: str
    source: str | tuple[str, ...]
    target: str
    by: Role | tuple[Role, ...]
    title: Text
    after: tuple[Limit, ...] = ()
    during: tuple[Limit, ...] = ()
    opens: tuple[Limit, ...] = ()
    due: Limit | None = None
    guards: tuple[Guard, ...] = ()
    takes: type | None = None
    notice: str | None = None
    whole_deal: bool = False
    despite_hold: bool = False
    law: Law | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The states from which the step may be taken."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that may take the step."""
        return (self.by,) if isinstance(self.by, Role) else self.by
