"""Committees and readings, as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bidding.actions.reading import LONGEST_REASON, SHORTEST_REASON
from bidding.models import Committee, ProposedCommittee, Reading

_HASH = r"^[0-9a-f]{64}$"
_LABEL = r"^[a-z0-9-]{1,32}$"


class NewCommittee(serializers.Serializer[Any]):
    """The certificates of those who evaluate, by the SHA-256 of each in DER."""

    certificates = serializers.ListField(child=serializers.RegexField(_HASH), min_length=1, max_length=99)
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, help_text="Why, where a committee stands already"
    )


class CommitteeSerializer(serializers.Serializer[Committee | ProposedCommittee]):
    """That a committee was named, or proposed in the place of one; not who is on it."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    is_named = serializers.BooleanField(
        help_text="False until a second person of the organiser names the same"
    )


class NewReading(serializers.Serializer[Any]):
    """Which part is read, and for what."""

    header = serializers.RegexField(_HASH)
    unit = serializers.RegexField(_LABEL)
    part = serializers.RegexField(_LABEL)
    reason = serializers.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)


class ReadingSerializer(serializers.Serializer[Reading]):
    """A reading."""

    id = serializers.CharField()
    header = serializers.CharField(source="unit.filing.header")
    unit = serializers.CharField(source="unit.unit")
    part = serializers.CharField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="The member who read")
