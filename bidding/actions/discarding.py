"""
Sealed bytes that count for nothing: of filings that were refused, replaced or withdrawn, removed some time after their lot's end.

The row stays with what was signed (header, core, signature), the receipt and the leaves; only capsules and parts go, which nobody
opens any more. What was on the list stays whole, opened or not: it is a bid, and the law has bids kept (政府采购法 art. 42).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.actor import Actor
from bidding.actions.filings import event
from bidding.models import Filing, Registration, Upload
from bidding.sealed import store
from foundation import journal
from foundation.transactions import action, lock_row
from toolkit import canonical
from trading.law.grammar import Phase
from trading.models import Hold, Lot

_SPENT = ("refused", "ended")
_OVER = (Phase.CONCLUDED.value, Phase.FAILED.value)


def due(at: datetime, limit: int = 500) -> list[str]:
    """
    Return the filings whose bytes nobody needs any more at `at`, the oldest first.

    Their lot came to its end, and the days that are given for remedies are over; no hold is on it.
    """
    held = Hold.objects.filter(lot=OuterRef("lot_id"), ended_at__isnull=True)
    found = Filing.objects.filter(
        status__in=_SPENT, discarded_at__isnull=True, lot__phase__in=_OVER, lot__entered_at__lt=_before(at)
    )
    rows = found.exclude(Exists(held)).select_related("lot").defer("header_bytes", "core_bytes")
    return [row.id for row in rows.order_by("id")[:limit] if _is_over(row.lot, at)]


@action
def discard(*, filing_id: str, by: Actor) -> Filing | None:
    """Remove a spent filing's bytes, and tell how many; None if it is not, or no more, to be discarded."""
    lot_id, registration_id = Filing.objects.values_list("lot_id", "registration_id").get(id=filing_id)
    lot, registration = lock_row(Lot, lot_id), lock_row(Registration, registration_id)
    filing, at = lock_row(Filing, filing_id), journal.instant(registration.id)
    if filing.discarded_at is not None or filing.status not in _SPENT or not _is_over(lot, at):
        return None
    gone = _spared_by_none(filing, registration)
    filing.lot, filing.registration, filing.discarded_at = lot, registration, at
    filing.save(update_fields=["discarded_at"])
    counts = {"files": len(gone), "bytes": sum(one.size for one in gone)}
    journal.append_all([event("discarded", filing, actor=by.label, **counts)], actor=by.label, at=at)
    Upload.objects.filter(id__in=[one.id for one in gone]).delete()
    for one in gone:
        transaction.on_commit(partial(store.remove, one.id))
    return filing


def _before(at: datetime) -> datetime:
    return at - timedelta(days=settings.SPENT_DAYS)


def _is_over(lot: Lot, at: datetime) -> bool:
    is_final = lot.phase in _OVER and lot.procedure.state(lot.state).final
    is_held = Hold.objects.filter(lot=lot, ended_at__isnull=True).exists()
    return is_final and not is_held and lot.entered_at < _before(at)


def _spared_by_none(filing: Filing, registration: Registration) -> list[Upload]:
    """Return the filing's uploads, locked, without those that another filing of the party names as well."""
    signature = canonical.sha256(bytes(filing.signature_bytes))
    small = Upload.objects.filter(
        party_id=registration.party_id, sha256__in=[filing.header, filing.core, signature]
    ).values_list("id", flat=True)
    ids = {*filing.files.values(), *small}
    # Locked before the others are read: whoever files them again waits here, and then finds them gone.
    rows = list(Upload.objects.select_for_update().filter(id__in=ids).order_by("id"))
    others = Filing.objects.filter(registration__party_id=registration.party_id, discarded_at__isnull=True)
    named = {
        one
        for files in others.exclude(id=filing.id).values_list("files", flat=True)
        for one in files.values()
    }
    return [one for one in rows if one.id not in named]
