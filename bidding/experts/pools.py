"""The pool of a draw: who of the register may be drawn for a lot, as entries that show nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import names
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.experts import avoiding, seals
from bidding.experts.seals import Sealed
from bidding.models import Draw, Expert, Leave, PoolEntry
from foundation.codes import region_prefix
from toolkit.draws import drawing


def candidates(draw: Draw, at: datetime) -> QuerySet[Expert]:
    """
    Return those of the register whom a draw may call: in standing and free on the day of the work, of a major and the region that
    the plan names. Whether they must stand aside is not asked yet.
    """
    away = Leave.objects.filter(
        expert=OuterRef("pk"), withdrawn_at__isnull=True, from_on__lte=draw.work_on, to_on__gte=draw.work_on
    )
    drawable = Q(standing="active") | Q(standing="suspended", suspended_until__lte=draw.work_on)
    found = Expert.objects.filter(
        drawable, ~Exists(away), majors__overlap=[group for group, _ in draw.groups], admitted_at__lte=at,
        member__role=Role.EXPERT.value, member__status=MemberStatus.ACTIVE, member__user__is_active=True,
    )  # fmt: skip
    if draw.region:
        found = found.filter(region__startswith=region_prefix(draw.region))
    return found.select_related("member").prefetch_related("employments__party", "avoidances").order_by("id")


def entries(draw: Draw, at: datetime) -> Iterator[PoolEntry]:
    """Yield the pool's rows, unsaved: of one person one at most, of nobody who must stand aside, or of whom no employer is known."""
    of, units = avoiding.sides(draw.lot, at), dict[str, tuple[str, str]]()
    wanted, seen = {group for group, _ in draw.groups}, set[str]()
    for expert in candidates(draw, at):
        unit = unit_of(expert)
        if not unit or expert.member.user_id in seen or avoiding.causes(expert, of):
            continue
        seen.add(expert.member.user_id)
        # Names that look the same are one unit: two of it must not get in by a space.
        spelt, unit_salt = units.setdefault(names.fold(unit), (unit, secrets.token_hex(32)))
        whom = Sealed(expert.id, spelt, tuple(sorted(expert.majors)), secrets.token_hex(32), unit_salt)
        hidden = drawing.unit_of(whom.unit, whom.unit_salt)
        yield PoolEntry(
            draw=draw, entry=drawing.entry_of(whom.expert, hidden, whom.majors, whom.salt), unit=hidden,
            groups=sorted(wanted & {*expert.majors}), handle=seals.handle(draw, expert.id), sealed=seals.seal(whom),
        )  # fmt: skip


def unit_of(expert: Expert) -> str:
    """Return the name of the unit for which an expert works now; empty if the register has none."""
    now = next((one for one in expert.employments.all() if one.until_on is None), None)
    if now is None:
        return ""
    return now.party.name if now.party is not None else now.name
