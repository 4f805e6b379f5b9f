"""Records of the field standard that a deal of a sector carries beside its particulars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from foundation import journal
from foundation.errors import Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine, events, field_packs
from trading.law.fields import packs, validation
from trading.models import Deal, FieldRecord, Lot


@action
def save_record(
    *, deal_id: str, entity: str, record: Mapping[str, Any], by: Actor, lot_id: str | None = None
) -> FieldRecord:
    """
    Keep the record of one entity, for the deal or one of its lots; the former one is replaced.

    :raises Invalid: `entity_not_applicable` if the deal's sector and work type do not carry it, `invalid_record` with
        every wrong field.
    """
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", Text("只有组织方可以填报", "Only the organiser files records"))
    if entity not in {e.code for e in field_packs.applicable(deal)}:
        words = Text("此交易不适用该数据集", "The deal does not carry this entity")
        raise Invalid("entity_not_applicable", words, fields={"entity": [words]})
    lot = Lot.objects.filter(id=lot_id, deal=deal).first() if lot_id else None
    if lot_id and lot is None:
        raise NotFound("lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot_id})
    if wrong := validation.errors(packs.entity(entity), record):
        words = Text("有字段填写不正确", "Some fields are wrong")
        raise Invalid("invalid_record", words, fields={name: [text] for name, text in wrong.items()})
    at = journal.instant(deal.id)
    saved, _ = FieldRecord.objects.update_or_create(
        deal=deal,
        lot=lot,
        entity=entity,
        defaults={"record": dict(record), "updated_at": at, "updated_by": by.label},
    )
    events.of_deal(
        "trading.field_record.saved", deal, by=by, at=at, record=saved.id, entity=entity, lot=lot_id
    )
    return saved
