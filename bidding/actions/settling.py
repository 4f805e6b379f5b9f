"""
Settling a filing that has its ticket: its capsules and parts are checked, and it is accepted or refused.

That may take longer than a ticket, and never makes anybody late. What a filing replaces ends with its acceptance and not
before, so that one which is refused leaves the earlier bid as it was. Many are settled in one transaction as one is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from django.db import models
from psycopg.types.json import Jsonb

from accounts.actor import Actor
from accounts.models import Party
from bidding.actions import evidence
from bidding.actions.filings import event
from bidding.models import CustodyPolicy, Filing, Registration
from bidding.sealed import custody, store
from bidding.sealed.refusing import REVOCATION_UNKNOWN
from foundation import clock, journal, plain, statements, transparency
from foundation.statements import Trip, apart, shape
from foundation.transactions import action, ask_for_locks
from toolkit import canonical, filings, intake, refusals
from toolkit.certificates import Trust
from toolkit.intake import Account
from toolkit.log import leaves
from trading.models import Lot

log = logging.getLogger(__name__)
SYSTEM_ERROR = "system_error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a filing is refused (codes of the format), or no reasons and what is known of its signer's certificate."""

    reasons: Sequence[str]
    kept: Mapping[str, bytes] = field(default_factory=dict)


RowT = TypeVar("RowT", bound=models.Model)
_FILED = """
    SELECT {} FROM bidding_filing
    JOIN bidding_custodypolicy ON bidding_custodypolicy.id = policy_id
    JOIN bidding_registration ON bidding_registration.id = registration_id
    JOIN accounts_party ON accounts_party.id = party_id
    WHERE bidding_filing.id = ANY (%s) ORDER BY bidding_filing.id
"""
_BECAME = """
    UPDATE bidding_filing SET status = %s, settled_at = %s, held_for = %s, reasons = %s, evidence = %s, awaits_receipt = %s
    WHERE id = ANY (%s)
"""
# From now on nobody sweeps them away. The small ones are known by their digests alone.
_FILED_PARTS = "UPDATE bidding_upload SET is_filed = true WHERE id = ANY (%s) AND NOT is_filed"
_FILED_SMALL = """
    UPDATE bidding_upload u SET is_filed = true
    FROM ROWS FROM (jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb)) AS named (party, sha256)
    WHERE u.party_id = named.party AND u.sha256 = named.sha256 AND NOT u.is_filed
"""
_ENDED = "UPDATE bidding_filing SET status = %s, ended_at = %s, end_ref = %s WHERE id = %s"


def waiting(limit: int) -> list[str]:
    """Return filings that are still to be checked, the longest waiting first."""
    found = Filing.objects.filter(status="reserved").order_by("received_at")
    return list(found.values_list("id", flat=True)[:limit])


def settle(*, filing_id: str, by: Actor) -> Filing:
    """
    Check what a reserved filing holds, and accept or refuse it; what it replaces ends with its acceptance.

    Where revocation cannot be told for now it stays reserved, never silently accepted.
    """
    settle_all(filing_ids=[filing_id], by=by)
    return _read([filing_id])[0]


def settle_all(*, filing_ids: Sequence[str], by: Actor, waits: bool = True) -> list[Filing]:
    """
    Do for several filings what `settle` does for one; return those that were settled now.

    Unless it `waits`, those that somebody else holds are left.
    """
    found = [one for one in _read(filing_ids) if one.status == "reserved"]
    trust = cache(custody.trust)  # of filings that came together it is the same
    verdicts = {one.id: verdict for one in found if (verdict := _judged(one, trust)) is not None}
    return _settle_all(
        known=[one for one in found if one.id in verdicts], verdicts=verdicts, by=by, waits=waits
    )


def give_up(*, filing_id: str, by: Actor, cause: str = "") -> Filing:
    """Refuse a filing that is held still when the freeze list can wait no longer: for `cause`, or what it is held for."""
    found = _read([filing_id])
    verdicts = {one.id: Verdict([cause or one.held_for or SYSTEM_ERROR]) for one in found}
    _settle_all(known=found, verdicts=verdicts, by=by)
    return _read([filing_id])[0]


@action
def _settle_all(
    *, known: Sequence[Filing], verdicts: Mapping[str, Verdict], by: Actor, waits: bool = True
) -> list[Filing]:
    found = _locked(known, waits=waits)
    if not found:
        return []
    pieces = [verdicts[one.id].kept for one in found]
    with statements.together() as trip:
        presents = journal.ask_instants(trip, {one.registration_id for one in found})
        there = evidence.ask(trip, pieces)
    instants, entries, ended = presents(), [], []
    for one, about_signer in zip(found, evidence.named(pieces), strict=True):
        at = instants[one.registration_id]
        if why := list(verdicts[one.id].reasons):
            one.refuse(why, at=at)
            entries.append(event("refused", one, actor=by.label, codes=why))
            continue
        if one.replaces is not None:
            one.replaces.end(at=at, ref=secrets.token_urlsafe(24))
            ended.append(one.replaces)
        one.accept(at=at, evidence=about_signer)
        entries.append(
            event("accepted", one, actor=by.label, replaces=one.replaces_id, evidence=one.digest_of_evidence)
        )
    with journal.told_of(entries), statements.together() as trip:
        trip.insert(evidence.missing(pieces, there()), unless_there=True)
        for one in ended:  # first, for a bidder has one live filing at most
            trip.ask(_ENDED, one.status, one.ended_at, one.end_ref, one.id)
        if ended:
            transparency.add_all([(leaves.ended(one.header), one.end_ref) for one in ended])
        _save(trip, found)
        _mark_uploads(trip, found)
        journal.append_all(entries, actor=by.label, at=min(instants.values()))
    return found


