"""Who was drawn for a lot, and how its draw stands."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding.experts import avoiding, publishing, register, seals
from bidding.models import Draw, DrawAct, Evaluation, Expert, PoolEntry, Representative, Seat
from foundation import clock
from toolkit.draws import drawing
from trading import queries
from trading.law.committees import AWARDED
from trading.models import Lot


def draws(lot: Lot, purpose: str = Draw.Purpose.EXPERTS) -> QuerySet[Draw]:
    """Return the draws of a lot for a purpose, the last first; plans that were given up are none."""
    return Draw.objects.filter(lot=lot, purpose=purpose).exclude(status="dropped").order_by("-number")


def published(lot: Lot) -> QuerySet[Draw]:
    """Return those whose pool is fixed: what everybody may know."""
    return draws(lot).exclude(status="planned")


def visible(lot: Lot, actor: Actor) -> QuerySet[Draw]:
    """Return the draws that the actor may know of: a mere plan is for those who watch the deal, and so for who contributes."""
    return draws(lot) if queries.watches(actor, lot.deal) else published(lot)


def current(lot: Lot) -> QuerySet[Draw]:
    """
    Return the draws that count for the committee of a lot, the last first: those whose pool was not fixed before the last evaluation was
    set aside.
    """
    aside = Evaluation.objects.filter(lot=lot, status="set_aside").order_by("-number").first()
    since = Q() if aside is None else Q(fixed_at__isnull=True) | Q(fixed_at__gt=aside.set_aside_at)
    return draws(lot).filter(since)


def held(lot: Lot) -> Draw | None:
    """Return the last of the draws that count whose pool was fixed; None where nobody could have been drawn yet."""
    return current(lot).exclude(status="planned").first()


def accepted(lot: Lot) -> list[Member]:
    """
    Return the experts who take the seats of a lot's committee, in the order of the draws: who accepted in those that count, and may
    still sit. Empty while places are being asked for.

    It is for the platform's own use: whoever shows it to somebody answers for that.
    """
    return [one.member for one in chosen(lot, clock.now())]


def chosen(lot: Lot, at: datetime) -> list[Expert]:
    """Return the entries of the register of those whom `accepted` names, as of an instant."""
    last = held(lot)
    if last is None or last.status == "fixed" or (last.status == "calling" and not _is_complete(last)):
        return []
    of, left = avoiding.sides(lot, at), gone(lot)
    found = []
    for draw in _complete(lot):
        called = [seals.read(one).expert for one in _standing(draw)]
        fit = register.in_standing(max(draw.work_on, of.on)).filter(id__in=called)
        rows = {one.id: one for one in fit if one.member_id not in left and not avoiding.causes(one, of)}
        found += [rows[one] for one in called if one in rows]
    return found


def places_lacking(lot: Lot, at: datetime) -> int | None:
    """
    Return how many places of those that the first complete draw was to fill nobody may take now: it left, was replaced, or must not
    sit; None where no draw that counts is complete.
    """
    complete = _complete(lot)
    return sum(wanted for _, wanted in complete[0].groups) - len(chosen(lot, at)) if complete else None


def sat_before(lot: Lot) -> set[str]:
    """Return the users whom a further draw leaves out: who sat as an expert in an evaluation of the lot, or was drawn for this one."""
    seats = Seat.objects.filter(evaluation__lot=lot, kind=Seat.Kind.EXPERT)
    called = [seals.read(one).expert for draw in _complete(lot) for one in _standing(draw)]
    return {
        *seats.values_list("member__user", flat=True),
        *Expert.objects.filter(id__in=called).values_list("member__user", flat=True),
    }


def representatives(lot: Lot) -> list[Member]:
    """Return whom the organiser sends to the committee beside those who were drawn, in the order of naming; who left is none."""
    left = gone(lot)
    rows = Representative.objects.filter(draw__in=current(lot)).select_related("member").order_by("id")
    return list({one.member_id: one.member for one in rows if one.member_id not in left}.values())


def _complete(lot: Lot) -> list[Draw]:
    rows = current(lot).filter(status__in=["calling", "ended"], end__in=["", "complete"]).order_by("number")
    return [one for one in rows if _is_complete(one)]


def _is_complete(draw: Draw) -> bool:
    return drawing.calls(publishing.file(draw)).ending == "complete"


def _standing(draw: Draw) -> list[PoolEntry]:
    """Return the entries that have a place, in the order of the draw."""
    acts = drawing.calls(publishing.file(draw)).standing()
    rows = {one.entry: one for one in draw.entries.filter(entry__in=[act.entry for act in acts])}
    return [rows[act.entry] for act in acts]


def gone(lot: Lot) -> set[str]:
    """Return the members who have left the committee that sits."""
    seats = Seat.objects.filter(evaluation__lot=lot, left_at__isnull=False)
    return set(seats.exclude(evaluation__status="set_aside").values_list("member", flat=True))


def names_are_known(lot: Lot) -> bool:
    """Tell whether the law lets everybody know who evaluated a lot."""
    rule = lot.procedure.committee
    return lot.phase in (rule.known_in if rule is not None else AWARDED)


def own_entries(actor: Actor) -> QuerySet[PoolEntry]:
    """Return the entries by which the expert who asks was called, with its acts, the newest draw first; empty for everybody else."""
    own = Expert.objects.filter(member=actor.member_id).first() if actor.role is Role.EXPERT else None
    if own is None:
        return PoolEntry.objects.none()
    # A handle is of one draw: there is none that finds them all.
    handles = [
        seals.handle(one, own.id)
        for one in Draw.objects.filter(purpose=Draw.Purpose.EXPERTS, status__in=["calling", "ended"]).only(
            "id"
        )
    ]
    found = PoolEntry.objects.filter(handle__in=handles, acts__act="called").distinct()
    acts = Prefetch("acts", DrawAct.objects.order_by("number"))
    return found.select_related("draw__lot__deal").prefetch_related(acts).order_by("-draw")


def is_of_the_desk(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor works for the centre in whose scope the lot lies: its desk for draws."""
    return actor.role is Role.CENTRE and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
