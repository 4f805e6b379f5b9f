"""
A draw by lot: of experts, of coefficients, of the order of equal bids. Its plan, who contributes to the seed, the pool, and each act of
the calls.

No row names an expert: an entry has a sealed text that says whom it stands for, and a keyed handle by which an expert's own is found.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from bidding.models.digest import digest
from bidding.models.restricted import new_salt
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

LONGEST_REASON = 500
LONGEST_ARTICLE = 2000


class Draw(ConcurrentTransitionMixin, models.Model):
    """
    One draw of a lot; `number` counts from one within its purpose, and a plan that came to nothing before its pool was fixed is no draw
    and has none.

    `groups` are [group, how many], of experts by major. `region`, `work_on` and `answer_minutes` are of experts alone, and so is
    `representatives`, how many the organiser sends beside. `earlier` is what the file says of draws before. `fixed` is the digest
    announced before the secrets; `file` the bytes of the published file once the draw has ended. `set_aside_for` is why it was stopped,
    which may name people: the journal has a salted digest of it.
    """

    class Purpose(models.TextChoices):
        """What is drawn, as `draw/1` names it."""

        EXPERTS = "experts", "评审专家"
        COEFFICIENT = "coefficient", "评标基准价系数"
        TIE = "tie", "并列次序"

    GOING_ON: ClassVar = ("planned", "fixed", "calling")

    id = IdField(prefix="drw")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="draws")
    purpose = models.CharField(max_length=11, choices=Purpose.choices, default=Purpose.EXPERTS)
    number = models.PositiveSmallIntegerField()
    groups = models.JSONField()
    contributors = models.JSONField()
    representatives = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=6, blank=True)
    work_on = models.DateField()
    reveal_minutes = models.PositiveIntegerField()
    answer_minutes = models.PositiveIntegerField()
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=40)

    status = StateField(max_length=10, default="planned")
    earlier = models.JSONField(default=list)
    fixed_at = models.DateTimeField(null=True, blank=True)
    reveal_by = models.DateTimeField(null=True, blank=True)
    fixed = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    orders = models.JSONField(default=list)
    end = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    file = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    set_aside_for = models.CharField(max_length=LONGEST_REASON, blank=True)
    salt = models.BinaryField(default=new_salt)

    class Meta:
        """Numbered within the lot and purpose; of each one at a time goes on."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "purpose", "number"], condition=~Q(status="dropped"), name="draw_number"
            ),
            models.UniqueConstraint(
                fields=["lot", "purpose"],
                condition=Q(status__in=["planned", "fixed", "calling"]),
                name="draw_one_goes_on",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "fixed", "calling", "ended", "dropped"]), name="draw_status"
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_at__isnull=False, file__isnull=False) & ~Q(end=""),
                name="draw_ended_says_how",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """Why it was set aside, as the journal has it; empty where it was not."""
        return digest(self.salt, self.set_aside_for.encode()) if self.set_aside_for else ""

    @transition(field=status, source="planned", target="dropped")
    def drop(self) -> None:
        """Give up the plan, for another."""

    @transition(field=status, source="planned", target="fixed")
    def fix(self, *, at: datetime, reveal_by: datetime) -> None:
        """Fix the pool: from now on secrets are revealed."""
        self.fixed_at, self.reveal_by = at, reveal_by

    @transition(field=status, source="fixed", target="calling")
    def begin(self, *, seed: str, orders: list[dict[str, object]]) -> None:
        """Go on to the calls: everybody has revealed."""
        self.seed, self.orders = seed, orders

    @transition(field=status, source=["fixed", "calling"], target="ended")
    def conclude(self, *, end: str, at: datetime, file: bytes, sha256: str) -> None:
        """End, one way or another; the file says which."""
        self.end, self.ended_at, self.file, self.sha256 = end, at, file, sha256


class Contribution(models.Model):
    """A contributor's commitment, and its secret once it is revealed."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="contributions")
    contributor = models.CharField(max_length=32)
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    committed_by = models.CharField(max_length=40)
    secret = models.CharField(max_length=64, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One of each, and no party twice."""

        ordering: ClassVar = ["contributor"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "contributor"], name="contribution_once"),
            models.UniqueConstraint(fields=["draw", "party"], name="contribution_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.contributor}"


class PoolEntry(models.Model):
    """
    One in the pool: what the file shows; of an expert a handle under the platform's key, and whom it stands for, sealed with that key.

    A coefficient or a bid is its own entry and handle, and nothing of it is sealed.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="entries")
    entry = models.CharField(max_length=64)
    unit = models.CharField(max_length=64)
    groups = models.JSONField()
    handle = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        """Each expert once."""

        ordering: ClassVar = ["entry"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "entry"], name="pool_entry_once"),
            models.UniqueConstraint(fields=["draw", "handle"], name="pool_handle_once"),
        ]

    def __str__(self) -> str:
        return self.entry


class DrawAct(models.Model):
    """One act of the calls, in order; `words` are what the expert said of it, which the journal and the file have not."""

    id = IdField(prefix="dra")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="acts")
    number = models.PositiveIntegerField()
    entry = models.ForeignKey(PoolEntry, models.PROTECT, related_name="acts")
    group = models.CharField(max_length=32)
    act = models.CharField(max_length=10)
    cause = models.CharField(max_length=32, blank=True)
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        """In order."""

        ordering: ClassVar = ["draw", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_act_number"),
        ]

    def __str__(self) -> str:
        return self.id


class Representative(models.Model):
    """Somebody of the organiser who sits on the committee beside those who were drawn."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="sent")
    member = models.ForeignKey("accounts.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "member"], name="representative_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.member_id}"


class Chosen(models.Model):
    """
    Somebody whom the organiser chose to sit without a draw, by the article that `words` names: an expert, or one of its own people
    beside them. `draw` is the one in which nobody was left to call; None where none was held. Written once, and it counts for that
    committee alone.
    """

    id = IdField(prefix="chs")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="chosen")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="chosen")
    member = models.ForeignKey("accounts.Member", models.PROTECT, related_name="+")
    words = models.CharField(max_length=LONGEST_ARTICLE)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were chosen."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """Who was chosen, and why: a name is secret, so the journal has only this of it."""
        return digest(self.salt, str(self.member_id).encode(), self.words.encode())


class NameReading(models.Model):
    """That somebody was given the names of a draw, and for what; written before they were given."""

    id = IdField(prefix="nmr")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="name_readings")
    reason = models.CharField(max_length=LONGEST_REASON)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Each time counts."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """For what: a reason may name people, so the journal has only this of it."""
        return digest(self.salt, self.reason.encode())
