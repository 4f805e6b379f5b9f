"""
Restricted parts after the opening: who evaluates a lot reads with the evaluation process's key; each time is noted first.

No other process has that key, so nowhere else does this come to the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.actor import Actor
from bidding import committees, queries, timing
from bidding.models import Reading, WrappedUnit
from bidding.sealed import cases, evaluation_key, keys, wrapping
from foundation import journal
from foundation.errors import Conflict, Forbidden, NotFound, Unavailable
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import units
from toolkit.capsules import Agreement
from toolkit.filings import Filing
from toolkit.objects import CorePart, Manifest, ManifestFile
from toolkit.policies import MANIFEST
from toolkit.refusals import Refused
from trading.law.grammar import Phase
from trading.models import Lot

SHORTEST_REASON, LONGEST_REASON = 2, 500
_OVER = (Phase.CONCLUDED.value, Phase.FAILED.value)


@dataclass(frozen=True, slots=True)
class Content:
    """A part as it is given out: blocks that are opened one by one, and lie nowhere."""

    name: str
    blocks: Iterator[bytes] = field(repr=False)
    size: int


def read_part(*, lot_id: str, header: str, unit: str, part: str, reason: str, by: Actor) -> Content:
    """
    Return a part of a restricted unit that was opened; who reads it, and for what, is in the journal before anything is given out.

    The part `manifest` is what the bidder fills in and the list of its files.

    :raises Forbidden: `role_not_allowed` unless the actor is of the lot's committee, or a supervisor of the deal, without part in the lot.
    :raises NotFound: `no_restricted_part` before the record, of what did not open, is public, or is not there.
    :raises Conflict: `reading_over` to the committee on hold, or once the lot has come to its end.
    :raises Unavailable: `platform_key_missing` in every process but that of the evaluation.
    """
    wrapped, holder = _note(lot_id=lot_id, header=header, unit=unit, part=part, reason=reason, by=by)
    filing, manifest, part_keys = unlocked(wrapped, holder)
    if part == MANIFEST:
        content = manifest.to_bytes()
        return Content(f"{unit}.manifest.json", iter([content]), len(content))
    file = file_of(manifest, part)
    return Content(
        file.name, units.plain_with(filing, part_keys[part], sealed_of(filing, unit, part)), file.size
    )


@action
def _note(
    *, lot_id: str, header: str, unit: str, part: str, reason: str, by: Actor
) -> tuple[WrappedUnit, Agreement]:
    """Journal that somebody reads, if it may and there is something and the key to it; committed before this returns."""
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    is_supervisor = queries.supervises(lot, by)
    if not is_supervisor and not committees.sits_on(lot, by, at):
        raise Forbidden(
            "role_not_allowed",
            Text(
                "只有与本标段各方、平台运营方无关的评标委员会成员和监督部门可以查阅",
                "Only the lot's committee and its supervisor read this, and nobody of a party to the lot or of an operator",
            ),
        )
    wrapped = queries.wrapped_unit(lot, header=header, unit=unit)
    if wrapped is None or part not in {one.part for one in cases.load(wrapped.unit.filing).parts(unit)}:
        raise NotFound("no_restricted_part", Text("没有可查阅的文件", "There is nothing here to read"))
    if not is_supervisor:
        check_goes_on(lot)
    _, holder = noted(lot, wrapped, part=part, reason=reason, by=by, at=at)
    return wrapped, holder


def check_goes_on(lot: Lot) -> None:
    """
    Refuse a committee whose lot stands still.

    :raises Conflict: `reading_over`.
    """
    if lot.phase in _OVER or timing.is_held(lot):
        raise Conflict(
            "reading_over",
            Text("标段已暂停或者结束，评标委员会停止查阅", "The lot is on hold or has ended: its committee reads no more"),
        )  # fmt: skip


def noted(
    lot: Lot, wrapped: WrappedUnit, *, part: str, reason: str, by: Actor, at: datetime
) -> tuple[Reading, Agreement]:
    """
    Write down, in the caller's transaction, that a part is read; return that and what opens it.

    :raises Unavailable: `platform_key_missing` in every process but that of the evaluation.
    """
    holder = evaluation_key.ring().get(wrapped.certificate)
    if holder is None:
        raise keys.missing(keys.EVALUATION)
    unit = wrapped.unit
    made = Reading.objects.create(unit=unit, part=part, reason=reason, at=at, by=by.label)
    journal.append(
        "bidding.restricted.read", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={
            "lot": lot.id, "reading": made.id, "header": unit.filing.header, "unit": unit.unit, "part": part, "digest": made.digest,
        },
    )  # fmt: skip
    return made, holder


def unlocked(wrapped: WrappedUnit, holder: Agreement) -> tuple[Filing, Manifest, Mapping[str, bytes]]:
    """
    Return a unit's filing, its manifest and the keys of its parts.

    :raises Unavailable: `restricted_part_unreadable`.
    """
    filing, unit = cases.load(wrapped.unit.filing), wrapped.unit.unit
    try:
        part_keys = wrapping.unwrap(bytes(wrapped.message), filing, unit, holder)
        return filing, units.open_manifest_with(filing, unit, part_keys[MANIFEST]), part_keys
    except (Refused, KeyError) as refused:
        raise unreadable() from refused


def unreadable() -> Unavailable:
    """Return what is answered where bytes or keys are not what they were."""
    return Unavailable(
        "restricted_part_unreadable",
        Text("该文件已无法读取，请联系平台运营方", "This part cannot be read any more"),
    )


def sealed_of(filing: Filing, unit: str, part: str) -> CorePart:
    """Return a part as it was sealed."""
    return next(one for one in filing.parts(unit) if one.part == part)


def file_of(manifest: Manifest, part: str) -> ManifestFile:
    """Return what a bidder said of the file in a part."""
    return next(one for one in manifest.files if one.part == part)
