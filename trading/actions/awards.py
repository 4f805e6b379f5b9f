"""Who has the award of a tender: chosen among the published candidates, passed over, decided on anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.actor import Actor
from trading import events, knowledge
from trading.law import construction_inputs as inputs
from trading.law.property_inputs import InvestorChosen
from trading.models import Lot, Outcome
from trading.winners import candidates_of

STAGE = "award"


def chosen(
    lot: Lot, data: inputs.CandidateChosen | inputs.AwardDecision | InvestorChosen, at: datetime, by: Actor
) -> None:
    """Keep which candidate was chosen, and its price."""
    _stand(lot, data.candidate, at=at, by=by)


def passed_over(lot: Lot, data: inputs.CandidatePassedOver, at: datetime, by: Actor) -> None:
    """Put the next candidate in line, if there is one."""
    known = knowledge.outcomes(lot, at)
    out = known.get("winner_rank") or 1
    displaced = _displaced(known, out)
    if any(c["rank"] == out + 1 for c in candidates_of(lot)):
        _stand(lot, out + 1, at=at, by=by, displaced=displaced)
    else:
        _record(lot, {"displaced": displaced, "has_winner": False}, at=at, by=by)


def undone(lot: Lot, data: inputs.AwardUndone, at: datetime, by: Actor) -> None:
    """Put the one that was decided for out; nobody has the award until the organiser decides again."""
    known = knowledge.outcomes(lot, at)
    displaced = _displaced(known, known.get("winner_rank") or 1)
    _record(lot, {"displaced": displaced, "has_winner": False}, at=at, by=by)


def _stand(lot: Lot, rank: int, *, at: datetime, by: Actor, **more: Any) -> None:
    price = next((c["price"] for c in candidates_of(lot) if c["rank"] == rank), None)
    values = {"has_winner": True, "winner_rank": rank} | ({"price": price} if price is not None else {})
    _record(lot, values | more, at=at, by=by)


def _displaced(known: Any, out: int) -> list[int]:
    return sorted({*known.get("displaced", ()), out})


def _record(lot: Lot, values: dict[str, Any], *, at: datetime, by: Actor) -> None:
    made = Outcome.objects.create(
        lot=lot, stage=STAGE, values=values, candidates=[], recorded_at=at, recorded_by=by.label
    )
    events.outcome_recorded(made, by=by, at=at)
