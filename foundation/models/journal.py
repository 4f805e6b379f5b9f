"""The journal's three tables: what happened, what waits for its place, and the place it got."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from foundation.models.append_only import AppendOnlyModel


class Event(AppendOnlyModel):
    """
    Something that happened; written by `foundation.journal.append` and by nothing else.

    `id` is only the order of insertion: ids become visible out of order, so no reader may follow them. Readers
    follow `Position`. Order within one subject is `subject_seq`, gap-free from 1.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=40)
    subject_seq = models.BigIntegerField()
    deal = models.CharField(max_length=40, null=True)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "subject_seq"), name="foundation_event_subject_order"),
        )
        indexes = (
            models.Index(
                fields=("deal", "id"),
                name="foundation_event_timeline",
                condition=models.Q(deal__isnull=False),
            ),
            BrinIndex(fields=("at",), name="foundation_event_when"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.subject}#{self.subject_seq}"

    @property
    def position(self) -> int | None:
        """The event's place in the order of all events; None until the sequencer gave it one."""
        try:
            return self.sequenced.position
        except ObjectDoesNotExist:
            return None


class Pending(models.Model):
    """An event that has no position yet: inserted with the event, deleted by the sequencer in the act of placing it."""

    # No foreign key in the database: its check would lock, and so write, the event's row; events are never removed.
    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="waiting"
    )

    def __str__(self) -> str:
        return f"pending {self.event_id}"


class Position(AppendOnlyModel):
    """An event's place in the one order of all events: gap-free from 1, visible strictly in order."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="sequenced"
    )

    def __str__(self) -> str:
        return f"{self.position}: event {self.event_id}"
