"""The freeze list of a lot."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.custody import CustodyPolicy
from bidding.models.digest import digest
from toolkit.proceedings import Freeze


class FreezeList(models.Model):
    """
    Which filings are live at the deadline, signed and logged; made in two steps.

    `closed_at` is when no ticket could be in flight any more. The list follows once each ticket is settled and a
    checkpoint that covers them all was seen from outside within a minute of the deadline: by the witnesses, or in
    `stamped_head` with the timestamp `cut_token`. Where neither came (`cut_missed_at`), the supervisor signs how it goes on.
    Once issued it never changes (a trigger).
    """

    lot = models.OneToOneField("trading.Lot", models.PROTECT, primary_key=True, related_name="freeze_list")
    policy = models.ForeignKey(CustodyPolicy, models.PROTECT, related_name="+")
    change_number = models.PositiveIntegerField()
    deadline_ms = models.BigIntegerField()
    closed_at = models.DateTimeField()
    stamped_head = models.TextField(blank=True)
    cut_token = models.BinaryField(null=True)
    cut_missed_at = models.DateTimeField(null=True, blank=True)  # when that was noticed
    issued_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """It is issued whole."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    issued_at__isnull=True, sha256="", content__isnull=True, signature__isnull=True
                )
                | (
                    models.Q(issued_at__isnull=False, content__isnull=False, signature__isnull=False)
                    & ~models.Q(sha256="")
                ),
                name="freeze_list_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.lot_id

    @property
    def token_of_cut(self) -> bytes:
        """The timestamp that the list's cut stands on; empty where witnesses cosigned it."""
        if not self.cut_token or not self.content:
            return b""
        cut = Freeze.from_bytes(bytes(self.content)).cut
        return bytes(self.cut_token) if cut == self.stamped_head else b""


class SupervisedCut(models.Model):
    """
    From which head of the log a lot goes on whose deadline's minute nobody outside saw, as two of the supervisor signed. One
    alone.
    """

    freeze = models.OneToOneField(FreezeList, models.PROTECT, primary_key=True, related_name="supervised_cut")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    first_signature = models.BinaryField()
    second_signature = models.BinaryField()
    reason = models.CharField(max_length=1024)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.freeze_id} cut"

    @property
    def digest(self) -> str:
        """All that was signed."""
        return digest(self.content, self.first_signature, self.second_signature)
