"""The freeze list of a lot."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.custody import CustodyPolicy
from toolkit.proceedings import Freeze


class FreezeList(models.Model):
    """
    Which filings are live at the deadline, signed and logged; made in two steps.

    `closed_at` is when no ticket could be in flight any more. The list follows once each ticket is settled and a
    checkpoint that covers them all was seen from outside within a minute of the deadline: by the witnesses, or in
    `stamped_head` with the timestamp `cut_token`. Once issued it never changes (a trigger).
    """

    lot = models.OneToOneField("trading.Lot", models.PROTECT, primary_key=True, related_name="freeze_list")
    policy = models.ForeignKey(CustodyPolicy, models.PROTECT, related_name="+")
    change_number = models.PositiveIntegerField()
    deadline_ms = models.BigIntegerField()
    closed_at = models.DateTimeField()
    stamped_head = models.TextField(blank=True)
    cut_token = models.BinaryField(null=True)
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
