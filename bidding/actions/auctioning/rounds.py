"""
The one writer of moves: lock the auction's own row, then read the clock, then judge.

Whoever moves at the same time is judged together: one transaction, two round trips, however many they are, on whatever auctions
(`foundation.gathering`). Moves of one round carry one instant, and stand in the order in which they came. A refused move is written as
well, and changes nothing; a key that moved before gets what it got then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from bidding.auctions import judging, keeping
from bidding.auctions.judging import Judged, Kept, Moved, Pulse
from bidding.models import Auction, Move
from foundation import clock, hints, journal, statements
from foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from foundation.gathering import Alone, Gathering
from foundation.journal import Entry
from foundation.statements import shape
from foundation.text import Text
from foundation.transactions import action, ask_for_locks
from toolkit.auctions.concluding import told
from toolkit.auctions.results import Result
from toolkit.scoring.numbers import written

MOST_AT_ONCE = 64
LONGEST_WAIT_MS = 2000
"""How long a round waits for another writer of one of its auctions; then each of it goes alone."""
MOST_REFUSED = 500
"""How many moves of one bidder an auction's log takes without effect: whoever is refused more often is not logged."""
_LOTS = (
    "SELECT a.id, l.id, l.deal_id, EXISTS (SELECT FROM trading_hold h WHERE h.lot_id = l.id AND h.ended_at IS NULL)"
    " FROM bidding_auction a JOIN trading_lot l ON l.id = a.lot_id WHERE a.id = ANY (%s)"
)
_PULSE = "SELECT since, at FROM bidding_pulse WHERE name = 'auctioneer'"
_ENTERED = (
    "SELECT p.auction_id, r.party_id, p.id, p.number,"
    " (SELECT count(*) FROM bidding_move m WHERE m.participant_id = p.id AND m.code <> '')"
    " FROM bidding_participant p JOIN bidding_registration r ON r.id = p.registration_id AND r.status = 'qualified'"
    " WHERE p.auction_id = ANY (%s) AND r.party_id = ANY (%s)"
)
_BEFORE = "SELECT {} FROM bidding_move WHERE auction_id = ANY (%s) AND key = ANY (%s)"
_AFTER = (
    "UPDATE bidding_auction SET number = %s, shown = %s, kept = %s, status = %s, ended_ms = %s WHERE id = %s"
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
    expected: Decimal | None = None
    key: str = ""
    fingerprint: str = ""
    statement: bytes | None = None
    signature: bytes | None = None


@dataclass(slots=True)
class Place:
    """An auction in a round: its locked row, what stands, and the rows that are to be written."""

    row: Auction
    kept: Kept
    is_held: bool
    rows: list[Move] = field(default_factory=list)


class MoveRefused(Conflict):
    """A move that is in the log without effect; `move` is its row."""

    title = Text("操作未被接受", "The move has no effect")

    def __init__(self, move: Move) -> None:
        self.move = move
        words = Text(move.details["zh"], move.details["en"])
        super().__init__(
            move.code, words, detail={**dict(sorted(move.details["values"].items())), **_now(move)}
        )


Outcome = Move | DomainError


def take(wish: Wish) -> Move:
    """
    Make a move, together with whoever moves at the same time.

    :raises NotFound: `auction_not_found`; `not_entered` to a bidder who did not enter.
    :raises Conflict: `price_moved` where another price stands than was expected, with that price; `auction_over` once nothing more is
        logged; `too_many_refused`; MoveRefused with the code of the format.
    :raises Invalid: `key_reused` for a key under which another move was made.
    """
    outcome = _rounds(wish)
    if isinstance(outcome, DomainError):
        raise outcome
    if outcome.code:
        raise MoveRefused(outcome)
    return outcome


def rules_of(row: Auction) -> Any:
    """Return the rules of an auction with everybody who is admitted by now."""
    return keeping.rules_of(bytes(row.rules), tuple(row.bidders))


def kept_of(row: Auction) -> Kept:
    """Return what is kept of an auction."""
    rules = rules_of(row)
    return Kept(rules, keeping.load(rules, bytes(row.kept)), row.shown)


def milliseconds(at: datetime) -> int:
    """Return an instant as the format writes it: what is left of a millisecond is cut off."""
    return int(at.timestamp() * 1000)


def pulse() -> Pulse | None:
    """Return the platform's last sign of life; None where it never gave one."""
    return _pulse_in(statements.ask(_PULSE))


def _pulse_in(found: Sequence[tuple[Any, ...]]) -> Pulse | None:
    return Pulse(*map(milliseconds, found[0])) if found else None


def write(places: Iterable[Place], at: datetime, by: Mapping[str, str]) -> None:
    """Write the moves of locked auctions and what is kept of them, with an event for each move; `by` says whose lot is which deal's."""
    meant = [one for one in places if one.rows]
    entries = []
    for one in meant:
        row, run, before = one.row, one.kept.run, one.row.status
        row.follow(judging.status(one.kept))
        row.number, row.shown, row.ended_ms = run.number, one.kept.shown, run.withdrawn or run.ended_at
        row.kept = keeping.dump(run)
        entries += [_entry(row, move, by) for move in one.rows]
        if row.status != before:
            entries.append(became(row, by[row.lot_id]))
        hints.publish_on_commit(channel(row.id))
    with journal.told_of(entries), statements.together() as trip:
        for one in meant:
            trip.insert(one.rows)
        for one in meant:
            row = one.row
            trip.ask(_AFTER, row.number, row.shown, row.kept, row.status, row.ended_ms, row.id)
        journal.append_all(entries, actor=Actor.clock().label, at=at)


def channel(auction_id: str) -> str:
    """Return where a hint is given that there is something new of an auction."""
    return f"auction.{auction_id}"


def became(row: Auction, deal: str) -> Entry:
    """Return the event that an auction has come to stand where it stands."""
    word = {"open": "opened"}.get(row.status, row.status)
    said = {"lot": row.lot_id, "auction": row.id, "number": row.number}
    return Entry(f"bidding.auction.{word}", row.id, said, deal)


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


@action
def _together(wishes: Sequence[Wish]) -> list[Outcome | Alone]:
    ids = {one.auction_id for one in wishes}
    with statements.together() as trip:
        trip.ask("SELECT set_config('lock_timeout', %s, true)", f"{LONGEST_WAIT_MS}ms")
        locked = ask_for_locks(trip, Auction, ids)
        instant, lived = trip.ask(clock.READ), trip.ask(_PULSE).through(_pulse_in)
        known = trip.ask(
            _BEFORE.format(shape(Move).columns), list(ids), [one.key for one in wishes if one.key]
        )
        entered = trip.ask(_ENTERED, list(ids), [one.by.party_id for one in wishes if one.by.party_id])
        lots = trip.ask(_LOTS, list(ids))
    at: datetime = instant()[0][0].astimezone(UTC)
    deals = {lot: deal for _, lot, deal, _ in lots()}
    held = {auction for auction, _, _, is_held in lots() if is_held}
    places = {row.id: Place(row, kept_of(row), row.id in held) for row in locked()}
    before = {(one.auction_id, one.by, one.key): one for one in shape(Move).read(known())}
    numbers = {(auction, party): rest for auction, party, *rest in entered()}
    outcomes: list[Outcome | Alone] = []
    for wish in wishes:
        outcomes.append(_one(wish, places.get(wish.auction_id), before, numbers, at, lived()))
    write(places.values(), at, deals)
    return outcomes


def _alone(wish: Wish) -> Outcome:
    outcome = _together([wish])[0]
    assert not isinstance(outcome, Alone)
    return outcome


_rounds: Gathering[Wish, Outcome] = Gathering(_together, _alone, most=MOST_AT_ONCE)


def _one(
    wish: Wish, place: Place | None, before: dict[Any, Move], numbers: Mapping[Any, Any], at: datetime, pulse: Pulse | None
) -> Outcome:  # fmt: skip
    """Judge one wish; a refusal to even try is returned, and nothing is written of it."""
    if place is None:
        return not_found()
    named = (wish.auction_id, wish.by.label, wish.key)
    if wish.key and named in before:
        return _again(wish, before[named])
    participant, fields = None, dict(wish.fields)
    if not wish.is_host:
        participant, number, refused = numbers.get((wish.auction_id, wish.by.party_id), (None, "", 0))
        if participant is None:
            return Forbidden("not_entered", Text("您没有进入该竞价", "You did not enter this auction"))
        if refused >= MOST_REFUSED:
            return Conflict("too_many_refused", Text("无效操作过多", "Too many moves had no effect"))
        fields["bidder"] = number
    if place.row.status in ("settled", "withdrawn"):
        return Conflict(
            "auction_over", Text("竞价已经结束", "The auction is over"), detail=plain_now(place, at)
        )
    if judging.awaits_more(place.kept.rules, milliseconds(at)):
        return Conflict("too_few_yet", Text("竞买人数不足，尚不能竞价", "Too few compete so far"))
    kept, rows, gone = judging.judge(
        place.kept, judging.read(fields), milliseconds(at), pulse, is_held=place.is_held, expected=wish.expected
    )  # fmt: skip
    place.kept = kept
    own = rows[-1] if gone is None else None
    place.rows += [as_row(place.row, one) for one in rows if one is not own]
    if gone is not None:
        return _moved(gone)
    assert own is not None
    made = as_row(place.row, own, wish, participant)
    place.rows.append(made)
    if wish.key:
        before[named] = made
    if not wish.is_host and made.code:
        numbers[(wish.auction_id, wish.by.party_id)][2] += 1
    return made


def plain_now(place: Place, at: datetime) -> dict[str, Any]:
    """Return what there is to see of a locked auction."""
    return plain(judging.seen(place.kept, milliseconds(at)))


def not_found() -> NotFound:
    """Return the refusal to whoever asks for an auction that is not there."""
    return NotFound("auction_not_found", Text("没有这场竞价", "There is no such auction"))


def _again(wish: Wish, move: Move) -> Outcome:
    if move.fingerprint != wish.fingerprint:
        return Invalid(
            "key_reused", Text("该幂等键已用于另一操作", "This idempotency key named another move")
        )
    return move


def _moved(gone: Moved) -> Conflict:
    shows = plain(gone.stands)
    price = shows["price"] or ""
    return Conflict(
        "price_moved", Text(f"当前价为 {price}", f"The price that stands is {price}"), detail={"stands": price, **_part(shows)}
    )  # fmt: skip


def _now(move: Move) -> dict[str, Any]:
    return {"number": move.number, **_part(move.stands)}


def _part(shows: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shows[name] for name in ("phase", "price", "leader", "least", "ends_at")}


def _entry(row: Auction, move: Move, deals: Mapping[str, str]) -> Entry:
    said = {"lot": row.lot_id, "auction": row.id, "number": move.number, "digest": move.digest}
    return Entry("bidding.auction.moved", row.id, said, deals[row.lot_id], move.by)
