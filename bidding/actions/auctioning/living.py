"""The platform's signs of life, and what follows from them: an auction begins, stands, ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from accounts.actor import Actor
from bidding.actions.auctioning import entering, holding, rounds, writing
from bidding.actions.auctioning.writing import Place
from bidding.auctions import judging
from bidding.auctions.judging import Kept
from bidding.models import Auction, Pulse
from bidding.models.auction import LIVE
from foundation import clock, hints, journal, statements
from foundation.transactions import action, lock_row
from trading.models import Lot

log = logging.getLogger(__name__)
NAME = "auctioneer"
LONGEST_BREAK = timedelta(milliseconds=judging.BREAK_MS)
"""Between two signs that count as one stretch; rules name no shorter silence (`bounds.SILENCE`)."""


WAITED_FOR = "auctioneer.waited_for"
"""The hint that somebody waits for the next sign of life."""
LOCK = 43_002
"""The advisory lock of the process that watches over auctions; others stand by."""
_HAS_AUCTIONEER = (
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def is_awaited(at: datetime) -> bool:
    """Tell whether a demonstration's clock had better wait: auctions run, and who watches over them has not seen this instant yet."""
    if not Auction.objects.filter(status__in=LIVE, starts_at__lte=at).exists():
        return False
    if not statements.ask(_HAS_AUCTIONEER, LOCK):
        return False
    row = Pulse.objects.filter(name=NAME).first()
    is_behind = row is None or at - row.at > LONGEST_BREAK or any(due())
    if is_behind:
        hints.publish(WAITED_FOR)
    return is_behind


@action
def beat(*, at: datetime | None = None, is_new: bool = False) -> Pulse:
    """
    Note that the platform lives, as of an instant that was read before; a stretch that `is_new`, or at which the clock went back, begins
    with it.

    Within one process the caller says whether there was a break, by a clock of its own: that of a demonstration jumps.
    """
    at = at or clock.now()
    row = Pulse.objects.select_for_update().filter(name=NAME).first()
    if row is None:
        return Pulse.objects.create(name=NAME, since=at, at=at)
    if is_new or at < row.at:
        row.since = at
    row.at = at
    row.save(update_fields=["since", "at"])
    return row


def has_broken_off(at: datetime) -> bool:
    """Tell whether a process that starts at an instant begins a new stretch."""
    row = Pulse.objects.filter(name=NAME).first()
    return row is None or not timedelta(0) <= at - row.at <= LONGEST_BREAK


def keep_signs() -> int:
    """
    Write the last sign before a break into every auction that runs: it stands from then on, not from before; return how many.

    One of which it cannot be written stands from the sign before; no other waits for it.
    """
    begun = Auction.objects.filter(status__in=LIVE, starts_at__lte=clock.now())
    return sum(map(_signed, list(begun.values_list("id", flat=True))))


def _signed(auction_id: str) -> bool:
    try:
        return _sign(auction_id=auction_id)
    except Exception:
        log.exception("The last sign of life of %s could not be written", auction_id)
        return False


def due() -> Iterator[str]:
    """Yield the auctions that have begun or are on hold and of which there is something to write now. Four queries."""
    now = clock.now()
    live = Auction.objects.filter(status__in=LIVE).select_related("lot")
    on_hold = live.filter(lot__holds__ended_at__isnull=True, lot__holds__isnull=False)
    held = {*on_hold.values_list("id", flat=True)}
    at, lived = rounds.milliseconds(now), rounds.pulse()
    soon = now + entering.BEFORE
    for row in live.filter(Q(starts_at__lte=soon) | Q(id__in=held) | ~Q(status="scheduled")):
        if entering.missing(row, now):
            yield row.id
            continue
        kept = rounds.kept_of(row)
        # Only one that begins is looked at more closely: few, and each for a moment.
        why = holding.reason(row, row.lot, now) if row.id in held or _has_begun(row, kept, at) else ""
        after, made = judging.caught_up(kept, at, lived, held=why)
        if _says_more(row, kept, after, at, any(one.move.kind == "pause" for one in made)):
            yield row.id


@action
def look(*, auction_id: str) -> str:
    """Write what has become of an auction by itself; return its status."""
    wait_briefly()
    place, at = _locked(auction_id)
    entering.admit_missing(place.row, at)
    place.kept = rounds.kept_of(place.row)
    lived, instant = rounds.pulse(), rounds.milliseconds(at)
    place.kept, made = judging.caught_up(place.kept, instant, lived, held=place.held)
    place.rows = [writing.as_row(place.row, one) for one in made]
    home = writing.Home(place.row.lot.deal_id, place.row.lot.procedure_key)
    writing.write([place], at, {place.row.lot_id: home})
    if _has_begun(place.row, place.kept, instant):
        place.row.open()
        place.row.save(update_fields=["status"])
        journal.append_all([writing.became(place.row, "scheduled", home)], actor=Actor.clock().label, at=at)
        hints.publish_on_commit(writing.channel(auction_id))
    return place.row.status


def stop_of(lot: Lot) -> None:
    """
    Let the auction of a locked lot stand, or be withdrawn, as of now: the lot was laid on hold, or has left the states in which it is
    auctioned.

    Within the lot's own transaction: no move is judged between the two.
    """
    ids = Auction.objects.filter(lot=lot, status__in=LIVE).values_list("id", flat=True)
    rule = lot.procedure.auction
    is_out = rule is None or lot.state not in rule.runs_in
    for one in list(ids):
        place, at = _locked(one)
        instant, lived = rounds.milliseconds(at), rounds.pulse()
        if is_out:
            place.kept, made = judging.taken_out(place.kept, instant, lived)
        else:
            place.kept, made = judging.caught_up(place.kept, instant, lived, held=place.held)
        place.rows = [writing.as_row(place.row, one) for one in made]
        writing.write([place], at, {lot.id: writing.Home(lot.deal_id, lot.procedure_key)})


@action
def _sign(*, auction_id: str) -> bool:
    """Write the last sign of life, wherever it lies."""
    wait_briefly()
    place, at = _locked(auction_id)
    lived = rounds.pulse()
    if lived is None:
        return False
    place.kept, made = judging.signed(place.kept, lived)
    place.rows = [writing.as_row(place.row, one) for one in made]
    writing.write(
        [place], at, {place.row.lot_id: writing.Home(place.row.lot.deal_id, place.row.lot.procedure_key)}
    )
    return bool(made)


def wait_briefly() -> None:
    """Give up, for now, what is locked for longer than a moment: nothing that watches over all auctions waits for one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")


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
    return Place(row, rounds.kept_of(row), holding.reason(row, row.lot, at)), at
