"""
The one writer of moves: lock the auction's own row, then read the clock, then judge.

Whoever moves at the same time is judged together: one transaction, two round trips, however many they are, on whatever auctions
(`foundation.gathering`). Moves of one round carry one instant, and stand in the order in which they came. A refused move is written as
well, and changes nothing; a key that moved before gets what it got then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bidding.actions.auctioning import holding, refusing
from bidding.actions.auctioning.writing import Home, Place, Wish, as_row, plain, write
from bidding.auctions import judging, keeping
from bidding.auctions.judging import Kept, Moved, Pulse
from bidding.models import Auction, Move
from foundation import clock, idempotency, statements
from foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from foundation.gathering import ALONE, Alone, Gathering
from foundation.statements import shape
from foundation.text import Text
from foundation.transactions import action, ask_for_locks, lock_row
from toolkit.auctions.words import REFUSALS

MOST_AT_ONCE = 64
LONGEST_WAIT_MS = 2000
"""How long a move waits for another writer of its auction. A round waits for nobody: such a move leaves it, and goes alone."""
LONGEST_IDLE = "30s"
"""How long who holds an auction may ask the database for nothing: a process that is frozen, or cut off, loses its transaction then."""
_OUTSIDE = frozenset({"pause", "extend"})
"""Moves that are judged before the form: they come out alike however many compete."""
_LOTS = (
    "SELECT a.id, l.id, l.deal_id, l.procedure_key, EXISTS (SELECT FROM trading_hold h WHERE h.lot_id = l.id AND h.ended_at IS NULL),"
    ' (SELECT array_agg(p."limit") FROM trading_period p WHERE p.lot_id = l.id AND p.current),'
    " (SELECT array_agg(p.ends_at) FROM trading_period p WHERE p.lot_id = l.id AND p.current)"
    " FROM bidding_auction a JOIN trading_lot l ON l.id = a.lot_id WHERE a.id = ANY (%s)"
)
PLATFORM = "auctioneer"
"""Under which name the platform's sign of life is noted; that of an auction in which nobody could write since stands under its id."""
_PULSES = "SELECT name, since, at FROM bidding_pulse"
_FROZEN = "SELECT set_config('idle_in_transaction_session_timeout', %s, true)"
_ENTERED = (
    "SELECT p.auction_id, r.party_id, p.id, p.number,"
    # By an index of refused moves alone (move_refused): of those there are so many at most, and of the others a whole auction's.
    " (SELECT count(*) FROM bidding_move m WHERE m.participant_id = p.id AND m.code <> '')"
    " FROM bidding_participant p JOIN bidding_registration r ON r.id = p.registration_id AND r.status = 'qualified'"
    " WHERE p.auction_id = ANY (%s) AND r.party_id = ANY (%s)"
)
_BEFORE = "SELECT {} FROM bidding_move WHERE auction_id = ANY (%s) AND key = ANY (%s)"


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
    :raises Invalid: `key_reused` for a key under which another move was made; `key_malformed` for what is none, by whichever door it came.
    """
    if wish.key:
        idempotency.Key(
            wish.by.label, wish.key, wish.fingerprint
        )  # or all who move at the same time would have to do it alone
    outcome = _rounds(wish)
    if isinstance(outcome, DomainError):
        raise outcome
    if outcome.code:
        raise MoveRefused(outcome)
    return outcome


def lock(auction_id: str) -> Auction:
    """
    Lock an auction for the rest of the transaction, which has to go on then: whoever is frozen with the lock loses it.

    :raises NotFound: if there is none.
    """
    statements.ask(_FROZEN, LONGEST_IDLE)
    return lock_row(Auction, auction_id)


def rules_of(row: Auction) -> Any:
    """Return the rules of an auction with everybody who is admitted by now."""
    return keeping.rules_of(bytes(row.rules), tuple(row.bidders))


def kept_of(row: Auction) -> Kept:
    """Return what is kept of an auction."""
    rules = rules_of(row)
    try:
        run = keeping.load(rules, bytes(row.kept))
    except ValidationError:
        # An older release kept it otherwise: the log is the truth, and what is kept follows from it.
        run = judging.fold(rules, log_of(row)).run
    return Kept(rules, run, row.shown)


def log_of(row: Auction) -> list[Any]:
    """Return the moves of an auction, in order."""
    contents = row.moves.order_by("number").values_list("content", flat=True)
    return [judging.parse(bytes(one)) for one in contents]


def milliseconds(at: datetime) -> int:
    """Return an instant as the format writes it: what is left of a millisecond is cut off."""
    return int(at.timestamp() * 1000)


def pulses() -> dict[str, Pulse]:
    """Return the platform's last sign of life, and of each auction that is out of reach the last while it was not, by name."""
    return _pulses_in(statements.ask(_PULSES))


