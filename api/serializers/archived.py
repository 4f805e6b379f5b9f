"""Documents of the archive, as they are answered."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.common import TextField
from archive.models import SealedDocument
from foundation.text import Text


class ArchivedSerializer(serializers.Serializer[SealedDocument]):
    """A document under the centre's seal; its file is `document.pdf` below its address, once it is sealed."""

    number = serializers.CharField()
    kind = serializers.CharField()
    edition = serializers.IntegerField()
    deal = serializers.CharField(source="deal_id")
    lot = serializers.CharField(source="lot_id", allow_null=True, help_text="Of what is about one alone")
    title = serializers.SerializerMethodField()
    at = serializers.DateTimeField(help_text="When what it tells of happened")
    status = serializers.ChoiceField(
        choices=["awaited", "sealed"], help_text="`awaited` until the file is there"
    )
    content_sha256 = serializers.CharField(
        source="content_digest", help_text="Of the data attached to the file; printed on each page"
    )
    sha256 = serializers.CharField(source="digest", help_text="Of the file; empty until it is sealed")
    size = serializers.IntegerField(help_text="Of the file, in bytes")
    sealed_at = serializers.DateTimeField(allow_null=True)

    def get_title(self, row: SealedDocument) -> dict[str, str]:
        """What it is called."""
        return TextField().to_representation(Text(row.title, row.title_en))
