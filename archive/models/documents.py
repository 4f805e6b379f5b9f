"""Documents under the seal of the centre."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField


class SealedDocument(ConcurrentTransitionMixin, models.Model):
    """
    A document of the archive: what it says, and once it is sealed the PDF that says so.

    `content` is what is typeset (`archive.documents.paper`), in the bytes that are attached to the PDF; it never changes. `source` is the
    row that it tells of. One that is not public is read by its `party`, if it has one, and by whoever watches the deal. `unsigned` is
    the digest of the pages as they were before the seal, which follow from `content`; `digest` that of the file as it is kept
    (`foundation.storage`).
    """

    id = IdField(prefix="doc")
    number = models.CharField(max_length=140, unique=True)
    kind = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=40)
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="sealed_documents")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey("accounts.Party", models.PROTECT, null=True, blank=True, related_name="+")
    is_public = models.BooleanField()
    title = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    content = models.BinaryField()
    content_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = StateField(max_length=10, default="awaited")
    unsigned = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One of a kind and edition about one thing; what is awaited is found at once; read by deal, newest first."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "source", "edition"], name="sealed_document_once"),
            models.CheckConstraint(
                condition=models.Q(status="awaited", digest="", sealed_at__isnull=True)
                | (models.Q(status="sealed", sealed_at__isnull=False) & ~models.Q(digest="")),
                name="sealed_document_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="sealed_document_awaited", condition=models.Q(status="awaited")),
            models.Index(fields=["deal", "-at", "-id"], name="sealed_document_deal"),
            models.Index(fields=["source"], name="sealed_document_source"),
        ]

    def __str__(self) -> str:
        return self.number

    @transition(field=status, source="awaited", target="sealed")
    def seal(self, *, unsigned: str, digest: str, size: int, at: datetime) -> None:
        """Have its PDF."""
        self.unsigned, self.digest, self.size, self.sealed_at = unsigned, digest, size, at
