"""What may be followed from outside: dense sequences that do not count what is hidden."""

from __future__ import annotations

from django.db import models

from foundation.models.append_only import AppendOnlyModel


class FeedHead(models.Model):
    """The last sequence number of a feed; its row lock makes publications visible in order."""

    feed = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.feed} at {self.last}"


class Publication(AppendOnlyModel):
    """
    One entry of a feed, at its place in that feed's own gap-free sequence from 1.

    `position` is the journal position it came from: it stays in the house, for it counts hidden events.
    """

    pk = models.CompositePrimaryKey("feed", "sequence")
    feed = models.CharField(max_length=60)
    sequence = models.BigIntegerField()
    position = models.BigIntegerField()
    type = models.CharField(max_length=80)
    deal = models.CharField(max_length=40, null=True)
    lot = models.CharField(max_length=40, null=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        constraints = (
            # A follower that handles an event again publishes nothing twice.
            models.UniqueConstraint(
                fields=("feed", "position", "type", "lot"),
                nulls_distinct=False,
                name="foundation_publication_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("deal", "feed", "sequence"),
                name="foundation_publication_deal",
                condition=models.Q(deal__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.feed}#{self.sequence} {self.type}"
