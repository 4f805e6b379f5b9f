"""What of the accounts may be read, by whom. API and pages ask here."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from accounts.duties import OPEN_ROLES
from accounts.models import ApiToken, Certificate, Invitation, Member, Ownership, Party
from accounts.models.members import MemberStatus
from accounts.models.parties import PartyKind, PartyStatus
from accounts.roles import Role


def parties(actor: Actor) -> QuerySet[Party]:
    """
    Return the parties that the actor may know of.

    Everybody knows of organisations that are proved or that another system published; what somebody merely typed, and
    natural persons, are known to themselves, to the counter that confirms them and to administrators.
    """
    if actor.role in (Role.CENTRE, Role.ADMINISTRATOR):
        return Party.objects.all()
    seen = Q(kind=PartyKind.ORGANISATION) & (~Q(status=PartyStatus.UNVERIFIED) | ~Q(source=""))
    if actor.user_id:
        own = Member.objects.filter(user_id=actor.user_id, status=MemberStatus.ACTIVE)
        seen |= Q(pk__in=own.values("party_id"))
    return Party.objects.filter(seen)


def sees_inside(actor: Actor, party: Party) -> bool:
    """Tell whether the actor reads what a party states of itself: its own members, the counter, administrators."""
    if actor.role in (Role.CENTRE, Role.ADMINISTRATOR):
        return True
    own = Member.objects.filter(user_id=actor.user_id, party=party, status=MemberStatus.ACTIVE)
    return actor.user_id is not None and own.exists()


def members(actor: Actor) -> QuerySet[Member]:
    """Return the members that the actor looks after, and itself."""
    return Member.objects.filter(_kept_by(actor) | Q(pk=actor.member_id)).select_related("user", "party")


def memberships(actor: Actor) -> QuerySet[Member]:
    """Return the capacities that the user has, those of parties that are not verified included."""
    return Member.objects.filter(user_id=actor.user_id, status=MemberStatus.ACTIVE).select_related("party")


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations of the parties that the actor looks after."""
    return Invitation.objects.filter(_kept_by(actor))


def certificates(actor: Actor) -> QuerySet[Certificate]:
    """Return the certificates of the parties that the actor looks after, and of its own."""
    return Certificate.objects.filter(_kept_by(actor) | Q(party_id=actor.party_id, party_id__isnull=False))


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the tokens that the actor may withdraw: its own, its party's, or as an administrator any."""
    return ApiToken.objects.filter(_kept_by(actor, "member__") | Q(member_id=actor.member_id))


def owners(party: Party) -> QuerySet[Ownership]:
    """Return the declared shareholders of a party."""
    return Ownership.objects.filter(owned=party).select_related("owner")


def _kept_by(actor: Actor, path: str = "") -> Q:
    """Return the condition on rows whose party the actor looks after (`rights.require_party_or_administrator`)."""
    if actor.role is Role.ADMINISTRATOR:
        return ~Q(pk=None)
    if actor.role in OPEN_ROLES and actor.party_id:
        return Q(**{f"{path}party_id": actor.party_id})
    return Q(pk=None)
