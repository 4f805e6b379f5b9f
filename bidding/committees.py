"""Who evaluates a lot: whoever sits in its evaluation; before, the committee that was named or released an envelope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.actor import Actor
from accounts.duties import OPERATOR_ROLES
from accounts.models import Certificate, Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.evaluation import sitting
from bidding.models import Committee, JointMember, StageRelease
from bidding.sealed import persons
from foundation.errors import Invalid
from foundation.text import Text
from toolkit.proceedings import Stage
from trading.models import Lot


def check(fingerprints: Sequence[str], lot: Lot, at: datetime) -> None:
    """
    Refuse a committee that somebody made up: the platform knows each certificate, which is good at `at`, as one expert's, who is there
    once, belongs to no party to the lot and does not run the platform.

    :raises Invalid: `stage_committee`.
    """
    known = set(_eligible(fingerprints, lot, at).values_list("fingerprint", flat=True))
    if sorted(known) != sorted(fingerprints) or not persons.are_distinct(fingerprints):
        raise Invalid(
            "stage_committee",
            Text(
                "评委会名单中有人不是本平台登记的、证书有效的评审专家，或者与本标段各方、平台运营方有关，或者一人列名两次",
                "Somebody on the committee is no expert whom this platform knows by a valid certificate, belongs to a party to this lot or "
                "to an operator of the platform, or is there twice",
            ),
        )


def sits_on(lot: Lot, actor: Actor, at: datetime, *, reads_blind: bool = False) -> bool:
    """
    Tell whether the actor is of the committee that evaluates the lot now, and is still known as somebody without part in it.

    Once an evaluation is convened, those alone who sit in it and have declared that nothing binds them to a bidder. What is to be
    read without a name nobody of them reads by its name, and the other way round.
    """
    evaluation = sitting.latest(lot)
    if evaluation is not None:
        seat = sitting.seat_of(evaluation, actor) if evaluation.is_running else None
        if seat is None or seat.status != "declared" or evaluation.is_blind != reads_blind:
            return False
        return seat.kind != "expert" or not insiders(lot).filter(id=actor.member_id).exists()
    if reads_blind or actor.role is not Role.EXPERT or actor.member_id is None:
        return False
    return _eligible(standing(lot), lot, at).filter(member=actor.member_id).exists()


def standing(lot: Lot) -> Collection[str]:
    """Return the committee that stands: the last that was named; where none was, that of the last release."""
    named = Committee.objects.filter(lot=lot).order_by("-number").first()
    if named is not None:
        return list(named.certificates)
    released = StageRelease.objects.filter(freeze=lot.id).order_by("-stage").first()
    return Stage.from_bytes(bytes(released.content)).committee if released is not None else ()


def insiders(lot: Lot) -> QuerySet[Member]:
    """Return every membership of those who under any of theirs act for a party to the lot or run the platform: they judge nothing of it."""
    parties = {
        lot.deal.organiser_id,
        lot.deal.agency_id,
        *lot.registrations.values_list("party_id", flat=True),
        *JointMember.objects.filter(lot=lot, stands=True).values_list("party_id", flat=True),
    }
    acting = _acting().filter(
        Q(party__in=parties - {None}) | Q(party__code__in=settings.OPERATORS) | Q(role__in=[role.value for role in OPERATOR_ROLES])
        | Q(user__is_staff=True)
    )  # fmt: skip
    return Member.objects.filter(user__in=acting.values("user"))


def _eligible(fingerprints: Collection[str], lot: Lot, at: datetime) -> QuerySet[Certificate]:
    """Return those of these certificates that are good at `at` and of experts who are no insiders of the lot."""
    experts = _acting().filter(role=Role.EXPERT.value).exclude(id__in=insiders(lot).values("id"))
    return Certificate.objects.filter(
        member__in=experts, fingerprint__in=fingerprints, revoked_at__isnull=True, not_before__lte=at, not_after__gt=at,
    )  # fmt: skip


def _acting() -> QuerySet[Member]:
    return Member.objects.filter(status=MemberStatus.ACTIVE, user__is_active=True)
