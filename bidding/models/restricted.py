"""Restricted units after their opening: the keys of their parts, wrapped; who may read them; and who did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.opening import OpenedUnit
from foundation.fields import IdField


class WrappedUnit(models.Model):
    """
    The part keys of an opened restricted unit, sealed to the certificate of the evaluation process, which alone can read them.

    They were written with the record. The unit's own key is nowhere, so no part key gives another.
    """

    unit = models.OneToOneField(OpenedUnit, models.PROTECT, primary_key=True, related_name="wrapped")
    certificate = models.CharField(max_length=64)  # its fingerprint
    message = models.BinaryField()

    def __str__(self) -> str:
        return str(self.unit_id)


class Committee(models.Model):
    """
    Who evaluates a lot, by the fingerprints of their certificates; `number` counts from one, and the last is the one that stands.

    The names are a secret until the result is settled (招标投标法 art. 37).
    """

    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="committees")
    number = models.PositiveIntegerField()
    certificates = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "number"], name="committee_number"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.number}"

    @property
    def digest(self) -> str:
        """Who sits on it."""
        return digest(*(one.encode() for one in self.certificates))


class Reading(models.Model):
    """That somebody was given a part of a restricted unit, and for what; written before the first byte of it."""

    id = IdField(prefix="rdg")
    unit = models.ForeignKey(OpenedUnit, models.PROTECT, related_name="readings")
    part = models.CharField(max_length=32)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each time counts."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """What was read, and for what: a reason may name people, so the journal has only this of it."""
        return digest(str(self.unit_id).encode(), self.part.encode(), self.reason.encode())
