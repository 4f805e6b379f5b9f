"""Carries a tender document through JSON and back."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from trading.law.choices import Choice
from trading.law.decryption import Decryption
from trading.law.tender_document import TenderDocument

# Levels of a document that is read: no tender asks for more, and a hostile one must not exhaust the stack.
DEEPEST = 10


def to_dict(document: TenderDocument) -> dict[str, Any]:
    """Return a document as JSON values: decimals as text without exponent, lists for tuples."""
    written: dict[str, Any] = plain(document)
    return written


def from_dict(data: Mapping[str, Any]) -> TenderDocument:
    """
    Return the document that `to_dict` wrote.

    :raises ValueError: if a field is missing, unknown or of another type, naming it by path.
    """
    built: TenderDocument = _build(TenderDocument, data, "")
    return built


def decryption(data: Any) -> Decryption | None:
    """
    Return that part of a document alone; None where the document has none.

    :raises ValueError: as `from_dict`.
    """
    found: Decryption | None = _build(Decryption | None, data, "decryption")
    return found


def plain(value: Any) -> Any:
    """Return any part of a document as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, Choice) else value


_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,10})?", re.ASCII)


def _build(hint: Any, value: Any, path: str) -> Any:
    if typing.get_origin(hint) is types.UnionType:
        inner = next(a for a in typing.get_args(hint) if a is not types.NoneType)
        return None if value is None else _build(inner, value, path)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{path}: a list is expected")
        return tuple(_build(typing.get_args(hint)[0], v, f"{path}[{i}]") for i, v in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _build_object(hint, value, path)
    if hint is Decimal:
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise ValueError(f"{path}: a number as text is expected")
        return Decimal(value)
    if issubclass(hint, Choice):
        if value not in list(hint):
            raise ValueError(f"{path}: not one of {', '.join(hint)}")
        return hint(value)
    if isinstance(value, str) and "\x00" in value:
        raise ValueError(f"{path}: contains a character that is not allowed")
    if type(value) is not hint:
        raise ValueError(f"{path}: {hint.__name__} is expected")
    return value


def _build_object(cls: Any, value: Any, path: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{path or 'document'}: an object is expected")
    hints, known = _fields(cls)
    if path.count(".") >= DEEPEST:
        raise ValueError(f"{path}: nested too deeply")
    at = f"{path}." if path else ""
    if unknown := sorted(set(value) - set(known)):
        raise ValueError(f"{at}{unknown[0]}: unknown field")
    for name, field in known.items():
        if name not in value and field.default is dataclasses.MISSING:
            raise ValueError(f"{at}{name}: missing")
    return cls(**{name: _build(hints[name], given, f"{at}{name}") for name, given in value.items()})


@cache
def _fields(cls: Any) -> tuple[Mapping[str, Any], Mapping[str, dataclasses.Field[Any]]]:
    """Return types and fields of a class of the document by name: to find them takes longer than to read a document."""
    return typing.get_type_hints(cls), {one.name: one for one in dataclasses.fields(cls)}
