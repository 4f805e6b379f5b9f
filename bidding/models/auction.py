"""
A live auction: its rules as they were published, who takes part under which number, and the log of moves.

The log is the truth; what the auction's row keeps follows from it (`bidding.auctions.judging`) and saves reading it. Triggers
(migrations/sql/0002_auctions.sql) let no move in that does not follow the one before it, and none change.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from bidding.models.digest import digest
from bidding.models.restricted import new_salt
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

RUNNING = ("open", "paused")
LIVE = ("scheduled", *RUNNING)


class Auction(ConcurrentTransitionMixin, models.Model):
    """
    The auction of a lot; of each lot one that was not withdrawn.

    `rules` are canonical bytes (docs/formats/auction.md) with the bidders who were known when it was scheduled; `bidders` are these and
    whoever entered since. `is_up` tells which of two open prices is better, `signing` how prices are signed, both as the rules say.
    `number` and `shown` count the moves, and those that everybody saw; `kept` is the state after the last.
    `head` is that of the chain of moves (docs/formats/auction.md, section 9). `ended_ms` is when it ended by its log. `file` is the
    published record, once nothing more can come.
    """

    id = IdField(prefix="auc")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="auctions")
    form = models.CharField(max_length=20)
    rules = models.BinaryField()
    rules_sha256 = models.CharField(max_length=64)
    is_up = models.BooleanField()
    signing = models.CharField(max_length=11)
    starts_at = models.DateTimeField()
    room = models.CharField(max_length=40, blank=True)
    room_from = models.DateTimeField(null=True, blank=True)
    room_until = models.DateTimeField(null=True, blank=True)
    scheduled_at = models.DateTimeField()
    scheduled_by = models.CharField(max_length=40)

    bidders = models.JSONField()
    status = StateField(max_length=10, default="scheduled")
    number = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    kept = models.BinaryField()
    head = models.CharField(max_length=64, blank=True)
    ended_ms = models.BigIntegerField(default=0)
    asked_kept_at = models.DateTimeField(null=True, blank=True)
    file = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One for each lot; whoever looks after those that run finds them by an index of few rows."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signing__in=["none", "certificate", "passkey"]), name="auction_signing"
            ),
            models.UniqueConstraint(
                fields=["lot"], condition=~Q(status="withdrawn"), name="auction_one_of_a_lot"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["scheduled", "open", "paused", "ended", "settled", "withdrawn"]), name="auction_status"
            ),
            models.CheckConstraint(condition=~Q(status="settled") | Q(file__isnull=False), name="auction_settled_is_told"),
            models.CheckConstraint(
                condition=Q(room="", room_from__isnull=True, room_until__isnull=True)
                | ~Q(room="") & Q(room_until__gt=F("room_from")),
                name="auction_room_for_a_time",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], name="auction_start"),
            models.Index(
                fields=["status"],
                condition=Q(status__in=["scheduled", "open", "paused", "ended"]),
                name="auction_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @transition(field=status, source=["scheduled", "paused"], target="open")
    def open(self) -> None:
        """Run: its time has come, or two persons let it go on."""

    @transition(field=status, source=["scheduled", "open"], target="paused")
    def pause(self) -> None:
        """Stand, by a host's word or because the platform was not known to live."""

    @transition(field=status, source=LIVE, target="ended")
    def end(self) -> None:
        """Be over by its log; something may still have to be revealed."""

    @transition(field=status, source=LIVE, target="withdrawn")
    def withdraw(self) -> None:
        """Be taken out."""

    @transition(field=status, source="ended", target="withdrawn")
    def give_up(self, *, at: datetime, file: bytes, sha256: str) -> None:
        """Be taken out though it has ended, for nothing decides who has it."""
        self.settled_at, self.file, self.sha256 = at, file, sha256

    @transition(field=status, source="ended", target="settled")
    def settle(self, *, at: datetime, file: bytes, sha256: str) -> None:
        """Be told: the record is published."""
        self.settled_at, self.file, self.sha256 = at, file, sha256

    def follow(self, status: str) -> None:
        """Go where the log says that the auction stands; `open` before its time is to be scheduled still."""
        if self.status in (status, "settled") or (self.status, status) == ("scheduled", "open"):
            return
        {"open": self.open, "paused": self.pause, "ended": self.end, "withdrawn": self.withdraw}[status]()


class Participant(models.Model):
    """Whoever entered an auction, under the number by which alone others know it. Written once."""

    id = IdField(prefix="ptc")
    auction = models.ForeignKey(Auction, models.PROTECT, related_name="participants")
    registration = models.ForeignKey("bidding.Registration", models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=40)

    class Meta:
        """Each once, each number once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["auction", "registration"], name="participant_once"),
            models.UniqueConstraint(fields=["auction", "number"], name="participant_number"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """Who stands behind a number."""
        return digest(self.id.encode(), self.registration_id.encode(), self.number.encode())


class Move(models.Model):
    """
    One move of the log, written once, accepted (`code` is empty) or refused.

    `content` are the bytes of the format, `at_ms` its instant in them. `price` is the one that was named, `stood` the open price that
    stands after it, `ended` whether the auction has ended with it. `stands` is what there was to see then, `shown` its number among the
    moves that everybody saw at once. `key` is whoever's own name for it, `statement` what was signed, `signature` by what: CMS, or what a
    passkey gave, as the format writes it.
    """

    auction = models.ForeignKey(Auction, models.PROTECT, related_name="moves", db_index=False)
    number = models.PositiveIntegerField()
    at_ms = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="moves")
    price = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    stood = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    ended = models.BooleanField()
    code = models.CharField(max_length=40, blank=True)
    details = models.JSONField()
    stands = models.JSONField()
    shown = models.PositiveIntegerField(null=True)
    content = models.BinaryField()
    salt = models.BinaryField(default=new_salt)
    by = models.CharField(max_length=40)
    key = models.CharField(max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    statement = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)

    class Meta:
        """Gap-free numbers within the auction; whoever repeats a key moved once."""

        ordering: ClassVar = ["auction", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["auction", "number"], name="move_number"),
            models.UniqueConstraint(
                fields=["auction", "shown"], condition=Q(shown__isnull=False), name="move_shown"
            ),
            models.UniqueConstraint(
                fields=["auction", "by", "key"], condition=~Q(key=""), name="move_once_for_a_key"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["participant"], condition=~Q(code=""), name="move_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.auction_id} {self.number}"

    @property
    def digest(self) -> str:
        """The move and what was signed of it; the salt keeps a secret price from being guessed."""
        return digest(self.salt, self.content, self.code.encode(), self.statement, self.signature)


class AuctionHead(models.Model):
    """A head of an auction's chain in the transparency log: after the move of which number, and which entry of the log. Written once."""

    auction = models.ForeignKey(Auction, models.PROTECT, related_name="heads", db_index=False)
    number = models.PositiveIntegerField()
    entry = models.BigIntegerField()

    class Meta:
        """In the order of the moves."""

        ordering: ClassVar = ["auction", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["auction", "number"], name="auction_head_number"),
        ]

    def __str__(self) -> str:
        return f"{self.auction_id} head {self.number}"
