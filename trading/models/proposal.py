"""What one person asks for and a second one lets happen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField
from trading.models.deal import Deal, Lot


class Proposal(ConcurrentTransitionMixin, models.Model):
    """
    An act on a deal that takes two persons (双人复核), as the first one proposed it.

    `arguments` are those of the action, in plain values. Approving runs the act in the same transaction: a proposal is
    approved if, and only if, what it asks for took place. A trigger (migrations/0008) lets only members of the deal's side
    propose and decide, under their own user, and refuses every other change.
    """

    class Act(models.TextChoices):
        """What is asked for."""

        STEP = "step", "步骤"
        CLARIFY = "clarify", "澄清"

    id = IdField(prefix="prp")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="proposals")
    act = models.CharField(max_length=12, choices=Act.choices)
    arguments = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=40)
    proposed_by_user = models.CharField(max_length=40)
    status = StateField(max_length=12, default="open")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_by_user = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        """Nobody approves what they proposed; a deal has one open proposal of a kind at a time."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | ~models.Q(decided_by=models.F("proposed_by"))
                & ~models.Q(decided_by_user=models.F("proposed_by_user")),
                name="proposal_by_another",
            ),
            models.UniqueConstraint(
                fields=["deal", "act"], condition=models.Q(status="open"), name="proposal_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["deal", "proposed_at"], name="proposal_deal")]

    def __str__(self) -> str:
        return self.id

    @property
    def what(self) -> str:
        """The act in a word: `clarify`, or the step."""
        return self.act if self.act == self.Act.CLARIFY else f"{self.act} {self.arguments['step']}"

    @property
    def digest(self) -> str:
        """All that is asked for."""
        asked = json.dumps([self.act, self.arguments], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(asked.encode()).hexdigest()

    def is_about(self, lots: Iterable[Lot]) -> bool:
        """Tell whether it asks for something on these lots: that of its deal, or the one that it names."""
        named = self.arguments.get("lot")
        return all(lot.deal_id == self.deal_id and named in (None, lot.id) for lot in lots)

    @transition(field=status, source="open", target="approved")
    def approve(self, *, at: datetime, by: str, user: str) -> None:
        """Be done."""
        self.decided_at, self.decided_by, self.decided_by_user = at, by, user

    @transition(field=status, source="open", target="declined")
    def decline(self, *, at: datetime, by: str, user: str, reason: str) -> None:
        """Be given up, by the second person or by the first."""
        self.decided_at, self.decided_by, self.decided_by_user, self.reason = at, by, user, reason
