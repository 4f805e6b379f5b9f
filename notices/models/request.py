"""Requests for information that is disclosed on request (依申请公开)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

OPEN = ("received", "unclear", "consulting")


class InformationRequest(ConcurrentTransitionMixin, models.Model):
    """
    A request of a citizen or an organisation for information of the centre (政府信息公开条例第二十九条).

    Who asks, and how to reach them, stands in `Applicant`. Times are counted from `received_at`; while a third party is heard they stand
    still, and `due_at` is what is left counted on from its opinion.
    """

    OPEN: ClassVar = OPEN

    id = IdField(prefix="inf")
    number = models.CharField(max_length=40, unique=True)
    user = models.CharField(max_length=40, db_index=True, blank=True, default="")
    channel = models.CharField(max_length=12)
    deal = models.ForeignKey("trading.Deal", models.PROTECT, null=True, blank=True, related_name="+")
    what = models.TextField()
    form = models.CharField(max_length=12)
    way = models.CharField(max_length=200, blank=True, default="")
    status = StateField(max_length=12, default="received")
    filed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    guidance = models.TextField(blank=True, default="")
    complete_by = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_for = models.TextField(blank=True, default="")
    extended_by = models.CharField(max_length=40, blank=True, default="")
    stopped_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=16, blank=True, default="")
    ground = models.CharField(max_length=16, blank=True, default="")
    reply = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        """One's own newest first; for the desk those that are open, by when they are due."""

        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="request_due", condition=models.Q(status__in=OPEN)),
            models.Index(fields=["-filed_at", "-id"], name="request_filed"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether it should have been answered before `at`; never while its time stands still."""
        return self.status == "received" and self.due_at is not None and at >= self.due_at

    @transition(field=status, source="received", target="unclear")
    def ask_back(self, *, guidance: str, complete_by: datetime) -> None:
        """Wait for what is missing; the time to answer begins anew with it."""
        self.guidance, self.complete_by, self.due_at = guidance, complete_by, None

    @transition(field=status, source="unclear", target="received")
    def complete(self, *, what: str, at: datetime, due_at: datetime) -> None:
        """Be received as completed."""
        self.what, self.received_at, self.due_at, self.complete_by = what, at, due_at, None

    @transition(field=status, source="unclear", target="abandoned")
    def abandon(self, *, at: datetime) -> None:
        """Be given up, since nobody completed it in time (art. 30)."""
        self.answered_at = at

    @transition(field=status, source="received", target="consulting")
    def consult(self, *, at: datetime) -> None:
        """Stand still while a third party is heard."""
        self.stopped_at = at

    @transition(field=status, source="consulting", target="received")
    def go_on(self, *, due_at: datetime) -> None:
        """Go on, with what was left of the time."""
        self.stopped_at, self.due_at = None, due_at

    @transition(field=status, source="received", target="answered")
    def settle(self, *, answer: str, ground: str, reply: str, at: datetime, by: str) -> None:
        """Be answered."""
        self.answer, self.ground, self.reply, self.answered_at, self.answered_by = (
            answer,
            ground,
            reply,
            at,
            by,
        )

    @transition(field=status, source=list(OPEN), target="withdrawn")
    def withdraw(self, *, at: datetime) -> None:
        """Be taken back by who asked."""
        self.answered_at = at


class Applicant(models.Model):
    """
    Who asks, apart so that it can be redacted: name, proof of identity and how to be reached (art. 29).

    A number of an identity document is never stored: a keyed digest finds it again, its last four signs show it.
    """

    id = IdField(prefix="apl")
    request = models.OneToOneField(InformationRequest, models.PROTECT, related_name="applicant")
    name = models.CharField(max_length=200)
    identity_digest = models.CharField(max_length=64)
    identity_tail = models.CharField(max_length=4)
    contact = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.request_id


class Consultation(models.Model):
    """A third party, or another authority, that was asked whether it minds (arts. 32 and 34)."""

    id = IdField(prefix="con")
    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="consultations")
    name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    agrees = models.BooleanField(null=True)
    opinion = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One at a time: the time to answer stands still from the first to the last."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request"], condition=models.Q(answered_at=None), name="consultation_one_open")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id
