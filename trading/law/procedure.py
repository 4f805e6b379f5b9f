"""A procedure: one way to hold a deal, as data: its states, steps, periods and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from foundation.text import Text
from trading.law.auction_rules import AuctionRule
from trading.law.call_offs import CallOffRule
from trading.law.citations import Law
from trading.law.committees import CommitteeRule
from trading.law.grammar import State, Step
from trading.law.limits import Limit
from trading.law.ocds import OcdsTerms
from trading.law.rules import (
    ClarificationRule,
    ComplaintRule,
    ContractRule,
    DepositRule,
    HoldNotices,
    ObjectionRule,
    PauseRule,
    QuestionRule,
    RegistrationRule,
)

if TYPE_CHECKING:
    from trading.law.evaluation_rules import EvaluationRule

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
