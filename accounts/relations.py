"""Which parties stand so close that the law treats them as one side: head, shares, code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Q

from accounts import duties
from accounts.models import Member, Ownership, Party
from accounts.models.members import MemberStatus
from accounts.models.parties import UNIT_CODE
from foundation.errors import Reason
from foundation.text import Text

# A chain of holdings of at least 25 % each thins out fast; beyond this depth only wholly owned chains remain.
DEEPEST_CHAIN = 8

Related = dict[str, list[Reason]]


def related_parties(party_id: str) -> set[str]:
    """Return the ids of the parties that must not face this one on a lot, itself not among them."""
    return set(reasons_of_relation(party_id))


def reasons_of_relation(party_id: str) -> Related:
    """
    Return, for each related party's id, every reason why the two count as one side.

    Related are: the same code, the same head by its confirmed identity number (a mere namesake is a warning to those who
    look, never a reason), and 25 per cent or more of the shares held by one of the other, directly or through others.
    """
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        return {}
    found: Related = defaultdict(list)
    for other_id in _with_the_same_code(party):
        found[other_id].append(duties.SAME_CODE)
    for other_id in _with_the_same_head(party):
        found[other_id].append(duties.SAME_REPRESENTATIVE)
    for upwards in (True, False):
        for other_id, percent in _shares(party, upwards=upwards).items():
            reason = duties.shareholding(percent)
            if reason is not None:
                found[other_id].append(reason)
    found.pop(party.id, None)
    return dict(found)


def reasons_between(party_id: str, others: Collection[str]) -> Related:
    """Return the reasons that tie `party_id` to any of `others`; its own id among them counts as the same code."""
    related = reasons_of_relation(party_id)
    tied = {other: related[other] for other in others if other in related}
    if party_id in others:
        tied[party_id] = [duties.SAME_CODE]
    return tied


def one_side(party_id: str, others: Collection[str]) -> list[Text]:
    """
    Return why a party and any of `others` may not face each other as bidders, each reason once, whoever it ties to.

    They may not under one head, nor when one controls the other: only what is proved or confirmed counts.
    """
    party = Party.objects.filter(pk=party_id).first()
    if party is None or not others:
        return []
    among = set(others)
    held = Q(owned=party, owner__in=among) | Q(owner=party, owned__in=among)
    control = Ownership.objects.filter(held, confirmed=True, share__gt=duties.CONTROLLING_PERCENT)
    ties = {
        duties.ONE_UNIT: bool(among & set(_with_the_same_code(party))),
        duties.ONE_HEAD: bool(among & set(_with_the_same_head(party))),
        duties.CONTROL: control.exists(),
    }
    return [words for words, holds in ties.items() if holds]


def operators() -> set[str]:
    """Return the ids of the parties that run the platform."""
    return set(
        Member.objects.filter(
            role__in=[role.value for role in duties.OPERATOR_ROLES], status=MemberStatus.ACTIVE
        ).values_list("party_id", flat=True)
    )


def _with_the_same_code(party: Party) -> Iterable[str]:
    if not party.code:
        return ()
    # Places 9 to 17 name the unit (GB 32100-2015); the first eight change with its registration office.
    same = Party.objects.alias(unit=UNIT_CODE).filter(unit=party.code[8:17])
    return same.exclude(pk=party.pk).values_list("pk", flat=True)


def _with_the_same_head(party: Party) -> Iterable[str]:
    if not party.representative_digest:
        return ()
    same = Party.objects.filter(representative_digest=party.representative_digest)
    return same.exclude(pk=party.pk).values_list("pk", flat=True)


def _shares(party: Party, *, upwards: bool) -> dict[str, Decimal]:
    """
    Return the largest chain of holdings from `party` to each of its owners (`upwards`) or holdings, in per cent.

    The shares along a chain are multiplied. Shareholders known only by name count as the party of that name.
    """
    reached = {party.id: Decimal(100)}
    frontier = {party.id: Decimal(100)}
    for _ in range(DEEPEST_CHAIN):
        following: dict[str, Decimal] = {}
        for here, there, share in _links(frontier, upwards=upwards):
            percent = frontier[here] * share / 100
            if percent >= duties.SHAREHOLDER_PERCENT and percent > reached.get(there, Decimal(0)):
                reached[there] = following[there] = percent
        if not following:
            break
        frontier = following
    del reached[party.id]
    return reached


def _links(frontier: Collection[str], *, upwards: bool) -> Iterable[tuple[str, str, Decimal]]:
    near, far = ("owned_id", "owner_id") if upwards else ("owner_id", "owned_id")
    known = Ownership.objects.filter(**{f"{near}__in": list(frontier)}, owner__isnull=False)
    yield from known.values_list(near, far, "share")
    yield from _named_links(frontier, upwards=upwards)


def _named_links(frontier: Collection[str], *, upwards: bool) -> Iterable[tuple[str, str, Decimal]]:
    if upwards:
        rows = list(
            Ownership.objects.filter(owned_id__in=list(frontier), owner__isnull=True).values_list(
                "owned_id", "owner_name", "share"
            )
        )
        by_name = _ids_by_name(name for _, name, _ in rows)
        for owned_id, name, share in rows:
            for owner_id in by_name.get(name, ()):
                yield owned_id, owner_id, share
        return
    named = list(Party.objects.filter(pk__in=list(frontier)).values_list("pk", "name"))
    declared = Ownership.objects.filter(owner__isnull=True, owner_name__in=[name for _, name in named])
    for written, owned_id, share in declared.values_list("owner_name", "owned_id", "share"):
        for owner_id, name in named:
            if name == written:
                yield owner_id, owned_id, share


def _ids_by_name(names: Iterable[str]) -> dict[str, list[str]]:
    wanted = set(names)
    found: dict[str, list[str]] = defaultdict(list)
    if wanted:
        for party_id, name in Party.objects.filter(name__in=wanted).values_list("pk", "name"):
            found[name].append(party_id)
    return found
