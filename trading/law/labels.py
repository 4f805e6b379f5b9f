"""
How the fields of particulars and step inputs are labelled and bounded.

A field is `Annotated[Decimal, Label("面积（平方米）", "Area (m²)"), Ge(0)]`: bounds come from `annotated_types`, and the form,
the API schema and the checks are all derived from the same annotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import Field

from foundation.text import Text
from trading.law.grammar import Law

__all__ = [
    "YUAN",
    "Amount",
    "Disclosure",
    "Ge",
    "Gt",
    "Label",
    "Le",
    "LongText",
    "MaxLen",
    "MinLen",
    "Share",
    "ShortText",
]


class Disclosure(StrEnum):
    """When a field may be read by the public (政府信息公开条例)."""

    OPEN = "open"  # 主动公开
    ON_REQUEST = "on_request"  # 依申请公开
    WITHHELD = "withheld"  # 不公开


@dataclass(frozen=True, slots=True)
class Label:
    """The two-language name of a field, the law that asks for it, and who may read it."""

    zh: str
    en: str
    law: Law | None = None
    disclosure: Disclosure = Disclosure.OPEN
    hint: Text | None = None

    @property
    def text(self) -> Text:
        """The name as a text."""
        return Text(self.zh, self.en)


ShortText = Annotated[str, MinLen(1), MaxLen(200)]
LongText = Annotated[str, MinLen(1), MaxLen(20_000)]
YUAN = Field(ge=0, max_digits=18, decimal_places=2)  # to the cent
Amount = Annotated[Decimal, YUAN]
Share = Annotated[Decimal, Ge(Decimal(0)), Le(Decimal(1))]
