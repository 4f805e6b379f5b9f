"""Bringing sealed files piece by piece. Uploaded is not submitted: nothing here is a bid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding.actions import resending
from bidding.models import Filing, Upload
from bidding.sealed import refusing, store
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import refusals

LEAST_BYTES = 4096
"""What an upload takes of the quota beside its size: a row, a file, a block of the disk."""


def offset_of(*, sha256: str, by: Actor) -> Upload:
    """
    Return an upload of the actor's own party; of one that was filed and that the store lost, how much has come again.

    :raises NotFound: `upload_not_found`.
    """
    found = Upload.objects.filter(party_id=own_party(by), sha256=sha256).first()
    if found is None:
        raise NotFound("upload_not_found", Text("没有这个上传", "There is no such upload"))
    return resending.as_it_stands(found)


def append(*, sha256: str, size: int, offset: int, blocks: Iterable[bytes], by: Actor) -> Upload:
    """
    Take more bytes of an upload, from `offset` on; the first ones begin it. With the last its digest is checked.

    What a broken request brought comes again: an upload only counts what it got in whole requests. What was filed is taken again
    only where the store lost it.

    :raises Conflict: `upload_offset` with how much has arrived, if `offset` is another; `upload_busy` beside a twin.
    :raises Invalid: `part_too_large`, `upload_quota`, `upload_size` for another size than at first, and `part_hash` if the
        whole is not what was announced: it then begins anew.
    """
    upload = _begin(sha256=sha256, size=size, by=by)
    if upload.is_filed and not resending.is_lost(upload):
        return upload
    with transaction.atomic():
        upload = _locked(upload)
        if upload.is_filed:
            return resending.append(
                upload=upload, size=size, offset=offset, blocks=_within(blocks, size - offset), by=by
            )
        if upload.is_complete:
            return upload
        if upload.size != size:
            raise Invalid(
                "upload_size", Text("文件大小与先前所报不符", "Another size than was announced before")
            )
        if upload.offset != offset:
            raise Conflict(
                "upload_offset",
                Text("续传位置不符", "Another offset than what has arrived"),
                detail={"offset": upload.offset},
            )
        upload.offset += store.write(upload.id, offset, _within(blocks, size - offset))
        upload.touched_at = clock.now()
        is_wrong = upload.offset == size and store.digest(upload.id) != sha256
        upload.is_complete = upload.offset == size and not is_wrong
        if is_wrong:
            upload.offset = 0
        upload.save(update_fields=["offset", "touched_at", "is_complete"])
    if is_wrong:
        raise refusing.as_error([refusals.Refused("part_hash")])
    return upload


@action
def sweep(*, by: Actor, limit: int = 1000) -> int:
    """Remove uploads that nobody filed within the days that are given for it; return how many."""
    before = clock.now() - timedelta(days=settings.UPLOAD_DAYS)
    old = Upload.objects.select_for_update(skip_locked=True).filter(is_filed=False, touched_at__lt=before)
    locked = dict(old.order_by("touched_at").values_list("id", "party_id")[:limit])
    # Asked once they are locked: whose filing is still to be checked may have named them a moment ago.
    waiting = Filing.objects.filter(status="reserved", registration__party__in=set(locked.values()))
    spared = set(waiting.values_list("registration__party_id", flat=True))
    found = [one for one, party in locked.items() if party not in spared]
    Upload.objects.filter(id__in=found).delete()
    for upload_id in found:
        transaction.on_commit(partial(store.remove, upload_id))
    return len(found)


@action
def _begin(*, sha256: str, size: int, by: Actor) -> Upload:
    """Return the upload, made now if it is new and the party has room for it."""
    party_id = own_party(by)
    known = Upload.objects.filter(party_id=party_id, sha256=sha256).first()
    if known is not None:
        return known
    if not 1 <= size <= settings.UPLOAD_BYTES:
        raise refusing.as_error([refusals.Refused("part_too_large", longest=settings.UPLOAD_BYTES)])
    lock_row(Party, party_id)  # or two at once would both find room
    waiting = Upload.objects.filter(party_id=party_id, is_filed=False)
    held = waiting.aggregate(bytes=Sum("size"), files=Count("id"))
    checked = Filing.objects.filter(status="reserved", registration__party=party_id)
    held_bytes = (held["bytes"] or 0) - (checked.aggregate(bytes=Sum("held_bytes"))["bytes"] or 0)
    if held_bytes + size + held["files"] * LEAST_BYTES > settings.UPLOAD_QUOTA_BYTES:
        raise Invalid(
            "upload_quota",
            Text(
                "尚未递交的上传已超过本单位限额",
                "The organisation's uploads that were not submitted reach their limit",
            ),
            detail={"most_bytes": settings.UPLOAD_QUOTA_BYTES},
        )
    made, _ = Upload.objects.get_or_create(
        party_id=party_id, sha256=sha256, defaults={"size": size, "touched_at": clock.now()}
    )
    return made


def _locked(upload: Upload) -> Upload:
    found = Upload.objects.select_for_update(skip_locked=True).filter(id=upload.id).first()
    if found is None:
        raise Conflict(
            "upload_busy", Text("该文件正在另一请求中上传", "Another request is uploading this file")
        )
    return found


def _within(blocks: Iterable[bytes], room: int) -> Iterator[bytes]:
    for block in blocks:
        if len(block) > room:
            raise refusing.as_error([refusals.Refused("part_too_large")])
        room -= len(block)
        yield block


def own_party(by: Actor) -> str:
    """
    Return the party for which the actor uploads.

    :raises Forbidden: unless it is a bidder.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人可以上传投标文件", "Only a bidder uploads bids"))
    return by.party_id
