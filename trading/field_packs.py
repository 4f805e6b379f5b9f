"""Which records of the field standard a deal carries, and what of them is missing before it may be announced."""

from __future__ import annotations

from trading.law.fields import packs
from trading.law.fields.packs import Entity, Stage
from trading.models import Deal, FieldRecord, Lot

BEFORE_ANNOUNCEMENT = frozenset({Stage.PROJECT, Stage.TENDER, Stage.LOT, Stage.REQUIREMENTS})


def applicable(deal: Deal) -> tuple[Entity, ...]:
    """Return the entities that a deal carries by its procedure, sector and work type; none where there is no pack."""
    carried = set(deal.procedure.field_packs.get(deal.sector, ()))
    branch = str(deal.particulars.get("pack_branch") or "")
    if not carried:
        return ()
    known = branch if branch in packs.subtypes(deal.sector) else ""
    return tuple(e for e in packs.applicable(deal.sector, known) if e.code in carried)


def missing(lot: Lot) -> tuple[str, ...]:
    """Return "entity" or "entity.FIELD" for all that must be filed before the announcement and is not. One query."""
    due = [e for e in applicable(lot.deal) if e.stage in BEFORE_ANNOUNCEMENT]
    if not due:
        return ()
    kept: dict[str, dict[str, object]] = {}
    for code, stored, of_lot in FieldRecord.objects.filter(deal=lot.deal_id).values_list(
        "entity", "record", "lot_id"
    ):
        if of_lot in (None, lot.id):
            kept[code] = stored
    found: list[str] = []
    for entity in due:
        record = kept.get(entity.code)
        if record is None:
            found.append(entity.code)
        else:
            found += [f"{entity.code}.{f.code}" for f in entity.required if record.get(f.code) in (None, "")]
    return tuple(found)
