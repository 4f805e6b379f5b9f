"""
The repository's own dictionary of fields: every object that it keeps, with each field's code, name, length, whether it is required, and
who may read it, why and under which article.

Nothing is listed here: records come from the models and the disclosure tables, what deals, lots and steps hand in from the annotations of
their particulars, and the entities of the national standard from the field packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from foundation.text import Text
from trading import particulars, registry
from trading.law import disclosure, record_names
from trading.law.disclosure_records import TABLES
from trading.law.fields import packs
from trading.law.fields.packs import Scope
from trading.law.labels import Disclosure
from trading.law.statutes import DATA_STANDARD, OPEN_GOVERNMENT, PLATFORM_39


class Group(StrEnum):
    """Where an object comes from."""

    RECORD = "record"
    PARTICULARS = "particulars"
    STANDARD = "standard"


GROUPS: Mapping[Group, Text] = {
    Group.RECORD: Text("平台记录", "Records of the platform"),
    Group.PARTICULARS: Text("项目、标段和步骤的要素", "What deals, lots and steps hand in"),
    Group.STANDARD: Text("数据规范实体", "Entities of the national standard"),
}
SCOPES: Mapping[Disclosure, Text] = {
    Disclosure.OPEN: Text("主动公开", "public"),
    Disclosure.ON_REQUEST: Text("依申请公开", "on request"),
    Disclosure.WITHHELD: Text("不公开", "withheld"),
}
GOVERNMENT_ONLY = Text("数据规范列为政务公开", "for authorities only, by the standard")


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `size` is written as the standard writes it: C..200, N..20,2, yyyymmdd; `why` says since when, or why not."""

    code: str
    name: Text
    size: str
    required: bool
    scope: Disclosure
    why: Text
    law: str


@dataclass(frozen=True, slots=True)
class Described:
    """One object with its fields, in their order; what is asked for by a record of the standard it `carries`."""

    code: str
    title: Text
    group: Group
    entries: Sequence[Entry]

    def count(self, scope: Disclosure) -> int:
        """Return how many of its fields have a scope."""
        return sum(one.scope is scope for one in self.entries)


@cache
def objects() -> Mapping[str, Described]:
    """Return every object by its code: records, particulars, entities of the standard."""
    found = [*_records(), *_particulars(), *_entities()]
    return {one.code: one for one in found}


def _records() -> Iterator[Described]:
    known = _models()
    for code in TABLES:
        fields = known.get(code, {})
        entries = [_of_record(name, rule, fields.get(name)) for name, rule in disclosure.rules(code)]
        yield Described(code, record_names.of_record(code), Group.RECORD, entries)


def _models() -> dict[str, dict[str, models.Field[Any, Any]]]:
    found = {}
    for label in ("trading", "bidding", "notices"):
        for model in apps.get_app_config(label).get_models():
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
            found[name] = {field.name: field for field in model._meta.concrete_fields}
    found["objection.opening"] = found["objection"]
    return found


def _of_record(code: str, rule: disclosure.Rule, field: models.Field[Any, Any] | None) -> Entry:
    why = rule.since.text if rule.disclosure is Disclosure.OPEN else rule.why
    size, required = ("json", False) if field is None else (_size(field), _is_required(field))
    return Entry(code, record_names.of_field(code), size, required, rule.disclosure, why, str(rule.law))


def _is_required(field: models.Field[Any, Any]) -> bool:
    return field.primary_key or not (field.null or field.blank or field.has_default())


def _size(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        return "C..40"
    if isinstance(field, models.DecimalField):
        return f"N..{field.max_digits},{field.decimal_places}"
    sizes: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
        (models.JSONField, "json"), (models.BooleanField, "yes/no"), (models.DateTimeField, "yyyymmddhhmmss"),
        (models.DateField, "yyyymmdd"), (models.IntegerField, "N..ul"), (models.BinaryField, "bytes"), (models.TextField, "C..ul"),
    )  # fmt: skip
    named = next((size for cls, size in sizes if isinstance(field, cls)), "")
    return named or (f"C..{field.max_length}" if field.max_length else "C..ul")


def _particulars() -> Iterator[Described]:
    for cls, title in _classes().items():
        properties = particulars.schema(cls).get("properties", {})
        entries = [_of_particulars(info, properties.get(info.name, {})) for info in particulars.describe(cls)]
        yield Described(cls.__name__, title, Group.PARTICULARS, entries)


def _classes() -> dict[type, Text]:
    """Return what is handed in, each class under the titles of those that ask for it, three at most."""
    used: dict[type, dict[str, Text]] = {}
    for procedure in registry.procedures():
        of_deal, of_lot = (
            procedure.title,
            Text(f"{procedure.title.zh}（标段）", f"{procedure.title.en} (lot)"),
        )
        used.setdefault(procedure.particulars, {})[of_deal.zh] = of_deal
        used.setdefault(procedure.lot_particulars, {})[of_lot.zh] = of_lot
        for step in procedure.steps:
            if step.takes:
                said = Text(f"步骤：{step.title.zh}", f"step: {step.title.en}")
                used.setdefault(step.takes, {})[said.zh] = said
    return {cls: _together(list(titles.values())) for cls, titles in used.items()}


def _together(titles: Sequence[Text]) -> Text:
    shown, more = titles[:3], len(titles) > 3
    return Text(
        "、".join(one.zh for one in shown) + ("等" if more else ""),
        ", ".join(one.en for one in shown) + (" …" if more else ""),
    )


def _of_particulars(info: particulars.FieldInfo, schema: Mapping[str, Any]) -> Entry:
    withheld = info.disclosure is not Disclosure.OPEN
    law = info.law or str(OPEN_GOVERNMENT.article("16") if withheld else PLATFORM_39.article(""))
    why = Text("内部事务、个人隐私或者商业秘密", "internal, private, or a business secret")
    return Entry(
        info.name, info.label, _size_of(info, schema), info.required, info.disclosure,
        why if withheld else disclosure.Since.ANNOUNCED.text, law,
    )  # fmt: skip


def _size_of(info: particulars.FieldInfo, schema: Mapping[str, Any]) -> str:
    if info.choices:
        return "code"
    if info.record is not None:
        return "json"
    sizes = {
        "Decimal": "N..20,6",
        "int": "N..ul",
        "bool": "yes/no",
        "date": "yyyymmdd",
        "datetime": "yyyymmddhhmmss",
        "str": "C..ul",
    }
    longest = next(
        (one["maxLength"] for one in (schema, *schema.get("anyOf", ())) if "maxLength" in one), None
    )
    return f"C..{longest}" if longest else sizes.get(info.type, "json")


def _entities() -> Iterator[Described]:
    law = str(DATA_STANDARD.article(""))
    for entity in packs.entities():
        entries = [
            Entry(
                one.code, one.label, one.written_format, one.required,
                Disclosure.OPEN if one.scope is Scope.OPEN else Disclosure.ON_REQUEST,
                disclosure.Since.ANNOUNCED.text if one.scope is Scope.OPEN else GOVERNMENT_ONLY, law,
            )
            for one in entity.fields
        ]  # fmt: skip
        yield Described(entity.code, entity.title, Group.STANDARD, entries)
