"""What an auction came to becomes the outcome of its lot, and its record is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from bidding.actions.auctioning import living, recording, rounds, writing
from bidding.auctions import judging
from bidding.models import Auction, Participant
from foundation import clock, journal
from foundation.errors import Conflict
from foundation.text import Text
from foundation.transactions import action
from toolkit import canonical
from toolkit.auctions.publishing import Auction as Record
from toolkit.auctions.results import Award
from toolkit.scoring.numbers import written
from trading.actions import outcomes
from trading.actions.locking import locked_lot
from trading.models import Lot

STAGE, INQUIRY = "auction", "inquiry"
DECIDED = frozenset({"deal", "no_deal", "agreement", "withdrawn"})
"""Outcomes after which nothing more comes; `undecided` waits for what is to be revealed."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The record of an auction after so many moves."""

    record: Record
    content: bytes
    number: int


def conclude(*, auction_id: str) -> bool:
    """Hand the outcome of an auction that has ended to its lot, and publish its record; tell whether it was decided."""
    told = _told(Auction.objects.get(id=auction_id))
    return told is not None and _settled(auction_id, told)


def _told(row: Auction) -> _Told | None:
    """Return the record of an auction that is decided, else None. A long log takes its time: nobody waits for a lock meanwhile."""
    if row.file is not None or row.status not in ("ended", "withdrawn"):
        return None
    at = rounds.milliseconds(clock.now())
    if judging.seen(rounds.kept_of(row), at).outcome not in DECIDED:
        return None
    record = recording.record(row, rounds.log_of(row), at)
    check_as_said(row, record)
    return _Told(record, record.to_bytes(), row.number)


@action
def _settled(auction_id: str, told: _Told) -> bool:
    """Settle an auction by its record, unless something was moved or settled since; tell whether it was."""
    living.wait_briefly()
    lot = locked_lot(Auction.objects.values_list("lot_id", flat=True).get(id=auction_id))
    row = rounds.lock(auction_id)
    if row.file is not None or row.number != told.number:
        return False
    at = journal.instant(row.id, lot.id)
    record, content = told.record, told.content
    sha256 = canonical.sha256(content)
    if record.result.outcome == "agreement":
        # Nothing was sold here, and what comes of the lot is agreed on elsewhere: nothing stands in the way of that.
        row.give_up(at=at, file=content, sha256=sha256)
    elif row.status == "ended":
        # A lot that came to its end in the moment after time was up has no outcome any more.
        if not lot.procedure.state(lot.state).final:
            values, candidates = _outcome(row, record)
            outcomes.keep(lot, STAGE, values, candidates, by=Actor.clock(), at=at)
        row.settle(at=at, file=content, sha256=sha256)
    else:
        row.file, row.sha256, row.settled_at = content, sha256, at
    row.save(update_fields=["status", "file", "sha256", "settled_at"])
    tell_settled(row, record.result.outcome, at)
    return True


def tell_settled(row: Auction, outcome: str, at: datetime) -> None:
    """Say in the journal which record was published."""
    journal.append(
        "bidding.auction.settled", subject=row.id, deal=row.lot.deal_id, actor=Actor.clock().label, at=at,
        data={"lot": row.lot_id, "auction": row.id, "outcome": outcome, "sha256": row.sha256},
    )  # fmt: skip


def check_as_said(row: Auction, record: Record) -> None:
    """
    Make sure that the record says what was said in the room: which moves had no effect and why, when it ended, what stood then.

    :raises Conflict: `auction_otherwise`; nothing is settled then, and somebody has to look.
    """
    codes = dict(row.moves.exclude(code="").values_list("number", "code"))
    turned = {one.number: one.reason.code for one in record.result.turned}
    last = row.moves.order_by("number").values_list("ended", "stands").last()
    found = writing.plain(record.result)
    stood = {name: last[1][name] for name in ("price", "leader")} if last and last[0] else {}
    if turned != codes or record.result.ends_at != row.ended_ms or not stood.items() <= found.items():
        words = Text("竞价记录与现场不符", "The record differs from what was said in the room")
        raise Conflict("auction_otherwise", words, detail={"auction": row.id})


@action
def keep_inquiry(*, auction_id: str) -> bool:
    """Hand the lot how many asked to go on, once the time to ask is over; tell whether there was something to hand."""
    living.wait_briefly()
    lot = locked_lot(Auction.objects.values_list("lot_id", flat=True).get(id=auction_id))
    row = rounds.lock(auction_id)
    at = journal.instant(row.id, lot.id)
    if row.asked_kept_at is not None or (count := asked(row, at)) is None:
        return False
    outcomes.keep(lot, INQUIRY, {"asked_for_limited_phase": count}, [], by=Actor.clock(), at=at)
    row.asked_kept_at = at
    row.save(update_fields=["asked_kept_at"])
    return True


def unsettled() -> list[str]:
    """Return the auctions that are over and not told yet."""
    over = Auction.objects.filter(status__in=("ended", "withdrawn"), file__isnull=True)
    return [*over.values_list("id", flat=True)]


def uninquired() -> list[str]:
    """Return the listings whose time to ask is over and whose lot does not know it yet."""
    rows = Auction.objects.filter(asked_kept_at__isnull=True, form="listing", status__in=("open", "ended"))
    at = clock.now()
    return [one.id for one in rows if asked(one, at) is not None]


def asked(row: Auction, at: datetime) -> int | None:
    """Return how many asked to go on; None while they still may, or the form asks nobody."""
    instant = rounds.milliseconds(at)
    kept, _ = judging.caught_up(rounds.kept_of(row), instant, rounds.pulse(row.id))
    return judging.asked(kept, instant)


def _outcome(row: Auction, record: Record) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    turned = {one.number for one in record.result.turned}
    valid = judging.bids((one, one.number in turned) for one in record.moves)
    # Who began with an opened price has given one.
    valid |= {one.bidder for one in getattr(record.rules, "opened", ())}
    awards = record.result.awards if record.result.outcome == "deal" else ()
    values: dict[str, Any] = {
        "bids_received": len(valid), "bids_valid": len(valid), "has_winner": bool(awards), "candidates": len(awards),
    }  # fmt: skip
    if awards:
        values["price"] = written(awards[0].price)
    return values, [_candidate(rank, one, _names(row)) for rank, one in enumerate(awards, 1)]


def _candidate(rank: int, award: Award, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    party, name = names[award.bidder]
    said = {} if award.percent is None else {"percent": written(award.percent)}
    return {"rank": rank, "party": party, "name": name, "price": written(award.price), **said}


def _names(row: Auction) -> dict[str, tuple[str, str]]:
    rows = Participant.objects.filter(auction=row).select_related("registration__party")
    return {one.number: (one.registration.party_id, one.registration.party.name) for one in rows}


def is_held_here(lot: Lot) -> bool:
    """Tell whether what comes of a lot follows from a live auction: one is scheduled, runs, or was held."""
    return Auction.objects.filter(lot=lot).exclude(status="withdrawn").exists()
