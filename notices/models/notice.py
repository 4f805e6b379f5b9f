"""A notice: what the public is told, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

_REVIEWED = models.Q(status__in=["embargoed", "published", "superseded"]) & ~models.Q(review_law="")


class Notice(ConcurrentTransitionMixin, models.Model):
    """
    One version of a notice (公告 / 公示) of a deal, or of one of its lots.

    `content` is what was rendered when the step was taken, in both languages, as sections of labelled rows and
    paragraphs (`notices.writing.Content`); it is never rendered again. `position` is the journal position of the event
    that called for it: one event, one notice; a version that a person wrote has none.

    A correction or a withdrawal is a version of its own beside the one before it, which is then `superseded` and stays as it was.
    `first` is the first version, None in the first one itself. `act`, `ground`, `law` and `reason` say what was done and why, `party`
    for whom, `drafted_by` and `decided_by` by which members; `review_law` is the article that wanted the second one; a
    version that `appears_at` an instant is `embargoed` until then.
    """

    id = IdField(prefix="ntc")
    number = models.CharField(max_length=60, unique=True)
    deal = models.ForeignKey("trading.Deal", models.PROTECT, related_name="notices")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    source_key = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    position = models.BigIntegerField(null=True, unique=True)
    source_url = models.URLField(max_length=500, blank=True)
    act = models.CharField(max_length=12, blank=True, default="")
    ground = models.CharField(max_length=20, blank=True, default="")
    law = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    party = models.ForeignKey("accounts.Party", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.CharField(max_length=40, blank=True, default="")
    drafted_by_user = models.CharField(max_length=40, blank=True, default="")
    review_law = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True, default="")
    decided_by_user = models.CharField(max_length=40, blank=True, default="")
    returned_for = models.TextField(blank=True, default="")
    appears_at = models.DateTimeField(null=True, blank=True)
    status = StateField(max_length=20, default="drafted")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read newest first, by keyset; by deal for its timeline. Nobody approves what they drafted; one version of a number."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~_REVIEWED
                | ~models.Q(decided_by="")
                & ~models.Q(decided_by_user="")
                & ~models.Q(decided_by=models.F("drafted_by"))
                & ~models.Q(decided_by_user=models.F("drafted_by_user")),
                name="notice_by_another",
            ),
            models.UniqueConstraint(
                fields=["first", "version"], condition=~models.Q(status="returned"), name="notice_one_version"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-published_at", "-id"], name="notice_published", condition=models.Q(status="published")),
            models.Index(fields=["kind", "-published_at", "-id"], name="notice_kind_published", condition=models.Q(status="published")),
            models.Index(fields=["deal", "published_at"], name="notice_deal"),
            models.Index(fields=["appears_at"], name="notice_embargoed", condition=models.Q(status="embargoed")),
            models.Index(fields=["drafted_at"], name="notice_awaiting", condition=models.Q(status="awaiting")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def root(self) -> str:
        """The id of its first version."""
        return self.first_id or self.id

    @transition(field=status, source="drafted", target="awaiting")
    def submit(self) -> None:
        """Wait for a second person."""

    @transition(field=status, source=["awaiting", "embargoed"], target="returned")
    def send_back(self, *, at: datetime, by: str, user: str, reason: str) -> None:
        """Be given up, by the second person or by the first."""
        self.decided_at, self.decided_by, self.decided_by_user, self.returned_for = at, by, user, reason

    @transition(field=status, source=["drafted", "awaiting"], target="embargoed")
    def hold_back(self, *, at: datetime, by: str = "", user: str = "") -> None:
        """Be settled, and appear at its instant."""
        if by:
            self.decided_at, self.decided_by, self.decided_by_user = at, by, user

    @transition(field=status, source=["drafted", "awaiting", "embargoed"], target="published")
    def publish(self, *, at: datetime, by: str = "", user: str = "") -> None:
        """Make the notice public; by the second person, where one had to look at it."""
        self.published_at = at
        if by:
            self.decided_at, self.decided_by, self.decided_by_user = at, by, user

    @transition(field=status, source="published", target="superseded")
    def supersede(self) -> None:
        """Stand behind a later version."""

    @transition(field=status, source="superseded", target="hidden")
    def hide(self) -> None:
        """Be read by nobody any more: what it says must not be public."""
