"""
Who is told of what: saved searches, who follows them, what is on its way to each, and the inbox.

Addresses of people stand here and nowhere else: none of it is in the journal, all of it can be deleted.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField


class Channel(models.TextChoices):
    """The way by which somebody is told."""

    INBOX = "inbox", "站内消息"
    EMAIL = "email", "电子邮件"
    WEBHOOK = "webhook", "Webhook"
    SMS = "sms", "短信"


class Frequency(models.TextChoices):
    """How soon somebody is told; days and weeks are those of the centre's zone."""

    IMMEDIATELY = "immediately", "即时"
    DAILY = "daily", "每日汇总"
    WEEKLY = "weekly", "每周汇总"


class Purpose(models.TextChoices):
    """Why something is sent."""

    NOTICES = "notices", "公告"
    CONFIRMATION = "confirmation", "确认"
    TEST = "test", "测试"


class SavedSearch(models.Model):
    """
    What is asked for, once for all who ask the same; `query` is how the address of the search page says it.

    The other columns are what a new notice is held against: facets, empty where any will do; `patterns` that its folded
    text must be like; and `anchor`, the rarest lexeme that such a text must have, empty where no words are asked for.
    """

    query = models.CharField(max_length=1000, unique=True)
    family = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=6, blank=True)
    organiser = models.CharField(max_length=40, blank=True)
    least = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    below = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    patterns = ArrayField(models.TextField(), default=list)
    anchor = models.CharField(max_length=40, blank=True)

    class Meta:
        """Found by a lexeme of the notice, then by its family and kind."""

        indexes: ClassVar = [models.Index(fields=["anchor", "family", "kind"], name="saved_search_anchor")]

    def __str__(self) -> str:
        return self.query


class Subscription(ConcurrentTransitionMixin, models.Model):
    """
    Somebody who follows a saved search: a member, or a mere address.

    `target` is a mail address, a telephone number or the address of a webhook; empty where the member is told in the inbox
    or at the mail address of its own account. Only what was published since `since` is told. Of a webhook the former secret
    is used beside the present one until `former_until`.
    """

    id = IdField(prefix="sub")
    saved = models.ForeignKey(SavedSearch, models.PROTECT, related_name="subscriptions")
    member = models.ForeignKey(
        "accounts.Member", models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    target = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    status = StateField(max_length=10, default="pending")
    stopped_for = models.CharField(max_length=30, blank=True)
    secret = models.CharField(max_length=120, blank=True)
    former_secret = models.CharField(max_length=120, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A member, or an address, follows a search by one way once."""

        indexes: ClassVar = [
            models.Index(fields=["saved"], name="subscription_active", condition=Q(status="active")),
            models.Index(fields=["since"], name="subscription_since", condition=Q(status="active")),
            models.Index(fields=["target"], name="subscription_target", condition=~Q(target="")),
            models.Index(fields=["created_at"], name="subscription_pending", condition=Q(status="pending")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(channel=Channel.EMAIL) & ~Q(target=""),
                name="subscription_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["saved", "channel", "target", "member"],
                nulls_distinct=False,
                name="subscription_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.channel}"

    @transition(field=status, source="pending", target="active")
    def confirm(self, *, at: datetime) -> None:
        """Begin to tell: whoever reads the address said so."""
        self.since = at

    @transition(field=status, source="active", target="paused")
    def pause(self) -> None:
        """Tell nothing for now."""

    @transition(field=status, source=["paused", "stopped"], target="active")
    def resume(self, *, at: datetime) -> None:
        """Tell of what is published from now on."""
        self.since, self.stopped_for = at, ""

    @transition(field=status, source=["active", "paused"], target="stopped")
    def stop(self, *, why: str) -> None:
        """Tell nothing any more, for a reason that its owner reads."""
        self.stopped_for = why


class Parcel(ConcurrentTransitionMixin, models.Model):
    """
    What is sent at once to one address: the row is the truth, whatever became of the process that had it.

    It is claimed by moving `due_at` away and counting an attempt, in a transaction that ends before anything is sent; who
    comes back with an attempt that is not the last one any more changes nothing. The id is the message's own for good
    (Message-ID, webhook-id), so that a receiver can tell a second copy. A digest gathers until it is due.
    """

    id = IdField(prefix="pcl")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="parcels")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.NOTICES)
    status = StateField(max_length=10, default="waiting")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Claimed in the order in which they are due; looked at by subscription, and where they are dead."""

        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="parcel_due", condition=Q(status__in=["waiting", "gathering"])),
            models.Index(fields=["subscription", "-id"], name="parcel_subscription"),
            models.Index(fields=["-ended_at", "-id"], name="parcel_dead", condition=Q(status="dead")),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(status="gathering"), name="parcel_one_gathers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"

    @transition(field=status, source="gathering", target="waiting")
    def close(self) -> None:
        """Let nothing more into it."""

    @transition(field=status, source="waiting", target="sent")
    def arrive(self, *, at: datetime) -> None:
        """Say that it was taken."""
        self.ended_at, self.reason = at, ""

    @transition(field=status, source="waiting", target="dead")
    def give_up(self, *, why: str, at: datetime) -> None:
        """Try no more until somebody says so."""
        self.ended_at, self.reason = at, why

    @transition(field=status, source="waiting", target="dropped")
    def drop(self, *, why: str, at: datetime) -> None:
        """Send it never: nobody wants it any more."""
        self.ended_at, self.reason = at, why

    @transition(field=status, source="dead", target="waiting")
    def retry(self, *, at: datetime) -> None:
        """Begin anew."""
        self.attempts, self.due_at, self.ended_at = 0, at, None


class Delivery(models.Model):
    """That a notice is told to a subscription: once, whatever happens."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey("notices.Notice", models.PROTECT, related_name="+")
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="deliveries")

    class Meta:
        """Once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "notice"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.subscription_id}"


class InboxMessage(models.Model):
    """A notice in a member's inbox, once however many of its subscriptions it fits."""

    id = IdField(prefix="msg")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey("notices.Notice", models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read newest first; the unread are counted."""

        indexes: ClassVar = [
            models.Index(fields=["member", "-at", "-id"], name="inbox_newest"),
            models.Index(fields=["member"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "notice"], name="inbox_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.notice_id}"
