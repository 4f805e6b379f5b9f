"""Reads JSON strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 64


class StrictJSONParser(JSONParser):
    """
    JSON in UTF-8 without NaN, infinities, names given twice, NUL characters or half characters.

    The first three mean different things to different readers; the database keeps none of the last two.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Return the decoded body.

        :raises ParseError: for anything else, and for nesting deeper than `DEEPEST`.
        """
        raw: bytes = stream.read()
        try:
            found = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not strict JSON.") from error
        for text in _texts(found, 0):
            if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
                raise ParseError("A text holds a NUL or half a character.")
        return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _texts(node: Any, depth: int) -> Iterator[str]:
    """Yield every text in decoded JSON, names included."""
    if depth > DEEPEST:
        raise ParseError("The body is nested too deep.")
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield name
            yield from _texts(inner, depth + 1)
    elif isinstance(node, list):
        for inner in node:
            yield from _texts(inner, depth + 1)
