"""What a clarification moved: the ends of periods before and after it, told from the journal, which keeps both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.models import Event
from foundation.text import Text
from portal.timeline import name_of
from trading import events
from trading.models import Clarification, Lot

PERIOD_MOVED = "trading.lot.period_moved"


@dataclass(frozen=True)
class Move:
    """A period of a lot that ends later than it did."""

    lot: Text
    limit: Text
    law: str
    before: datetime | None
    after: datetime


@dataclass(frozen=True)
class Clarified:
    """A clarification and what it moved."""

    clarification: Clarification
    moves: tuple[Move, ...]


def clarified(clarifications: Iterable[Clarification], lots: Mapping[str, Lot]) -> list[Clarified]:
    """Return the clarifications of a deal with what each moved, newest first. One query, none where nothing moved."""
    rows = sorted(clarifications, key=lambda one: one.number, reverse=True)
    ends = _ends(lots) if any(any(of.values()) for row in rows for of in [row.moves]) else {}
    return [Clarified(row, tuple(_moves(row, lots, ends))) for row in rows]


def _moves(
    row: Clarification,
    lots: Mapping[str, Lot],
    ends: Mapping[tuple[str, str], list[tuple[datetime, datetime]]],
) -> Iterator[Move]:
    for lot_id, moved in row.moves.items():
        lot = lots.get(lot_id)
        if lot is None:
            continue
        limits = lot.procedure.limits()
        for name, written in moved.items():
            limit, after = limits.get(name), datetime.fromisoformat(written)
            known = [end for at, end in ends.get((lot_id, name), []) if at < row.issued_at]
            yield Move(
                name_of(lot),
                limit.title if limit else Text(name, name),
                str(limit.law) if limit else "",
                known[-1] if known else None,
                after,
            )


def _ends(lots: Mapping[str, Lot]) -> dict[tuple[str, str], list[tuple[datetime, datetime]]]:
    """Return, for each lot and limit, when which end was set, oldest first."""
    found: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    rows = Event.objects.filter(subject__in=lots, type__in=(events.LOT_MOVED, PERIOD_MOVED))
    for event in rows.order_by("subject", "subject_seq"):
        said = event.data
        ends = said["periods"] if event.type == events.LOT_MOVED else {said["limit"]: said["ends_at"]}
        for limit, end in ends.items():
            found.setdefault((event.subject, limit), []).append((event.at, datetime.fromisoformat(end)))
    return found
