"""Who came to an opening."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.registration import Registration


class Attendance(models.Model):
    """A bidder signed in to the opening of its lot (签到), by whom and when: it watches there, and needs not."""

    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="attendances")
    registration = models.OneToOneField(Registration, models.PROTECT, related_name="attendance")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Read by lot."""

        indexes: ClassVar = [models.Index(fields=["lot", "at"], name="attendance_lot")]

    def __str__(self) -> str:
        return self.registration_id