def _locked(known: Sequence[Filing], *, waits: bool) -> list[Filing]:
    """Lock the filings that are reserved still, with lot, registration and what they replace; return those. One round trip."""
    ids = {one.id for one in known} | {one.replaces_id for one in known if one.replaces_id is not None}
    with statements.together() as trip:
        ask = partial(ask_for_locks, trip, waits=waits)
        lots = ask(Lot, {one.lot_id for one in known}, strength="key share")
        registrations = ask(Registration, {one.registration_id for one in known}, "id", "status")
        rows = ask(Filing, ids, "id", "status", "header", "end_ref", "ended_at")
    own, taking_part, filed = _by_id(lots()), _by_id(registrations()), _by_id(rows())
    found = []
    for one in known:
        row = filed.get(one.id)
        if row is None or row.status != "reserved" or one.lot_id not in own:
            continue
        if one.registration_id not in taking_part or (one.replaces_id and one.replaces_id not in filed):
            continue
        # What came in never changes, and what is reserved has not become anything.
        one.lot = own[one.lot_id]
        one.replaces = filed[one.replaces_id] if one.replaces_id else None
        found.append(one)
    return found


def _save(trip: Trip, settled: Sequence[Filing]) -> None:
    """Write what became of filings: nearly all became the same at the same instant, and are one statement."""
    alike: dict[str, list[Filing]] = {}
    for one in settled:
        became = (one.status, one.settled_at, one.held_for, one.reasons, one.evidence, one.awaits_receipt)
        alike.setdefault(repr(became), []).append(one)
    for one, *others in alike.values():
        trip.ask(
            _BECAME, one.status, one.settled_at, one.held_for, Jsonb(one.reasons), Jsonb(one.evidence),
            one.awaits_receipt, [one.id, *(other.id for other in others)],
        )  # fmt: skip


def _mark_uploads(trip: Trip, settled: Sequence[Filing]) -> None:
    """Have the uploads of filings counted and kept as filed, whatever became of these; until then `sweep` passes over them."""
    small = [
        (one.registration.party_id, sha256)
        for one in settled
        for sha256 in (one.header, one.core, canonical.sha256(bytes(one.signature_bytes)))
    ]
    trip.ask(_FILED_PARTS, [upload for one in settled for upload in one.files.values()])
    trip.ask(_FILED_SMALL, *map(plain.column, zip(*small, strict=True)))


def _by_id(rows: Sequence[RowT]) -> dict[str, RowT]:
    return {str(one.pk): one for one in rows}


def _read(filing_ids: Sequence[str]) -> list[Filing]:
    """Return filings with their policy's name, their registration and its party's code, in the order of their ids."""
    filing, policy = shape(Filing), shape(CustodyPolicy, "id", "sha256")
    mine, party = shape(Registration, "id", "lot", "party", "status"), shape(Party, "id", "code")
    columns = ", ".join(one.columns for one in (filing, policy, mine, party))
    rows, found = statements.ask(_FILED.format(columns), list(filing_ids)), []
    for one, under, registration, its_party in apart(rows, filing, policy, mine, party):
        one.policy, one.registration, registration.party = under, registration, its_party
        found.append(one)
    return found


def _judged(filing: Filing, trust: Callable[[datetime], Trust]) -> Verdict | None:
    """One filing's error is its own: those that are checked with it go on, and it is tried again until its list is due."""
    try:
        return _verdict(filing, trust)
    except Exception:
        log.exception("Filing %s cannot be settled", filing.id)
        return None


def _verdict(filing: Filing, trust: Callable[[datetime], Trust]) -> Verdict | None:
    """Return what the capsules and parts of a reserved filing say, and its certificate where that was open; None if it still is."""
    sealed = filings.load(store.of(filing))
    believed = trust(clock.now() if filing.held_for else filing.received_at)
    reasons: list[refusals.Refused] = []
    if filing.held_for:
        account = Account(filing.registration.party.code or "")
        reasons += intake.weigh_signer(sealed, account, believed, filing.received_at)
    reasons = reasons or intake.check_contents(sealed, custody.shape_of(filing.policy))
    if {one.code for one in reasons} == {REVOCATION_UNKNOWN}:
        return None
    kept = {} if reasons else evidence.of_filing(filing, sealed.signed, believed)
    return Verdict([one.code for one in reasons], kept)
