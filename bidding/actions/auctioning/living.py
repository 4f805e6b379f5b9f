"""The platform's signs of life, and what follows from them: an auction begins, stands, ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
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
from foundation.transactions import action, lock_rows
from trading.models import Lot

log = logging.getLogger(__name__)
NAME = rounds.PLATFORM
LONGEST_BREAK = timedelta(milliseconds=judging.BREAK_MS)
"""Between two signs that count as one stretch; rules name no shorter silence (`bounds.SILENCE`)."""


WAITED_FOR = "auctioneer.waited_for"
"""The hint that somebody waits for the next sign of life."""
LOCK = 43_002
"""The advisory lock of the process that watches over auctions; others stand by."""
AT_ONCE = 64
"""Into so many auctions the last sign before a break is written in one transaction."""
TRIES, BETWEEN_SECONDS = 3, 0.05
"""How often an auction is reached for before it is out of reach: who raises there holds it for some milliseconds."""
_UNREACHED = (
    "WITH begun AS MATERIALIZED (SELECT id, number FROM bidding_auction"
    "  WHERE status IN ('scheduled', 'open', 'paused') AND starts_at <= %s),"
    " reached AS MATERIALIZED (SELECT id FROM bidding_auction WHERE id IN (SELECT id FROM begun)"
    "  ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)"
    " SELECT b.id FROM begun b WHERE NOT EXISTS (SELECT FROM reached r WHERE r.id = b.id)"
    # Whoever wrote since the last sign has reached it.
    " AND NOT EXISTS (SELECT FROM bidding_move m JOIN bidding_pulse p ON p.name = 'auctioneer'"
    "  WHERE m.auction_id = b.id AND m.number = b.number AND m.at_ms > extract(epoch FROM p.at) * 1000)"
)
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


def beat(*, at: datetime | None = None, is_new: bool = False) -> Pulse:
    """
    Note that the platform lives, as of an instant that was read before; a stretch that `is_new`, or at which the clock went back, begins
    with it. Of an auction that is out of reach the last sign stays that before, until it is reached again.

    Within one process the caller says whether there was a break, by a clock of its own: that of a demonstration jumps.
    """
    at = at or clock.now()
    lost = out_of_reach(at)
    row = _noted(at=at, is_new=is_new, lost=lost)
    for one in Pulse.objects.exclude(name__in=[NAME, *lost]).values_list("name", flat=True):
        try:
            _reached(auction_id=one)
        except Exception:
            log.exception("That %s is within reach again could not be written", one)
    return row


def out_of_reach(at: datetime) -> list[str]:
    """
    Return the auctions that have begun and that nobody can write to: somebody else holds them, and wrote nothing since the last sign.

    One statement for all of them, however many; it waits for none.
    """
    lost: set[str] = set()
    for number in range(TRIES):
        if number:
            time.sleep(BETWEEN_SECONDS)
        found = {one for (one,) in statements.ask(_UNREACHED, at)}
        lost = found & lost if number else found
        if not lost:
            break
    return sorted(lost)


@action
def _noted(*, at: datetime, is_new: bool, lost: Sequence[str]) -> Pulse:
    row = Pulse.objects.select_for_update().filter(name=NAME).first()
    if row is None:
        return Pulse.objects.create(name=NAME, since=at, at=at)
    # In one transaction with the platform's: there is no sign that says more of them than is known.
    Pulse.objects.bulk_create(
        [Pulse(name=one, since=row.since, at=row.at) for one in lost], ignore_conflicts=True
    )
    if is_new or at < row.at:
        row.since = at
    row.at = at
    row.save(update_fields=["since", "at"])
    return row


@action
def _reached(*, auction_id: str) -> None:
    """Write until when an auction was within reach and since when it is again, unless it was a moment; it stands if that was too long."""
    wait_briefly()
    place, at = _locked(auction_id)
    known = rounds.pulses()
    left, back = known[auction_id], known[NAME]
    if back.at - left.at > judging.BREAK_MS:
        for sign in (left, judging.Pulse(back.at, back.at)):
            place.kept, made = judging.signed(place.kept, sign)
            place.rows += [writing.as_row(place.row, one) for one in made]
        writing.write([place], at, {place.row.lot_id: _home(place.row)})
    Pulse.objects.filter(name=auction_id).delete()


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
    ids = list(begun.values_list("id", flat=True))
    return sum(_signed(ids[first : first + AT_ONCE]) for first in range(0, len(ids), AT_ONCE))


def _signed(auctions: Sequence[str]) -> int:
    try:
        return _sign(auctions=auctions)
    except Exception:
        if len(auctions) > 1:
            return sum(_signed([one]) for one in auctions)
        log.exception("The last sign of life of %s could not be written", auctions[0])
        return 0


def due() -> Iterator[str]:
    """Yield the auctions that have begun or are on hold and of which there is something to write now. Four queries."""
    now = clock.now()
    live = Auction.objects.filter(status__in=LIVE).select_related("lot")
    on_hold = live.filter(lot__holds__ended_at__isnull=True, lot__holds__isnull=False)
    held = {*on_hold.values_list("id", flat=True)}
    at, signs = rounds.milliseconds(now), rounds.pulses()
    soon = now + entering.BEFORE
    for row in live.filter(Q(starts_at__lte=soon) | Q(id__in=held) | ~Q(status="scheduled")):
        if entering.missing(row, now):
            yield row.id
            continue
        kept = rounds.kept_of(row)
        # Only one that begins is looked at more closely: few, and each for a moment.
        why = holding.reason(row, row.lot, now) if row.id in held or _has_begun(row, kept, at) else ""
        after, made = judging.caught_up(kept, at, rounds.pulse(row.id, signs), held=why)
        if _says_more(row, kept, after, at, any(one.move.kind == "pause" for one in made)):
            yield row.id


@action
def look(*, auction_id: str) -> str:
    """Write what has become of an auction by itself; return its status."""
    wait_briefly()
    place, at = _locked(auction_id)
    lived, instant = rounds.pulse(auction_id), rounds.milliseconds(at)
    place.kept, made = judging.caught_up(place.kept, instant, lived, held=place.held)
    place.rows = [writing.as_row(place.row, one) for one in made]
    home = _home(place.row)
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
        instant, lived = rounds.milliseconds(at), rounds.pulse(one)
        if is_out:
            place.kept, made = judging.taken_out(place.kept, instant, lived)
        else:
            place.kept, made = judging.caught_up(place.kept, instant, lived, held=place.held)
        place.rows = [writing.as_row(place.row, one) for one in made]
        writing.write([place], at, {lot.id: writing.Home(lot.deal_id, lot.procedure_key)})


@action
def _sign(*, auctions: Sequence[str]) -> int:
    """Write the last sign of life into some, wherever it lies; return into how many."""
    wait_briefly()
    rows = lock_rows(Auction, auctions)
    at, signs = journal.instant(*auctions), rounds.pulses()
    homes = Lot.objects.filter(id__in=[row.lot_id for row in rows])
    places = []
    for row in rows:
        place, lived = _placed(row, at), rounds.pulse(row.id, signs)
        if lived is not None:
            place.kept, made = judging.signed(place.kept, lived)
            place.rows = [writing.as_row(row, one) for one in made]
        places.append(place)
    writing.write(places, at, {lot.id: writing.Home(lot.deal_id, lot.procedure_key) for lot in homes})
    return sum(bool(one.rows) for one in places)


def _home(row: Auction) -> writing.Home:
    return writing.Home(row.lot.deal_id, row.lot.procedure_key)


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
    row = rounds.lock(auction_id)
    row.lot = Auction.objects.select_related("lot").get(id=auction_id).lot
    at = journal.instant(row.id)
    place = _placed(row, at)
    place.held = holding.reason(row, row.lot, at)
    return place, at


def _placed(row: Auction, at: datetime) -> Place:
    """Return a locked auction with everybody in it who was admitted: before that no sign lets it end for want of bidders."""
    entering.admit_missing(row, at)
    return Place(row, rounds.kept_of(row), "")
