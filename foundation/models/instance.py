"""The one row that says whether this is a demonstration and how far its clock is shifted."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q


class Instance(models.Model):
    """
    The instance: its mode, and the shift of its clock against the database server's.

    Triggers keep what a CHECK cannot: production never becomes a demonstration again, a shift never shrinks, and
    the row is never removed (migrations/sql/0002_clock.sql).
    """

    class Mode(models.TextChoices):
        DEMO = "demo"
        PRODUCTION = "production"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.DEMO)
    offset = models.DurationField(default=timedelta(0))

    class Meta:
        constraints = (
            models.CheckConstraint(name="foundation_instance_is_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="foundation_instance_mode_known", condition=Q(mode__in=("demo", "production"))
            ),
            models.CheckConstraint(
                name="foundation_instance_production_clock_is_real",
                condition=Q(mode="demo") | Q(offset=timedelta(0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.mode} (clock shifted by {self.offset})"
