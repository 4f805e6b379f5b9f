"""What is said beside a draw: that whoever accepted does not sit, by two; and that the organiser takes a choice back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.draw import LONGEST_REASON, Chosen, Draw, PoolEntry
from bidding.models.restricted import new_salt
from foundation.fields import IdField


class DrawNote(models.Model):
    """
    That an expert who accepted did not come, or must not sit for a cause, as one says it: the centre, or who supervises the deal.
    It has an effect, an act of the draw, once both have said it. Written once.
    """

    id = IdField(prefix="drn")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="notes")
    entry = models.ForeignKey(PoolEntry, models.PROTECT, related_name="notes")
    act = models.CharField(max_length=10)
    cause = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=10)
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each says it once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "act", "cause", "role"], name="draw_note_once"),
            models.CheckConstraint(
                condition=models.Q(act__in=["absent", "avoided"]) & models.Q(role__in=["centre", "supervisor"]),
                name="draw_note_says",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """Who says what of which entry, and why: words may name people, so the journal has only this of them."""
        return digest(self.salt, *(one.encode() for one in (self.act, self.cause, self.role, self.words)))


class WithdrawnChoice(models.Model):
    """That the organiser takes back whom it chose, who does not sit yet. Written once."""

    chosen = models.OneToOneField(Chosen, models.PROTECT, primary_key=True, related_name="withdrawn")
    words = models.CharField(max_length=LONGEST_REASON)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def digest(self) -> str:
        """Why: a reason may name people, so the journal has only this of it."""
        return digest(self.salt, self.words.encode())
