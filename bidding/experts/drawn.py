"""Who was drawn for a lot, and how its draw stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding.experts import avoiding, publishing, register, seals
from bidding.models import Chosen, Draw, DrawAct, Evaluation, Expert, PoolEntry, Representative, Seat
from bidding.models.evaluation import RUNNING
from foundation import clock
from toolkit.draws import drawing
from trading import queries
from trading.law.committees import AWARDED
from trading.models import Lot

_EXAMINED = Q(is_prequalification=True, status="reported")
_SAT_FOR_APPLICANTS = Q(evaluation__is_prequalification=True, evaluation__status="reported")
"""Whoever examined the applicants may be drawn again: no law keeps it from judging the bids."""


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
    Return the draws that count for the committee of a lot, the last first: those whose pool was not fixed before the last committee that
    sits no more had its end.
    """
    ended = _ended_at(lot)
    since = Q() if ended is None else Q(fixed_at__isnull=True) | Q(fixed_at__gt=ended)
    return draws(lot).filter(since)


def held(lot: Lot) -> Draw | None:
    """Return the last of the draws that count whose pool was fixed; None where nobody could have been drawn yet."""
    return current(lot).exclude(status="planned").first()


def is_planned(lot: Lot) -> bool:
    """Tell whether a draw is planned whose pool is not fixed yet."""
    return current(lot).filter(status="planned").exists()


def accepted(lot: Lot) -> list[Member]:
    """
    Return the experts who take the seats of a lot's committee, in the order of the draws: who accepted in those that count, and may
    still sit; where nobody was left to call, or no draw was held, those as well whom the organiser chose. Empty while places are
    being asked for.

    It is for the platform's own use: whoever shows it to somebody answers for that.
    """
    return [one.member for one in chosen(lot, clock.now())]


def chosen(lot: Lot, at: datetime) -> list[Expert]:
    """Return the entries of the register of those whom `accepted` names, as of an instant."""
    last = held(lot)
    if last is None:
        return _chosen(lot, at)
    if last.status == "fixed" or (last.status == "calling" and not _is_complete(last)):
        return []
    found = fit(lot, _complete(lot), at)
    if last.end == "exhausted":
        found += [*fit(lot, [last], at), *_chosen(lot, at)]
    return found


def fit(lot: Lot, those: Iterable[Draw], at: datetime) -> list[Expert]:
    """
    Return who accepted in these draws and may still sit, in their order.

    What the centre writes into the register of somebody who was called has no effect on that draw: that it must not sit is said by two
    (`bidding.actions.leaving_out`).
    """
    of, left = avoiding.sides(lot, at), gone(lot)
    found = []
    for draw in those:
        called = {seals.read(one).expert: one.called_at for one in _standing(draw)}
        rows = _able(of, max(draw.work_on, of.on), called)
        found += [rows[one] for one in called if one in rows and rows[one].member_id not in left]
    return found


def _able(of: avoiding.Sides, on: date, those: Mapping[str, datetime]) -> dict[str, Expert]:
    """Return who of these experts may sit on a day, by id, as the register was at an instant of each."""
    rows = register.present(on).filter(id__in=those)
    return {one.id: one for one in rows if not avoiding.causes(one, of, known=those[one.id])}


def choices(lot: Lot) -> list[Chosen]:
    """
    Return whom the organiser chose, and has not taken back, for the committee that is to sit, or sits: where no draw was held, or the
    last found too few.
    """
    ended, last = _ended_at(lot), held(lot)
    rows = Chosen.objects.filter(lot=lot, draw=last, withdrawn__isnull=True).select_related("member")
    return list(rows if last is not None or ended is None else rows.filter(at__gt=ended))


def _chosen(lot: Lot, at: datetime) -> list[Expert]:
    of, left = avoiding.sides(lot, at), gone(lot)
    named = {one.member_id: one.at for one in choices(lot) if one.member_id not in left}
    ids = dict(Expert.objects.filter(member__in=named).values_list("member", "id"))
    able = _able(of, of.on, {ids[member]: since for member, since in named.items() if member in ids})
    return [able[ids[one]] for one in named if ids.get(one) in able]


def _ended_at(lot: Lot) -> datetime | None:
    """Return when the last evaluation was set aside, or the applicants' examination reported: the next committee is another."""
    rows = Evaluation.objects.filter(Q(status="set_aside") | _EXAMINED, lot=lot)
    last = rows.order_by("-number").first()
    return None if last is None else last.set_aside_at or last.reported_at


def places_lacking(lot: Lot, at: datetime) -> int | None:
    """
    Return how many places nobody may take now. While a committee sits: those from which somebody went, expert or representative, and
    for which nobody waits who was drawn or chosen. Before that: of those that the first complete draw was to fill, whose expert left
    or must not sit; None where no draw that counts is complete.
    """
    running = Evaluation.objects.filter(lot=lot, status__in=RUNNING).first()
    if running is not None:
        seats = list(running.seats.all())
        standing = {one.member_id for one in seats if one.stands}
        waiting = [one for one in chosen(lot, at) if one.member_id not in standing]
        return sum(one.seated_at == running.began_at for one in seats) - len(standing) - len(waiting)
    complete = _complete(lot)
    return sum(wanted for _, wanted in complete[0].groups) - len(fit(lot, complete, at)) if complete else None


