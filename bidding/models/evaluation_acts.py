"""What is done in an evaluation and never undone: signatures, motions and votes, questions and answers, reopenings."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from django.db import models

from bidding.models.digest import digest
from bidding.models.evaluation import LONGEST_WORDS, Evaluation, Seat
from bidding.models.filing import Filing
from bidding.models.restricted import new_salt
from foundation.fields import IdField
from toolkit import canonical


class Signed(models.Model):
    """
    What a member signed: canonical JSON in its bytes, with the detached CMS signature of a certificate of that very person.

    Of the report `stand` says whether the member agrees. Who neither signs nor says in writing why not is `silent`, which counts as
    agreeing (招标投标法实施条例 art. 53, 87号令 art. 61): the centre records it, and there is no signature. What the member says itself
    after that counts in its place.
    """

    class Act(models.TextChoices):
        """What of."""

        DECLARATION = "declaration", "回避声明"
        REVIEWS = "reviews", "审查意见"
        SCORES = "scores", "评分表"
        REPORT = "report", "评标报告"

    class Stand(models.TextChoices):
        """Where a member stands to the report."""

        AGREES = "agrees", "同意"
        DISSENTS = "dissents", "有不同意见"
        SILENT = "silent", "拒绝签字又不书面说明（视为同意）"

    id = IdField(prefix="sgd")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="signed")
    act = models.CharField(max_length=12, choices=Act.choices)
    stage = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    stand = models.CharField(max_length=8, choices=Stand.choices, default=Stand.AGREES)
    content = models.BinaryField()
    signature = models.BinaryField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Once for each envelope and round."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seat", "act", "stage", "round"],
                condition=~models.Q(stand="silent"),
                name="signed_once",
            ),
            models.UniqueConstraint(
                fields=["seat", "round"], condition=models.Q(stand="silent"), name="signed_silent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(stand="agrees") | models.Q(act="report"), name="signed_stand_to_report"
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it: few scores are possible, and the salt keeps the digest from giving them away."""
        return digest(self.salt, self.stand.encode(), self.content, self.signature)


class Motion(models.Model):
    """
    What the committee decides by majority (87号令 art. 61): `about` is the seat, the filing, the question or the motion that it is of, or
    empty.

    `figures` says more of some: `{"name", "amount"}` of a commercial deviation in money, `{"claim"}` of a claimed preference that is
    not granted.
    """

    class Kind(models.TextChoices):
        """What carried means."""

        CHAIR = "chair", "推选组长"
        LOW_PRICE = "low_price", "低价说明成立"
        ADJUSTMENT = "adjustment", "商务偏差折算"
        CLAIM = "claim", "不认定政策优惠"
        GO_ON = "go_on", "有效投标不足但具有竞争性，继续评审"
        REJECT_ALL = "reject_all", "否决所有投标"
        EXTREME = "extreme", "认定评分畸高畸低"
        ASKED = "asked", "认定询标事由和数据成立"
        NAMED = "named", "暗标文件显示投标人身份，否决投标"
        CALL = "call", "要求提交最后报价"
        UNDO = "undo", "撤销已通过的事项"

    id = IdField(prefix="mtn")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="motions")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="motions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=40, blank=True)
    figures = models.JSONField(default=dict)
    words = models.CharField(max_length=LONGEST_WORDS)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were put."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it."""
        figures = (part.encode() for one in sorted(self.figures.items()) for part in one)
        return digest(self.salt, self.kind.encode(), self.about.encode(), self.words.encode(), *figures)


class Vote(models.Model):
    """One member's vote on a motion; what it decides is counted among the seats that stand."""

    id = IdField(prefix="vot")
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    in_favour = models.BooleanField()
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """Once."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["motion", "seat"], name="vote_once")]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """How, and why."""
        return digest(self.salt, b"for" if self.in_favour else b"against", self.words.encode())


class BidQuestion(models.Model):
    """
    What the committee asks a bidder about its bid, with the time by which it answers.

    Of a contradiction in prices `figures` has what stands in the opened bid: `{"statement", "words", "body", "lines": [{"quantity",
    "unit_price", "amount", "slipped"}], "corrected"}`, decimals as text, empty for none; `corrected` is the price that follows.
    """

    class Kind(models.TextChoices):
        """Why."""

        CLARIFICATION = "clarification", "澄清、说明或者补正"
        CORRECTION = "correction", "算术修正确认"
        LOW_PRICE = "low_price", "异常低价说明"

    id = IdField(prefix="evq")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="questions")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="questions")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.CharField(max_length=LONGEST_WORDS)
    figures = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """In the order in which they were asked."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """What is asked of whom, of which figures, and until when."""
        return digest(
            self.salt, self.kind.encode(), str(self.filing_id).encode(), self.words.encode(), canonical.dump(self.figures),
            self.due_at.astimezone(UTC).isoformat().encode(),
        )  # fmt: skip


class BidAnswer(models.Model):
    """A bidder's signed answer, in time; of a correction `stand` says whether it confirms the corrected price."""

    class Stand(models.TextChoices):
        """What it says to the corrected price."""

        SAID = "", "—"
        CONFIRMED = "confirmed", "确认"
        DECLINED = "declined", "不确认"

    question = models.OneToOneField(BidQuestion, models.PROTECT, primary_key=True, related_name="answer")
    stand = models.CharField(max_length=12, choices=Stand.choices, blank=True)
    content = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return str(self.question_id)

    @property
    def digest(self) -> str:
        """All of it."""
        return digest(self.stand.encode(), self.content, self.signature)


class Reopening(models.Model):
    """
    Why scores were taken up again before the report was signed: a cause of 87号令 art. 64, which the report tells.

    `scores` are the bids and criteria that it opens, pair by pair, of extreme scores with the number of the seat; all others stay as
    they were signed.
    """

    class Cause(models.TextChoices):
        """Of the four the two that can be: sums are computed, and no score beyond its bounds is taken."""

        OBJECTIVE = "objective", "客观评审因素评分不一致"
        EXTREME = "extreme", "评分畸高、畸低"

    id = IdField(prefix="rop")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="reopenings")
    round = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=12, choices=Cause.choices)
    scores = models.JSONField(default=list)
    words = models.CharField(max_length=LONGEST_WORDS)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        """One for each round that it begins."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "round"], name="reopening_round")
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """Why, and what it opens."""
        return digest(self.salt, self.cause.encode(), self.words.encode(), canonical.dump(self.scores))
