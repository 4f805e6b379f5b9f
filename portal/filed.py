"""The records of the field standard on the page of a deal: the values that the reader may read, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from foundation.text import Text
from notices.parts import NO, YES, same
from portal import timeline
from trading import queries
from trading.law.fields.formats import Kind, is_date
from trading.law.fields.packs import Field
from trading.models import Deal

FOLDED_FROM = 9  # rows: a longer record is folded, so that the page stays one that people read
_SHOWN_AS = {8: "%Y-%m-%d", 14: "%Y-%m-%d %H:%M:%S"}


@dataclass(frozen=True)
class Record:
    """One record; `lot` is the lot it was filed for, or nothing where it is of the whole deal."""

    title: Text
    lot: Text | None
    updated_at: datetime
    fields: Sequence[tuple[Text, Text]]

    @property
    def is_long(self) -> bool:
        """Whether it is shown folded."""
        return len(self.fields) >= FOLDED_FROM


def of_deal(deal: Deal, actor: Actor) -> list[Record]:
    """Return the records that the actor may read, by entity and lot; those of which nothing is shown are left out."""
    found = []
    for row in queries.field_records(deal, actor):
        rows = [
            (field.label, shown(field, value))
            for field in row.entity.fields
            if (value := row.values.get(field.code)) not in (None, "")
        ]
        if rows:
            lot = timeline.name_of(row.filed.lot) if row.filed.lot else None
            found.append(Record(row.entity.title, lot, row.filed.updated_at, rows))
    return found


def shown(field: Field, value: Any) -> Text:
    """Return a value as people read it: a choice with its meaning, an instant as one; anything else as it was filed."""
    text = str(value)
    if field.kind is Kind.BOOLEAN or field.domain == "yes_no":
        return {"1": YES, "0": NO}.get(text, same(text))
    if field.choices:
        meanings = dict(field.choices)
        return same("；".join(_choice(code, meanings.get(code, code)) for code in text.split(";")))
    size = field.format
    if field.kind is Kind.DATE and is_date(text, size.pattern, size.length or 0):
        return same(datetime.strptime(text, size.pattern).strftime(_SHOWN_AS[size.length or 0]))  # noqa: DTZ007 - local by the standard
    return same(text)


def _choice(code: str, meaning: str) -> str:
    return code if meaning == code else f"{meaning}（{code}）"
