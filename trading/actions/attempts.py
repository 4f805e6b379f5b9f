"""What was tried with a deadline and refused, told to the journal in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from foundation import journal
from foundation.transactions import action, lock_row
from trading.models import Deal

MOST_CODES = 20


@action
def note_move(*, deal_id: str, via: str, codes: Sequence[str], by: Actor) -> None:
    """Write that somebody tried to move a deadline of a deal, by which way, and why that was refused."""
    _note("trading.deadline.move_refused", deal_id, by, via=via, codes=list(codes[:MOST_CODES]))


@action
def note_approval(*, deal_id: str, proposal_id: str, codes: Sequence[str], by: Actor) -> None:
    """Write that somebody tried to approve what another was to approve, or what could no longer be."""
    _note(
        "trading.proposal.approval_refused", deal_id, by, proposal=proposal_id, codes=list(codes[:MOST_CODES])
    )


def _note(type: str, deal_id: str, by: Actor, **data: object) -> None:
    deal = lock_row(Deal, deal_id)
    journal.append(
        type,
        subject=deal.id,
        deal=deal.id,
        actor=by.label,
        at=journal.instant(deal.id),
        data={"deal": deal.id, **data},
    )
