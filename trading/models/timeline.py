"""What happened to a lot and what it waits for: steps taken, periods, holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from foundation.fields import IdField
from trading.models.deal import Lot


class StepTaken(models.Model):
    """A step as it was taken, with what was handed in. The journal holds the ids; free text stays here."""

    id = IdField(prefix="stp")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    late = models.BooleanField(default=False)

    class Meta:
        """Read by lot, oldest first."""

        indexes: ClassVar = [models.Index(fields=["lot", "at"], name="step_taken_lot")]


class Period(models.Model):
    """
    A limit at work on a lot: the one home of its deadline. `[starts_at, ends_at)`; the end is not part of it.

    `provisional` marks an end counted in a year whose holidays are not published yet; nothing may stand on it.
    `answered_at` is when the step that a ceiling asks for was taken.
    """

    id = IdField(prefix="per")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="periods")
    limit = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        """At most one current period of a limit on a lot; a reopened limit leaves its former period readable."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "limit"], condition=models.Q(current=True), name="period_current_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="period_ends_after_start"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], name="period_ends", condition=models.Q(current=True)),
            # Empty but at the turn of a year: what is counted anew when the next calendar is published.
            models.Index(
                fields=["ends_at"],
                name="period_provisional",
                condition=models.Q(current=True, provisional=True),
            ),
        ]


class Hold(models.Model):
    """
    A suspension laid over a lot: its state stays, steps are refused, and the limits that the law stops do not run.

    `reference` is the id of the objection or complaint that caused it, empty for a supervisor's own order. Where the law
    bounds a suspension, `ends_at` is the instant at which the clock lifts it; `ended_at` is when it was lifted.
    """

    class Cause(models.TextChoices):
        """What the hold stands on."""

        OBJECTION = "objection", "异议（质疑）"
        COMPLAINT = "complaint", "投诉"
        SUPERVISOR = "supervisor", "监督部门责令暂停"
        ORGANISER = "organiser", "中止"

    id = IdField(prefix="hld")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="holds")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    reason = models.TextField()
    law = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open hold for one reference."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "cause", "reference"],
                condition=models.Q(ended_at__isnull=True),
                name="hold_open_unique",
            ),
        ]
