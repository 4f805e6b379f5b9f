"""The register of experts: who they are, where they work and worked, from whom they stand aside, and when they cannot come."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.fields import IdField

LONGEST_REASON = 500


class Standing(models.TextChoices):
    """Whether an expert may be drawn."""

    ACTIVE = "active", "在库"
    SUSPENDED = "suspended", "暂停"
    REMOVED = "removed", "出库"


class Expert(models.Model):
    """
    An expert as the register has it; a member with that role, once.

    `majors` are codes of `bidding.experts.majors`. `years` are those in the field when admitted; `title` a senior one, or what makes
    the same level (招标投标法 art. 37).
    """

    id = IdField(prefix="xpt")
    member = models.OneToOneField("accounts.Member", models.PROTECT, related_name="expert")
    majors = ArrayField(models.CharField(max_length=8), verbose_name="专业")
    region = models.CharField("常驻地区", max_length=6)
    title = models.CharField("职称", max_length=100)
    years = models.PositiveSmallIntegerField("从业年限")
    telephone = models.CharField("电话", max_length=40, blank=True, default="")
    standing = models.CharField("状态", max_length=12, choices=Standing.choices, default=Standing.ACTIVE)
    standing_reason = models.CharField("原因", max_length=LONGEST_REASON, blank=True, default="")
    suspended_until = models.DateField("暂停至", null=True, blank=True)
    admitted_at = models.DateTimeField("入库时间")
    admitted_by = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "专家"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(majors__len__gt=0), name="expert_has_a_major"),
            models.CheckConstraint(
                condition=Q(standing="active", standing_reason="")
                | (~Q(standing="active") & ~Q(standing_reason="")),
                name="expert_standing_says_why",
            ),
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(standing="suspended"),
                name="expert_until_is_of_a_suspension",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class _Of(models.Model):
    """A party of this platform, or one that is known by its name alone."""

    id = IdField(prefix="xpr")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="%(class)ss")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField("单位名称", max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.id


class Employment(_Of):
    """Where an expert works, or worked until the day `until_on`, which is not part of it."""

    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "任职经历"
        ordering: ClassVar = ["-from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="employment_ends_later",
            ),
            models.UniqueConstraint(
                fields=["expert"], condition=Q(until_on__isnull=True), name="employment_one_now"
            ),
        ]


class Avoidance(_Of):
    """A party from whose deals an expert stands aside by its own word; withdrawn when it no longer holds."""

    reason = models.CharField("原因", max_length=LONGEST_REASON)
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报回避"
        ordering: ClassVar = ["id"]


class Leave(models.Model):
    """Days on which an expert cannot come; the last is one of them."""

    id = IdField(prefix="xlv")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="leaves")
    from_on = models.DateField("起")
    to_on = models.DateField("止")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="leave_ends_no_earlier")
        ]

    def __str__(self) -> str:
        return self.id
