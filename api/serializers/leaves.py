"""What opens an event's leaf in the transparency log, as readers of a feed or of the journal get it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from foundation.transparency import Revealed

NO_LEAF = "With `leaves=yes`; null while the event has no place in the log, and where its leaf would tell what may not be known"


class LeafSerializer(serializers.Serializer[Any]):
    """What opens an event's leaf in the transparency log: see docs/formats/log.md."""

    index = serializers.IntegerField(help_text="Where the leaf stands")
    salt = serializers.SerializerMethodField(help_text="32 octets in hexadecimal")
    content = serializers.SerializerMethodField(help_text="What the leaf covers: JSON, to be hashed as it is")

    def get_salt(self, leaf: Revealed) -> str:
        """Return the salt."""
        return leaf.salt.hex()

    def get_content(self, leaf: Revealed) -> str:
        """Return the text."""
        return leaf.content.decode()


def opened(context: Mapping[str, Any], key: int) -> dict[str, Any] | None:
    """Return what opens a leaf, of those that the view put into the context; None for any other."""
    found = context.get("leaves", {}).get(key)
    return LeafSerializer(found).data if found else None
