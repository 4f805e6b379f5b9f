"""Taking part in a lot."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.digest import digest
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField


class Registration(ConcurrentTransitionMixin, models.Model):
    """
    A party that takes part in a lot. Names and numbers of registrations are nobody else's to know before opening.

    `alias` is the number under which others see the bidder (竞买号), random, so that it tells no order and no count.
    `account` is the virtual sub-account into which the deposit is paid. Of a joint bid its lead registers (`joint_members`). `claims` is
    the prior right that the party says it has, where it would use it within the competition: whoever admits it has looked at that.
    """

    id = IdField(prefix="reg")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="registrations")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    alias = models.CharField(max_length=12)
    account = models.CharField(max_length=32, unique=True)
    deposit_due = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    status = StateField(max_length=20, default="applied")
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=40)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    claims = models.CharField(max_length=12, blank=True)

    class Meta:
        """A party takes part once; after withdrawing it may come back."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "party"],
                condition=~models.Q(status="withdrawn"),
                name="registration_party_unique",
            ),
            models.UniqueConstraint(fields=["lot", "alias"], name="registration_alias_unique"),
            models.CheckConstraint(
                condition=models.Q(deposit_due__gte=0), name="registration_deposit_not_negative"
            ),
        ]

    @property
    def digest(self) -> str:
        """Under which numbers it takes part, what deposit is due, which right is claimed; the account keeps it from being guessed."""
        more = [self.claims.encode()] if self.claims else []
        return digest(self.alias.encode(), self.account.encode(), f"{self.deposit_due:.2f}".encode(), *more)

    @transition(field=status, source="applied", target="qualified")
    def qualify(self, *, at: datetime, by: str) -> None:
        """Let the party bid."""
        self.reviewed_at, self.reviewed_by = at, by

    @transition(field=status, source="applied", target="rejected")
    def reject(self, *, reason: str, at: datetime, by: str) -> None:
        """Refuse the party, with the reason that it is told."""
        self.reason, self.reviewed_at, self.reviewed_by = reason, at, by

    @transition(field=status, source=["applied", "qualified"], target="withdrawn")
    def withdraw(self, *, at: datetime) -> None:
        """End taking part at the party's own wish."""
        self.reviewed_at = at
