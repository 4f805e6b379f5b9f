"""Who evaluates a lot, as far as the platform is told today: the committee that was named for it, or that released its second envelope."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.models import Certificate, Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.models import Committee, JointMember, StageRelease
from bidding.sealed import persons
from foundation.errors import Invalid
from foundation.text import Text
from toolkit.proceedings import Stage
from trading.models import Lot


def check(fingerprints: Sequence[str], lot: Lot) -> None:
    """
    Refuse a committee that somebody made up: the platform knows each certificate as one expert's, who is there once and
    belongs to no party to the lot.

    :raises Invalid: `stage_committee`.
    """
    known = set(_eligible(fingerprints, lot).values_list("fingerprint", flat=True))
    if sorted(known) != sorted(fingerprints) or not persons.are_distinct(fingerprints):
        raise Invalid(
            "stage_committee",
            Text(
                "评委会名单中有人不是本平台登记的、与本标段各方无关的评审专家，或者一人列名两次",
                "Somebody on the committee is no expert known to this platform, belongs to a party to this lot, or is there twice",
            ),
        )


def sits_on(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor is of the committee that evaluates the lot, and is still known as an expert without part in it."""
    if actor.role is not Role.EXPERT or actor.member_id is None:
        return False
    return _eligible(_standing(lot), lot).filter(member=actor.member_id).exists()


def _standing(lot: Lot) -> Collection[str]:
    """Return the committee that stands: the last that was named; where none was, that of the last release."""
    named = Committee.objects.filter(lot=lot).order_by("-number").first()
    if named is not None:
        return list(named.certificates)
    released = StageRelease.objects.filter(freeze=lot.id).order_by("-stage").first()
    return Stage.from_bytes(bytes(released.content)).committee if released is not None else ()


def _eligible(fingerprints: Collection[str], lot: Lot) -> QuerySet[Certificate]:
    """Return those of these certificates that are experts', who act for no party to the lot under any of their memberships."""
    parties = {
        lot.deal.organiser_id,
        lot.deal.agency_id,
        *lot.registrations.values_list("party_id", flat=True),
        *JointMember.objects.filter(lot=lot, stands=True).values_list("party_id", flat=True),
    }
    acting = Member.objects.filter(status=MemberStatus.ACTIVE)
    insiders = acting.filter(party__in=parties - {None}).values("user")
    return Certificate.objects.filter(
        member__in=acting.filter(role=Role.EXPERT.value).exclude(user__in=insiders),
        fingerprint__in=fingerprints, revoked_at__isnull=True,
    )  # fmt: skip
