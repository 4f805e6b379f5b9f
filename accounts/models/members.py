"""Who acts for whom, in which capacity."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When

from accounts import words
from accounts.models.parties import Party
from accounts.roles import Role
from foundation.fields import IdField

HELD_ROLES = [role for role in Role if role not in (Role.CLOCK, Role.PUBLIC)]

ROLE_CHOICES = [(role.value, words.ROLES[role].zh) for role in HELD_ROLES]


class MemberStatus(models.TextChoices):
    """Whether a member may still act."""

    ACTIVE = "active", "有效"
    REVOKED = "revoked", "已撤销"


def _is_one_of(*roles: Role) -> Case:
    return Case(
        When(role__in=[role.value for role in roles], then=Value(1)),
        default=Value(0),
        output_field=models.IntegerField(),
    )


_ACTIVE = Q(status=MemberStatus.ACTIVE)


class Member(models.Model):
    """
    One user acting for one party in one role.

    The exclusion constraints are the last line of the rules that `accounts.duties` explains: they hold
    against a race and against a hand in the database.
    """

    id = IdField(prefix="mem")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    role = models.CharField("角色", max_length=16, choices=ROLE_CHOICES)
    regions = ArrayField(models.CharField(max_length=6), verbose_name="地区范围", default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), verbose_name="行业范围", default=list, blank=True)
    status = models.CharField("状态", max_length=8, choices=MemberStatus.choices, default=MemberStatus.ACTIVE)
    created_at = models.DateTimeField("加入时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成员"
        constraints = [
            models.UniqueConstraint(fields=["user", "party", "role"], name="member_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in HELD_ROLES]), name="member_role_is_held"
            ),
            models.CheckConstraint(
                condition=_ACTIVE & Q(revoked_at__isnull=True)
                | Q(status=MemberStatus.REVOKED, revoked_at__isnull=False),
                name="member_revoked_has_its_time",
            ),
            ExclusionConstraint(
                name="member_administrator_holds_nothing_else",
                expressions=[("user", "="), (_is_one_of(Role.ADMINISTRATOR), "<>")],
                condition=_ACTIVE,
            ),
            ExclusionConstraint(
                name="member_centre_staff_do_not_bid",
                expressions=[("user", "="), (_is_one_of(Role.CENTRE), "<>")],
                condition=_ACTIVE & Q(role__in=[Role.CENTRE.value, Role.BIDDER.value]),
            ),
            ExclusionConstraint(
                name="member_operators_party_does_not_bid",
                expressions=[("party", "="), (_is_one_of(Role.BIDDER), "<>")],
                condition=_ACTIVE
                & Q(role__in=[Role.CENTRE.value, Role.ADMINISTRATOR.value, Role.BIDDER.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.role}"

    @property
    def is_active(self) -> bool:
        """Tell whether the member has not been revoked."""
        return self.status == MemberStatus.ACTIVE


class Invitation(models.Model):
    """An offer to one e-mail address to act for a party; the link's secret is kept as a digest only."""

    id = IdField(prefix="inv")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField("角色", max_length=16, choices=ROLE_CHOICES)
    regions = ArrayField(models.CharField(max_length=6), verbose_name="地区范围", default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), verbose_name="行业范围", default=list, blank=True)
    email = models.EmailField("电子邮箱")
    token_digest = models.CharField("密钥摘要", max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    created_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    accepted_as = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邀请"

    def __str__(self) -> str:
        return self.id
