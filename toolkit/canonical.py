"""
Canonical JSON: one value has one encoding, so what is hashed, signed and compared is the bytes.

The rules are in `docs/formats/sealed-bid.md`, section 2. They are a subset of JSON on which `JSON.stringify` of a
browser and `json.dumps` of Python agree: no fractions, no `null`, no booleans, ASCII keys in order, no spaces.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from toolkit.refusals import Refused

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 8
LONGEST_BYTES = 4 * 1024 * 1024

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_LISTS = (list, tuple)
_MOST_SEEN = 512
_seen: set[str] = set()
"""Keys that were found good: in all objects of a kind they are the same few."""
_INTEGER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


def dump(value: Any) -> bytes:
    """
    Return the only encoding of `value`.

    :raises ValueError: if the value has none: a float, `None`, a boolean, a bad key, a lone surrogate, too deep.
    """
    _check(value, DEEPEST)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def load(content: bytes, *, longest_bytes: int = LONGEST_BYTES) -> dict[str, Any]:
    """
    Return the object that `content` encodes.

    :raises Refused: `json_too_long`, `json_malformed`, or `json_not_canonical` if the same value would be written
        with other bytes.
    """
    if len(content) > longest_bytes:
        raise Refused("json_too_long", bytes=len(content), longest=longest_bytes)
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        again = dump(value)
    # The scanner recurses: a document of brackets only ends in a RecursionError, which says the same.
    except (ValueError, RecursionError) as error:
        raise Refused("json_malformed", why=str(error)[:100]) from error
    if not isinstance(value, dict):
        raise Refused("json_malformed", why="not an object")
    if again != content:
        raise Refused("json_not_canonical")
    return value


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content` in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError("a key is written twice")
        found[key] = value
    return found


def _integer(digits: str) -> int:
    # Before int(): a million digits would cost seconds.
    if not _INTEGER.fullmatch(digits):
        raise ValueError("not a number of the format")
    return int(digits)


def _refuse(_: str) -> NoReturn:
    raise ValueError("fractions and constants have no place in the format")


def _is_key(key: object) -> bool:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return False
    if len(_seen) < _MOST_SEEN:
        _seen.add(key)
    return True


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return  # a lone surrogate is found when all is encoded
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _seen and not _is_key(key):
                raise ValueError("a key must be a short ASCII name")
            if type(inner) is not str or not depth:  # most are texts
                _check(inner, depth - 1)
    elif isinstance(value, _LISTS):
        for inner in value:
            _check(inner, depth - 1)
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_INTEGER:
        raise ValueError("only objects, lists, strings and whole numbers from 0 to 2^53 - 1")
