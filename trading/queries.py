"""What may be read, by whom. API and pages ask here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts import reach
from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation.codes import region_prefix
from trading import deadlines, engine, facts, in_force, phases
from trading.law import disclosure
from trading.law.facts import OF_BIDS
from trading.law.fields import packs
from trading.law.fields.packs import Entity
from trading.law.grammar import AT_THE_OPENING, Phase, Refusal, Step
from trading.models import (
    Attachment,
    Complaint,
    Contract,
    Deal,
    Document,
    FieldRecord,
    Lot,
    Objection,
    Outcome,
    Payment,
    Period,
    Proposal,
    Question,
)

# Roles that see drafts inside their region and sector; everyone else sees what was announced, and their own.
_WATCHING = frozenset({Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR})
# Phases in which candidates and results are public.
_SHOWN = disclosure.PHASES[disclosure.Since.PUBLICISED]


def visible_to(actor: Actor) -> Q:
    """Return the condition on deals that `actor` may know of; anything else answers as if it did not exist."""
    return Q(announced_at__isnull=False) | inside_for(actor)


def inside_for(actor: Actor) -> Q:
    """Return the condition on deals that `actor` watches: what `watches` says of one deal, asked of all."""
    if actor.role is Role.ORGANISER and actor.party_id:
        return Q(organiser_id=actor.party_id)
    if actor.role is Role.AGENCY and actor.party_id:
        return Q(agency_id=actor.party_id)
    if actor.role is Role.EXCHANGE and actor.party_id:
        return Q(exchange_id=actor.party_id)
    return _scope(actor) if actor.role in _WATCHING else Q(pk=None)


def _scope(actor: Actor) -> Q:
    regions = Q()
    for region in actor.regions:
        regions |= Q(region__startswith=region_prefix(region))
    return (
        regions & (Q(sector__in=actor.sectors) if actor.sectors else Q())
        if actor.regions or actor.sectors
        else ~Q(pk=None)
    )


def scope_of(actor: Actor) -> Q:
    """Return the condition on deals that lie in the region and the sector of an actor."""
    return _scope(actor)


def is_taken_by(role: Role, actor: Actor) -> bool:
    """Tell whether an actor takes the steps of a role: an agency takes those of its organiser."""
    sides = (Role.ORGANISER, Role.AGENCY)
    return role is actor.role or (role in sides and actor.role in sides)


def watches(actor: Actor, deal: Deal) -> bool:
    """Tell whether the actor sees the inside of a deal: its organiser, its agency, or staff in whose scope it lies."""
    if engine.is_organiser(actor, deal):
        return True
    if actor.role is Role.EXCHANGE:
        return actor.party_id == deal.exchange_id
    return actor.role in _WATCHING and actor.covers(region=deal.region, sector=deal.sector)


def deals(actor: Actor) -> QuerySet[Deal]:
    """Return the deals that the actor may know of."""
    return Deal.objects.filter(visible_to(actor)).select_related("organiser", "agency")


def may_edit(deal: Deal, actor: Actor) -> bool:
    """Tell whether the actor prepares the deal: it acts for its organiser, and nothing is announced yet."""
    return engine.is_organiser(actor, deal) and deal.phase == Phase.PREPARING.value


def organises(deal: Deal, actor: Actor) -> bool:
    """Tell whether the actor acts for the deal's organiser, or for its agency."""
    return engine.is_organiser(actor, deal)


def places_of(party: Party) -> Iterable[reach.Place]:
    """Return the places of the announced deals that a party organises, or looks after as an agency."""
    own = Deal.objects.filter(Q(organiser=party) | Q(agency=party), announced_at__isnull=False)
    return own.values_list("region", "sector").distinct()


def lots(actor: Actor) -> QuerySet[Lot]:
    """Return the lots of those deals, each with `is_held`: whether a hold lies over it."""
    found = Lot.objects.filter(deal__in=Deal.objects.filter(visible_to(actor))).select_related("deal")
    return found.annotate(is_held=phases.HELD)


@dataclass(frozen=True)
class OpenStep:
    """A step that leaves the lot's state: whether this actor may take it, and every reason why not now."""

    step: Step
    permitted: bool
    refusals: tuple[Refusal, ...]

    @property
    def is_open(self) -> bool:
        """Whether taking it now would succeed, given the right data."""
        return self.permitted and not self.refusals


def open_steps(lot: Lot, *, actor: Actor, at: datetime) -> list[OpenStep]:
    """
    Return every step out of the lot's state, in the order of the table.

    Guards that look at what is handed in are asked without it and so may show a reason that right data would remove.
    """
    return judged(lot, lot.procedure.steps_from(lot.state), actor=actor, at=at, periods=in_force.periods(lot))


def judged(
    lot: Lot, steps: Iterable[Step], *, actor: Actor, at: datetime, periods: Mapping[str, Period]
) -> list[OpenStep]:
    """Return some steps out of the lot's state, as `open_steps` does; `periods` are its current ones."""
    known = facts.collect(lot, at, periods=periods)
    return [
        OpenStep(step, may_take(step, actor, lot.deal), tuple(engine.refused(step, lot, known, periods, at)))
        for step in steps
    ]


def may_take(step: Step, actor: Actor, deal: Deal) -> bool:
    """Tell whether the actor's role and relation to the deal allow a step."""
    return engine.permits(step, actor, deal)


def questions(lot: Lot, actor: Actor) -> QuerySet[Question]:
    """Return the questions that the actor may read: answered ones, its own, and all for the organiser and staff."""
    return questions_of_deal(lot.deal, actor).filter(lot=lot)


