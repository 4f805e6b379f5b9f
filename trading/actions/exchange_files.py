"""The deals that one exchange has handed in so far, as a batch finds them: locked, and read in a handful of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from foundation.transactions import lock_rows
from trading.law.facts import Suspension
from trading.models import Deal, HandedInNotice, Hold, Lot

Held = dict[str, list[Suspension]]


@dataclass
class File:
    """A deal on the desk, with all of its lots by number and round, and the digests of its notices by their keys."""

    deal: Deal
    is_new: bool
    lots: dict[tuple[int, int], Lot] = field(default_factory=dict)
    notices: set[tuple[str, str]] = field(default_factory=set)

    def subjects(self) -> Iterator[str]:
        """Return the ids of all that may change: the deal and its lots."""
        yield self.deal.id
        yield from (lot.id for lot in self.lots.values())


def known(source: str, keys: Collection[str]) -> tuple[list[File], Held]:
    """Lock and read the deals of an exchange by their keys there, and what holds each of their lots, the oldest first."""
    # The index leaves out deals without a key, and is used only where the condition says so.
    rows = Deal.objects.exclude(source_key="").filter(source=source, source_key__in=keys)
    found = {deal.id: File(deal, is_new=False) for deal in lock_rows(Deal, rows.values_list("id", flat=True))}
    held: Held = {}
    if not found:
        return [], held
    for lot in lock_rows(Lot, Lot.objects.filter(deal_id__in=found).values_list("id", flat=True)):
        file = found[lot.deal_id]
        lot.deal = file.deal
        file.lots[lot.number, lot.round] = lot
    notices = HandedInNotice.objects.filter(deal_id__in=found)
    for deal_id, key, digest in notices.values_list("deal_id", "source_key", "digest"):
        found[deal_id].notices.add((key, digest))
    holds = Hold.objects.filter(lot__deal_id__in=found, ended_at__isnull=True).order_by("starts_at", "id")
    for lot_id, since, cause, law in holds.values_list("lot_id", "starts_at", "cause", "law"):
        held.setdefault(lot_id, []).append(Suspension(since, cause, law))
    return list(found.values()), held
