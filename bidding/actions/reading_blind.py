"""
Restricted parts of a blind evaluation: a member reads a copy that says nothing of whose it is but what stands on its pages.

Each time is noted first, as in `reading`; what was given out is noted after it, by the digests of the file and of the copy. The copy is
made in a process of its own, from a pipe to a pipe, and lies nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.actor import Actor
from bidding import committees
from bidding.actions import reading
from bidding.evaluation import blind, sitting
from bidding.models import BlindCopy, Reading, WrappedUnit
from foundation import journal
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, units
from toolkit.blind.apart import prepare_apart
from toolkit.blind.told import LARGEST, Prepared
from toolkit.blind.words import Unshown
from toolkit.capsules import Agreement
from toolkit.policies import MANIFEST
from toolkit.refusals import Refused
from trading.models import Lot

_ENDINGS = {"pdf": "pdf", "text": "txt"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as a member reads it, under the name that the member knows."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Noted:
    reading: Reading
    wrapped: WrappedUnit
    holder: Agreement
    words: list[str]


def read_blind(*, lot_id: str, bid: str, unit: str, file: int, reason: str, by: Actor) -> Copy:
    """
    Return the copy of a file of the bid that the member calls so; who reads it, and for what, is in the journal before it is made.

    The file 0 is what the bidder filled in.

    :raises Forbidden: `role_not_allowed` unless the actor sits in the lot's evaluation, which is blind, and has declared.
    :raises NotFound: `no_restricted_part` of what the member does not know.
    :raises Conflict: `reading_over`; `blind_media` and the others of `toolkit.blind.words` where no copy can be made, which is noted.
    :raises Unavailable: `platform_key_missing`, `restricted_part_unreadable`.
    """
    noted = _note(lot_id=lot_id, bid=bid, unit=unit, file=file, reason=reason, by=by)
    content = _content(noted)
    try:
        made = prepare_apart(content, noted.words, both=False)
    except Unshown as refused:
        _keep(noted.reading, content, None, refused.code, by=by)
        raise Conflict(refused.code, Text(refused.words.zh, refused.words.en)) from refused
    _keep(noted.reading, content, made, "", by=by)
    ending = "json" if file == blind.FORM else _ENDINGS[made.media]
    return Copy(f"{bid}-{unit}-{file}.{ending}", made.content)


@action
def _note(*, lot_id: str, bid: str, unit: str, file: int, reason: str, by: Actor) -> _Noted:
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    evaluation = sitting.latest(lot)
    seat = None if evaluation is None else sitting.seat_of(evaluation, by)
    if evaluation is None or seat is None or not committees.sits_on(lot, by, at, reads_blind=True):
        raise Forbidden(
            "role_not_allowed",
            Text(
                "只有暗标评审的评标委员会成员可以查阅", "Only the committee of a blind evaluation reads this"
            ),
        )
    wrapped = blind.find(evaluation, seat, bid, unit)
    labels = [] if wrapped is None else blind.labels(wrapped)
    if wrapped is None or not 0 <= file < len(labels):
        raise NotFound("no_restricted_part", Text("没有可查阅的文件", "There is nothing here to read"))
    reading.check_goes_on(lot)
    made, holder = reading.noted(lot, wrapped, part=labels[file], reason=reason, by=by, at=at)
    return _Noted(made, wrapped, holder, blind.words(lot))


@action
def _keep(made: Reading, content: bytes, copy: Prepared | None, refusal: str, *, by: Actor) -> None:
    """Write down what was given out, or why nothing was."""
    lot = lock_row(Lot, made.unit.filing.lot_id)
    at = journal.instant(lot.id)
    row = BlindCopy.objects.create(
        reading=made, original_sha256=hashlib.sha256(content).hexdigest(), copy_sha256=copy.sha256 if copy else "",
        refusal=refusal, pages=copy.after.pages if copy else [], unchecked=copy.after.unchecked if copy else [], at=at,
    )  # fmt: skip
    journal.append(
        "bidding.restricted.copied", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "reading": made.id, "digest": row.digest},
    )  # fmt: skip


def _content(noted: _Noted) -> bytes:
    """Return the plain bytes of a part; of the manifest only what was filled in, for the rest names bid, file names and digests."""
    filing, manifest, part_keys = reading.unlocked(noted.wrapped, noted.holder)
    part = noted.reading.part
    if part == MANIFEST:
        return canonical.dump({"fields": manifest.fields})
    sealed, told = reading.sealed_of(filing, noted.wrapped.unit.unit, part), reading.file_of(manifest, part)
    try:
        content = _whole(units.plain_with(filing, part_keys[part], sealed))
    except (Refused, KeyError) as refused:
        raise reading.unreadable() from refused
    if len(content) <= LARGEST and hashlib.sha256(content).hexdigest() != told.sha256:
        raise reading.unreadable()
    return content


def _whole(blocks: Iterator[bytes]) -> bytes:
    """Return a file, or so much of it that it is known to be too large to be shown."""
    content = bytearray()
    for block in blocks:
        content += block
        if len(content) > LARGEST:
            break
    return bytes(content)
