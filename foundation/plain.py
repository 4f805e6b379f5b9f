"""What may stand in the data of an event or a publication: small JSON objects of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

MAX_BYTES = 16 * 1024
_SAFE_INTEGER = 2**53 - 1  # above it other languages' JSON readers round


def encode(data: Any) -> str:
    """
    Write plain data as JSON.

    :raises ValueError: if that is more than 16 KiB.
    """
    encoded = orjson.dumps(data)
    if len(encoded) > MAX_BYTES:
        raise ValueError(f"The data of an event are at most {MAX_BYTES} bytes, not {len(encoded)}.")
    return encoded.decode()


def documents(several: Sequence[Mapping[str, Any]]) -> str:
    """
    Write many data, each made plain and encoded, as one JSON array.

    :raises ValueError: as `plain` and `encode` do.
    """
    return f"[{','.join([encode(plain(data)) for data in several])}]"


def column(values: Sequence[str | int | datetime | None]) -> str:
    """Write the values of one column as a JSON array."""
    return orjson.dumps(values).decode()


def plain(value: Any) -> Any:
    """
    Return `value` as it will be read back from the database: amounts, days and instants as text, instants in UTC.

    :raises ValueError: for floats, NUL characters, integers beyond 2^53, instants without a zone, and objects.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("The data of an event hold no NUL characters.")
        return str.__str__(value)
    if isinstance(value, int):
        if abs(value) > _SAFE_INTEGER:
            raise ValueError("Integers beyond 2^53 are written as text.")
        return int(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("Amounts are finite.")
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("Instants in the data of an event have a zone.")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("The data of an event have text keys.")
        return {str.__str__(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise ValueError(f"The data of an event are plain values, not {value.__class__.__name__}.")