def pulse(auction_id: str, known: Mapping[str, Pulse] | None = None) -> Pulse | None:
    """Return the last sign of life that counts for an auction, among those `known`; None where the platform never gave one."""
    found = pulses() if known is None else known
    return found.get(auction_id) or found.get(PLATFORM)


def _pulses_in(found: Sequence[tuple[Any, ...]]) -> dict[str, Pulse]:
    return {name: Pulse(milliseconds(since), milliseconds(at)) for name, since, at in found}


def _together(wishes: Sequence[Wish]) -> list[Outcome | Alone]:
    return _judged(wishes, waits=False)


@action
def _judged(wishes: Sequence[Wish], *, waits: bool) -> list[Outcome | Alone]:
    """Judge what is asked for, in this order; whose auction somebody else writes just now goes ALONE unless it `waits`."""
    ids = {one.auction_id for one in wishes}
    with statements.together() as trip:
        trip.ask("SELECT set_config('lock_timeout', %s, true)", f"{LONGEST_WAIT_MS}ms")
        trip.ask(_FROZEN, LONGEST_IDLE)
        locked = ask_for_locks(trip, Auction, ids, waits=waits)
        instant, lived = trip.ask(clock.READ), trip.ask(_PULSES).through(_pulses_in)
        known = trip.ask(
            _BEFORE.format(shape(Move).columns), list(ids), [one.key for one in wishes if one.key]
        )
        entered = trip.ask(_ENTERED, list(ids), [one.by.party_id for one in wishes if one.by.party_id])
        lots = trip.ask(_LOTS, list(ids))
    at: datetime = instant()[0][0].astimezone(UTC)
    homes = {lot: Home(deal, key) for _, lot, deal, key, *_ in lots()}
    of_lots = {auction: rest for auction, _, _, *rest in lots()}
    places = {row.id: Place(row, kept_of(row), _held(row, at, *of_lots[row.id])) for row in locked()}
    before = {(one.auction_id, one.by, one.key): one for one in shape(Move).read(known())}
    numbers = {(auction, party): rest for auction, party, *rest in entered()}
    outcomes: list[Outcome | Alone] = []
    for wish in wishes:
        place = places.get(wish.auction_id)
        if place is None:
            outcomes.append(ALONE if wish.auction_id in of_lots else not_found())
        else:
            outcomes.append(_one(wish, place, before, numbers, at, pulse(wish.auction_id, lived())))
    write(places.values(), at, homes)
    return outcomes


def _held(
    row: Auction, at: datetime, procedure_key: str, is_held: bool, limits: list[str] | None, ends: list[datetime] | None
) -> str:  # fmt: skip
    periods = dict(zip(limits or (), ends or (), strict=True))
    return holding.of(row, procedure_key, at, is_held=is_held, ends=periods)


def _alone(wish: Wish) -> Outcome:
    outcome = _judged([wish], waits=True)[0]
    assert not isinstance(outcome, Alone)
    return outcome


