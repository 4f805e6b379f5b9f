"""Withdrawing a filing, until the deadline, at the signed word of the organisation that filed it."""

from __future__ import annotations

import secrets

from accounts.actor import Actor
from bidding.actions.filings import account_of, event
from bidding.actions.turns import check_in_time, take_turn
from bidding.actions.weighing import in_progress
from bidding.models import Filing
from bidding.sealed import custody, refusing, store
from foundation import journal, transparency
from foundation.transactions import action, lock_row
from toolkit import filings, intake, refusals
from toolkit.log import leaves


@action
def withdraw(*, lot_id: str, header: str, content: bytes, signature: bytes, by: Actor) -> Filing:
    """
    End the bidder's live filing called `header`, by its signed `end.json`; the *ended* leaf goes into the log with it.

    The same withdrawal again returns the filing as it is.

    :raises Conflict: `withdrawal_unknown` if it is not the live one, `filing_in_progress`, `deadline_passed`.
    :raises Invalid: `context_mismatch`, `signer_is_another_organisation`, and what objects, signatures and certificates
        are refused for.
    """
    turn = take_turn(lot_id=lot_id, by=by)
    found = turn.registration.filings.filter(header=header).values_list("id", flat=True).first()
    if found is None:
        raise refusing.as_error([refusals.Refused("withdrawal_unknown")])
    filing = lock_row(Filing, found)
    filing.lot, filing.registration = turn.lot, turn.registration
    if filing.status == "ended" and filing.end_bytes is not None:
        return filing
    check_in_time(turn)
    if turn.registration.filings.filter(status="reserved").exists():
        raise in_progress()
    try:
        sealed, trust = filings.load(store.of(filing)), custody.trust(turn.at)
        end = intake.check_end(content, signature, sealed, account_of(turn.registration), trust, at=turn.at)
        if end.replaced_by:
            raise refusals.Refused("context_mismatch")
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    filing.end(at=turn.at, ref=secrets.token_urlsafe(24), signed=(content, signature))
    filing.save()
    transparency.add(leaves.ended(header), ref=filing.end_ref)
    journal.append_all([event("withdrawn", filing, actor=by.label)], actor=by.label, at=turn.at)
    return filing
