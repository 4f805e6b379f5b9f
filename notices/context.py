"""Everything a notice may say about a deal, collected once from the rows as they stand when the follower reads the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q

from bidding import committed
from bidding.evaluation import results
from bidding.models import Auction, Move
from foundation.models import Event
from trading import in_force
from trading.law import notice_contents
from trading.law.decryption import Decryption
from trading.law.grammar import AT_THE_OPENING, Phase, Step
from trading.law.guards import takes_sealed_bids
from trading.law.procedure import Procedure
from trading.law.tender_document import PriceField
from trading.models import (
    Clarification,
    Complaint,
    Contract,
    Deal,
    Document,
    Hold,
    Lot,
    Objection,
    Period,
    StepTaken,
)
from trading.winners import candidates_of, winner_of

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True)
class LotView:
    """One lot with what stands behind it."""

    lot: Lot
    periods: Sequence[Period]
    candidates: Sequence[Mapping[str, Any]]
    winner: str
    contract: Contract | None
    committed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What candidates commit themselves to in their opened bids, by party and line of the offer; where candidates are published."""
    standings: Sequence[results.Standing] = ()
    """Where each bid stands by the evaluation that was held here; where candidates are published."""


@dataclass(frozen=True)
class Context:
    """What the parts of a notice are written from."""

    deal: Deal
    procedure: Procedure
    lots: Sequence[LotView]
    step: Step | None
    handed: Mapping[str, Any]
    takes: type | None
    at: datetime
    clarification: Clarification | None = None
    hold: Hold | None = None
    complaint: Complaint | None = None
    commitments: Sequence[PriceField] = ()
    """The lines of the offer that are told of each candidate, so far as the tender document has them."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """What was handed in with the step before this one, of which `before_takes` is the form."""
    before_takes: type | None = None
    decryption: Decryption | None = None
    """How the lots' sealed bids are opened, so far as the tender document says it."""
    auction: Auction | None = None
    """The auction that the event is about."""
    move: Move | None = None
    """That with which an auction began to stand, or goes on."""
    documents: Sequence[Document] = ()
    """The tender document in force, where the notice has to publish it along."""
    heard: Sequence[Objection] = ()
    """Objections that were raised on the spot, at the opening."""


def of_event(event: Event) -> Context:
    """Collect the context of an event that calls for a notice."""
    deal = Deal.objects.select_related("organiser", "agency").get(id=event.deal)
    ids = event.data.get("lots") or ([event.subject] if event.subject.startswith("lot_") else None)
    found = deal.lots.filter(id__in=ids) if ids else deal.lots.filter(next__isnull=True)
    lots = list(found.order_by("number", "round"))
    for lot in lots:
        lot.deal = deal
    taken = _taken(lots, event)
    procedure = lots[0].procedure if lots else deal.procedure
    step = procedure.step(taken.step, source=taken.source) if taken else None
    publicises = step is not None and procedure.state(step.target).phase is Phase.PUBLICISING
    before = _before(taken) if taken and publicises else None
    entered = procedure.step(before.step, source=before.source) if before else None
    return Context(
        deal=deal,
        procedure=procedure,
        lots=[_view(lot, publicises=publicises) for lot in lots],
        step=step,
        handed=taken.data if taken else {},
        takes=step.takes if step else None,
        at=event.at,
        commitments=committed.lines(deal.id) if publicises else (),
        before=before.data if before else {},
        before_takes=entered.takes if entered else None,
        clarification=_named(Clarification, event, "clarification"),
        hold=_named(Hold, event, "hold"),
        complaint=_named(Complaint, event, "complaint"),
        decryption=in_force.decryption(deal.id) if takes_sealed_bids(procedure) else None,
        auction=_named(Auction, event, "auction"),
        move=_move(event),
        documents=_documents(event, procedure),
        heard=list(Objection.objects.filter(lot__in=lots, stage=AT_THE_OPENING).order_by("raised_at", "id")),
    )


def _documents(event: Event, procedure: Procedure) -> Sequence[Document]:
    """Return the newest published tender document, if the law asks that the notice publishes it."""
    asked = {place for _, place in notice_contents.contents(event.data["notice"], procedure)}
    if "known.documents" not in asked:
        return ()
    rows = Document.objects.filter(deal=event.deal, kind="tender", published_at__isnull=False)
    return list(rows.defer("content").order_by("-version")[:1])


def _move(event: Event) -> Move | None:
    """Return the last move of the auction that the event is about, if it is about one."""
    auction, number = event.data.get("auction"), event.data.get("number")
    return Move.objects.filter(auction=auction, number=number).first() if auction else None


def _named(model: type[RowT], event: Event, name: str) -> RowT | None:
    """Return the row whose id the event gives under a name, if it gives one."""
    known = event.data.get(name)
    return model._default_manager.get(pk=known) if known else None


def _taken(lots: Sequence[Lot], event: Event) -> StepTaken | None:
    if taken := event.data.get("taken"):
        return StepTaken.objects.get(id=taken)
    if not lots or "step" not in event.data:
        return None
    return (
        StepTaken.objects.filter(lot=lots[0], step=event.data["step"], at__lte=event.at)
        .order_by("-at", "-id")
        .first()
    )


def _before(taken: StepTaken) -> StepTaken | None:
    """Return the step by which the lot came to where this one was taken."""
    # Ids of two processes follow each other roughly: the instant says which came first, and ids where it is the same.
    first = Q(at__lt=taken.at) | Q(at=taken.at, id__lt=taken.id)
    earlier = StepTaken.objects.filter(first, lot=taken.lot_id, target=taken.source)
    return earlier.order_by("-at", "-id").first()


def _view(lot: Lot, *, publicises: bool) -> LotView:
    candidates = candidates_of(lot)
    named = [str(one["party"]) for one in candidates if one.get("party")] if publicises else []
    evaluation = results.reported(lot) if named else None
    return LotView(
        lot=lot,
        periods=list(lot.periods.filter(current=True).order_by("ends_at")),
        candidates=candidates,
        winner=winner_of(lot)[1],
        contract=Contract.objects.filter(lot=lot).first(),
        committed=committed.of(lot, named) if named else {},
        standings=results.standings(evaluation) if evaluation else (),
    )
