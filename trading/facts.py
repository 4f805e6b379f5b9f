"""Collects what the guards of a lot may know. Upper floors register what they know at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from trading import in_force, particulars
from trading.law.facts import Facts
from trading.law.grammar import Phase
from trading.models import Lot, Period

Contributor = Callable[[Lot, datetime], Mapping[str, Any]]
_contributors: dict[str, Contributor] = {}


def register(name: str, contributor: Contributor) -> None:
    """Let `contributor` fill fields of `Facts`, by name; a later one wins over an earlier one where both know."""
    _contributors[name] = contributor


def collect(
    lot: Lot, at: datetime, *, data: Any = None, periods: Mapping[str, Period] | None = None
) -> Facts:
    """
    Return the facts of a lot at an instant. The lot's deal is read along; each contributor asks one query or two.

    `periods` are its current ones, where the caller has them at hand.
    """
    procedure = lot.procedure
    known: dict[str, Any] = {}
    with in_force.reading(lot, periods):
        for contributor in _contributors.values():
            known.update(contributor(lot, at))
    return Facts(
        at=at,
        lot_id=lot.id,
        origin=lot.deal.origin,
        state=lot.state,
        round=lot.round,
        deal_is_draft=lot.deal.phase == Phase.PREPARING.value,
        has_agency=lot.deal.agency_id is not None,
        particulars=particulars.parse(procedure.particulars, lot.deal.particulars),
        lot=particulars.parse(procedure.lot_particulars, lot.particulars),
        data=data,
        **known,
    )
