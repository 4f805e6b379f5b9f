"""Checks a record against its entity. Pure: a record goes in, what is wrong with it comes out, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from foundation.text import Text
from trading.law.fields.formats import PATTERNS, Kind, digits, is_date, number
from trading.law.fields.packs import Entity, Field

_MISSING = Text("必填", "required")
_YES_OR_NO = Text("应为1（是）或0（否）", "1 (yes) or 0 (no)")
_UNKNOWN = Text("该数据项不属于本记录", "not a field of this record")


def errors(entity: Entity, record: Mapping[str, Any]) -> dict[str, Text]:
    """
    Return what is wrong with a record, by field code; an empty mapping means that it is valid.

    An empty text or None counts as not given.
    """
    found: dict[str, Text] = {}
    for field in entity.fields:
        value = record.get(field.code)
        if value is None or value == "":
            if field.required:
                found[field.code] = _MISSING
        elif wrong := error(field, value):
            found[field.code] = wrong
    known = {field.code for field in entity.fields}
    return found | {code: _UNKNOWN for code in record if code not in known}


def error(field: Field, value: Any) -> Text | None:
    """Return what is wrong with a value that was given, or `None`."""
    if field.kind is Kind.BOOLEAN or field.domain == "yes_no":
        return None if value in ("0", "1") or (type(value) is int and value in (0, 1)) else _YES_OR_NO
    if field.kind is Kind.NUMBER:
        return _number(field, value)
    if not isinstance(value, str):
        return Text("应为文本", "a text")
    if field.kind is Kind.DATE:
        return _date(field, value)
    if field.domain == "json":
        return _json(value)
    if field.several:
        return _several(field, value)
    # A list of codes bounds itself, and so does a percentage: C5 is written beside the examples 50% and -30%.
    return _member(field, value) or (
        None if field.choices or field.domain == "percent" else _size(field, value)
    )


def _number(field: Field, value: Any) -> Text | None:
    given = number(value)
    if given is None:
        return Text("应为数值", "a number")
    if field.choices:
        return _member(field, str(value))
    if given < 0:
        return Text("不得为负", "not negative")
    before, behind = digits(given)
    size = field.format
    if behind > size.places:
        return Text("小数不超过{n}位", "at most {n} decimal places").format(n=size.places)
    if size.length is not None and before > size.length - size.places:
        return Text("整数部分不超过{n}位", "at most {n} digits before the point").format(
            n=size.length - size.places
        )
    return None


def _size(field: Field, value: str) -> Text | None:
    size = field.format
    if size.length is None:
        return None
    if size.fixed and len(value) != size.length:
        return Text("应为{n}个字符", "exactly {n} characters").format(n=size.length)
    if len(value) > size.length:
        return Text("不超过{n}个字符", "at most {n} characters").format(n=size.length)
    return None


def _several(field: Field, value: str) -> Text | None:
    wrong = next((e for part in value.split(";") if (e := _member(field, part))), None)
    size = field.format
    if wrong is None and size.length is not None and len(value) > size.length:
        return Text("不超过{n}个字符", "at most {n} characters").format(n=size.length)
    return wrong


def _member(field: Field, value: str) -> Text | None:
    if field.choices:
        if value in dict(field.choices):
            return None
        listed = "、".join(
            code if code == meaning else f"{code}（{meaning}）" for code, meaning in field.choices
        )
        return Text("应为：{c}", "one of {codes}").format(
            c=listed, codes=", ".join(code for code, _ in field.choices)
        )
    if field.domain in PATTERNS:
        pattern, words = PATTERNS[field.domain]
        return None if pattern.fullmatch(value) else Text(f"应为{words.zh}", words.en)
    return None


def _json(value: str) -> Text | None:
    try:
        json.loads(value)
    except ValueError:
        return Text("应为JSON", "JSON")
    return None


def _date(field: Field, value: str) -> Text | None:
    size = field.format
    if is_date(value, size.pattern, size.length or 0):
        return None
    return Text("应为日期{f}", "a date as {f}").format(f="yyyyMMdd" if size.length == 8 else "yyyyMMddHHmmss")
