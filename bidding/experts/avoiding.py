"""Who stands aside on a lot: every cause that the platform can find by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts import names, relations
from accounts.models import Member, Party
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding import committees
from bidding.models import Avoidance, Employment, Expert, JointMember
from bidding.sealed import supervisors
from foundation import clock
from trading.law import avoidance
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Sides:
    """
    Who must not evaluate a lot, as it stands: the parties to it and their names, those tied to them, people who act for any of them
    or supervise it.
    """

    parties: frozenset[str]
    tied: frozenset[str]
    names: frozenset[str]
    insiders: frozenset[str]
    supervisors: frozenset[str]
    on: date


def sides(lot: Lot, at: datetime) -> Sides:
    """Return the sides of a lot, read once for all experts. Parties that are gone, or declined a joint bid, are none."""
    parties = {
        lot.deal.organiser_id, *filter(None, [lot.deal.agency_id]),
        *lot.registrations.exclude(status="withdrawn").values_list("party_id", flat=True),
        *JointMember.objects.filter(lot=lot, stands=True).values_list("party_id", flat=True),
    }  # fmt: skip
    tied = set().union(*(relations.related_parties(one) for one in parties)) - parties
    said = Party.objects.filter(id__in=parties | tied).values_list("name", flat=True)
    return Sides(
        frozenset(parties), frozenset(tied), frozenset(map(names.fold, said)),
        frozenset(committees.insiders(lot).values_list("user_id", flat=True)), frozenset(_supervisors(lot)),
        at.astimezone(clock.ZONE).date(),
    )  # fmt: skip


def causes(expert: Expert, of: Sides, *, known: datetime | None = None) -> list[str]:
    """
    Return every cause for which an expert stands aside, by its code, in the order of `avoidance.CAUSES`; empty if there is none.

    Of its employers, whom the centre notes, those are asked that were `known` at an instant, if one is given. Whether the register
    still has it in standing is asked of `register.in_standing`.
    """
    found = {
        "insider": expert.member.user_id in of.insiders,
        "supervises": expert.member.user_id in of.supervisors,
        "declared": any(_is_of(one, of) for one in expert.avoidances.all() if one.withdrawn_at is None),
        **_employed((one for one in expert.employments.all() if known is None or one.noted_at <= known), of),
    }
    return [code for code in avoidance.CAUSES if found.get(code)]


def _employed(those: Iterable[Employment], of: Sides) -> dict[str, bool]:
    since, found = avoidance.employed_since(of.on), dict[str, bool]()
    for one in those:
        now = one.until_on is None or one.until_on > of.on
        lately = not now and one.until_on is not None and one.until_on > since
        is_party = one.party_id in of.parties or (not one.party_id and names.fold(one.name) in of.names)
        found["employed"] = found.get("employed", False) or (now and is_party)
        found["employed_before"] = found.get("employed_before", False) or (lately and is_party)
        found["affiliated"] = found.get("affiliated", False) or (now and one.party_id in of.tied)
    return found


def _is_of(one: Avoidance, of: Sides) -> bool:
    if one.party_id:
        return one.party_id in of.parties | of.tied
    return names.fold(one.name) in of.names


def _supervisors(lot: Lot) -> Iterable[str]:
    acting = Member.objects.filter(role=Role.SUPERVISOR.value, status=MemberStatus.ACTIVE)
    return (one.user_id for one in acting if supervisors.covers(one, lot.deal))
