"""The rows of an auction's log: what a judged move becomes, and how a round of them is written with what is kept and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from accounts.actor import Actor
from bidding.actions.auctioning import chaining
from bidding.auctions import judging, keeping
from bidding.auctions.judging import Judged, Kept
from bidding.models import Auction, Move, RoomMessage
from foundation import hints, journal, statements
from foundation.journal import Entry
from foundation.plain import column
from foundation.statements import Trip
from toolkit.auctions import logbook
from toolkit.auctions.concluding import told
from toolkit.auctions.results import Result
from toolkit.scoring.numbers import written
from trading import registry

SILENT = "平台一度无法访问，竞价暂停"
"""What the platform itself says in the room when an auction stands because nobody knows that it lived."""
_AFTER = "UPDATE bidding_auction SET number = %s, shown = %s, kept = %s, status = %s, ended_ms = %s, head = %s WHERE id = %s"
# Of each auction one leaf, for all moves that are written together.
_LOGGED = (
    "INSERT INTO bidding_auctionhead (auction_id, number, entry)"
    " SELECT g.auction, g.number::int, transparency_add(decode(g.leaf, 'hex'), NULL) FROM ROWS FROM (jsonb_array_elements_text(%s::jsonb),"
    " jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb)) AS g (auction, number, leaf)"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A move that is asked for: by a bidder's party (`is_host` is False), else by a host, who was let in before.

    `fields` are those of the format but `number`, `at` and `bidder`; `expected` the price against which it is meant.
    """

    auction_id: str
    fields: Mapping[str, Any]
    by: Actor
    is_host: bool = False
    expected: judging.Expected = None
    key: str = ""
    fingerprint: str = ""
    statement: bytes | None = None
    signature: bytes | None = None


class Home(NamedTuple):
    """Of a lot: its deal, and the edition of its procedure."""

    deal: str
    procedure_key: str


@dataclass(slots=True)
class Place:
    """An auction in a round: its locked row, what stands, why it has to stand still if it has to, and the rows to write."""

    row: Auction
    kept: Kept
    held: str
    rows: list[Move] = field(default_factory=list)


def write(places: Iterable[Place], at: datetime, homes: Mapping[str, Home]) -> None:
    """Write the moves of locked auctions and what is kept of them, with an event for each move; `homes` are of their lots."""
    meant = [one for one in places if one.rows]
    entries: list[Entry] = []
    silences: list[RoomMessage] = []
    for one in meant:
        row, run, before, seen = one.row, one.kept.run, one.row.status, one.row.shown
        row.follow(judging.status(one.kept))
        row.number, row.shown, row.ended_ms = run.number, one.kept.shown, run.withdrawn or run.ended_at
        row.kept, row.head = keeping.dump(run), chaining.after(row, one.rows).hex()
        entries += [_entry(row, move, homes) for move in one.rows]
        if row.status != before:
            entries.append(became(row, before, homes[row.lot_id], _turning(one.rows)))
            if row.status == "paused" and not any(
                made.kind == "pause" and not made.code for made in one.rows
            ):
                row.shown += 1
                silences.append(
                    RoomMessage(auction=row, shown=row.shown, words=SILENT, at=at, by=Actor.clock().label)
                )
                entries.append(said(silences[-1], row, homes[row.lot_id].deal))
        # Of what nobody sees nobody is woken: when the stream says something would tell when, and how many times, a secret was moved.
        if (row.shown, row.status) != (seen, before):
            hints.publish_on_commit(channel(row.id))
    with journal.told_of(entries), statements.together() as trip:
        for one in meant:
            trip.insert(one.rows)
        trip.insert(silences)
        for one in meant:
            row = one.row
            trip.ask(_AFTER, row.number, row.shown, row.kept, row.status, row.ended_ms, row.head, row.id)
        if meant:
            _log(trip, [one.row for one in meant])
        journal.append_all(entries, actor=Actor.clock().label, at=at)


def _log(trip: Trip, rows: Sequence[Auction]) -> None:
    """Log the heads of auctions that moved."""
    leaves = [logbook.leaf(bytes.fromhex(one.head)).hex() for one in rows]
    trip.ask(_LOGGED, column([one.id for one in rows]), column([one.number for one in rows]), column(leaves))


def said(message: RoomMessage, row: Auction, deal: str) -> Entry:
    """Return the event that something was said to the room."""
    data = {"lot": row.lot_id, "auction": row.id, "message": message.id, "digest": message.digest}
    return Entry("bidding.auction.said", row.id, data, deal, message.by)


def _turning(rows: list[Move]) -> int | None:
    """Return the number of the last move of some by which an auction may have come to stand, or to go on; None without any."""
    found = [one.number for one in rows if one.kind in ("pause", "resume") and not one.code]
    found = found or [one.number for one in rows if one.kind == "beat"]
    return found[-1] if found else None


def channel(auction_id: str) -> str:
    """Return where a hint is given that there is something new of an auction."""
    return f"auction.{auction_id}"


def became(row: Auction, before: str, home: Home, number: int | None = None) -> Entry:
    """Return the event that an auction has come to stand where it stands, by the move of a number, and which notice it calls for."""
    turned = row.number if number is None else number
    data: dict[str, Any] = {"lot": row.lot_id, "lots": [row.lot_id], "auction": row.id, "number": turned}
    rule = registry.pinned(home.procedure_key).auction
    if rule is not None and row.status == "paused":
        data["notice"] = rule.notices.held
    if rule is not None and (before, row.status) == ("paused", "open"):
        data["notice"] = rule.notices.resumed
    word = "opened" if row.status == "open" else row.status
    return Entry(f"bidding.auction.{word}", row.id, data, home.deal)


def as_row(row: Auction, one: Judged, wish: Wish | None = None, participant: str | None = None) -> Move:
    """Return a judged move as it is written."""
    said: dict[str, Any] = {}
    if one.refused is not None:
        reason = told(one.move.number, one.refused).reason
        words = one.refused.words
        values = {detail.name: detail.value for detail in reason.details}
        said = {"zh": words.zh.format(**values), "en": words.en.format(**values), "values": values}
    return Move(
        auction_id=row.id, number=one.move.number, at_ms=one.move.at, kind=one.move.kind, participant_id=participant,
        price=getattr(one.move, "price", None), stood=one.stood, ended=one.ended, code=one.refused.code if one.refused else "",
        details=said, stands=plain(one.stands), shown=one.shown, content=one.move.to_bytes(),
        by=wish.by.label if wish else Actor.clock().label, key=wish.key if wish else "",
        fingerprint=wish.fingerprint if wish else "", statement=wish.statement if wish else None,
        signature=wish.signature if wish else None,
    )  # fmt: skip


def plain(stands: Result) -> dict[str, Any]:
    """Return what everybody may see of an auction at an instant, in plain values."""
    price, least = stands.price, stands.least
    return {
        "phase": stands.phase, "ends_at": stands.ends_at, "remaining_ms": stands.remaining_ms,
        "price": None if price is None else written(price), "leader": stands.leader,
        "least": None if least is None else written(least), "outcome": stands.outcome, "reason": stands.reason,
    }  # fmt: skip


def _entry(row: Auction, move: Move, homes: Mapping[str, Home]) -> Entry:
    said = {"lot": row.lot_id, "auction": row.id, "number": move.number, "digest": move.digest}
    return Entry("bidding.auction.moved", row.id, said, homes[row.lot_id].deal, move.by)
