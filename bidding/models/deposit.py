"""The deposit ledger: what came in, what went out, never changed afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.registration import Registration
from foundation.fields import IdField


class DepositEntry(models.Model):
    """
    One movement on a bidder's virtual sub-account. The balance is the sum of `amount`; nothing else keeps it.

    `reference` is the bank's own number of the movement, one for the whole ledger: the same movement told twice is one
    entry. A trigger refuses changes (migrations/0002).
    """

    class Kind(models.TextChoices):
        """What moved the money."""

        PAID = "paid", "缴纳"
        REFUNDED = "refunded", "退还"
        INTEREST = "interest", "利息退还"
        FORFEITED = "forfeited", "不予退还"
        CONVERTED = "converted", "转为价款"

    id = IdField(prefix="dep")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="deposit_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    reference = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Money in is positive, money out negative; interest is paid by the holder and touches no balance."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference"], name="deposit_reference_unique"),
            models.CheckConstraint(
                condition=(models.Q(kind="paid") & models.Q(amount__gt=0))
                | (models.Q(kind__in=["refunded", "forfeited", "converted"]) & models.Q(amount__lt=0))
                | (models.Q(kind="interest") & models.Q(amount__gt=0)),
                name="deposit_sign",
            ),
        ]

    @property
    def digest(self) -> str:
        """What moved, how much and why; the bank's number keeps it from being guessed."""
        return digest(
            self.kind.encode(), f"{self.amount:.2f}".encode(), self.reference.encode(), self.reason.encode()
        )
