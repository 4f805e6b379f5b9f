"""What is done around an auction: words to the room, acts that take two persons, and the platform's own signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from bidding.models.auction import Auction
from bidding.models.digest import digest
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

LONGEST_WORDS = 1000


class RoomMessage(models.Model):
    """What a host says to everybody in the room; `shown` counts on among the moves that everybody sees. Written once."""

    id = IdField(prefix="rmm")
    auction = models.ForeignKey(Auction, models.PROTECT, related_name="messages")
    shown = models.PositiveIntegerField()
    words = models.CharField(max_length=LONGEST_WORDS)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were said."""

        ordering: ClassVar = ["auction", "shown"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["auction", "shown"], name="room_message_shown"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """What was said."""
        return digest(self.id.encode(), self.words.encode())


class AuctionProposal(ConcurrentTransitionMixin, models.Model):
    """
    An act of a host that takes two persons, as the first proposed it; approved, it is a move of the log. `seconds` are those by which it
    is extended.
    """

    class Act(models.TextChoices):
        """What is asked for."""

        RESUME = "resume", "恢复竞价"
        WITHDRAW = "withdraw", "撤出标的"
        EXTEND = "extend", "延长竞价"
        PAUSE = "pause", "暂停竞价"

    id = IdField(prefix="apr")
    auction = models.ForeignKey(Auction, models.PROTECT, related_name="proposals")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=LONGEST_WORDS)
    seconds = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=40)
    proposed_by_user = models.CharField(max_length=40)
    status = StateField(max_length=10, default="open")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_by_user = models.CharField(max_length=40, blank=True)

    class Meta:
        """Nobody approves what they proposed; one of each waits at a time."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status="approved")
                | ~Q(decided_by="") & ~Q(decided_by_user="")
                & ~Q(decided_by=F("proposed_by")) & ~Q(decided_by_user=F("proposed_by_user")),
                name="auction_proposal_by_another",
            ),
            models.CheckConstraint(condition=Q(status__in=["open", "approved", "declined"]), name="auction_proposal_status"),
            models.UniqueConstraint(
                fields=["auction", "act"], condition=Q(status="open"), name="auction_proposal_one_open"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """What was asked for, and why."""
        more = [str(self.seconds).encode()] if self.seconds else []
        return digest(self.id.encode(), self.act.encode(), self.reason.encode(), *more)

    @transition(field=status, source="open", target="approved")
    def approve(self, *, at: datetime, by: str, user: str) -> None:
        """Be done."""
        self.decided_at, self.decided_by, self.decided_by_user = at, by, user

    @transition(field=status, source="open", target="declined")
    def decline(self, *, at: datetime, by: str, user: str) -> None:
        """Be given up."""
        self.decided_at, self.decided_by, self.decided_by_user = at, by, user


class Pulse(models.Model):
    """
    That the platform ran without a break from `since` to `at`: one row, written by the auctioneer every second. Beside it stands, under
    the id of each auction in which nobody can write, what it was when somebody last could.
    """

    name = models.CharField(max_length=40, primary_key=True)
    since = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        """A stretch of time."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(at__gte=F("since")), name="pulse_forward"),
        ]

    def __str__(self) -> str:
        return self.name
