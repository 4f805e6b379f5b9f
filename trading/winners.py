"""Who won a lot, from what was recorded of its competition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trading.models import Lot, Outcome


def recorded(lot: Lot) -> dict[str, Any]:
    """Return what was recorded of a lot's competition, by fact; a later record wins."""
    known: dict[str, Any] = {}
    for outcome in _outcomes(lot):
        known |= outcome.values
    return known


def price_at(rank: object, candidates: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the price of the candidate in a rank; None where it has none, or nobody has the rank."""
    return next((one.get("price") for one in candidates if one.get("rank") == rank), None)


def promised(ranked: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """Return the per cent that a candidate of a name promised beside its price (竞自持、竞配建); None where nothing was."""
    return next((one.get("percent") for one in ranked if one["name"] == name), None)


def candidates_of(lot: Lot) -> list[dict[str, Any]]:
    """Return the ranked candidates of the latest outcome that names any or says that there are none, best first."""
    return _candidates(_outcomes(lot))


def winner_of(lot: Lot, *, before: datetime | None = None) -> tuple[str | None, str]:
    """
    Return the party id (`None` when not registered here) and the name of the winner; an empty name if unknown.

    With `before` it is who had won by what was recorded earlier than that. Where several are admitted nobody is the winner.
    """
    rule = lot.procedure.evaluation
    if rule is not None and rule.admits:
        return None, ""
    known = [one for one in _outcomes(lot) if before is None or one.recorded_at < before]
    chosen = 1
    for outcome in known:
        chosen = 1 if _empties(outcome) else outcome.values.get("winner_rank") or chosen
    for candidate in _candidates(known):
        if candidate["rank"] == chosen:
            return candidate.get("party"), candidate["name"]
    return None, ""


def _candidates(known: Sequence[Outcome]) -> list[dict[str, Any]]:
    for outcome in reversed(known):
        if _empties(outcome):
            return []
        if outcome.candidates:
            return sorted(outcome.candidates, key=lambda c: c["rank"])
    return []


def _empties(outcome: Outcome) -> bool:
    """Tell whether an outcome says that there are no candidates, or none any more."""
    return not outcome.candidates and "candidates" in outcome.values and not outcome.values["candidates"]


def _outcomes(lot: Lot) -> list[Outcome]:
    """Return what was recorded, oldest first; a page of many lots fetches it for all of them at once."""
    return sorted(lot.outcomes.all(), key=lambda outcome: (outcome.recorded_at, outcome.id))
