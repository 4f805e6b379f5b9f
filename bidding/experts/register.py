"""Who may read the register of experts: the centre those of its region, and everybody the own entry."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actor import Actor
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.models import Expert, Leave
from foundation.codes import region_prefix
from foundation.errors import Forbidden
from foundation.text import Text


def experts(actor: Actor) -> QuerySet[Expert]:
    """
    Return the experts whom the actor keeps.

    :raises Forbidden: `role_not_allowed` unless it is of a centre: who is in the register is private.
    """
    if actor.role is not Role.CENTRE:
        raise Forbidden(
            "role_not_allowed", Text("只有交易中心管理专家库", "Only the centre keeps the register")
        )
    scope = Q() if actor.regions else ~Q(pk=None)
    for region in actor.regions:
        scope |= Q(region__startswith=region_prefix(region))
    return _whole().filter(scope)


def check_expert(actor: Actor) -> None:
    """Refuse whoever acts as no expert. :raises Forbidden: `role_not_allowed`."""
    if actor.role is not Role.EXPERT:
        raise Forbidden("role_not_allowed", Text("只有专家可以查看", "Only experts see this"))


def own(actor: Actor) -> QuerySet[Expert]:
    """Return the entry of the expert who asks; empty for everybody else."""
    if actor.role is not Role.EXPERT or actor.member_id is None:
        return Expert.objects.none()
    return _whole().filter(member=actor.member_id)


def in_standing(on: date) -> QuerySet[Expert]:
    """Return those who may be called to work on a day: not suspended or removed, and `present`."""
    return present(on).filter(Q(standing="active") | Q(standing="suspended", suspended_until__lte=on))


def present(on: date) -> QuerySet[Expert]:
    """Return those who can come on a day, whatever the centre says of them: not away, with an account. Scope is not asked."""
    away = Leave.objects.filter(
        expert=OuterRef("pk"), withdrawn_at__isnull=True, from_on__lte=on, to_on__gte=on
    )
    found = Expert.objects.filter(
        ~Exists(away), member__role=Role.EXPERT.value, member__status=MemberStatus.ACTIVE,
        member__user__is_active=True,
    )  # fmt: skip
    return found.select_related("member__user").prefetch_related("employments__party", "avoidances")


def _whole() -> QuerySet[Expert]:
    found = Expert.objects.select_related("member__user")
    return found.prefetch_related("employments", "avoidances", "leaves")
