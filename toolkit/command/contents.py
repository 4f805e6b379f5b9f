"""The list of what to seal, which people write: ordinary JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit import amounts, bundles
from toolkit.refusals import Refused
from toolkit.sealing import Content


def read(path: Path) -> dict[str, Content]:
    """
    Read the list of what to seal: `{"form": {"fields": {…}, "files": {"name shown": "path"}}}`, ordinary JSON.

    Paths are relative to the list. Numbers in fields are whole; amounts are written as strings.

    :raises Refused: `content_malformed`, `file_missing`, `price_malformed`.
    """
    return _contents(_listed(path), path.parent)


def read_lots(path: Path) -> dict[str, dict[str, Content]]:
    """
    Read such a list for several lots: `{"<lot>": {"form": {…}}}`.

    :raises Refused: `content_malformed`, `file_missing`.
    """
    found = _listed(path)
    if not found or not all(re.fullmatch(r"[A-Za-z0-9_-]{1,48}", lot, re.ASCII) for lot in found):
        raise Refused("content_malformed", why="lots")
    return {lot: _contents(contents, path.parent) for lot, contents in found.items()}


def _listed(path: Path) -> Any:
    try:
        return json.loads(bundles.read_file(path), parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused("content_malformed", why=str(error)[:200]) from error


def prices(content: Mapping[str, Content]) -> Iterator[tuple[str, Decimal]]:
    """
    Yield the prices that the forms of a bid name.

    :raises Refused: `price_malformed`.
    """
    for one in content.values():
        for field, written in one.fields.items():
            if amounts.is_price(field):
                yield field, amounts.read(field, written)


def _no_number(written: str) -> Any:
    raise ValueError(f"{written}: write amounts as text")


def _contents(listed: Any, folder: Path) -> dict[str, Content]:
    found = {}
    try:
        for unit, one in listed.items():
            if not set(one) <= {"fields", "files"}:
                raise ValueError(unit)
            files = {str(name): folder / str(file) for name, file in one.get("files", {}).items()}
            found[str(unit)] = Content(dict(one.get("fields", {})), files)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused("content_malformed", why=str(error)[:200]) from error
    for _ in prices(found):
        continue  # each is read, or refused
    for content in found.values():
        for file in content.files.values():
            if not file.is_file():
                raise Refused("file_missing", name=str(file))
    return found
