"""A notice: what the public is told, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField


class Notice(ConcurrentTransitionMixin, models.Model):
    """
    One notice (公告 / 公示) of a deal, or of one of its lots.

    `content` is what was rendered when the step was taken, in both languages, as sections of labelled rows and
    paragraphs (`notices.writing.Content`); it is never rendered again. `position` is the journal position of the event
    that called for it: one event, one notice.
    """

    id = IdField(prefix="ntc")
    number = models.CharField(max_length=60, unique=True)
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="notices")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    position = models.BigIntegerField(null=True, unique=True)
    source_url = models.URLField(max_length=500, blank=True)
    status = StateField(max_length=20, default="drafted")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read newest first, by keyset; by deal for its timeline."""

        indexes: ClassVar = [
            models.Index(fields=["-published_at", "-id"], name="notice_published", condition=models.Q(status="published")),
            models.Index(fields=["kind", "-published_at", "-id"], name="notice_kind_published", condition=models.Q(status="published")),
            models.Index(fields=["deal", "published_at"], name="notice_deal"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @transition(field=status, source="drafted", target="published")
    def publish(self, *, at: datetime) -> None:
        """Make the notice public."""
        self.published_at = at
