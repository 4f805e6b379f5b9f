"""Who supervises a deal, so that it may say how it goes on where nobody outside saw the log in the deadline's minute."""

from __future__ import annotations

from django.conf import settings

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from trading.models import Deal


def of(deal: Deal) -> str:
    """
    Return the code of the organisation that supervises a deal, empty where the platform knows of none. One query.

    Of several, that which is for fewest sectors and regions beside; never the deal's own organiser or agency, nor whoever
    operates the platform.
    """
    acting = Member.objects.filter(role=Role.SUPERVISOR.value, status=MemberStatus.ACTIVE)
    acting = acting.exclude(party__in=[one for one in (deal.organiser_id, deal.agency_id) if one])
    named = acting.exclude(party__code__isnull=True).exclude(party__code__in=settings.OPERATORS)
    found = [one for one in named.select_related("party") if covers(one, deal)]
    best = min(found, key=lambda one: (_breadth(one), one.party_id), default=None)
    return best.party.code or "" if best else ""


def is_of(deal: Deal, code: str, by: Actor) -> bool:
    """Tell whether the actor acts for the deal's supervisor of this code. One query."""
    if by.role is not Role.SUPERVISOR or not by.covers(region=deal.region, sector=deal.sector):
        return False
    return bool(code) and Member.objects.filter(id=by.member_id, party__code=code).exists()


def covers(member: Member, deal: Deal) -> bool:
    """Tell whether a supervisor's scope has the deal in it."""
    scope = Actor(Role.SUPERVISOR, regions=frozenset(member.regions), sectors=frozenset(member.sectors))
    return scope.covers(region=deal.region, sector=deal.sector)


def _breadth(member: Member) -> tuple[bool, bool, int, int]:
    """How much a supervisor is for; an empty scope is everything."""
    return not member.sectors, not member.regions, len(member.sectors), len(member.regions)
