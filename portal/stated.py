"""What is stated of a deal or a lot, as pages show it: the fields of its particulars, each with its value in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from foundation.money import capital
from foundation.text import Text
from notices import parts
from trading import particulars
from trading.law.labels import Disclosure

Fields = Sequence[tuple[Text, Text]]


def fields(cls: type, stored: dict[str, Any], inside: bool) -> Fields:
    """Return the fields of stored particulars that the reader may see, those that say something: labels with values in words."""
    return [
        (info.label, _shown(info, stored[info.name]))
        for info in particulars.describe(cls)
        if stored.get(info.name) not in (None, "", [], {}) and (inside or info.disclosure is Disclosure.OPEN)
    ]


def _shown(info: particulars.FieldInfo, value: Any) -> Text:
    """Return a value in words; an amount in digits and, in Chinese, in 大写."""
    shown = parts.field_value(info, value)
    if not info.is_amount or not (exact := Decimal(str(value))):
        return shown
    return Text(f"{shown.zh}（人民币{capital(exact)}）", shown.en)