_rounds: Gathering[Wish, Outcome] = Gathering(_together, _alone, most=MOST_AT_ONCE)


def _one(
    wish: Wish, place: Place, before: dict[Any, Move], numbers: Mapping[Any, Any], at: datetime, pulse: Pulse | None
) -> Outcome:  # fmt: skip
    """Judge one wish; a refusal to even try is returned, and nothing is written of it."""
    named = (wish.auction_id, wish.by.label, wish.key)
    if wish.key and named in before:
        return _again(wish, before[named])
    participant, fields, refused = None, dict(wish.fields), 0
    if not wish.is_host:
        participant, number, refused = numbers.get((wish.auction_id, wish.by.party_id), (None, "", 0))
        if participant is None:
            return not_entered()
        fields["bidder"] = number
        # A colleague's name for a signed price is taken: under one name one price of a bidder is signed, and published.
        if wish.statement and (participant, wish.key) in {(m.participant_id, m.key) for m in before.values()}:
            return _reused()
    if place.row.status in ("settled", "withdrawn"):
        return Conflict(
            "auction_over", Text("竞价已经结束", "The auction is over"), detail=plain_now(place, at)
        )
    if judging.awaits_more(place.kept) and (
        fields["kind"] not in _OUTSIDE or judging.is_up(place.kept, milliseconds(at))
    ):
        return too_few()
    kept, rows, gone = judging.judge(
        place.kept, judging.read(fields), milliseconds(at), pulse, held=place.held, expected=wish.expected
    )  # fmt: skip
    own = rows[-1] if gone is None else None
    if own is not None and (unwritten := refusing.unwritten(place.kept.rules, own, refused)):
        # What it would come to is known now, and is not written: of the rest nothing is lost.
        place.kept, rows = judging.caught_up(place.kept, milliseconds(at), pulse, held=place.held)
        place.rows += [as_row(place.row, one) for one in rows]
        return unwritten
    place.kept = kept
    if own is not None and judging.is_unsound(own.move):
        place.rows += [as_row(place.row, one) for one in rows]
        words = REFUSALS["paused"]
        return Conflict("paused", Text(words.zh, words.en), detail=plain_now(place, at))
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


def part_now(row: Auction) -> dict[str, Any]:
    """Return what stands now in an auction that is not locked, as refusals tell it."""
    now = clock.now()
    held = holding.reason(row, row.lot, now) if row.status in ("scheduled", "open") else ""
    kept, _ = judging.caught_up(kept_of(row), milliseconds(now), pulse(row.id), held=held)
    return _part(plain(judging.seen(kept, milliseconds(now))))


def not_entered() -> Forbidden:
    """Return the refusal to whoever is not in an auction."""
    return Forbidden("not_entered", Text("您没有进入该竞价", "You did not enter this auction"))


def not_found() -> NotFound:
    """Return the refusal to whoever asks for an auction that is not there."""
    return NotFound("auction_not_found", Text("没有这场竞价", "There is no such auction"))


def too_few() -> Conflict:
    """Return the refusal while too few compete."""
    return Conflict("too_few_yet", Text("竞买人数不足，尚不能竞价", "Too few compete so far"))


def _again(wish: Wish, move: Move) -> Outcome:
    return move if move.fingerprint == wish.fingerprint else _reused()


def _reused() -> Invalid:
    return Invalid("key_reused", Text("该幂等键已用于另一操作", "This idempotency key named another move"))


def _moved(gone: Moved) -> Conflict:
    shows = plain(gone.stands)
    price = shows["price"] or ""
    return Conflict(
        "price_moved", Text(f"当前价为 {price}", f"The price that stands is {price}"), detail={"stands": price, **_part(shows)}
    )  # fmt: skip


def _now(move: Move) -> dict[str, Any]:
    # Not its number in the log, which would tell how many secret moves came before it.
    return _part(move.stands)


def _part(shows: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shows[name] for name in ("phase", "price", "leader", "least", "ends_at")}
