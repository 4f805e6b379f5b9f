"""What of an auction is shown: to everybody numbers, never names; to a bidder its own moves as well; to hosts who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.actions.auctioning import chaining, holding, hosts, recording, rounds, writing
from bidding.auctions import judging
from bidding.auctions.judging import Pulse
from bidding.models import Auction, Move, Participant, RoomMessage
from foundation.errors import NotFound
from foundation.text import Text
from toolkit import canonical
from toolkit.auctions import running
from toolkit.auctions.showing import Committed
from trading.models import Lot

MOST: Final = 500
"""Moves in one answer."""
DRAWN: Final = 200
"""Moves of which a chart is drawn."""
_SECRET: Final = frozenset({"number", "at", "v"})


@dataclass(frozen=True, slots=True)
class Room:
    """An auction as it is at an instant: its row, what everybody sees, and the increment that holds now."""

    row: Auction
    shows: Mapping[str, Any]
    awards: list[dict[str, Any]]
    tied: list[str]
    silent: list[str]
    increment: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that everybody in the room saw: a move with what stood after it, words of a host, or `silence`."""

    shown: int
    at: datetime
    kind: str
    said: Mapping[str, Any]
    stands: Mapping[str, Any] | None


def of_lot(lot: Lot) -> Auction:
    """
    Return the auction of a lot.

    :raises NotFound: `auction_not_found`.
    """
    return hosts.of_lot(lot.id)


def read(row: Auction, at: datetime, lived: Pulse | None) -> Room:
    """Return what everybody sees at an instant, whether or not the auctioneer has written it yet."""
    instant = rounds.milliseconds(at)
    held = holding.reason(row, row.lot, at) if row.status in ("scheduled", "open") else ""
    kept, _ = judging.caught_up(rounds.kept_of(row), instant, lived, held=held)
    found = judging.seen(kept, instant)
    awards = [one.model_dump() for one in found.awards]
    return Room(row, writing.plain(found), awards, [*found.tied], [*found.silent], _increment(kept))


def bidders(row: Auction, at: datetime) -> list[str]:
    """Return the numbers of those who were admitted; none while it is nobody's to know how many came."""
    return [] if timing.is_secret(row.lot, at) else list(row.bidders)


def items(row: Auction, after: int, limit: int = MOST) -> list[Item]:
    """Return what everybody saw after a number, in order, without gaps."""
    moves = row.moves.filter(shown__gt=after).order_by("shown")[:limit]
    words = row.messages.filter(shown__gt=after).order_by("shown")[:limit]
    found = [*map(_of_move, moves), *map(_of_words, words)]
    return sorted(found, key=lambda one: one.shown)[:limit]


def prices(row: Auction) -> list[tuple[int, str]]:
    """Return each price that came to stand before everybody, and since when in milliseconds; the latest ones if there are many."""
    moves = row.moves.filter(shown__isnull=False).order_by("-shown").values_list("at_ms", "stands__price")
    found: list[tuple[int, str]] = []
    for at, price in reversed(moves[:DRAWN]):
        if price is not None and (not found or found[-1][1] != price):
            found.append((at, price))
    return found


def shown_prices(row: Auction) -> list[tuple[str, str]]:
    """
    Return who gave which price among those that others did not see, the first first, or as ranked; only once it has ended.

    What was committed to and never shown is in none of them.
    """
    if row.status not in ("ended", "settled"):
        return []
    kept = rounds.kept_of(row)
    if ranking := judging.seen(kept, kept.run.at).ranking:
        return [(one.bidder, f"{one.price:f}") for one in ranking]
    moves = row.moves.filter(kind__in=("quote", "show"), code="").order_by("number")[:MOST]
    return [(str(said["bidder"]), str(said["price"])) for said in map(said_of, moves)]


def committed(row: Auction, number: str, at: datetime) -> Committed | None:
    """Return what a bidder committed to under its number and nobody has read yet, or reads just now; for the bidder alone."""
    instant = rounds.milliseconds(at)
    kept, _ = judging.caught_up(rounds.kept_of(row), instant, rounds.pulse(row.id))
    return running.committed(kept.rules, kept.run, number, instant)


def own_moves(row: Auction, by: Actor) -> QuerySet[Move]:
    """
    Return the moves of the actor's own party, refused ones and secret ones among them.

    :raises NotFound: `auction_not_found` for whoever did not enter.
    """
    participant = _own(row, by)
    if participant is None:
        raise rounds.not_found()
    return participant.moves.order_by("number")


def number_of(row: Auction, by: Actor) -> str:
    """Return under which number the actor's party takes part; empty if it does not."""
    participant = _own(row, by)
    return participant.number if participant else ""


def record(row: Auction) -> bytes:
    """
    Return the published file: for good once the auction is settled, as it stands while something is still to be revealed.

    :raises NotFound: `record_not_found` before the end.
    """
    if row.file is not None:
        return bytes(row.file)
    if row.status != "ended":
        raise NotFound("record_not_found", Text("竞价尚未结束", "The auction has not ended"))
    return _as_it_stands(row.id, row.number)


@lru_cache(maxsize=8)
def _as_it_stands(auction_id: str, number: int) -> bytes:
    """Return the record of an auction that is over, after so many moves: worked out once, and not for everybody who asks."""
    row = Auction.objects.get(id=auction_id)
    log = [
        judging.parse(bytes(one.content)) for one in row.moves.filter(number__lte=number).order_by("number")
    ]
    return recording.record(row, log, log[-1].at).to_bytes()


def logbook(row: Auction) -> bytes:
    """
    Return what opens the leaves of an auction's moves in the transparency log, once its record may be read.

    :raises NotFound: `record_not_found` before; `logbook_not_found` while the last of them wait for their place, for a second.
    """
    if not row.sha256 and row.status != "ended":
        raise NotFound("record_not_found", Text("竞价尚未结束", "The auction has not ended"))
    is_witnessed = chaining.is_witnessed(row, row.number)
    if is_witnessed is None:
        raise NotFound("logbook_not_found", Text("日志正在登记，请稍候", "The log is about to have it"))
    return _opened(row.id, row.number, is_witnessed)


@lru_cache(maxsize=8)
def _opened(auction_id: str, number: int, is_witnessed: bool) -> bytes:
    """Return what opens so many moves: worked out once, and once more when witnesses have seen them."""
    return chaining.opened(Auction.objects.get(id=auction_id), number).to_bytes()


def said_of(move: Move) -> dict[str, Any]:
    """Return what a move says, in plain values."""
    found = canonical.load(bytes(move.content))
    return {name: value for name, value in found.items() if name not in _SECRET}


def signature_digest(move: Move) -> str:
    """Return the digest of a move's signature; empty where none was asked for."""
    return canonical.sha256(bytes(move.signature)) if move.signature else ""


def instant(milliseconds: int) -> datetime | None:
    """Return an instant of the format; None where there is none."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def _own(row: Auction, by: Actor) -> Participant | None:
    if by.role is not Role.BIDDER or by.party_id is None:
        return None
    return Participant.objects.filter(auction=row, registration__party=by.party_id).first()


def _of_move(move: Move) -> Item:
    at = instant(move.at_ms)
    assert at is not None
    return Item(move.shown or 0, at, move.kind, said_of(move), move.stands)


def _of_words(message: RoomMessage) -> Item:
    if message.by == Actor.clock().label:
        return Item(message.shown, message.at, "silence", {}, None)
    return Item(message.shown, message.at, "message", {"words": message.words}, None)


def _increment(kept: judging.Kept) -> str | None:
    found = getattr(kept.run.form, "standing", None)
    return None if found is None else f"{found.increment:f}"
