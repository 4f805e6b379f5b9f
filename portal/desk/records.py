"""The forms of the field standard: one input for each field of an entity, with its size and its codes as the standard has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from foundation.text import Text
from portal.desk.forms import Field
from portal.desk.typed import plain
from trading import field_packs
from trading.law.fields import packs
from trading.law.fields.formats import Kind
from trading.law.fields.packs import Entity
from trading.models import Deal, FieldRecord

PREFIX = "record"
_YES_NO = (("1", Text("是", "Yes")), ("0", Text("否", "No")))


@dataclass(frozen=True)
class RecordView:
    """An entity that a deal carries, whether its record is filed, and whether the notice waits for it."""

    entity: Entity
    is_filed: bool
    is_due: bool


def of_deal(deal: Deal) -> list[RecordView]:
    """Return what a deal carries, that first which the notice waits for. One query."""
    filed = set(FieldRecord.objects.filter(deal=deal).values_list("entity", flat=True))
    rows = [
        RecordView(one, one.code in filed, one.stage in field_packs.BEFORE_ANNOUNCEMENT)
        for one in field_packs.applicable(deal)
    ]
    return sorted(rows, key=lambda one: (not one.is_due, one.entity.code))


def fields(entity: Entity, given: Mapping[str, Any]) -> list[Field]:
    """Return the inputs of an entity, filled with what is kept or was typed, by code."""
    return [
        Field(
            id=f"{PREFIX}.{one.code}",
            kind=_kind(one),
            label=one.label,
            hints=list(_hints(one)),
            is_required=one.required,
            value=str(given.get(one.code, "") if given.get(one.code) is not None else ""),
            choices=_choices(one),
        )
        for one in entity.fields
    ]


def _choices(field: packs.Field) -> Sequence[tuple[str, Text]]:
    if field.several:
        return ()
    if field.choices:
        return [(code, Text(f"{code} {name}", code)) for code, name in field.choices]
    return _YES_NO if field.kind is Kind.BOOLEAN else ()


def _kind(field: packs.Field) -> Any:
    if _choices(field):
        return "choice"
    if field.kind is Kind.NUMBER:
        return "number"
    return "long" if field.kind is Kind.TEXT and (field.format.length or 1000) > 300 else "text"


def _hints(field: packs.Field) -> Iterator[Text]:
    yield Text(f"{field.code}，{field.written_format}", f"{field.code}, {field.written_format}")
    if field.several:
        codes = "；".join(f"{code} {name}" for code, name in field.choices)
        yield Text(f"可填多项，用半角分号隔开：{codes}", "Several codes, parted by half-width semicolons")


def typed_into(entity: Entity, given: QueryDict) -> dict[str, str]:
    """Return what was typed, by code; what was left empty is no part of a record."""
    found = {one.code: plain(given.get(f"{PREFIX}.{one.code}", "")).strip() for one in entity.fields}
    return {code: value for code, value in found.items() if value}
