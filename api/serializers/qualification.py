"""The examination of who qualifies, as it is asked for and answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.evaluation import DeskSerializer
from api.serializers.signed import Bytes
from bidding.evaluation.qualifying import Examination
from bidding.models import Qualification


class QualificationDesk(DeskSerializer):
    """What is examined of each bid, and what stands of it: drafts, or what was signed."""

    criteria = None  # type: ignore[assignment]  # how a serializer leaves out what the one above has


class ExaminationSerializer(serializers.Serializer[Examination]):
    """How an examination stands."""

    desk = QualificationDesk()
    document = serializers.IntegerField(
        source="version.version", help_text="The version of the tender document that is examined by"
    )
    may_write = serializers.BooleanField(help_text="Whether the reader writes and signs it now")
    signed_at = serializers.DateTimeField(source="made.at", default=None, allow_null=True)
    qualified = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_qualified(self, examination: Examination) -> int | None:
        """How many qualify, once it is signed."""
        return examination.qualified


class QualificationSerializer(serializers.Serializer[Qualification]):
    """An examination that was signed."""

    id = serializers.CharField()
    at = serializers.DateTimeField()


class NewQualification(serializers.Serializer[Any]):
    """The bytes of an examination, and the signature over them."""

    content = Bytes()
    signature = Bytes()
