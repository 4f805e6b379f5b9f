"""Records of the field standard as a package that other platforms take in: JSON, or XML whose elements are the standard's own names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from api.legible import storable
from trading.models import Deal
from trading.queries import ShownRecord

STANDARD = "公共资源交易平台系统数据规范"
XML = "application/xml"


def package(deal: Deal, rows: Sequence[ShownRecord]) -> dict[str, Any]:
    """Return the package: whose records they are, and each with the fields that its reader may read, by the standard's codes."""
    return {
        "standard": STANDARD,
        "deal": deal.number,
        "unified_deal_code": deal.unified_code,
        "updated_at": _instant(max((one.filed.updated_at for one in rows), default=deal.created_at)),
        "entities": list(_entities(rows)),
    }


def _entities(rows: Sequence[ShownRecord]) -> Iterator[dict[str, Any]]:
    by_code: dict[str, list[ShownRecord]] = {}
    for one in rows:
        by_code.setdefault(one.entity.code, []).append(one)
    for code, several in by_code.items():
        yield {
            "code": code,
            "name": several[0].entity.name,
            "title": several[0].entity.title.zh,
            "records": [_record(one) for one in several],
        }


def _record(one: ShownRecord) -> dict[str, Any]:
    lot = one.filed.lot
    return {
        "lot": lot.number if lot else None,
        "round": lot.round if lot else None,
        "fields": {
            field.code: one.values[field.code] for field in one.entity.fields if field.code in one.values
        },
    }


def written(content: Mapping[str, Any]) -> bytes:
    """Return a package as XML."""
    marks = {name: content[name] for name in ("standard", "deal", "unified_deal_code", "updated_at")}
    root = Element("package", {name: storable(str(value)) for name, value in marks.items() if value})
    for entity in content["entities"]:
        of_entity = SubElement(root, "entity", {name: entity[name] for name in ("code", "name", "title")})
        for record in entity["records"]:
            whose = {name: str(record[name]) for name in ("lot", "round") if record[name] is not None}
            of_record = SubElement(of_entity, "record", whose)
            for code, value in record["fields"].items():
                SubElement(of_record, code).text = storable(str(value))
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
