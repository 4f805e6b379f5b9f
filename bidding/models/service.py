"""What follows a committee's work for its experts: when they were there, what they are owed and were paid, and how they are rated."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bidding.models.digest import digest
from bidding.models.evaluation import Seat
from bidding.models.restricted import new_salt
from foundation.fields import IdField

LONGEST_WORDS = 500
LOWEST, HIGHEST = 1, 5
"""The points of a rating."""
LOW = 2
"""Up to here a rating says why."""


class Service(models.Model):
    """That an expert served: when it came and left, its fee and what its journey cost, in yuan. Written once, after its work."""

    id = IdField(prefix="svc")
    seat = models.OneToOneField(Seat, models.PROTECT, related_name="service")
    came_at = models.DateTimeField("到场时间")
    left_at = models.DateTimeField("离场时间")
    fee = models.DecimalField("劳务报酬", max_digits=12, decimal_places=2)
    travel = models.DecimalField("交通食宿费", max_digits=12, decimal_places=2)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "专家出勤与报酬"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(left_at__gt=F("came_at")), name="service_ends_later"),
            models.CheckConstraint(condition=Q(fee__gte=0, travel__gte=0), name="service_costs_something"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it."""
        came, left = (one.astimezone(UTC).isoformat() for one in (self.came_at, self.left_at))
        said = (came, left, f"{self.fee:.2f}", f"{self.travel:.2f}")
        return digest(self.salt, *(one.encode() for one in said))


class FeePayment(models.Model):
    """That an expert was paid all that it was owed; `reference` is the bank's."""

    service = models.OneToOneField(Service, models.PROTECT, primary_key=True, related_name="payment")
    reference = models.CharField("银行流水号", max_length=100, unique=True)
    paid_on = models.DateField("支付日期")
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "专家报酬支付"

    def __str__(self) -> str:
        return str(self.service_id)

    @property
    def digest(self) -> str:
        """All of it."""
        return digest(self.salt, self.reference.encode(), self.paid_on.isoformat().encode())


class Rating(models.Model):
    """How one side saw an expert's work on one committee, in points of one to five; a low one says why."""

    class Side(models.TextChoices):
        """Who rates."""

        CENTRE = "centre", "交易中心"
        ORGANISER = "organiser", "招标人（采购人）"

    POINTS: ClassVar = ("discipline", "skill", "diligence")

    id = IdField(prefix="rtg")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=12, choices=Side.choices)
    discipline = models.PositiveSmallIntegerField("评审纪律")
    skill = models.PositiveSmallIntegerField("专业能力")
    diligence = models.PositiveSmallIntegerField("履职尽责")
    words = models.CharField("说明", max_length=LONGEST_WORDS, blank=True)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "专家履职评价"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "side"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(discipline__range=(LOWEST, HIGHEST), skill__range=(LOWEST, HIGHEST), diligence__range=(LOWEST, HIGHEST)),
                name="rating_points",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id

    @property
    def digest(self) -> str:
        """All of it: few ratings are possible, and the salt keeps them from being guessed."""
        points = "".join(str(getattr(self, name)) for name in self.POINTS)
        return digest(self.salt, self.side.encode(), points.encode(), self.words.encode())


class RatingReply(models.Model):
    """What the expert says to a rating, once."""

    rating = models.OneToOneField(Rating, models.PROTECT, primary_key=True, related_name="reply")
    words = models.CharField(max_length=LONGEST_WORDS)
    salt = models.BinaryField(default=new_salt)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "专家对评价的说明"

    def __str__(self) -> str:
        return str(self.rating_id)

    @property
    def digest(self) -> str:
        """What it says."""
        return digest(self.salt, self.words.encode())
