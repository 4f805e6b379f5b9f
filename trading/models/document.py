"""What is published about a deal: structured documents, attachments, clarifications, questions, sector records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.fields import IdField
from trading.models.deal import Deal, Lot


class Document(models.Model):
    """
    A version of a structured document of a deal (tender, prequalification, offer, transfer …).

    `content` is a `trading.law.tender_document.TenderDocument` as JSON; `digest` the SHA-256 of its canonical bytes.
    """

    id = IdField(prefix="doc")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=40)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Versions count up from one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "kind", "version"], name="document_version_unique")
        ]


class Attachment(models.Model):
    """A file beside the structured document, held by its digest."""

    id = IdField(prefix="att")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=40)
    published_at = models.DateTimeField(null=True, blank=True)


class Clarification(models.Model):
    """A clarification or amendment of what was published; `moves` holds the new ends of periods by lot id, ISO instants."""

    id = IdField(prefix="clr")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="clarifications")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    content = models.TextField()
    affects_preparation = models.BooleanField()
    moves = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40)

    class Meta:
        """Numbered within the deal."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "number"], name="clarification_number_unique")
        ]


class Question(models.Model):
    """A question on the documents. Who asked is nobody's to know until the bids are opened."""

    id = IdField(prefix="qst")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="questions")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)


class FieldRecord(models.Model):
    """A record of one entity of the field standard (sector pack) for a deal or one of its lots."""

    id = IdField(prefix="fld")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="field_records")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="field_records")
    entity = models.CharField(max_length=10)
    record = models.JSONField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=40)

    class Meta:
        """One record of an entity for a deal or lot."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deal", "lot", "entity"],
                name="field_record_unique",
                nulls_distinct=False,
            )
        ]
