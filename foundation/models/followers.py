"""How far each follower has read, and where one is stuck."""

from __future__ import annotations

from django.db import models


class FollowerCursor(models.Model):
    """The position up to which a follower has handled everything; moved in the transaction of the effects."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class FollowerFault(models.Model):
    """An event that a follower could not handle: it blocks that follower alone, and stays on record when healed."""

    follower = models.CharField(max_length=60)
    position = models.BigIntegerField()
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    retry_at = models.DateTimeField()
    healed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("follower", "position"), name="foundation_fault_once_per_event"),
        )

    def __str__(self) -> str:
        return f"{self.follower} at {self.position}: {self.attempts} attempts"
