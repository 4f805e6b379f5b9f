"""
What waits for somebody, in the order in which it is due: the steps that are theirs by the tables, and what others wait for.

Steps are listed by the periods that they wait for alone; whether a fact is missing as well the page of the step says. Each source asks a
number of queries that no number of deals changes, and brings the first of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q
from django.urls import reverse

from accounts.actor import Actor
from accounts.roles import Role
from foundation.text import Text
from portal import timeline
from portal.desk import work_of_roles
from portal.desk.tasks import MOST, Task
from trading import queries, registry
from trading.law.grammar import Step
from trading.models import Complaint, Deal, Hold, Lot, Objection, Period, Question

PAGE = 20
STEPPING = frozenset({Role.ORGANISER, Role.AGENCY, Role.CENTRE, Role.SUPERVISOR, Role.AUCTIONEER})
ORGANISING = frozenset({Role.ORGANISER, Role.AGENCY})


@dataclass(frozen=True)
class Work:
    """A page of what waits; `following` is the number of the next page, 0 where there is none."""

    now: datetime
    tasks: Sequence[Task]
    total: int
    following: int
    is_first: bool


def collect(actor: Actor, now: datetime, *, number: int = 1) -> Work:
    """Return a page of what waits for the actor, what is due first at the top; what has no end comes last."""
    found = sorted(_tasks(actor, now), key=lambda one: (one.due_at is None, one.due_at or now, one.address))
    first = (number - 1) * PAGE
    shown = found[first : first + PAGE]
    return Work(now, shown, len(found), number + 1 if len(found) > first + PAGE else 0, number == 1)


def _tasks(actor: Actor, now: datetime) -> Iterator[Task]:
    if actor.role in STEPPING:
        yield from _steps(actor, now)
    if actor.role in ORGANISING:
        yield from _proposals(actor)
        yield from _questions(actor)
        yield from _objections(actor)
    if actor.role is Role.SUPERVISOR:
        yield from _complaints(actor)
    yield from work_of_roles.tasks(actor, now)


def _deals(actor: Actor) -> Q:
    """Return the condition on the deals in which an actor takes steps."""
    return queries.scope_of(actor) if actor.role is Role.AUCTIONEER else queries.inside_for(actor)


def _states(actor: Actor) -> Q:
    """Return the condition on lots that stand where some step of the actor's role begins, by the tables alone."""
    found = Q(pk=None)
    for procedure in registry.procedures():
        states = {
            state
            for step in procedure.steps
            if any(queries.is_taken_by(role, actor) for role in step.roles)
            for state in step.sources
        }
        if states:
            found |= Q(procedure_key=procedure.key, state__in=states)
    return found


def _steps(actor: Actor, now: datetime) -> Iterator[Task]:
    held = Hold.objects.filter(lot=OuterRef("pk"), ended_at__isnull=True)
    nearest = Min(
        "periods__ends_at",
        filter=Q(periods__current=True, periods__answered_at__isnull=True, periods__ends_at__gt=now),
    )
    running = Prefetch("periods", Period.objects.filter(current=True), to_attr="running")
    rows = (
        Lot.objects.filter(_states(actor), deal__in=Deal.objects.filter(_deals(actor)))
        .select_related("deal")
        .annotate(is_stayed=Exists(held), nearest=nearest)
        .prefetch_related(running)
    )
    for lot in rows.order_by(F("nearest").asc(nulls_last=True), "id")[:MOST]:
        yield from _steps_of(lot, actor, now)


def _steps_of(lot: Lot, actor: Actor, now: datetime) -> Iterator[Task]:
    periods = {one.limit: one for one in lot.running}  # type: ignore[attr-defined]
    for step in lot.procedure.steps_from(lot.state):
        if not queries.may_take(step, actor, lot.deal):
            continue
        is_stayed = lot.is_stayed and not step.despite_hold  # type: ignore[attr-defined]
        if is_stayed or not _is_time(step, periods, now):
            continue
        due = [
            periods[limit.name].ends_at
            for limit in (step.due, *step.during)
            if limit and limit.name in periods
        ]
        yield Task(
            step.title, lot.deal.title, timeline.name_of(lot), step_address(lot, step), min(due, default=None)
        )


def _is_time(step: Step, periods: dict[str, Period], now: datetime) -> bool:
    over = all(limit.name in periods and periods[limit.name].ends_at <= now for limit in step.after)
    return over and all(
        limit.name in periods and periods[limit.name].starts_at <= now < periods[limit.name].ends_at
        for limit in step.during
    )


def step_address(lot: Lot, step: Step) -> str:
    """Return the address of the page of a step."""
    if step.whole_deal:
        return reverse("portal-deal-step", args=[lot.deal.number, step.name])
    return reverse("portal-lot-step", args=[lot.id, step.name])


def _proposals(actor: Actor) -> Iterator[Task]:
    """Yield what another person of the same side proposed."""
    rows = queries.proposals(actor).filter(status="open").select_related("deal").order_by("proposed_at", "id")
    for row in rows.exclude(proposed_by=actor.member_id or "").exclude(proposed_by_user=actor.user_id or "")[
        :MOST
    ]:
        yield Task(
            Text("复核他人提请的事项", "Approve what another person proposed"), row.deal.title, None,
            reverse("portal-proposal", args=[row.deal.number, row.id]), None,
        )  # fmt: skip


def _questions(actor: Actor) -> Iterator[Task]:
    own = Deal.objects.filter(queries.inside_for(actor))
    rows = Question.objects.filter(lot__deal__in=own, answered_at__isnull=True).select_related("lot__deal")
    for row in rows.order_by("asked_at", "id")[:MOST]:
        yield Task(
            Text("答复提问", "Answer a question"), row.lot.deal.title, timeline.name_of(row.lot),
            reverse("portal-answer", args=[row.id]), None,
        )  # fmt: skip


def _objections(actor: Actor) -> Iterator[Task]:
    own = Deal.objects.filter(queries.inside_for(actor))
    rows = Objection.objects.filter(lot__deal__in=own, status="open").select_related("lot__deal")
    for row in rows.order_by("due_at", "id")[:MOST]:
        yield Task(
            Text("答复异议（质疑）", "Reply to an objection"), row.lot.deal.title, timeline.name_of(row.lot),
            reverse("portal-deal", args=[row.lot.deal.number]), row.due_at,
        )  # fmt: skip


def _complaints(actor: Actor) -> Iterator[Task]:
    watched = Deal.objects.filter(queries.inside_for(actor))
    rows = Complaint.objects.filter(lot__deal__in=watched, status__in=("lodged", "accepted"))
    for row in rows.select_related("lot__deal").order_by("due_at", "id")[:MOST]:
        yield Task(
            Text("处理投诉", "Decide a complaint"), row.lot.deal.title, timeline.name_of(row.lot),
            reverse("portal-deal", args=[row.lot.deal.number]), row.due_at,
        )  # fmt: skip
