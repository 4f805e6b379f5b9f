"""What was filled in, as it is read before it is confirmed: amounts in 大写 as well, days with their weekday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.money import capital
from foundation.text import Text
from notices import parts
from portal.desk import periods
from trading import particulars
from trading.particulars import FieldInfo

Answers = Sequence[tuple[Text, Text]]


def told(cls: type | None, data: Mapping[str, Any]) -> Answers:
    """Return each field of a dataclass with what stands in it; those in which nothing stands are left out."""
    if cls is None:
        return ()
    rows = ((one, data.get(one.name)) for one in particulars.describe(cls))
    return [(one.label, _value(one, value)) for one, value in rows if value not in (None, "", [], {})]


def _value(info: FieldInfo, value: Any) -> Text:
    if info.type == "date" and isinstance(value, str):
        return periods.day_told(date.fromisoformat(value))
    shown = parts.field_value(info, value)
    if not info.is_amount:
        return shown
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return shown
    return Text(f"{shown.zh}（人民币{capital(exact.quantize(Decimal('0.01')))}）", shown.en)
