"""The platform's signs of life, and what follows from them: an auction begins, stands, ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding.actions.auctioning import rounds, writing
from bidding.actions.auctioning.writing import Place
from bidding.auctions import judging
from bidding.auctions.judging import Kept
from bidding.models import Auction, Pulse
from bidding.models.auction import LIVE
from foundation import clock, hints, journal, statements
from foundation.transactions import action, lock_row

NAME = "auctioneer"
LONGEST_BREAK = timedelta(seconds=3)
"""Between two signs that count as one stretch; rules name no shorter silence (`bounds.SILENCE`)."""


LOCK = 43_002
"""The advisory lock of the process that watches over auctions; others stand by."""
_HAS_AUCTIONEER = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"


def is_awaited(at: datetime) -> bool:
    """Tell whether a demonstration's clock had better wait: auctions run, and who watches over them has not seen this instant yet."""
    if not Auction.objects.filter(status__in=("open", "paused"), starts_at__lte=at).exists():
        return False
    if not statements.ask(_HAS_AUCTIONEER, LOCK):
        return False
    row = Pulse.objects.filter(name=NAME).first()
    return row is None or at - row.at > LONGEST_BREAK or any(due())


@action
def beat(*, is_new: bool = False) -> Pulse:
    """
    Note that the platform lives; a stretch that `is_new`, or comes after a longer break, begins now.

    Within one process the caller says whether there was a break, by a clock of its own: that of a demonstration jumps.
    """
    at = clock.now()
    row = Pulse.objects.select_for_update().filter(name=NAME).first()
    if row is None:
        return Pulse.objects.create(name=NAME, since=at, at=at)
    if is_new:
        row.since = at
    row.at = max(at, row.at)
    row.save(update_fields=["since", "at"])
    return row


def has_broken_off(at: datetime) -> bool:
    """Tell whether a process that starts at an instant begins a new stretch."""
    row = Pulse.objects.filter(name=NAME).first()
    return row is None or at - row.at > LONGEST_BREAK


def keep_signs() -> int:
    """Write the last sign before a break into every auction that runs: it stands from then on, not from before; return how many."""
    begun = Auction.objects.filter(status__in=LIVE, starts_at__lte=clock.now())
    ids = begun.values_list("id", flat=True)
    return sum(_sign(auction_id=one) for one in list(ids))


def due() -> Iterator[str]:
    """Yield the auctions of which there is something to write now. One query, and one for each that is on hold."""
    rows = Auction.objects.filter(status__in=LIVE).select_related("lot")
    held = {
        *rows.filter(lot__holds__ended_at__isnull=True, lot__holds__isnull=False).values_list("id", flat=True)
    }
    at, lived = rounds.milliseconds(clock.now()), rounds.pulse()
    for row in rows:
        kept = rounds.kept_of(row)
        after, made = judging.caught_up(kept, at, lived, is_held=row.id in held)
        if _says_more(row, kept, after, at, any(one.move.kind == "pause" for one in made)):
            yield row.id


@action
def look(*, auction_id: str) -> str:
    """Write what has become of an auction by itself; return its status."""
    place, at = _locked(auction_id)
    lived, instant = rounds.pulse(), rounds.milliseconds(at)
    place.kept, made = judging.caught_up(place.kept, instant, lived, is_held=place.is_held)
    place.rows = [writing.as_row(place.row, one) for one in made]
    home = writing.Home(place.row.lot.deal_id, place.row.lot.procedure_key)
    writing.write([place], at, {place.row.lot_id: home})
    if _has_begun(place.row, place.kept, instant):
        place.row.open()
        place.row.save(update_fields=["status"])
        journal.append_all([writing.became(place.row, "scheduled", home)], actor=Actor.clock().label, at=at)
        hints.publish_on_commit(writing.channel(auction_id))
    return place.row.status


@action
def _sign(*, auction_id: str) -> bool:
    """Write the last sign of life, wherever it lies."""
    place, at = _locked(auction_id)
    lived = rounds.pulse()
    if lived is None or judging.awaits_more(place.kept.rules, lived.at):
        return False
    place.kept, made = judging.signed(place.kept, lived)
    place.rows = [writing.as_row(place.row, one) for one in made]
    writing.write(
        [place], at, {place.row.lot_id: writing.Home(place.row.lot.deal_id, place.row.lot.procedure_key)}
    )
    return bool(made)


def _says_more(row: Auction, kept: Kept, after: Kept, at: int, pauses: bool) -> bool:
    status = judging.status(after)
    if row.status == "scheduled":
        return _has_begun(row, after, at) or status in ("paused", "ended", "withdrawn")
    return pauses or status != row.status or judging.status(kept) != status


def _has_begun(row: Auction, kept: Kept, at: int) -> bool:
    return at >= kept.rules.starts_at and row.status == "scheduled"


def _locked(auction_id: str) -> tuple[Place, datetime]:
    row = lock_row(Auction, auction_id)
    row.lot = Auction.objects.select_related("lot").get(id=auction_id).lot
    at = journal.instant(row.id)
    is_held = row.lot.holds.filter(ended_at__isnull=True).exists()
    return Place(row, rounds.kept_of(row), is_held), at
