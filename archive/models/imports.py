"""Imports: how far a file was read, and what of it was refused."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.fields import IdField


class ImportRun(models.Model):
    """
    The reading of one file: `cursor` deals of it are in, or refused. Moved in the transaction of what it counts.

    A run is known by its set and the digest of the file until it is finished; what is killed goes on at its cursor.
    """

    id = IdField(prefix="imp")
    reader = models.CharField(max_length=40)
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    cursor = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One unfinished run of a file at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader", "digest"],
                condition=models.Q(finished_at__isnull=True),
                name="import_run_unfinished_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.file}: {self.cursor}"


class ImportFault(models.Model):
    """A row that was refused, and why; `row` is the line or the element of the file where it begins, from 1."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=80)
    message = models.TextField()
    message_en = models.TextField()

    class Meta:
        """Read in the order of the file."""

        indexes: ClassVar = [models.Index(fields=["run", "row"], name="import_fault_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.code} {self.message}"
