"""
A bidder's turn on a lot: what is locked before a filing or a withdrawal, and what is read under the lock.

Whoever files or withdraws locks the lot `FOR KEY SHARE`, against freezing and against a moved deadline alone, and the
bidder's own registration; then the clock is read. Many turns are taken in the same few queries as one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import timing
from bidding.actions.custody import deadline_passed
from bidding.models import CustodyPolicy, Registration
from bidding.sealed import custody
from foundation import journal, statements
from foundation.errors import Conflict, DomainError, Forbidden, NotFound
from foundation.statements import Trip, apart, shape
from foundation.text import Text
from foundation.transactions import ask_for_locks
from trading import in_force
from trading.models import Lot

Place = tuple[str, str]
"""A lot and a party, by their ids."""
_TAKING_PART = """
    SELECT {} FROM bidding_registration
    JOIN unnest(%s::text[], %s::text[]) AS asked (lot, party) ON lot_id = asked.lot AND party_id = asked.party
    JOIN accounts_party ON accounts_party.id = party_id
    WHERE bidding_registration.status <> 'withdrawn'
    ORDER BY bidding_registration.id FOR NO KEY UPDATE OF bidding_registration {}
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A bidder's turn on a lot: lot and registration are locked, the clock was read after that, the rest after the clock."""

    lot: Lot
    registration: Registration
    policy: CustodyPolicy
    deadline_ms: int
    is_frozen: bool
    at: datetime

    @property
    def is_over(self) -> bool:
        """Whether the turn comes at the deadline or after it: the lot's own or the log's, whichever is earlier."""
        is_late = custody.milliseconds(self.at) >= self.deadline_ms or timing.bids_are_due(self.lot, self.at)
        return is_late or self.is_frozen


def take_turn(*, lot_id: str, by: Actor) -> Turn:
    """
    Lock the lot against freezing and the bidder's registration against itself, then read the clock.

    :raises NotFound: `lot_not_found`.
    :raises Conflict: `not_registered`, `not_sealed`.
    """
    place = (lot_id, party_of(by))
    found = take_turns([place])[place]
    if isinstance(found, DomainError):
        raise found
    return found


def take_turns(places: Collection[Place], *, waits: bool = True) -> dict[Place, Turn | DomainError]:
    """
    Take many turns at once; a refusal stands in the place of a turn that there is not.

    Unless it `waits`, places whose lot or registration is not there, or in somebody else's hands, are left out. Two round trips.
    """
    held = hold(places, waits=waits)
    with statements.together() as trip:
        turns = ask_turns(trip, held)
    return turns()


@dataclass(frozen=True, slots=True)
class Held:
    """What is locked for some places, as it is since."""

    places: Collection[Place]
    lots: Mapping[str, Lot]
    registrations: Mapping[Place, Registration]


def hold(places: Collection[Place], *, waits: bool = True) -> Held:
    """
    Lock what turns on `places` need, in the order of ids, lots before registrations; each registration comes with its party's code.

    Unless it `waits`, what somebody else holds is left out. One round trip.
    """
    mine, party = shape(Registration, "id", "lot", "party", "status"), shape(Party, "id", "code")
    taking_part = _TAKING_PART.format(f"{mine.columns}, {party.columns}", "" if waits else "SKIP LOCKED")
    with statements.together() as trip:
        lots = ask_for_locks(trip, Lot, {lot for lot, _ in places}, strength="key share", waits=waits)
        rows = trip.ask(taking_part, [lot for lot, _ in places], [one for _, one in places])
    found, registrations = {one.id: one for one in lots()}, {}
    for one, its_party in apart(rows(), mine, party):
        if one.lot_id in found:  # in whose hands a lot is, they come first
            one.lot, one.party = found[one.lot_id], its_party
            registrations[one.lot_id, one.party_id] = one
    return Held([one for one in places if waits or one in registrations], found, registrations)


def ask_turns(trip: Trip, held: Held) -> Callable[[], dict[Place, Turn | DomainError]]:
    """Ask for the rest of the turns on what is held: the clock first, read once for all."""
    lots, registrations = held.lots, held.registrations
    instants = journal.ask_instants(trip, [one.id for one in registrations.values()])
    read_ahead = in_force.ask_ahead(trip, lots.values())
    standings = custody.ask_standings(trip, lots)

    def turns() -> dict[Place, Turn | DomainError]:
        read_ahead()
        at, under = instants(), standings()
        return {place: turn(place, at, under) for place in held.places}

    def turn(
        place: Place, at: Mapping[str, datetime], under: Mapping[str, custody.Standing]
    ) -> Turn | DomainError:
        lot, registration, standing = lots.get(place[0]), registrations.get(place), under.get(place[0])
        if lot is None or (registration is None and lot.deal.announced_at is None):
            words = Text("没有这个标段", "There is no such lot")
            return NotFound("lot_not_found", words, detail={"id": place[0]})
        if registration is None:
            words = Text("尚未报名参与此标段", "The party does not take part in this lot")
            return Conflict("not_registered", words)
        if standing is None:
            words = Text("此标段尚无生效的保管方案", "No policy of custody is in force for this lot")
            return Conflict("not_sealed", words)
        return Turn(
            lot, registration, standing.policy, standing.deadline_ms, standing.is_frozen, at[registration.id]
        )

    return turns


def check_in_time(turn: Turn) -> None:
    """
    Refuse what comes at the deadline or after it.

    :raises Conflict: `deadline_passed`.
    """
    if turn.is_over:
        raise deadline_passed()


def party_of(by: Actor) -> str:
    """
    Return the party that files.

    :raises Forbidden: `role_not_allowed` unless it is a bidder.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人可以递交投标", "Only a bidder submits bids"))
    return by.party_id
