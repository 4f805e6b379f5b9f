"""Pieces that several resources share."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.text import Text

BOTH_LANGUAGES = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
}


@extend_schema_field(BOTH_LANGUAGES)
class TextField(serializers.Field[Text, Any, dict[str, str], Any]):
    """A two-language text: `{"zh": …, "en": …}`."""

    def to_representation(self, value: Text) -> dict[str, str]:
        """Write both languages; the reader chooses."""
        return {"zh": value.zh, "en": value.en}


class Word(serializers.CharField):
    """A word of a list that the tables close: documented as an enumeration, checked by whoever knows the tables."""

    def __init__(self, values: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.values = values


class WordDocument(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Names the words in the OpenAPI document."""

    target_class = Word

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the list."""
        return {"type": "string", "enum": list(self.target.values)}


DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


class Amount(serializers.DecimalField):
    """An amount in the deal's currency as text, to the cent; a JSON number is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=2, coerce_to_string=True, min_value=0, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """
        Read digits and a point alone: a number has lost its cents before it gets here.

        `Decimal` reads more than people would: digits of other scripts, exponents, underscores, spaces around.
        """
        if not isinstance(data, str) or not DIGITS.fullmatch(data):
            raise serializers.ValidationError('Write the amount as text: "1280.50"')
        return super().to_internal_value(data)


class PartySerializer(serializers.Serializer[Any]):
    """A party as others see it."""

    id = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField(allow_null=True, help_text="统一社会信用代码, when verified")


class LawReason(serializers.Serializer[Any]):
    """One reason why a step is refused."""

    code = serializers.CharField()
    message = TextField()
    law = serializers.CharField(allow_null=True)
