"""
The words in which a procedure is written. Nothing here knows Django, a clock or a database.

Citations, limits and the rules beside the steps have modules of their own; tables take every word from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.roles import Role
from foundation.text import Text
from trading.law.auction_rules import AuctionRule
from trading.law.call_offs import CallOffRule
from trading.law.citations import Law, Statute, Verified
from trading.law.committees import CommitteeRule
from trading.law.limits import Bound, Limit
from trading.law.ocds import OcdsTerms
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
    from trading.law.evaluation_rules import EvaluationRule
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
    "Procedure",
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
    examines there who qualifies, before anybody evaluates; None where nobody does.
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


_ORGANISER = Text("组织方", "Organiser")
_BIDDER = Text("投标人", "Bidder")


@dataclass(frozen=True)
class Procedure:
    """
    A deal method in one edition: what varies between deal types, as data.

    `kind` is the family (construction, land, procurement, property, or one not thought of yet). `particulars` and
    `lot_particulars` are frozen dataclasses: the fields that only this method has, for the deal and for each lot.
    `registration` says who takes part when; `later_registration` says it of a second stage, where there is one.
    `bidding` is the limit whose period is the one home of the bidding deadline; `final_offers`, where there is one, that of
    the offers which bidders make final after their bids were opened. `evaluation` says how bids are compared, `committee` by whom;
    None where nobody does; `call_off` how a supplier is found among those of a framework,
    `auction` how a live auction of the lot is held, `ocds` in which codes the open feed tells it. `rivals` is the article that keeps
    bidders under one head, or one of which controls the other, from the same lot; None where there is none. `hold_notices` are the
    kinds by which a suspension is announced; without them it is told in lists and feeds alone. `edition` is the day from which the
    edition is in force, as ISO date. `field_packs` maps a sector to the codes of the standard's entities it carries.
    """

    kind: str
    method: str
    edition: str
    title: Text
    kind_title: Text
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    particulars: type
    lot_particulars: type
    law: Law
    bidding: Limit | None = None
    final_offers: Limit | None = None
    registration: RegistrationRule | None = None
    later_registration: RegistrationRule | None = None
    questions: QuestionRule | None = None
    clarifications: tuple[ClarificationRule, ...] = ()
    pause: PauseRule | None = None
    hold_notices: HoldNotices | None = None
    objections: tuple[ObjectionRule, ...] = ()
    complaints: ComplaintRule | None = None
    rivals: Law | None = None
    deposit: DepositRule | None = None
    contract: ContractRule | None = None
    committee: CommitteeRule | None = None
    evaluation: EvaluationRule | None = None
    call_off: CallOffRule | None = None
    auction: AuctionRule | None = None
    ocds: OcdsTerms = field(default_factory=OcdsTerms)
    field_packs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    superseded_on: date | None = None
    organiser_title: Text = _ORGANISER
    bidder_title: Text = _BIDDER

    @property
    def key(self) -> str:
        """`kind/method/edition`: what a deal pins when it is announced."""
        return f"{self.kind}/{self.method}/{self.edition}"

    @property
    def in_force_on(self) -> date:
        """The first day of the edition."""
        return date.fromisoformat(self.edition)

    @property
    def initial(self) -> str:
        """The state in which a lot begins: the first one listed."""
        return self.states[0].name

    @property
    def openings(self) -> Mapping[int, frozenset[str]]:
        """The states in which sealed bids are opened, by stage: a step that leaves them waits until they are."""
        found: dict[int, frozenset[str]] = {}
        for step in self.steps:
            for stage in (guard.opens for guard in step.guards if guard.opens):
                found[stage] = found.get(stage, frozenset()) | set(step.sources)
        return found

    def state(self, name: str) -> State:
        """Return the state called `name`; KeyError if there is none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(f"{self.key} has no state {name!r}")

    def step(self, name: str, *, source: str) -> Step | None:
        """Return the step called `name` that leaves `source`, or `None`."""
        return next((s for s in self.steps if s.name == name and source in s.sources), None)

    def clarification_in(self, state: str) -> ClarificationRule | None:
        """Return the rule on clarifications while a lot is in `state`, or `None`."""
        return next((rule for rule in self.clarifications if state in rule.states), None)

    @property
    def registrations(self) -> tuple[RegistrationRule, ...]:
        """The rules on taking part, in the order of their stages."""
        return tuple(rule for rule in (self.registration, self.later_registration) if rule)

    def steps_from(self, source: str) -> tuple[Step, ...]:
        """Return the steps that leave `source`, in the order of the table."""
        return tuple(s for s in self.steps if source in s.sources)

    def limits(self) -> dict[str, Limit]:
        """Return every limit that the tables name, by name, in order of appearance."""
        found: dict[str, Limit] = {}
        for step in self.steps:
            for limit in (
                *step.after,
                *step.during,
                *step.opens,
                *((step.due,) if step.due else ()),
            ):
                found.setdefault(limit.name, limit)
        rules = (
            *self.registrations,
            self.questions,
            self.pause,
            self.complaints,
            self.deposit,
            self.contract,
            *self.clarifications,
            *self.objections,
        )
        for rule in rules:
            for value in (getattr(rule, name) for name in getattr(rule, "__slots__", ())):
                if isinstance(value, Limit):
                    found.setdefault(value.name, value)
        return found
