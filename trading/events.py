"""What trading writes to the journal. Ids, codes, counts and instants only; free text stays in trading's own rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from foundation import journal
from foundation.models import Event
from trading.models import Deal, Lot, Outcome, Period

LOT_MOVED = "trading.lot.moved"
DEAL_MOVED = "trading.deal.moved"
PERIOD_MOVED = "trading.lot.period_moved"
OUTCOME_RECORDED = "trading.outcome.recorded"


def of_lot(type: str, lot: Lot, *, by: Actor, at: datetime, **data: Any) -> Event:
    """Write an event whose subject is a lot; the caller holds its lock."""
    return journal.append(type, subject=lot.id, deal=lot.deal_id, actor=by.label, at=at, data=data)


def of_deal(type: str, deal: Deal, *, by: Actor, at: datetime, **data: Any) -> Event:
    """Write an event whose subject is a deal; the caller holds its lock."""
    return journal.append(type, subject=deal.id, deal=deal.id, actor=by.label, at=at, data=data)


def lot_moved(
    lot: Lot, *, step: str, source: str, periods: Mapping[str, datetime], notice: str | None, late: bool, taken: str,
    by: Actor, at: datetime,
) -> Event:  # fmt: skip
    """Write that a lot took a step; `notice` is the kind that the step calls for when the lot moved alone."""
    return of_lot(
        LOT_MOVED, lot, by=by, at=at, step=step, source=source, state=lot.state, phase=lot.phase,
        periods=dict(periods), notice=notice, late=late, taken=taken,
    )  # fmt: skip


def deal_moved(
    deal: Deal,
    *,
    step: str,
    lots: list[str],
    notice: str | None,
    by: Actor,
    at: datetime,
) -> Event:
    """Write that all lots of a deal took a step together; the notice is one for all of them."""
    return of_deal(
        DEAL_MOVED,
        deal,
        by=by,
        at=at,
        step=step,
        lots=lots,
        phase=deal.phase,
        notice=notice,
    )


def period_moved(lot: Lot, period: Period, *, by: Actor, at: datetime) -> Event:
    """Write that a running period has a new end."""
    return of_lot(
        PERIOD_MOVED,
        lot,
        by=by,
        at=at,
        period=period.id,
        limit=period.limit,
        ends_at=period.ends_at,
    )


def outcome_recorded(outcome: Outcome, *, by: Actor, at: datetime) -> Event:
    """Write that something became known of a competition: which row it is, and its digest, for it holds amounts and names."""
    return of_lot(
        OUTCOME_RECORDED, outcome.lot, by=by, at=at, outcome=outcome.id, stage=outcome.stage, digest=outcome.digest
    )  # fmt: skip
