"""
Which acts take two persons, and whether the second one is another.

While bids are sealed nobody alone moves a deadline or ends the competition: either could let one bidder in, or shut one
out. Upper floors say when that is so; trading knows which acts are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.actor import Actor
from accounts.roles import Role
from foundation.errors import Conflict
from foundation.text import Text
from trading.law.grammar import Phase, Step
from trading.models import Lot, Proposal

# A supervisor's order is its own to answer for, and the organiser's people could not approve it. The centre, which procedures of
# property let end a competition as well, has no second person of that side: under seal it leaves that to the organiser's two.
_NEVER_ALONE = frozenset({Role.ORGANISER, Role.AGENCY, Role.CENTRE})
Condition = Callable[[Lot], bool]
_conditions: dict[str, Condition] = {}


def register(name: str, condition: Condition) -> None:
    """Let `condition` say of which lots certain acts take two persons."""
    _conditions[name] = condition


def is_needed(lots: Iterable[Lot]) -> bool:
    """Tell whether such acts take two persons on any of the lots."""
    return any(condition(lot) for lot in lots for condition in _conditions.values())


def is_asked_of(actor: Actor) -> bool:
    """Tell whether an actor takes such acts with a second person only; a supervisor's order is its own to answer for."""
    return actor.role in _NEVER_ALONE


def ends_the_competition(lot: Lot, step: Step | None) -> bool:
    """Tell whether a step gives the lot up."""
    return step is not None and lot.procedure.state(step.target).phase is Phase.FAILED


def check(lots: Iterable[Lot], *, act: str, by: Actor, proposal_id: str) -> None:
    """
    Check that what the organiser's side, or the centre, is about to do to the lots was proposed by another person, where that is needed.

    The proposal's row is believed, and nothing else: the database lets nobody approve what they proposed. `act` is said as
    `Proposal.what` says it.

    :raises Conflict: `second_person_needed`.
    """
    meant = list(lots)
    if not is_asked_of(by) or not is_needed(meant):
        return
    row = Proposal.objects.filter(id=proposal_id).first() if proposal_id else None
    if row is not None and row.what == act and row.is_about(meant) and _may_now(row, by):
        return
    raise Conflict(
        "second_person_needed",
        Text(
            "密封投标期间，变更截止时间或者终止须由两人办理：请先提请，由另一人复核",
            "While bids are sealed, moving a deadline or ending the competition takes two persons: propose it, "
            "and have another person approve",
        ),
    )


def _may_now(row: Proposal, by: Actor) -> bool:
    """Tell whether `by` approves it just now; who proposed it may only try, which is taken back at once."""
    who = (by.member_id, by.user_id)
    if row.status == "approved":
        return who == (row.decided_by, row.decided_by_user)
    return row.status == "open" and who == (row.proposed_by, row.proposed_by_user)
