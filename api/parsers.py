"""Reads JSON strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.http.request import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser

from api.problems import Refused
from foundation.text import Text

DEEPEST = 64
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


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
        return _decoded(stream.read())


class LongJSONParser(BaseParser):
    """
    Strict JSON that may be longer than the instance's limit: as long as its view says (`longest_body`).

    No `JSONParser`: to those the framework hands a body that it has read whole.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Return the decoded body.

        :raises Refused: 413 for a longer body, of which no more is read.
        :raises ParseError: as `StrictJSONParser`.
        """
        longest: int = (parser_context or {})["view"].longest_body()
        try:
            raw = stream.read(longest + 1)
        except UnreadablePostError as error:
            raise Refused(400, "body_broken_off", Text("请求中断", "The request broke off")) from error
        if len(raw) > longest:
            raise Refused(413, "body_too_large", Text("请求内容过大", "The body is too large"))
        return _decoded(raw)


def _decoded(raw: bytes) -> Any:
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise ParseError("The body is not strict JSON.") from error
    for text in _texts(found, 0):
        if _NO_TEXT.search(text):
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
