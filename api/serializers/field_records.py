"""Records of the field standard: which a deal carries, and what was filed."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.common import TextField
from trading.law.fields.packs import Scope, Stage

_STAGES = [stage.value for stage in Stage]


class FieldSerializer(serializers.Serializer[Any]):
    """One field of an entity, as the standard has it."""

    code = serializers.CharField()
    name = serializers.CharField()
    format = serializers.CharField(source="written_format")
    required = serializers.BooleanField()  # type: ignore[assignment]
    scope = serializers.ChoiceField(choices=[scope.value for scope in Scope])


class FieldEntitySerializer(serializers.Serializer[Any]):
    """A record that a deal carries, the stage at which it is due, and its fields."""

    entity = serializers.CharField(source="code")
    title = TextField()
    stage = serializers.ChoiceField(choices=_STAGES)
    fields = FieldSerializer(many=True)  # type: ignore[assignment]


class FieldRecordSerializer(serializers.Serializer[Any]):
    """A record as it was filed; of it, the fields that the reader may read, by their codes."""

    entity = serializers.CharField(source="entity.code")
    title = TextField(source="entity.title")
    stage = serializers.ChoiceField(choices=_STAGES, source="entity.stage")
    lot = serializers.CharField(source="filed.lot_id", allow_null=True)
    record = serializers.DictField(source="values")
    updated_at = serializers.DateTimeField(source="filed.updated_at")


class NewFieldRecord(serializers.Serializer[Any]):
    """A record to file, for the deal or one of its lots."""

    lot = serializers.CharField(max_length=40, required=False, allow_null=True)
    record = serializers.DictField()
