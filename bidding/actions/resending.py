"""
Bytes that the store lost, sent again by their bidder: the very same, or none.

Between freezing and the record they change nothing but that a bid can be opened: the digest was filed and signed. Once a record
says that they were lost they stay lost, so that everybody who verifies sees what the record says.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from accounts.actor import Actor
from bidding.actions.filings import event
from bidding.models import Filing, OpenedUnit, Opening, Registration, Upload
from bidding.sealed import refusing, store
from foundation import journal
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_rows
from toolkit import refusals
from toolkit.opening import PLATFORM_FAULTS
from trading.models import Lot


def as_it_stands(upload: Upload) -> Upload:
    """Return an upload as its owner is to see it: of one that was filed and lost since, how much has come again."""
    if upload.is_filed and is_lost(upload):
        upload.offset, upload.is_complete = _come(upload), False
    return upload


def is_lost(upload: Upload) -> bool:
    """
    Tell whether an upload of a bid whose lot is frozen is not in the store any more, to the byte.

    The file is read once, and again when it was written since or when an opening misses bytes.
    """
    lots = {one.lot_id for one in _of(upload) if upload.id in one.files.values()}
    if not lots:
        return False
    missed = Opening.objects.filter(freeze__in=lots).exclude(lost=[]).order_by("id")
    misses = tuple(missed.values_list("id", "resends"))
    return not store.is_whole(upload.id, upload.size, upload.sha256, misses=misses)


def append(*, upload: Upload, size: int, offset: int, blocks: Iterable[bytes], by: Actor) -> Upload:
    """
    Take more bytes of a filed upload that the store lost; with the last its digest is checked, and they are put in their place.

    What is whole stays as it is. The caller holds the upload's lock until all is done: nobody else has the file open for writing
    when it gets into its place.

    :raises Conflict: `upload_offset` with how much has come again.
    :raises Invalid: `bytes_recorded_lost` once a record says that they were lost; `part_hash` if the whole is not what was
        filed: it then begins anew.
    """
    if size != upload.size or not is_lost(upload):
        return upload
    draft, come = store.again(upload.id), _come(upload)
    if come != offset:
        raise Conflict(
            "upload_offset", Text("续传位置不符", "Another offset than what has arrived"),
            detail={"offset": come},
        )  # fmt: skip
    arrived = offset + store.write(draft, offset, blocks)
    if arrived == size:
        if store.digest(draft) != upload.sha256:
            store.remove(draft)
            raise refusing.as_error([refusals.Refused("part_hash")])
        _restore(upload_id=upload.id, by=by)
    upload.offset, upload.is_complete = arrived, arrived == size
    return upload


@action
def _restore(*, upload_id: str, by: Actor) -> Upload:
    """Put what came again in its place; whoever settles an opening of it looks again."""
    upload = Upload.objects.get(id=upload_id)
    held = [one for one in _of(upload) if upload_id in one.files.values()]
    lock_rows(Lot, {one.lot_id for one in held})
    registrations = {one.registration_id for one in held}
    lock_rows(Registration, registrations)
    told = OpenedUnit.objects.filter(filing__in=[one.id for one in held], cause__in=PLATFORM_FAULTS)
    of_units = {
        (one.id, name.partition(".")[0])
        for one in held
        for name, kept in one.files.items()
        if kept == upload_id
    }
    if any(place in of_units for place in told.values_list("filing_id", "unit")):
        store.remove(store.again(upload_id))
        raise Invalid(
            "bytes_recorded_lost",
            Text(
                "开标记录已载明该文件丢失，不再补传",
                "The record says that these bytes were lost; they come too late",
            ),
        )
    openings = Opening.objects.filter(freeze__in=[one.lot_id for one in held]).exclude(status="recorded")
    openings.update(resends=F("resends") + 1)
    told_of = [event("resent", one, actor=by.label, file=upload.sha256) for one in held]
    journal.append_all(told_of, actor=by.label, at=journal.instant(*registrations))
    store.put_again(upload_id)  # last: what is refused before it leaves the store as it was
    return upload


def _come(upload: Upload) -> int:
    """Return how much has come again. What came whole and was not put in its place, because that failed, begins anew."""
    arrived = store.size(store.again(upload.id))
    return arrived if arrived < upload.size else 0


def _of(upload: Upload) -> QuerySet[Filing]:
    """Return its party's filings whose lots are frozen and whose bytes are kept."""
    found = Filing.objects.filter(registration__party=upload.party_id, lot__freeze_list__isnull=False)
    return found.filter(discarded_at__isnull=True).select_related("registration", "lot").order_by("id")
