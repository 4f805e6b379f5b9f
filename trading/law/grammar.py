"""The words in which a procedure is written. Nothing here knows Django, a clock or a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.roles import Role
from foundation.days import Count, Unit
from foundation.text import Text

if TYPE_CHECKING:
    from trading.law.facts import Facts

CLOCK = Role.CLOCK


class Verified(StrEnum):
    """How the wording behind an article was checked."""

    TEXT = "text"  # read in the statute itself
    SECONDARY = "secondary"  # read in a source that quotes it
    MEMORY = "memory"  # cited from memory: shown with 条号待核


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute, regulation or ministerial document. `title` is never translated; `note` helps English readers."""

    code: str
    title: str
    edition: str
    note: str = ""
    verified: Verified = Verified.MEMORY

    def article(self, number: str, *, verified: Verified | None = None) -> Law:
        """Return the citation of an article, numbered as in "24" or "16-2" (paragraph 2)."""
        return Law(self, number, verified or self.verified)


@dataclass(frozen=True, slots=True)
class Law:
    """A statute and article: what every number and every refusal stands on."""

    statute: Statute
    number: str
    verified: Verified

    def __str__(self) -> str:
        article, _, paragraph = self.number.partition("-")
        words = f"《{self.statute.title}》"
        if article:
            words += f"第{article}条" + (f"第{paragraph}款" if paragraph else "")
        return words + ("（条号待核）" if self.verified is Verified.MEMORY else "")


class Bound(StrEnum):
    """Which way a limit binds."""

    FLOOR = "floor"  # 不得少于: the period may be longer
    CEILING = "ceiling"  # 之内: the act must come before the end


@dataclass(frozen=True, slots=True)
class Limit:
    """
    A named period that the law sets.

    Give exactly one of `at_least` (floor) and `at_most` (ceiling), in `unit`. `back` measures backwards from the end of
    the period named by `of`. `stops` says that the period does not run while the lot is on hold. `practice` marks a
    default that no law fixes.
    """

    name: str
    title: Text
    law: Law
    unit: Unit
    at_least: int | None = None
    at_most: int | None = None
    back: bool = False
    of: str = ""
    count: Count = Count.EXCLUDE_FIRST
    stops: bool = False
    practice: bool = False

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"limit {self.name}: give at_least or at_most, not both")
        if self.back and not self.of:
            raise ValueError(f"limit {self.name}: a backward limit names the period it is measured from")

    @property
    def bound(self) -> Bound:
        """FLOOR or CEILING."""
        return Bound.FLOOR if self.at_least is not None else Bound.CEILING

    @property
    def length(self) -> int:
        """The number of units."""
        return self.at_least if self.at_least is not None else (self.at_most or 0)


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

    `final` states have no step out. `rerun` marks a final failure after which the lot may go into a new round.
    """

    name: str
    phase: Phase
    title: Text
    final: bool = False
    rerun: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a step is refused, with its law where one stands behind it."""

    code: str
    message: Text
    law: Law | None = None


@dataclass(frozen=True)
class Guard:
    """A condition on facts; calling it returns a refusal or `None`. `title` states what must hold."""

    name: str
    title: Text
    test: Callable[[Facts], Refusal | None]
    law: Law | None = None

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


@dataclass(frozen=True, slots=True)
class RegistrationRule:
    """
    Taking part: in which states a bidder may register, who reviews it, and whether the law keeps names from the seller.

    `reviewed_by` is None where nobody may stand between a bidder and the documents (电子招标投标办法第二十条). `until` is
    the limit whose period, while it runs, leaves the register open.
    """

    states: tuple[str, ...]
    until: Limit
    reviewed_by: Role | None = None


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """Questions on the documents: in which states, and how soon they must be answered."""

    states: tuple[str, ...]
    reply: Limit | None = None


@dataclass(frozen=True, slots=True)
class ClarificationRule:
    """
    Clarification and amendment of what was published.

    Published later than `lead` before the end of the bidding period, it must move that end. `restart`, where the law
    has one, is the floor that a material change opens anew.
    """

    states: tuple[str, ...]
    lead: Limit
    notice: str
    restart: Limit | None = None


@dataclass(frozen=True, slots=True)
class ObjectionRule:
    """
    An objection (异议, 质疑): at which stage, within what window, answered how soon, and whether it suspends.

    `window` is a backward limit from the bidding deadline, a ceiling counted from `since` (a limit's period end or, if
    empty, from the entry into one of `states`), or a limit whose running period is the window.
    """

    stage: str
    title: Text
    states: tuple[str, ...]
    window: Limit
    reply: Limit
    holds: bool
    law: Law
    since: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintRule:
    """A complaint to the supervisor: lodged, accepted and decided within these ceilings; `suspension` bounds a hold."""

    lodge: Limit
    accept: Limit
    decide: Limit
    suspension: Limit | None = None


@dataclass(frozen=True, slots=True)
class DepositRule:
    """
    The bid deposit: its bounds as a share of the amount named by `base`, a cap, and when it goes back.

    `base` is the name of a field of the lot's particulars, or of the lot itself (`estimate`).
    """

    law: Law
    base: str
    at_most_share: Decimal | None = None
    at_least_share: Decimal | None = None
    cap: Decimal | None = None
    refund_withdrawn: Limit | None = None
    refund_losers: Limit | None = None
    refund_winner: Limit | None = None
    interest: bool = False


@dataclass(frozen=True, slots=True)
class ContractRule:
    """The contract: signed, published and filed within these ceilings; the performance bond's bound as a share of its price."""

    sign: Limit
    publish: Limit | None = None
    file: Limit | None = None
    bond_at_most_share: Decimal | None = None
    bond_law: Law | None = None


_ORGANISER = Text("组织方", "Organiser")
_BIDDER = Text("投标人", "Bidder")


@dataclass(frozen=True)
class Procedure:
    """
    A deal method in one edition: what varies between deal types, as data.

    `kind` is the family (construction, land, procurement, property, or one not thought of yet). `particulars` and
    `lot_particulars` are frozen dataclasses: the fields that only this method has, for the deal and for each lot.
    `bidding` is the limit whose period is the one home of the bidding deadline. `edition` is the day from which the
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
    registration: RegistrationRule | None = None
    questions: QuestionRule | None = None
    clarification: ClarificationRule | None = None
    objections: tuple[ObjectionRule, ...] = ()
    complaints: ComplaintRule | None = None
    deposit: DepositRule | None = None
    contract: ContractRule | None = None
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

    def state(self, name: str) -> State:
        """Return the state called `name`; KeyError if there is none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(f"{self.key} has no state {name!r}")

    def step(self, name: str, *, source: str) -> Step | None:
        """Return the step called `name` that leaves `source`, or `None`."""
        return next((s for s in self.steps if s.name == name and source in s.sources), None)

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
            self.questions,
            self.clarification,
            self.complaints,
            self.deposit,
            self.contract,
            *self.objections,
        )
        for rule in rules:
            for value in (getattr(rule, name) for name in getattr(rule, "__slots__", ())):
                if isinstance(value, Limit):
                    found.setdefault(value.name, value)
        return found
