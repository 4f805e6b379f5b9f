"""What goes on around the steps of a procedure, as tables: taking part, questions, disputes, deposits, the contract."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.roles import Role
from foundation.text import Text
from trading.law.citations import Law
from trading.law.limits import Limit


@dataclass(frozen=True, slots=True)
class RegistrationRule:
    """
    Taking part: in which states a bidder may register, until when, among whom, and who reviews it.

    `until` is the limit whose running period leaves the register open; one measured back from a period that has not
    begun leaves it open as well. `reviewed_by` is None where nobody may stand between a bidder and the documents
    (电子招标投标办法第二十条). `among` names the field of the lot, or of the deal, that lists the credit codes of those who were
    invited: where there is one, nobody else may register, or bid. `or_anybody`: where suppliers are found by notice instead,
    the list is empty and everybody may.
    """

    states: tuple[str, ...]
    until: Limit
    reviewed_by: Role | None = None
    among: str = ""
    or_anybody: bool = False


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """Questions on the documents: in which states, by which article, and how soon they must be answered."""

    states: tuple[str, ...]
    law: Law
    reply: Limit | None = None


@dataclass(frozen=True, slots=True)
class ClarificationRule:
    """
    Clarification and amendment of what was published, at one stage: a procedure has a rule for each of its documents.

    Published later than `lead` before the end of the period that this is measured back from, it must move that end;
    after that end there is nothing left to clarify. `restart`, where the law has one, is the floor that a material
    change opens anew.
    """

    states: tuple[str, ...]
    lead: Limit
    notice: str
    restart: Limit | None = None


@dataclass(frozen=True, slots=True)
class PauseRule:
    """
    A pause (中止) that the deal's own side announces: in which states, by whom, under which law.

    `longest` is the ceiling at which the clock lifts it.
    """

    states: tuple[str, ...]
    by: tuple[Role, ...]
    law: Law
    longest: Limit | None = None


@dataclass(frozen=True, slots=True)
class HoldNotices:
    """The kinds of notices by which everybody learns that a lot stands still, whatever the hold stands on, and that it goes on."""

    held: str
    resumed: str


AT_THE_OPENING = "opening"
"""The stage of the objections that are raised and answered on the spot, and stand in the public record of the opening."""


@dataclass(frozen=True, slots=True)
class ObjectionRule:
    """
    An objection (异议, 质疑): at which stage, within what window, answered how soon, and whether it suspends.

    `window` is a backward limit from the bidding deadline, a ceiling counted from `since` (a limit's period end or, if
    empty, from the entry into one of `states`), or a limit whose running period is the window. Without one it is raised on
    the spot, at the opening: as long as that lasts, by those who bid, before everybody. `before_complaint`: whether one may
    complain of how it was answered.
    """

    stage: str
    title: Text
    states: tuple[str, ...]
    window: Limit | None
    reply: Limit
    holds: bool
    law: Law
    since: str = ""
    before_complaint: bool = True

    def __post_init__(self) -> None:
        if (self.stage == AT_THE_OPENING) != (self.window is None):
            raise ValueError(f"objection {self.stage}: those at an opening have no window, and no others")


@dataclass(frozen=True, slots=True)
class ComplaintRule:
    """
    A complaint to the supervisor: lodged, accepted and decided within these ceilings; `suspension` bounds a hold.

    The time to lodge runs from the reply to the objection or, where it is `after_reply_period`, from the end of the time
    that the organiser had for it. With `other_matters` one may complain, from the day one knew, of what no objection is
    provided for. `notice` is the kind by which the decision is published.
    """

    lodge: Limit
    accept: Limit
    decide: Limit
    suspension: Limit | None = None
    after_reply_period: bool = False
    other_matters: bool = False
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class LateRefund:
    """
    What a deposit costs that goes back too late.

    `uplift` is by how much the benchmark lending rate is raised at which it is counted; None where the law knows fines and
    damages and no rate, so that nothing can be counted.
    """

    law: Law
    uplift: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DepositRule:
    """
    The bid deposit: its bounds as a share of the amount named by `base`, a cap, and when it goes back.

    `base` is the name of a field of the lot's particulars, or of the lot itself (`estimate`). The time to give back runs
    from the withdrawal, from the entry into one of the states in `losers_since` or `winner_since` for as long as the lot
    does not go back behind it, and once a lot failed, from then on (`refund_ended`). Where the law knows no refund of its
    own after a withdrawal, one is `withdrawn_with_losers`; without `refund_winner` the winner's deposit becomes part of the
    price. `interest` goes back with it, or with `interest_ended` once a lot failed alone; `late` says what a late refund costs,
    `no_cash` is the article that takes no cash.
    """

    law: Law
    base: str
    at_most_share: Decimal | None = None
    at_least_share: Decimal | None = None
    cap: Decimal | None = None
    refund_withdrawn: Limit | None = None
    withdrawn_with_losers: bool = False
    refund_losers: Limit | None = None
    losers_since: tuple[str, ...] = ()
    refund_winner: Limit | None = None
    winner_since: tuple[str, ...] = ()
    refund_ended: Limit | None = None
    interest: bool = False
    interest_ended: bool = False
    late: LateRefund | None = None
    no_cash: Law | None = None


@dataclass(frozen=True, slots=True)
class ContractRule:
    """
    The contract: signed, published and filed within these ceilings; the performance bond's bound as a share of its price. `letter` is the
    article by which whoever has the award is sent a letter that binds both, in whatever way it was chosen; None where the law has none.
    """

    sign: Limit
    publish: Limit | None = None
    file: Limit | None = None
    bond_at_most_share: Decimal | None = None
    bond_law: Law | None = None
    letter: Law | None = None
