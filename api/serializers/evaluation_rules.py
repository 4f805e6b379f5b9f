"""The announced rule of an evaluation, as it is answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.common import LawReason, TextField
from bidding.announcing import Announced
from bidding.scoring.told import Said


class SaidSerializer(serializers.Serializer[Said]):
    """A line of the rule in words."""

    title = TextField(source="label")
    value = TextField()
    law = serializers.SerializerMethodField()

    def get_law(self, said: Said) -> str | None:
        """Return the article, where one stands behind the line."""
        return str(said.law) if said.law else None


class RuleSerializer(serializers.Serializer[Announced]):
    """
    The rule of a lot: `rule` as `evaluation.json` has it (docs/formats/evaluation.md), `told` in words.

    `reasons` say why it may not be announced, to those who prepare it.
    """

    rule = serializers.SerializerMethodField()
    told = SaidSerializer(many=True)
    reasons = LawReason(many=True)

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_rule(self, announced: Announced) -> dict[str, Any] | None:
        """Return the rule in the fields of the published format."""
        return announced.rule.model_dump() if announced.rule else None
