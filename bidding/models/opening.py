"""
An opening: what custodians posted and bidders sent while it was being collected, and what became of every unit.

Shares and keys are here only as they came: sealed to the key of the opening process, which no other process has. What is
shown, the record and the opened units, is written in one transaction when everything is settled.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.digest import digest, digest_of_names
from bidding.models.filing import Filing
from bidding.models.freeze import FreezeList
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField
from toolkit.objects import Manifest


class Opening(ConcurrentTransitionMixin, models.Model):
    """
    The opening of one stage of a frozen lot.

    It collects until every custodian posted or `posting_until`; then it is settled, and where units need their bidder's
    key waits for these until `rescue_until`; then the record stands, and never changes (a trigger). `bids` are the headers
    that the stage opens; `pending` the units, as [header, unit], whose bidder is asked for its key or for lost bytes; `unreadable` the
    custodians whose shares were not those they signed for, whose posts therefore do not count. `excluded` are those of `bids`
    whose entries do not hold, each with the reason's code: they are named, and not opened.
    """

    id = IdField(prefix="opn")
    freeze = models.ForeignKey(FreezeList, models.PROTECT, related_name="openings")
    stage = models.PositiveSmallIntegerField()
    bids = models.JSONField()
    excluded = models.JSONField(default=dict)
    status = StateField(max_length=12, default="collecting")
    begun_at = models.DateTimeField()
    posting_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    pending = models.JSONField(default=list)
    rescue_until = models.DateTimeField(null=True, blank=True)
    fault_seen_at = models.DateTimeField(null=True, blank=True)  # when the record began to wait for a remedy
    lost = models.JSONField(default=list)  # of `pending`, those whose bytes the store lost
    resends = models.PositiveIntegerField(default=0)  # how often lost bytes came again
    unreadable = models.JSONField(default=list)
    recorded_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    ref = models.CharField(max_length=64, unique=True)

    class Meta:
        """A stage is opened once, and its record is there whole."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["freeze", "stage"], name="opening_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["collecting", "settling", "recorded"]), name="opening_status"
            ),
            models.CheckConstraint(
                condition=(
                    ~models.Q(status="recorded")
                    & models.Q(
                        recorded_at__isnull=True, sha256="", content__isnull=True, signature__isnull=True
                    )
                )
                | (
                    models.Q(status="recorded", recorded_at__isnull=False, content__isnull=False)
                    & models.Q(signature__isnull=False)
                    & ~models.Q(sha256="")
                ),
                name="opening_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["begun_at"], name="opening_at_work", condition=~models.Q(status="recorded"))
        ]

    def __str__(self) -> str:
        return f"{self.freeze_id} {self.stage}"

    @property
    def digest_of_bids(self) -> str:
        """Which bids are opened, in their order."""
        return digest(*(one.encode() for one in self.bids))

    @property
    def digest_of_excluded(self) -> str:
        """Which of them are not, and why."""
        return digest_of_names(self.excluded)

    @property
    def posted(self) -> set[int]:
        """The custodians who posted in time. No query where posts were fetched along."""
        return {one.x for one in self.posts.all() if not one.is_late}

    @transition(field=status, source="collecting", target="settling")
    def close(self, *, at: datetime) -> None:
        """Take no more posts."""
        self.closed_at = at

    @transition(field=status, source="settling", target="recorded")
    def record(self, content: bytes, signature: bytes, sha256: str, *, at: datetime) -> None:
        """Stand as recorded."""
        self.content, self.signature, self.sha256, self.recorded_at = content, signature, sha256, at


class PostQuerySet(models.QuerySet["CustodianPost"]):
    """The posts of openings."""

    def in_time(self) -> PostQuerySet:
        """Leave out those that came late, which change nothing."""
        return self.filter(is_late=False)


class CustodianPost(models.Model):
    """
    What a custodian posted: its signed list, and its shares sealed to the opening process.

    What was spoilt on its way is sent again, as the next `number`, and says the same of every bid; the first whose shares
    can be read counts. One that `is_late` is kept and counts for nothing.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="posts")
    x = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    content = models.BinaryField()
    signature = models.BinaryField()
    shares = models.BinaryField()
    is_late = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    objects = PostQuerySet.as_manager()

    class Meta:
        """Each time that a custodian posts counts."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "x", "number"], name="custodian_post_number"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.x}"

    @property
    def digest(self) -> str:
        """All that was posted; the sealed shares keep it from being guessed."""
        return digest(self.content, self.signature, self.shares)


class SentKeys(models.Model):
    """A bidder's own keys, signed, then sealed to the opening process."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="sent_keys")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    message = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """The same message counts once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "filing", "sha256"], name="sent_keys_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.filing_id}"


class OpenedUnit(models.Model):
    """
    What became of a unit, as the record says it; with its manifest where it is public and opened.

    The manifest is kept in its bytes: a bidder may write in it what the database cannot hold as text. Files are not kept in
    the clear: the published key gives them from the sealed parts.
    """

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="units")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="opened_units")
    unit = models.CharField(max_length=32)
    outcome = models.CharField(max_length=12)
    cause = models.CharField(max_length=64, blank=True)
    blamed = models.JSONField(default=list)
    is_public = models.BooleanField()
    key = models.CharField(max_length=64, blank=True)
    manifest = models.BinaryField(null=True)

    class Meta:
        """Each unit once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "unit"], name="opened_unit_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["opened", "revoked", "withdrawn"]),
                name="opened_unit_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(is_public=True) | models.Q(key="", manifest__isnull=True),
                name="opened_unit_restricted_stays_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.unit}"

    @cached_property
    def offer(self) -> Manifest | None:
        """What the bidder offers in the unit: its fields and files. Read once: a manifest may be long."""
        return Manifest.from_bytes(bytes(self.manifest)) if self.manifest is not None else None
