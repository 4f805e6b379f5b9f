"""Everything a notice may say about a deal, collected once from the rows as they stand when the follower reads the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.models import Event
from trading.law.grammar import Procedure, Step
from trading.models import Clarification, Contract, Deal, Lot, Period, StepTaken
from trading.winners import candidates_of, winner_of


@dataclass(frozen=True)
class LotView:
    """One lot with what stands behind it."""

    lot: Lot
    periods: Sequence[Period]
    candidates: Sequence[Mapping[str, Any]]
    winner: str
    contract: Contract | None


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
    reason: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


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
    number = event.data.get("clarification")
    return Context(
        deal=deal,
        procedure=procedure,
        lots=[_view(lot) for lot in lots],
        step=step,
        handed=taken.data if taken else {},
        takes=step.takes if step else None,
        at=event.at,
        clarification=Clarification.objects.filter(id=number).first() if number else None,
    )


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


def _view(lot: Lot) -> LotView:
    return LotView(
        lot=lot,
        periods=list(lot.periods.filter(current=True).order_by("ends_at")),
        candidates=candidates_of(lot),
        winner=winner_of(lot)[1],
        contract=Contract.objects.filter(lot=lot).first(),
    )
