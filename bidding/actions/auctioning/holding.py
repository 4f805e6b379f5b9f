"""Why an auction has to stand, whatever anybody does: its lot is on hold, or what was announced has not run its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bidding.auctions.judging import EARLY, HELD
from bidding.models import Auction
from trading import in_force, registry
from trading.models import Lot


def reason(row: Auction, lot: Lot, at: datetime) -> str:
    """Return why an auction has to stand at an instant; empty if it need not."""
    if lot.holds.filter(ended_at__isnull=True).exists():
        return HELD
    if not _begins(row, at):
        return ""
    ends = {name: period.ends_at for name, period in in_force.periods(lot).items()}
    return of(row, lot.procedure_key, at, is_held=False, ends=ends)


def of(row: Auction, procedure_key: str, at: datetime, *, is_held: bool, ends: Mapping[str, datetime]) -> str:
    """Return the same where it is known whether the lot is on hold, and when its current periods end."""
    if is_held:
        return HELD
    rule = registry.pinned(procedure_key).auction
    end = ends.get(rule.begins_after) if rule is not None else None
    return EARLY if _begins(row, at) and end is not None and at < end else ""


def _begins(row: Auction, at: datetime) -> bool:
    """Tell whether its time has come and it has not begun, or whether it stands: what was announced may have changed since."""
    return row.status in ("scheduled", "paused") and at >= row.starts_at