def experts_at_work(lot: Lot, at: datetime) -> int:
    """Return how many experts a committee has beside those whom a further draw finds: who sits, and who waits to."""
    seats = Seat.objects.filter(evaluation__lot=lot, evaluation__status__in=RUNNING, kind=Seat.Kind.EXPERT)
    sitting = set(seats.filter(status__in=Seat.STANDING).values_list("member", flat=True))
    waiting = chosen(lot, at) if sitting else fit(lot, _complete(lot), at)
    return len(sitting | {one.member_id for one in waiting})


def sat_before(lot: Lot) -> set[str]:
    """Return the users whom a further draw leaves out: who sat as an expert in an evaluation of the lot, or was drawn for this one."""
    seats = Seat.objects.filter(evaluation__lot=lot, kind=Seat.Kind.EXPERT).exclude(_SAT_FOR_APPLICANTS)
    called = [seals.read(one).expert for draw in _complete(lot) for one in _accepted(draw)]
    return {
        *seats.values_list("member__user", flat=True),
        *Expert.objects.filter(id__in=called).values_list("member__user", flat=True),
    }


def representatives(lot: Lot) -> list[Member]:
    """Return whom the organiser sends to the committee beside its experts, in the order of naming; who left is none."""
    left = gone(lot)
    rows = Representative.objects.filter(draw__in=current(lot)).select_related("member").order_by("id")
    own = [one.member for one in choices(lot) if one.member.role == Role.ORGANISER.value]
    return list({one.id: one for one in [*(one.member for one in rows), *own] if one.id not in left}.values())


def _complete(lot: Lot) -> list[Draw]:
    rows = current(lot).filter(status__in=["calling", "ended"], end__in=["", "complete"]).order_by("number")
    return [one for one in rows if _is_complete(one)]


def _is_complete(draw: Draw) -> bool:
    return drawing.calls(publishing.file(draw)).ending == "complete"


def _standing(draw: Draw) -> list[Any]:
    """Return the entries that have a place, in the order of the draw; without those that were left out once its file was written."""
    return [one for one in _accepted(draw) if not one.is_left_out]


def _accepted(draw: Draw) -> list[Any]:
    """Return the entries that the draw's file gives a place, in its order, each with when it was called, and whether it is left out."""
    acts = drawing.calls(publishing.file(draw)).standing()
    avoided = DrawAct.objects.filter(entry=OuterRef("pk"), act="avoided")
    rows = draw.entries.filter(entry__in=[act.entry for act in acts])
    found = {one.entry: one for one in rows.annotate(called_at=Min("acts__at"), is_left_out=Exists(avoided))}
    return [found[act.entry] for act in acts]


def gone(lot: Lot) -> set[str]:
    """Return the members who have left the committee that sits."""
    seats = Seat.objects.filter(evaluation__lot=lot, left_at__isnull=False)
    seats = seats.exclude(evaluation__status="set_aside").exclude(_SAT_FOR_APPLICANTS)
    return set(seats.values_list("member", flat=True))


def names_are_known(lot: Lot) -> bool:
    """Tell whether the law lets everybody know who evaluated a lot; nobody does while the result is settled and not told yet."""
    rule = lot.procedure.committee
    is_untold = lot.procedure.state(lot.state).is_untold
    return lot.phase in (rule.known_in if rule is not None else AWARDED) and not is_untold


def own_entries(actor: Actor, draw_id: str = "") -> QuerySet[PoolEntry]:
    """
    Return the entries by which the expert who asks was called, of one draw or of all since it came into the register, with its acts,
    the newest draw first; empty for everybody else.
    """
    own = Expert.objects.filter(member=actor.member_id).first() if actor.role is Role.EXPERT else None
    if own is None:
        return PoolEntry.objects.none()
    # A handle is of one draw: there is none that finds them all.
    calling = Draw.objects.filter(purpose=Draw.Purpose.EXPERTS, status__in=["calling", "ended"])
    rows = calling.filter(fixed_at__gte=own.admitted_at)
    handles = [
        seals.handle(one, own.id)
        for one in (rows.filter(id=draw_id) if draw_id else rows).only("id", "status")
    ]
    found = PoolEntry.objects.filter(handle__in=handles, acts__act="called").distinct()
    acts = Prefetch("acts", DrawAct.objects.order_by("number"))
    return found.select_related("draw__lot__deal").prefetch_related(acts).order_by("-draw")


def is_of_the_desk(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor works for the centre in whose scope the lot lies: its desk for draws."""
    return actor.role is Role.CENTRE and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
