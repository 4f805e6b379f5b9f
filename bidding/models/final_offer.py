"""Final offers after talks: committed to before the end of the time, shown after it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.filing import Filing
from foundation.fields import IdField


class FinalOffer(models.Model):
    """
    A supplier's signed commitment to a final offer, written once; `number` counts those of one bid from one, and the last counts.

    `offer` is the hash of the offer (`toolkit.final_offers`), `content` what the supplier signed. Nothing here tells the price.
    """

    id = IdField(prefix="fof")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="final_offers")
    number = models.PositiveSmallIntegerField()
    offer = models.CharField(max_length=64)
    content = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they came; the same offer is given once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="final_offer_number"),
            models.UniqueConstraint(fields=["filing", "offer"], name="final_offer_once"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it."""
        return digest(self.content, self.signature)


class ShownOffer(models.Model):
    """A final offer as its supplier showed it after the end, written once: the bytes of which the commitment has the hash."""

    offer = models.OneToOneField(FinalOffer, models.PROTECT, primary_key=True, related_name="shown")
    price = models.DecimalField(max_digits=20, decimal_places=2)
    content = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return str(self.offer_id)

    @property
    def digest(self) -> str:
        """The bytes, whose salt keeps the price out of the journal."""
        return digest(self.content)
