"""The decision among candidates without rank (评定分离): who votes, each ballot, and what it came to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.digest import digest
from bidding.models.restricted import new_salt
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField


class Award(ConcurrentTransitionMixin, models.Model):
    """
    One decision of a lot, by the way that its rule announces; `number` counts from one, and another follows where whoever was decided
    for fell out.

    `round` counts the rounds of a vote. `candidate` is the number under which the one that was decided for was published; `result` the
    file (`evaluation/1`) from which anybody computes it.
    """

    id = IdField(prefix="awd")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="awards")
    evaluation = models.ForeignKey("bidding.Evaluation", models.PROTECT, related_name="awards")
    number = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=5)
    round = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=40)

    status = StateField(max_length=8, default="open")
    candidate = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.BinaryField(null=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Numbered; one at a time is open."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "number"], name="award_number"),
            models.UniqueConstraint(
                fields=["lot"], condition=models.Q(status="open"), name="award_one_is_open"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", candidate__isnull=True, decided_at__isnull=True)
                | models.Q(status="decided", candidate__isnull=False, decided_at__isnull=False),
                name="award_decided_says_for_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @transition(field=status, source="open", target="open")
    def vote_again(self) -> None:
        """Go on to another round, among those who are equal."""
        self.round += 1

    @transition(field=status, source="open", target="decided")
    def decide(self, *, candidate: int, result: bytes, result_sha256: str, at: datetime) -> None:
        """End, for this candidate."""
        self.candidate, self.result, self.result_sha256, self.decided_at = (
            candidate,
            result,
            result_sha256,
            at,
        )


class Elector(models.Model):
    """One who votes on an award; `number` is all that is told of who it is."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="electors")
    number = models.PositiveSmallIntegerField()
    member = models.ForeignKey("accounts.Member", models.PROTECT, related_name="+")
    salt = models.BinaryField(default=new_salt)

    class Meta:
        """Each once."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["award", "number"], name="elector_number"),
            models.UniqueConstraint(fields=["award", "member"], name="elector_once"),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.number}"

    @property
    def digest(self) -> str:
        """Who it is, which is not told."""
        return digest(self.salt, self.member_id.encode())


class Ballot(models.Model):
    """One vote: canonical JSON in its bytes, with the detached CMS signature of a certificate of that very person."""

    id = IdField(prefix="blt")
    elector = models.ForeignKey(Elector, models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    filing = models.ForeignKey("bidding.Filing", models.PROTECT, related_name="+")
    content = models.BinaryField()
    signature = models.BinaryField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """One in each round."""

        ordering: ClassVar = ["elector", "round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["elector", "round"], name="ballot_once"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it: there are few candidates, and the salt keeps the digest from giving the vote away."""
        return digest(self.salt, self.filing_id.encode(), self.content, self.signature)
