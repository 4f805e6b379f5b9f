"""What a competition came to that the announced figures alone decide."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from foundation.fields import IdField


class Ranking(models.Model):
    """
    The file (`evaluation/1`) that follows from the opened bids of a lot, written once; `number` counts from one, and the last counts:
    another follows where equal bids were drawn.
    """

    report_sha256 = ""
    """Nobody judged anything, so nobody signs a report."""

    id = IdField(prefix="rnk")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="rankings")
    number = models.PositiveSmallIntegerField()
    result = models.BinaryField()
    result_sha256 = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        """Numbered within the lot."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["lot", "number"], name="ranking_number")]

    def __str__(self) -> str:
        return self.id

    @property
    def reported_at(self) -> datetime:
        """When it was known, as of an evaluation."""
        return self.computed_at
