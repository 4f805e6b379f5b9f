"""The evaluation of a lot and who sits in it. What members write, vote and sign is beside, in `evaluation_work` and `evaluation_acts`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import transition

from bidding.models.digest import digest
from bidding.models.restricted import new_salt
from foundation.fields import ConcurrentTransitionMixin, IdField, StateField

LONGEST_WORDS = 2000

RUNNING = ("convened", "reviewing", "scoring", "reporting")
"""While a committee is at work; of a lot there is one such at most."""


class Evaluation(ConcurrentTransitionMixin, models.Model):
    """
    One evaluation of a lot by one committee; `number` counts from one, a re-evaluation is the next and what stood before stays.

    `stage` is the envelope under review (1, or 2 of two). `document` is the version of the tender document it stands on, `rule` the
    bytes of the `toolkit.scoring` rule, pinned when it is convened; `result` those of the published file (`evaluation/1`) and
    `report` those of what the members sign, both made when the scores are closed and made anew in each `round`: a correction
    that the law allows before the report is signed begins another. `is_blind`: technical parts are read under code names.
    `is_prequalification`: a committee examines who of those that applied may bid (资格预审); it scores nothing and has no rule.
    """

    id = IdField(prefix="evl")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="evaluations")
    number = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    document = models.ForeignKey("trading.Document", models.PROTECT, related_name="+")
    is_blind = models.BooleanField(default=False)
    is_prequalification = models.BooleanField(default=False)
    rule = models.BinaryField(null=True)
    rule_sha256 = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=40)

    status = StateField(max_length=12, default="convened")
    result = models.BinaryField(null=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    report = models.BinaryField(null=True)
    report_sha256 = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.CharField(max_length=40, blank=True)
    set_aside_for = models.CharField(max_length=LONGEST_WORDS, blank=True)
    set_aside_law = models.CharField(max_length=40, blank=True)
    salt = models.BinaryField(default=new_salt)

    class Meta:
        """Numbered within the lot; one at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "number"], name="evaluation_number"),
            models.UniqueConstraint(
                fields=["lot"], condition=models.Q(status__in=RUNNING), name="evaluation_one_runs"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[*RUNNING, "reported", "set_aside"]), name="evaluation_status"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="reported") | models.Q(reported_at__isnull=False),
                name="evaluation_reported_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="set_aside") | models.Q(set_aside_at__isnull=False),
                name="evaluation_set_aside_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_running(self) -> bool:
        """Whether its committee is at work."""
        return self.status in RUNNING

    @property
    def set_aside_digest(self) -> str:
        """Why and by which article it was set aside, as the journal has it."""
        return digest(self.salt, self.set_aside_for.encode(), self.set_aside_law.encode())

    @transition(field=status, source="convened", target="reviewing")
    def review(self) -> None:
        """Begin with the bids: every member has declared that nothing binds it to a bidder."""

    @transition(field=status, source="reviewing", target="scoring")
    def score(self) -> None:
        """Go on to the scores: every member has signed its review."""

    @transition(field=status, source="scoring", target="reviewing")
    def open_next(self) -> None:
        """Go on to the second envelope of those who passed with the first."""
        self.stage += 1

    @transition(field=status, source=["reviewing", "scoring"], target="reporting")
    def close(self, *, result: bytes, result_sha256: str, report: bytes, report_sha256: str) -> None:
        """Lay this result and this report before the members for their signatures."""
        self.result, self.result_sha256, self.report, self.report_sha256 = (
            result or None,
            result_sha256,
            report,
            report_sha256,
        )

    @transition(field=status, source=["scoring", "reporting"], target="scoring")
    def reopen(self) -> None:
        """Take the result back before the report is signed, so that what the law lets be corrected is signed anew."""
        self.round += 1
        self.result, self.result_sha256, self.report, self.report_sha256 = None, "", None, ""

    @transition(field=status, source=["scoring", "reporting"], target="reviewing")
    def begin_again(self) -> None:
        """Let somebody who has come in another's place review and score, before anything of it counts."""
        self.round += 1
        self.result, self.result_sha256, self.report, self.report_sha256 = None, "", None, ""

    @transition(field=status, source="reporting", target="reported")
    def report_in(self, *, at: datetime) -> None:
        """End: every member has signed, or has said in writing why not."""
        self.reported_at = at

    @transition(field=status, source=[*RUNNING, "reported"], target="set_aside")
    def set_aside(self, *, reason: str, law: str, at: datetime, by: str) -> None:
        """Count no more, for this reason; a new committee, or the same, evaluates under the next number."""
        self.set_aside_for, self.set_aside_law, self.set_aside_at, self.set_aside_by = reason, law, at, by


class Seat(ConcurrentTransitionMixin, models.Model):
    """
    One member's place on the committee of one evaluation; `number` is all that a published file says of who it is.

    Who is replaced keeps row and number, and its opinions count for nothing; whoever comes has the next number
    (招标投标法实施条例 art. 48, 87号令 art. 49). `room` and `city` say where a member of a remote committee sits. The names are
    secret until the result is settled, so the journal has only a salted digest of them.
    """

    class Kind(models.TextChoices):
        """In whose name."""

        EXPERT = "expert", "评审专家"
        REPRESENTATIVE = "representative", "招标人（采购人）代表"

    STANDING: ClassVar = ("seated", "declared")

    id = IdField(prefix="seat")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    member = models.ForeignKey("accounts.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    is_chair = models.BooleanField(default=False)
    city = models.CharField(max_length=100, blank=True)
    room = models.CharField(max_length=100, blank=True)
    salt = models.BinaryField(default=new_salt)
    seated_at = models.DateTimeField()

    status = StateField(max_length=12, default="seated")
    declared_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_for = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        """In the order of numbers; nobody sits twice, and one at most presides."""

        ordering: ClassVar = ["evaluation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="seat_number"),
            models.UniqueConstraint(fields=["evaluation", "member"], name="seat_once"),
            models.UniqueConstraint(
                fields=["evaluation"], condition=models.Q(is_chair=True), name="seat_one_chair"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["seated", "declared"], left_at__isnull=True)
                | models.Q(status__in=["conflicted", "replaced"], left_at__isnull=False),
                name="seat_left_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def stands(self) -> bool:
        """Whether its member is of the committee now."""
        return self.status in self.STANDING

    @property
    def digest(self) -> str:
        """Who sits there, as what."""
        return digest(self.salt, str(self.member_id).encode(), self.kind.encode())

    @property
    def left_digest(self) -> str:
        """Why its member left, as the journal has it: what is said of people's health or ties is not for everybody who reads that."""
        return digest(self.salt, self.left_for.encode())

    @transition(field=status, source="seated", target="declared")
    def declare(self, *, at: datetime) -> None:
        """Take part: its member has signed that nothing binds it to a bidder."""
        self.declared_at = at

    @transition(field=status, source="seated", target="conflicted")
    def avoid(self, *, words: str, at: datetime) -> None:
        """Stand back (回避), before anything of a bid was shown."""
        self.left_for, self.left_at, self.is_chair = words, at, False

    @transition(field=status, source=["seated", "declared"], target="replaced")
    def replace(self, *, words: str, at: datetime) -> None:
        """Leave: absent, ill, or bound to a bidder after all."""
        self.left_for, self.left_at, self.is_chair = words, at, False
