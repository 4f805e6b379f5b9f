"""The contract of a lot and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.fields import IdField
from trading.models.deal import Lot


class Contract(models.Model):
    """The contract: signed, published, filed. Amounts in the deal's currency."""

    id = IdField(prefix="ctr")
    lot = models.OneToOneField(Lot, models.PROTECT, related_name="contract")
    number = models.CharField(max_length=200)
    party = models.ForeignKey("accounts.Party", models.PROTECT, null=True, blank=True, related_name="+")
    party_name = models.CharField(max_length=300)
    price = models.DecimalField(max_digits=20, decimal_places=2)
    performance_bond = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    document_digest = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField()
    signed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filing_number = models.CharField(max_length=200, blank=True)

    class Meta:
        """Prices are never negative."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0) & models.Q(performance_bond__gte=0),
                name="contract_price_not_negative",
            )
        ]


class Payment(models.Model):
    """A payment under a contract."""

    id = IdField(prefix="pay")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    paid_on = models.DateField()
    voucher = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()


class Acceptance(models.Model):
    """The acceptance of performance."""

    id = IdField(prefix="acc")
    contract = models.OneToOneField(Contract, models.PROTECT, related_name="acceptance")
    accepted_on = models.DateField()
    conclusion = models.TextField()
    final_price = models.DecimalField(max_digits=20, decimal_places=2)
    recorded_at = models.DateTimeField()
