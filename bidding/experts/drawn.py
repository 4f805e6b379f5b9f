"""Who was drawn for a lot, and how its draw stands."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding.experts import publishing, seals
from bidding.models import Draw, DrawAct, Expert, PoolEntry
from toolkit.draws import drawing
from trading import queries
from trading.law.committees import AWARDED
from trading.models import Lot


def draws(lot: Lot) -> QuerySet[Draw]:
    """Return the draws of a lot, the last first; plans that were given up are none."""
    return Draw.objects.filter(lot=lot).exclude(status="dropped").order_by("-number")


def published(lot: Lot) -> QuerySet[Draw]:
    """Return those whose pool is fixed: what everybody may know."""
    return draws(lot).exclude(status="planned")


def visible(lot: Lot, actor: Actor) -> QuerySet[Draw]:
    """Return the draws that the actor may know of: a mere plan is for those who watch the deal, and so for who contributes."""
    return draws(lot) if queries.watches(actor, lot.deal) else published(lot)


def accepted(lot: Lot) -> list[Member]:
    """
    Return the experts who take the seats of a lot's committee, in the order of the draw; empty before every place is taken.

    It is for the platform's own use: whoever shows it to somebody answers for that.
    """
    last = draws(lot).first()
    if last is None or last.status not in ("calling", "ended"):
        return []
    calls = drawing.calls(publishing.file(last))
    if last.end not in ("", "complete") or calls.ending != "complete":
        return []
    return members(last, [act.entry for act in calls.standing()])


def representatives(lot: Lot) -> list[Member]:
    """Return whom the organiser sends to the committee beside those who were drawn, in the order of naming."""
    last = draws(lot).first()
    return (
        [one.member for one in last.sent.select_related("member").order_by("id")] if last is not None else []
    )


def members(draw: Draw, entries: list[str]) -> list[Member]:
    """Return whom these entries stand for, in their order."""
    rows = {one.entry: seals.read(one).expert for one in draw.entries.filter(entry__in=entries)}
    found = {
        one.id: one.member
        for one in Expert.objects.filter(id__in=rows.values()).select_related("member__user")
    }
    return [found[rows[entry]] for entry in entries]  # fmt: skip


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
        seals.handle(one, own.id) for one in Draw.objects.filter(status__in=["calling", "ended"]).only("id")
    ]
    found = PoolEntry.objects.filter(handle__in=handles, acts__act="called").distinct()
    acts = Prefetch("acts", DrawAct.objects.order_by("number"))
    return found.select_related("draw__lot__deal").prefetch_related(acts).order_by("-draw")


def is_of_the_desk(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor works for the centre in whose scope the lot lies: its desk for draws."""
    return actor.role is Role.CENTRE and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
