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
from bidding.models import Filing, OpenedUnit, Opening, Upload
from bidding.sealed import refusing, store
from foundation import clock, journal
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_rows
from toolkit import refusals
from toolkit.opening import PLATFORM_FAULTS
from trading.models import Lot


def as_it_stands(upload: Upload) -> Upload:
    """Return an upload as its owner is to see it: of one that was filed and lost since, how much has come again. Reads the file."""
    if upload.is_filed and _is_lost(upload):
        upload.offset, upload.is_complete = store.size(store.again(upload.id)), False
    return upload


def append(*, upload: Upload, size: int, offset: int, blocks: Iterable[bytes], by: Actor) -> Upload:
    """
    Take more bytes of a filed upload that the store lost; with the last its digest is checked, and they are put in their place.

    What is whole stays as it is.

    :raises Conflict: `upload_offset` with how much has come again.
    :raises Invalid: `bytes_recorded_lost` once a record says that they were lost; `part_hash` if the whole is not what was
        filed: it then begins anew.
    """
    if size != upload.size or not _is_lost(upload):
        return upload
    draft = store.again(upload.id)
    if store.size(draft) != offset:
        raise Conflict(
            "upload_offset", Text("续传位置不符", "Another offset than what has arrived"),
            detail={"offset": store.size(draft)},
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
    store.put_again(upload_id)
    openings = Opening.objects.filter(freeze__in=[one.lot_id for one in held]).exclude(status="recorded")
    openings.update(resends=F("resends") + 1)
    at = clock.now()
    for one in held:
        journal.append_all([event("resent", one, actor=by.label, file=upload.sha256)], actor=by.label, at=at)
    return upload


def _is_lost(upload: Upload) -> bool:
    """Tell whether an upload of a bid whose lot is frozen is not in the store any more, to the byte."""
    held = [one for one in _of(upload) if upload.id in one.files.values()]
    return bool(held) and not store.is_whole(upload.id, upload.size, upload.sha256)


def _of(upload: Upload) -> QuerySet[Filing]:
    """Return its party's filings whose lots are frozen and whose bytes are kept."""
    found = Filing.objects.filter(registration__party=upload.party_id, lot__freeze_list__isnull=False)
    return found.filter(discarded_at__isnull=True).select_related("registration", "lot").order_by("id")
