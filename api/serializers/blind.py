"""What is read without a name, as it is asked for and answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bidding.actions.reading import LONGEST_REASON, SHORTEST_REASON


class BlindPartSerializer(serializers.Serializer[Any]):
    """A file of a bid, by the name under which the reader knows it: no name, size, digest or time of it."""

    bid = serializers.CharField()
    unit = serializers.CharField()
    file = serializers.IntegerField(help_text="0: what was filled in; files from 1")
    pages = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True,
        help_text="Pages that name somebody (0: the file as a whole); null of what nobody has read yet",
    )  # fmt: skip
    unchecked = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Pages that show pictures, or letters that cannot be read: nobody looked there for names; empty before it was read",
    )
    refusal = serializers.CharField(help_text="Why it cannot be shown; empty where it can")


class NewBlindReading(serializers.Serializer[Any]):
    """Which file is read, and for what."""

    bid = serializers.RegexField(r"^bid-[0-9]{2,6}$")
    unit = serializers.RegexField(r"^[a-z0-9-]{1,32}$")
    file = serializers.IntegerField(min_value=0, max_value=1000)
    reason = serializers.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
