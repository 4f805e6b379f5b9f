"""The open feed: what was released, once, and what the releases of each process come to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Process(models.Model):
    """
    A contracting process of the open feed: a lot in one round. `number` counts processes in the order of their first releases, without
    gaps; `releases` counts its own, the last of them made at `at`. `body` is the last release as JSON text, which all of them come to.
    """

    ocid = models.CharField(max_length=80, primary_key=True)
    lot = models.OneToOneField("trading.Lot", models.PROTECT, related_name="process")
    number = models.BigIntegerField(unique=True)
    releases = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.ocid


class Release(models.Model):
    """
    A release of a process, written once. `sequence` counts all releases without gaps: what a reader of the feed goes by.

    `body` is its JSON text; numbers in it are exact, which a column of JSON would keep as well, but not its bytes.
    """

    sequence = models.BigIntegerField(primary_key=True)
    process = models.ForeignKey(Process, models.PROTECT, related_name="made", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    tags = models.JSONField()
    body = models.TextField()

    class Meta:
        """Numbered within the process; found by date as well."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="release_number_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["at", "sequence"], name="release_at")]

    def __str__(self) -> str:
        return f"{self.process_id}-{self.number}"


class Award(models.Model):
    """
    Who was chosen for a lot, as the open feed says it now: a row for each supplier of each award that stands.

    All of it follows from `Process.body` and can be written anew. `number` counts the suppliers of a process from 1. The amount of an award
    that has several stands at the first of them alone, how many bid at the first of the process, and what
    was `expected` (the budget, or the price it began with) at the only one of a process, so that sums hold. Of a person there is no code,
    and no list by it.
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="awards")
    number = models.PositiveIntegerField()
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="+")
    family = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=18, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    expected = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    bidders = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Read newest first by keyset: all of them, those of a family, those of a supplier."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="award_number_unique")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="award_newest"),
            models.Index(fields=["family", "-at", "-id"], name="award_family_newest"),
            models.Index(
                fields=["code", "-at", "-id"], name="award_supplier_newest", condition=~models.Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.number}: {self.name}"
