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
        LATE = "late", "超期资金占用费"

    BESIDE: ClassVar = (Kind.INTEREST, Kind.LATE)
    """What the holder pays besides the deposit: it is in no balance."""

    class Form(models.TextChoices):
        """By what that was paid which moves: not money alone (招标投标法实施条例第二十六条、政府采购法实施条例第三十三条)."""

        TRANSFER = "transfer", "转账"
        CHEQUE = "cheque", "支票"
        DRAFT = "draft", "汇票"
        NOTE = "note", "本票"
        GUARANTEE = "guarantee", "保函"
        CASH = "cash", "现金"

    id = IdField(prefix="dep")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="deposit_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.TRANSFER)
    reference = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Money in is positive, money out negative; what the holder pays besides the deposit is positive."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference"], name="deposit_reference_unique"),
            models.CheckConstraint(
                condition=(models.Q(kind="paid") & models.Q(amount__gt=0))
                | (models.Q(kind__in=["refunded", "forfeited", "converted"]) & models.Q(amount__lt=0))
                | (models.Q(kind__in=["interest", "late"]) & models.Q(amount__gt=0)),
                name="deposit_sign",
            ),
        ]

    @property
    def digest(self) -> str:
        """What moved, how much, by what and why; the bank's number keeps it from being guessed."""
        told = (self.kind, f"{self.amount:.2f}", self.form, self.reference, self.reason)
        return digest(*(word.encode() for word in told))


class DepositRate(models.Model):
    """
    What a bank pays on deposits in a region since a day, or takes for a loan, as the centre that keeps deposits says, with
    its source.

    An empty `region` means everywhere; a later row for the same day corrects an earlier one. A trigger refuses changes
    (migrations/0018).
    """

    class Kind(models.TextChoices):
        """Which rate: interest goes back at the one, a late refund costs by the other."""

        DEPOSIT = "deposit", "银行存款利率"
        LENDING = "lending", "贷款基准利率"

    id = IdField(prefix="rat")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DEPOSIT)
    region = models.CharField(max_length=6, blank=True)
    annual_percent = models.DecimalField(max_digits=7, decimal_places=4)
    days_in_year = models.PositiveSmallIntegerField()
    since_on = models.DateField()
    source = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Banks count a year of 360 days or of 365; nobody pays for keeping money here."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    annual_percent__gte=0, annual_percent__lt=100, days_in_year__in=(360, 365, 366)
                ),
                name="deposit_rate_plausible",
            ),
        ]

    @property
    def digest(self) -> str:
        """Which rate it is, where, how much, since when, and where it stands."""
        told = (
            self.kind, self.region, f"{self.annual_percent:.4f}", str(self.days_in_year), self.since_on.isoformat(), self.source,
        )  # fmt: skip
        return digest(*(word.encode() for word in told))
