"""More time for bidders to send their keys, because the platform failed: as one person proposed it, and as two signed it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.opening import Opening


class Remedy(models.Model):
    """
    What two persons of the organiser signed about a fault of the platform: until when bidders may send their keys then.

    One that gives no time that is still to come ends the matter: who sent no key is not to blame.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="remedies")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    first_signature = models.BinaryField()
    second_signature = models.BinaryField()
    until = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """In order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "number"], name="remedy_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.number}"

    @property
    def digest(self) -> str:
        """All that was signed."""
        return digest(self.content, self.first_signature, self.second_signature)


class ProposedRemedy(models.Model):
    """
    A remedy with the first of its two signatures, kept for the second person. It changes nothing.

    The newest one of a number counts; it is done with once a remedy of that number was signed.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="proposed_remedies")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    signature = models.BinaryField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=1024)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In order."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.number}"
