"""Records of the field standard: which a deal carries, what was filed, and all of it as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import exchange_packages, sheets
from api.doors import Door, pages_of, parsed
from api.serializers import field_records as shapes
from api.views.deals import find_deal
from foundation.clock import ZONE
from trading import field_packs, queries
from trading.actions import field_records

_COLUMNS = (
    "deal", "lot_number", "lot_round", "lot", "entity", "entity_title", "stage", "field", "field_name", "required", "value", "updated_at",
)  # fmt: skip


class DealFieldRecords(Door):
    """The records of the field standard that a deal carries."""

    is_shared = True

    @extend_schema(operation_id="field_records_list", responses=pages_of(shapes.FieldRecordSerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the records; outsiders get the fields that are public."""
        rows = queries.field_records(find_deal(self, deal_id), self.actor)
        return Response(
            {"results": shapes.FieldRecordSerializer(rows, many=True).data, "next": None, "previous": None}
        )


class DealFieldRecordsSheet(Door):
    """The same records as one table."""

    is_shared = True
    renderer_classes = (JSONRenderer, sheets.Offered)

    @extend_schema(
        operation_id="field_records_sheet",
        responses={(200, sheets.MEDIA_TYPE): OpenApiTypes.STR},
    )
    def get(self, request: Request, deal_id: str) -> HttpResponse:
        """
        Download the records as CSV, a line for each field; outsiders get the fields that are public.

        UTF-8 with a byte order mark. A text that a spreadsheet would take for a formula begins with an apostrophe.
        """
        deal = find_deal(self, deal_id)
        lines = [
            (
                deal.number,
                *((lot.number, lot.round, lot.id) if (lot := row.filed.lot) else ("", "", "")),
                row.entity.code,
                row.entity.title.zh,
                row.entity.stage.value,
                field.code,
                field.name,
                int(field.required),
                row.values[field.code],
                row.filed.updated_at.astimezone(ZONE).isoformat(),
            )
            for row in queries.field_records(deal, self.actor)
            for field in row.entity.fields
            if field.code in row.values
        ]
        return sheets.answer(f"{deal.number}-field-records.csv", _COLUMNS, lines)


_TEXT = {"type": "string"}
_PACKAGE = {
    "type": "object",
    "properties": {
        "standard": _TEXT,
        "deal": _TEXT,
        "unified_deal_code": _TEXT,
        "updated_at": {"type": "string", "format": "date-time"},
        "entities": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": _TEXT,
                    "name": _TEXT,
                    "title": _TEXT,
                    "records": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
                },
            },
        },
    },
}


class DealExchangePackage(Door):
    """The same records as a package for other platforms."""

    is_shared = True

    @extend_schema(operation_id="exchange_package", responses={(200, "application/json"): _PACKAGE})
    def get(self, request: Request, deal_id: str) -> Response:
        """Download the records by the standard's own codes; outsiders get the fields that are public."""
        deal = find_deal(self, deal_id)
        return Response(exchange_packages.package(deal, queries.field_records(deal, self.actor)))


class OfferedXml(JSONRenderer):
    """Lets a reader ask for XML in so many words; what it writes itself are problems."""

    media_type = exchange_packages.XML


class DealExchangePackageXml(Door):
    """The package as XML."""

    is_shared = True
    renderer_classes = (JSONRenderer, OfferedXml)

    @extend_schema(
        operation_id="exchange_package_xml", responses={(200, exchange_packages.XML): OpenApiTypes.STR}
    )
    def get(self, request: Request, deal_id: str) -> HttpResponse:
        """Download the records as XML, whose elements are the standard's own names; outsiders get the fields that are public."""
        deal = find_deal(self, deal_id)
        found = exchange_packages.package(deal, queries.field_records(deal, self.actor))
        return HttpResponse(exchange_packages.written(found), content_type=exchange_packages.XML)


class DealFieldRecord(Door):
    """One record of the field standard."""

    @extend_schema(
        operation_id="field_records_save",
        request=shapes.NewFieldRecord,
        responses=shapes.FieldRecordSerializer,
    )
    def put(self, request: Request, deal_id: str, entity: str) -> HttpResponseBase:
        """File a record, in place of the former one."""
        deal, values = find_deal(self, deal_id), parsed(shapes.NewFieldRecord, request)

        def effect() -> Response:
            saved = field_records.save_record(
                deal_id=deal.id,
                entity=entity,
                record=values["record"],
                lot_id=values.get("lot"),
                by=self.actor,
            )
            shown = next(r for r in queries.field_records(deal, self.actor) if r.filed.id == saved.id)
            return Response(shapes.FieldRecordSerializer(shown).data)

        return self.act(request, effect, deal=deal.id)


class DealFieldEntities(Door):
    """Which records a deal carries."""

    is_shared = True

    @extend_schema(operation_id="field_entities_list", responses=pages_of(shapes.FieldEntitySerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the entities that apply, their stage and their required fields."""
        rows = field_packs.applicable(find_deal(self, deal_id))
        return Response(
            {"results": shapes.FieldEntitySerializer(rows, many=True).data, "next": None, "previous": None}
        )
