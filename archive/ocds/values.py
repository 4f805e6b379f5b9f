"""How values are written: instants in UTC to the second, amounts as exact JSON numbers, and nothing that is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

Json = dict[str, Any]


def instant(at: datetime) -> str:
    """Return an instant; all have one zone and one precision, for tools of the standard compare them as text."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def amount(value: Decimal | None, currency: str) -> Json | None:
    """Return an amount of money; None for zero too, which here says that there is none."""
    return {"amount": value, "currency": currency} if value else None


def some(**fields: Any) -> Json:
    """Return the fields that say something: an empty text, list or object is an error in the standard, `False` and 0 are not."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def encode(value: Any) -> bytes:
    """Write JSON whose numbers have every digit that they had."""
    return orjson.dumps(value, default=_number)


def decode(text: str) -> Json:
    """Read what `encode` wrote, numbers as they were."""
    found: Json = json.loads(text, parse_float=Decimal, parse_int=_whole)
    return found


def written(value: Mapping[str, Any]) -> Json:
    """Return a value as it reads once it was written, so that two can be compared."""
    return decode(encode(value).decode())


def _number(value: object) -> orjson.Fragment:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no value of the standard.")
    digits = format(value, "f")
    return orjson.Fragment((digits.rstrip("0").rstrip(".") if "." in digits else digits).encode())


def _whole(digits: str) -> int | Decimal:
    # Beyond what every reader of JSON takes as a whole number, an amount stays one.
    return int(digits) if len(digits) < 16 else Decimal(digits)
