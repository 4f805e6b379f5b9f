"""Deals as the exchange interface takes them, one JSON object a line: what any other system can write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import orjson

from archive.imports import reading
from archive.imports.reading import Reader, Record, Row
from foundation.text import Text


def rows(path: Path) -> Iterator[Row]:
    """Yield the lines of a file that are not empty."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield Row(number, partial(record, line))


def record(line: bytes) -> Record:
    """Return a line as a record; what is in it, the exchange checks."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise reading.refuse("not_json", f"不是JSON：{error}", f"Not JSON: {error}") from error
    if not isinstance(found, dict):
        raise reading.refuse("not_an_object", "应为对象", "An object is expected")
    return found


READER = Reader("records", "records", Text("其他交易系统报送文件", "Records of another trading system"), rows)
