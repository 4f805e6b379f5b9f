"""Rehearsals of openings, apart from everything that is real: no row of a bid, a list or an opening knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.digest import digest
from foundation.fields import ConcurrentTransitionMixin, StateField


class Rehearsal(ConcurrentTransitionMixin, models.Model):
    """
    A rehearsal for a lot that is being prepared: its policy and test bid as the organiser signed them, and what came of it.

    The id was drawn by the organiser's client and stands in all that is signed, where a lot's id would. `files` are the test bid's
    in base64, by name; `holders` the custodians' organisations. What came in never changes (a trigger); it is filed, then frozen, then
    recorded; or failed, where no witness saw the log in the minute of its deadline. It is kept as evidence that custodians' keys
    and clients, the log and the opening process worked: `blamed` posted what was not theirs to post, `unreadable` sent shares
    that they had not signed for, and who has no post was silent.
    """

    id = models.CharField(primary_key=True, max_length=48, editable=False)
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="rehearsals")
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    signature = models.BinaryField()
    evidence = models.JSONField()  # about the policy's certificates: name, and digest of the content
    header = models.CharField(max_length=64)
    files = models.JSONField()
    bid_evidence = models.JSONField()
    salt = models.BinaryField()
    holders = models.JSONField()
    n = models.PositiveSmallIntegerField()
    deadline_ms = models.BigIntegerField()
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, unique=True)
    filing_ref = models.CharField(max_length=64, unique=True)
    freeze_ref = models.CharField(max_length=64, unique=True)
    record_ref = models.CharField(max_length=64, unique=True)

    status = StateField(max_length=12, default="filed")
    frozen_at = models.DateTimeField(null=True, blank=True)
    freeze_content = models.BinaryField(null=True)
    freeze_signature = models.BinaryField(null=True)
    posting_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    record_content = models.BinaryField(null=True)
    record_signature = models.BinaryField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    cause = models.CharField(max_length=64, blank=True)
    blamed = models.JSONField(default=list)
    unreadable = models.JSONField(default=list)

    class Meta:
        """It goes one way."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=["filed", "frozen", "recorded", "failed"]),
                name="rehearsal_status",
            ),
            models.CheckConstraint(
                condition=models.Q(id__startswith="rehearsal-"), name="rehearsal_is_no_lot"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["filed", "frozen"], ended_at__isnull=True)
                | models.Q(status__in=["recorded", "failed"], ended_at__isnull=False),
                name="rehearsal_ended_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["filed_at"],
                name="rehearsal_at_work",
                condition=models.Q(status__in=["filed", "frozen"]),
            )
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def posted(self) -> set[int]:
        """The custodians who posted. No query where posts were fetched along."""
        return {one.x for one in self.posts.all()}

    @property
    def silent(self) -> list[int]:
        """The custodians who did not, in order."""
        return sorted(set(range(1, self.n + 1)) - self.posted)

    @property
    def is_good(self) -> bool:
        """Whether the test bid opened and every custodian did its part."""
        return self.outcome == "opened" and not (self.blamed or self.unreadable or self.silent)

    @property
    def digest(self) -> str:
        """All that came in."""
        files = [part.encode() for one in sorted(self.files.items()) for part in one]
        return digest(self.content, self.signature, self.salt, *files)

    @transition(field=status, source="filed", target="frozen")
    def freeze(self, content: bytes, signature: bytes, *, at: datetime, until: datetime) -> None:
        """Stand under this list, and take posts until `until`."""
        self.freeze_content, self.freeze_signature, self.frozen_at, self.posting_until = (
            content,
            signature,
            at,
            until,
        )

    @transition(field=status, source="filed", target="failed")
    def fail(self, cause: str, *, at: datetime) -> None:
        """End without a list, for this cause (a code of the format)."""
        self.cause, self.ended_at = cause, at

    @transition(field=status, source="frozen", target="recorded")
    def record(
        self, content: bytes, signature: bytes, *, outcome: str, cause: str, blamed: Sequence[int], unreadable: Sequence[int],
        at: datetime,
    ) -> None:  # fmt: skip
        """Stand as recorded."""
        self.record_content, self.record_signature, self.ended_at = content, signature, at
        self.outcome, self.cause, self.blamed, self.unreadable = (
            outcome,
            cause,
            list(blamed),
            list(unreadable),
        )


class RehearsalPost(models.Model):
    """What a custodian posted to a rehearsal: its signed list, and its shares sealed to the opening process."""

    rehearsal = models.ForeignKey(Rehearsal, models.PROTECT, related_name="posts")
    x = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    content = models.BinaryField()
    signature = models.BinaryField()
    shares = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each time that a custodian posts counts."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rehearsal", "x", "number"], name="rehearsal_post_number"),
        ]

    def __str__(self) -> str:
        return f"{self.rehearsal_id} {self.x}"

    @property
    def digest(self) -> str:
        """All that was posted."""
        return digest(self.content, self.signature, self.shares)
