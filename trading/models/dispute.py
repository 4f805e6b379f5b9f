"""Objections to the organiser and complaints to the supervisor, each with one small machine for all deal types."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField
from trading.models.deal import Lot


class Objection(ConcurrentTransitionMixin, models.Model):
    """An objection (异议 / 质疑) of a party at one stage; `due_at` is the ceiling for the reply."""

    id = IdField(prefix="obj")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="objections")
    stage = models.CharField(max_length=40)
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    grounds = models.TextField()
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = StateField(max_length=20, default="open")
    reply = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=40, blank=True)

    @transition(field=status, source="open", target="answered")
    def answer(self, *, reply: str, upheld: bool, at: datetime, by: str) -> None:
        """Take the organiser's reply."""
        self.reply, self.upheld, self.replied_at, self.replied_by = (
            reply,
            upheld,
            at,
            by,
        )

    @transition(field=status, source="open", target="withdrawn")
    def withdraw(self, *, at: datetime) -> None:
        """End the objection at the objector's wish."""
        self.replied_at = at


class Complaint(ConcurrentTransitionMixin, models.Model):
    """
    A complaint (投诉) to the supervisor; `due_at` is the ceiling of the duty that is next: to accept, then to decide.

    `known_on` is the day on which the complainant says to have known of a matter that no objection is provided for.
    """

    id = IdField(prefix="cmp")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="complaints")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, blank=True, related_name="complaints")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    grounds = models.TextField()
    known_on = models.DateField(null=True, blank=True)
    lodged_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = StateField(max_length=20, default="lodged")
    accepted_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)

    OPEN: ClassVar = ("lodged", "accepted")

    @transition(field=status, source="lodged", target="accepted")
    def accept(self, *, at: datetime, due_at: datetime) -> None:
        """Take the complaint on; the time to decide runs until `due_at`."""
        self.accepted_at, self.due_at = at, due_at

    @transition(field=status, source="lodged", target="refused")
    def refuse(self, *, decision: str, at: datetime, by: str) -> None:
        """Refuse to take the complaint on, with the reason."""
        self.decision, self.decided_at, self.decided_by = decision, at, by

    @transition(field=status, source="accepted", target="decided")
    def decide(self, *, decision: str, upheld: bool, at: datetime, by: str) -> None:
        """Decide the complaint."""
        self.decision, self.upheld, self.decided_at, self.decided_by = (
            decision,
            upheld,
            at,
            by,
        )

    @transition(field=status, source=["lodged", "accepted"], target="withdrawn")
    def withdraw(self, *, at: datetime) -> None:
        """End the complaint at the complainant's wish."""
        self.decided_at = at
