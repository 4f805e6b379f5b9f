"""
Settling a filing that has its ticket: its capsules and parts are checked, and it is accepted or refused.

That may take longer than a ticket, and never makes anybody late. What a filing replaces ends with its acceptance and not
before, so that one which is refused leaves the earlier bid as it was.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Mapping
from types import MappingProxyType

from accounts.actor import Actor
from bidding.actions import evidence, receipts
from bidding.actions.filings import tell
from bidding.models import Filing, Registration
from bidding.sealed import custody, store
from bidding.sealed.refusing import REVOCATION_UNKNOWN
from foundation import clock, journal, transparency
from foundation.errors import Unavailable
from foundation.transactions import action, lock_row
from toolkit import filings, intake, refusals
from toolkit.intake import Account
from toolkit.log import leaves
from toolkit.objects import Core
from trading.models import Lot

log = logging.getLogger(__name__)
NOTHING: Mapping[str, bytes] = MappingProxyType({})
LARGEST_AT_ONCE = 64 * 1024 * 1024
# In the last seconds before a deadline tickets come first: one thread of a process checks, the others take tickets, and
# what waits is the worker's.
_one = threading.BoundedSemaphore(1)


def settle_soon(*, filing: Filing) -> None:
    """Settle a filing and issue its receipt now, or leave it to the worker where that would hold others up."""
    parts = Core.from_bytes(bytes(filing.core_bytes)).parts
    if any(one.size > LARGEST_AT_ONCE for one in parts) or not _one.acquire(blocking=False):
        return
    try:
        settled = settle(filing_id=filing.id, by=Actor.clock())
        if settled.awaits_receipt:
            receipts.issue_missing(filing=settled)
    except Unavailable as refused:
        log.warning("A receipt waits: %s", refused)
    finally:
        _one.release()


def waiting(limit: int) -> list[str]:
    """Return filings that are still to be checked, the longest waiting first."""
    found = Filing.objects.filter(status="reserved").order_by("received_at")
    return list(found.values_list("id", flat=True)[:limit])


def settle(*, filing_id: str, by: Actor) -> Filing:
    """
    Check what a reserved filing holds, and accept or refuse it; what it replaces ends with its acceptance.

    Where revocation cannot be told for now it stays reserved, never silently accepted.
    """
    filing = Filing.objects.select_related("lot", "policy", "registration__party").get(id=filing_id)
    if filing.status != "reserved":
        return filing
    reasons = _contents(filing)
    if {one.code for one in reasons} == {REVOCATION_UNKNOWN}:
        return filing
    kept = {} if reasons else evidence.of_filing(filing)
    return _settle(filing, reasons=[one.code for one in reasons], kept=kept, by=by)


@action
def give_up(*, filing_id: str, by: Actor) -> Filing:
    """Refuse a filing that is held still when the freeze list can wait no longer, with what it is held for."""
    filing = Filing.objects.select_related("policy").get(id=filing_id)
    return _settle(filing, reasons=[filing.held_for or "system_error"], by=by)


@action
def _settle(known: Filing, *, reasons: list[str], by: Actor, kept: Mapping[str, bytes] = NOTHING) -> Filing:
    lot = lock_row(Lot, known.lot_id, strength="key share")
    registration = lock_row(Registration, known.registration_id)
    filing = lock_row(Filing, known.id)
    filing.lot, filing.registration, filing.policy = lot, registration, known.policy
    if filing.status != "reserved":
        return filing
    at = journal.instant(registration.id)
    if reasons:
        filing.refuse(reasons, at=at)
        filing.save()
        tell("refused", filing, by=by, at=at, codes=reasons)
        return filing
    if filing.replaces_id is not None:
        former = filing.replaces = lock_row(Filing, filing.replaces_id)
        former.end(at=at, ref=secrets.token_urlsafe(24))
        former.save()
        transparency.add(leaves.ended(former.header), ref=former.end_ref)
    filing.accept(at=at, evidence=evidence.keep(kept))
    filing.save()
    tell("accepted", filing, by=by, at=at, replaces=filing.replaces_id)
    return filing


def _contents(filing: Filing) -> list[refusals.Refused]:
    """Return the reasons that the capsules and parts of a reserved filing give, and its certificate where that was open."""
    sealed = filings.load(store.of(filing))
    under = custody.shape_of(filing.policy)
    reasons: list[refusals.Refused] = []
    if filing.held_for:
        account = Account(filing.registration.party.code or "")
        trust = custody.trust(clock.now())
        reasons += intake.weigh_signer(sealed, account, trust, filing.received_at)
    return reasons or intake.check_contents(sealed, under)
