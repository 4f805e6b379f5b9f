"""The public record: bytes that were rendered once, the line of the manifest for each, and what was signed of it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F


class PublicBytes(models.Model):
    """
    Bytes on record, by their SHA-256. Without `content` they lie in the storage of files under the same name, or were withdrawn at
    `withdrawn_at`.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    content = models.BinaryField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.digest


class PublicFile(models.Model):
    """
    A file of the record in one of its editions, which is a line of the manifest. Written with what it tells of, in one transaction;
    the publisher gives it its `number`, once.

    `withdraws` are digests: then the file is a tombstone, and no file of these bytes is left.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(null=True, unique=True)
    path = models.CharField(max_length=300)
    edition = models.PositiveIntegerField()
    stored = models.ForeignKey(PublicBytes, models.PROTECT, db_column="digest", related_name="files")
    at = models.DateTimeField()
    withdraws = ArrayField(models.CharField(max_length=64), default=list, blank=True)

    class Meta:
        """Found by path; those without a number wait for the publisher."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "edition"], name="public_file_edition_unique")
        ]
        indexes: ClassVar = [
            models.Index(F("id"), name="public_file_waiting", condition=models.Q(number__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.edition}"


class PublicWithdrawal(models.Model):
    """
    A path of the record that was withdrawn, and which bytes went with it.

    The publisher signs its tombstone, once, within a second.
    """

    id = models.BigAutoField(primary_key=True)
    path = models.CharField(max_length=300)
    digests = ArrayField(models.CharField(max_length=64))
    article = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    is_signed = models.BooleanField(default=False)

    class Meta:
        """Those without a tombstone wait for the publisher."""

        indexes: ClassVar = [
            models.Index(F("id"), name="public_withdrawal_waiting", condition=models.Q(is_signed=False)),
        ]

    def __str__(self) -> str:
        return self.path


class RecordSegment(models.Model):
    """A segment of the manifest that has begun, and the digest of the one before it."""

    number = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)


class RecordHead(models.Model):
    """A head of the record as it was signed: so many lines of the manifest."""

    lines = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    def __str__(self) -> str:
        return str(self.lines)
