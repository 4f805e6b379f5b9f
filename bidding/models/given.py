"""What chance or people decided about the ranking of a lot, beside its committee."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.restricted import new_salt
from foundation.fields import IdField

LONGEST_RECORD = 2000


class Given(models.Model):
    """
    One decision, written once: `values` are a coefficient, or bids by their filings' ids in the order in which they were drawn.

    `words` is the record of how: who drew before whom, by which device, on which page of the minutes.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        DISCOUNT = "discount", "下浮系数"
        CEILING_SHARE = "ceiling_share", "最高限价权重系数"
        TIE = "tie", "并列抽取"

    COEFFICIENTS: ClassVar = (Kind.DISCOUNT, Kind.CEILING_SHARE)

    id = IdField(prefix="gvn")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="given")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    values = models.JSONField()
    words = models.CharField(max_length=LONGEST_RECORD)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were decided; a coefficient is drawn once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "kind"],
                condition=models.Q(kind__in=["discount", "ceiling_share"]),
                name="given_coefficient_once",
            )
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it."""
        return digest(
            self.salt, self.kind.encode(), *(one.encode() for one in self.values), self.words.encode()
        )