def questions_of_deal(deal: Deal, actor: Actor) -> QuerySet[Question]:
    """Return those on any lot of a deal."""
    found = Question.objects.filter(lot__deal=deal).order_by("asked_at", "id")
    if watches(actor, deal):
        return found
    own = Q(party_id=actor.party_id) if actor.party_id and actor.role is Role.BIDDER else Q(pk=None)
    return found.filter(Q(answered_at__isnull=False) | own)


def objections(actor: Actor) -> QuerySet[Objection]:
    """
    Return the objections that the actor may read: its own, and all for the organiser and staff. Those at an opening were
    raised before everybody.
    """
    heard = Q(stage=AT_THE_OPENING, lot__deal__in=Deal.objects.filter(visible_to(actor)))
    found = Objection.objects.filter(concerning(actor) | heard)
    return found.select_related("party").order_by("raised_at", "id")


def complaints(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints that the actor may read: its own, and all for the organiser and staff."""
    return Complaint.objects.filter(concerning(actor)).select_related("party").order_by("lodged_at", "id")


def contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts that the actor may read: published ones, its own, and all for the organiser and staff."""
    known = Q(published_at__isnull=False) & Q(lot__deal__in=Deal.objects.filter(visible_to(actor)))
    return Contract.objects.filter(known | concerning(actor)).select_related("lot", "acceptance")


def payments(lot: Lot, actor: Actor) -> QuerySet[Payment]:
    """Return the payments under a lot's contract, for its parties and for staff alone."""
    return Payment.objects.filter(contract__in=Contract.objects.filter(concerning(actor), lot=lot))


def outcomes(lot: Lot, actor: Actor, *, at: datetime) -> QuerySet[Outcome]:
    """
    Return the outcomes of a lot that the actor may read: those that name candidates once the law shows them.

    Those who watch read all of them, but what tells of bids only from the instant on at which these are due.
    """
    found = lot.outcomes.order_by("recorded_at", "id")
    if watches(actor, lot.deal):
        if deadlines.bids_are_due(lot, at):
            return found
        return found.filter(candidates=[]).exclude(values__has_any_keys=OF_BIDS)
    return found.exclude(candidates=[]) if is_told(lot) else found.none()


def is_told(lot: Lot) -> bool:
    """Tell whether everybody may read who was ranked or chosen: from the publicity on, but not while the result waits for its notice."""
    return lot.phase in _SHOWN and not lot.procedure.state(lot.state).is_untold


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """Return what was proposed to a second person, for the organiser's side and staff alone."""
    return Proposal.objects.filter(deal__in=Deal.objects.filter(inside_for(actor)))


def documents(deal: Deal, actor: Actor) -> QuerySet[Document]:
    """Return the versions of documents that the actor may read: published ones, and drafts for insiders."""
    found = deal.documents.order_by("kind", "version")
    return found if watches(actor, deal) else found.filter(published_at__isnull=False)


def attachments(deal: Deal, actor: Actor) -> QuerySet[Attachment]:
    """Return the files that the actor may read: published ones, and drafts for insiders."""
    found = deal.attachments.order_by("created_at", "id")
    return found if watches(actor, deal) else found.filter(published_at__isnull=False)


@dataclass(frozen=True)
class ShownRecord:
    """A record of the field standard, and what of it the actor may read, in the order of the standard."""

    filed: FieldRecord
    entity: Entity
    values: Mapping[str, Any]


def field_records(deal: Deal, actor: Actor) -> list[ShownRecord]:
    """
    Return the records of the field standard that a deal carries, by entity and lot.

    Outsiders read the fields that the standard opens, and records that tell of bids only once these are opened, or judged.
    """
    inside = watches(actor, deal)
    rows = deal.field_records.select_related("lot").order_by("entity", "lot__number", "lot__round")
    found = [_shown(row, open_only=not inside) for row in rows]
    if inside or not any(row.entity.stage in disclosure.RECORDS for row in found):
        return found
    # What is of the whole deal waits for the last of its lots.
    lots = list(deal.lots.filter(next__isnull=True))
    least = phases.of_lots([one.phase for one in lots])
    return [
        row for row in found
        if _is_due(row, Phase(row.filed.lot.phase if row.filed.lot else least), [row.filed.lot] if row.filed.lot else lots)
    ]  # fmt: skip


def _is_due(row: ShownRecord, phase: Phase, lots: Sequence[Lot]) -> bool:
    since = disclosure.RECORDS.get(row.entity.stage, disclosure.Since.ANNOUNCED)
    is_untold = any(one.procedure.state(one.state).is_untold for one in lots)
    if is_untold and since is disclosure.Since.PUBLICISED:
        return False
    return disclosure.Moment(announced=True, phase=phase).is_past(since)


def _shown(row: FieldRecord, *, open_only: bool) -> ShownRecord:
    found = packs.entity(row.entity)
    fields = [f.code for f in found.fields if f.scope is packs.Scope.OPEN or not open_only]
    return ShownRecord(row, found, {code: row.record[code] for code in fields if code in row.record})


def concerning(actor: Actor) -> Q:
    """Return the condition on rows of a lot and a party that are the actor's own, or of a deal that it watches."""
    inside = Q(lot__deal__in=Deal.objects.filter(inside_for(actor)))
    if actor.role is Role.BIDDER and actor.party_id:
        return inside | Q(party_id=actor.party_id)
    return inside
