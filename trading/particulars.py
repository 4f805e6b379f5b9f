"""From JSON to the frozen dataclasses of a procedure and back: validation, schema and labels, all read from the annotations."""

from __future__ import annotations

import builtins
import dataclasses
import re
import types
import typing
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from foundation.errors import Invalid
from foundation.text import Text
from trading.law.choices import Choice
from trading.law.labels import YUAN, Disclosure, Label, Le

_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?", re.ASCII)
_BOUNDS = {"least": "ge", "over": "gt", "most": "le", "fewest": "min_length", "longest": "max_length"}
_WORDS = {
    "missing": Text("必填", "This field is required"),
    "unexpected_keyword_argument": Text("没有这个字段", "There is no such field"),
    "decimal_type": Text("请以文本形式填写数字", "Write the number as text"),
    "enum": Text("不在可选范围内", "Not one of the choices"),
}
_BOUND_WORDS = {
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "int_parsing": "应为整数",
    "date_from_datetime_parsing": "应为日期",
    "date_parsing": "应为日期",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    Between what a value lies, None where it is not bounded; `over` instead of `least` where that number itself is too small.

    `fewest` and `longest` count the signs of a text, or the rows of a list.
    """

    least: Decimal | None = None
    over: Decimal | None = None
    most: Decimal | None = None
    fewest: int | None = None
    longest: int | None = None


UNBOUNDED = Bounds()


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a form, a page and the docs show of one field."""

    name: str
    label: Text
    type: str
    required: bool
    law: str
    disclosure: Disclosure
    choices: tuple[tuple[str, Text], ...] = ()
    is_amount: bool = False
    is_share: bool = False
    record: builtins.type | None = None  # the dataclass that the value is, or that each of its values is
    hint: Text | None = None
    bounds: Bounds = UNBOUNDED
    default: Any = None  # as JSON; None as well where the field has to be filled in


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


@cache
def _adapter(cls: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(typing.cast(type, cls))


def parse(cls: type, raw: object) -> Any:
    """
    Return an instance of the dataclass `cls` from decoded JSON.

    Numbers with decimals come as text: a JSON float has already lost its cents.

    :raises Invalid: `invalid_particulars`, with every wrong field by dotted name.
    """
    if not isinstance(raw, Mapping):
        raise Invalid(
            "invalid_particulars",
            Text("应为对象", "An object is expected"),
            fields={"": [Text("应为对象", "An object is expected")]},
        )
    fields: dict[str, list[Text | str]] = {name: [words] for name, words in _untrusted(cls, raw, "")}
    if not fields:
        try:
            return _adapter(cls).validate_python(dict(raw))
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                name = ".".join(str(part) for part in problem["loc"])
                fields.setdefault(name, []).append(_WORDS.get(problem["type"]) or _said(problem))
    raise Invalid(
        "invalid_particulars",
        Text("有字段填写不正确", "Some fields are wrong"),
        fields=fields,
    )


def _said(problem: Any) -> Text:
    """Return what a check says, in Chinese with the bound that it names."""
    words = _BOUND_WORDS.get(problem["type"])
    zh = words.format(**problem.get("ctx", {})) if words else "格式或取值不正确"
    return Text(zh, problem["msg"])


def dump(instance: Any) -> dict[str, Any]:
    """Return the JSON object of an instance: decimals as text, days and instants in ISO form."""
    data: dict[str, Any] = _adapter(typing.cast(Hashable, type(instance))).dump_python(instance, mode="json")
    return data


@cache
def schema(cls: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the dataclass, titles in Chinese, descriptions in English."""
    found = _adapter(cls).json_schema(mode="validation", ref_template="#/$defs/{model}")
    for info in describe(cls):
        if info.name in found.get("properties", {}):
            found["properties"][info.name] |= {
                "title": info.label.zh,
                "description": info.label.en,
            }
    return found


@cache
def describe(cls: type) -> tuple[FieldInfo, ...]:
    """Return the fields of the dataclass in order."""
    hints = _hints(cls)
    return tuple(_describe(field, hints[field.name]) for field in dataclasses.fields(cls))


def public_part(cls: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored fields that anybody may read."""
    names = {info.name for info in describe(cls) if info.disclosure is Disclosure.OPEN}
    return {name: value for name, value in stored.items() if name in names}


def _describe(field: dataclasses.Field[Any], hint: Any) -> FieldInfo:
    label = next((m for m in _metadata(hint) if isinstance(m, Label)), None) or Label(field.name, field.name)
    core = _core(hint)
    return FieldInfo(
        name=field.name,
        label=label.text,
        type=getattr(core, "__name__", str(core)),
        required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        law=str(label.law or ""),
        disclosure=label.disclosure,
        choices=_choices(core),
        is_amount=any(m is YUAN for m in _metadata(hint)),
        is_share=core is Decimal and any(isinstance(m, Le) and m.le == 1 for m in _metadata(hint)),
        record=_record(core),
        hint=label.hint,
        bounds=_bounds(hint),
        default=_default(field),
    )


def _default(field: dataclasses.Field[Any]) -> Any:
    value = field.default
    if field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    return None if value is dataclasses.MISSING else to_jsonable_python(value)


def _bounds(hint: Any) -> Bounds:
    """Return the narrowest of the bounds that each layer of a hint sets."""
    found: dict[str, list[Any]] = {}
    for one in _metadata(hint):
        # What pydantic's `Field` says it says in the same words.
        for m in getattr(one, "metadata", None) or (one,):
            for name, attribute in _BOUNDS.items():
                if (value := getattr(m, attribute, None)) is not None:
                    number = Decimal(str(value)) if name in ("least", "over", "most") else int(value)
                    found.setdefault(name, []).append(number)
    return Bounds(
        **{name: (min if name in ("most", "longest") else max)(values) for name, values in found.items()}
    )


def _record(core: Any) -> type | None:
    inner = _core(next(iter(typing.get_args(core)), core))
    return inner if isinstance(inner, type) and dataclasses.is_dataclass(inner) else None


def _choices(core: Any) -> tuple[tuple[str, Text], ...]:
    inner = next(iter(typing.get_args(core)), core)
    return (
        tuple((c.value, c.text) for c in inner)
        if isinstance(inner, type) and issubclass(inner, Choice)
        else ()
    )


def _layers(hint: Any) -> Iterator[Any]:
    """Yield a hint and what is left of it under each `Annotated` and `| None`."""
    while True:
        yield hint
        origin = typing.get_origin(hint)
        rest = [a for a in typing.get_args(hint) if a is not type(None)]
        optional = origin in (typing.Union, types.UnionType) and len(rest) == 1
        if origin is not typing.Annotated and not optional:
            return
        hint = rest[0]


def _metadata(hint: Any) -> tuple[Any, ...]:
    return tuple(m for layer in _layers(hint) for m in getattr(layer, "__metadata__", ()))


def _core(hint: Any) -> Any:
    """Strip `Annotated` and `| None`."""
    return list(_layers(hint))[-1]


@cache
def _cores(cls: type) -> dict[str, Any]:
    return {name: _core(hint) for name, hint in _hints(cls).items()}


def _untrusted(core: Any, raw: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Yield what pydantic would be too kind to: unknown fields, floats, digits that are not ASCII."""
    if isinstance(raw, str):
        if core is Decimal and not _DECIMAL.fullmatch(raw):
            yield path, Text("不是有效的数字", "Not a number")
        elif "\x00" in raw:
            yield path, Text("含有不允许的字符", "Contains a character that is not allowed")
    elif isinstance(raw, float):
        yield path, Text("请以文本形式填写数字", "Write the number as text")
    elif core is Decimal and isinstance(raw, int):
        yield path, _WORDS["decimal_type"]
    elif isinstance(core, type) and dataclasses.is_dataclass(core) and isinstance(raw, Mapping):
        cores = _cores(core)
        for name, value in raw.items():
            where = f"{path}.{name}" if path else str(name)
            if name not in cores:
                yield where, Text("没有这个字段", "There is no such field")
            else:
                yield from _untrusted(cores[name], value, where)
    elif isinstance(raw, list | tuple):
        inner = _core((typing.get_args(core) or (Any,))[0])
        for index, value in enumerate(raw):
            yield from _untrusted(inner, value, f"{path}.{index}" if path else str(index))
