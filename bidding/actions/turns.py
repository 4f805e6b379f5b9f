"""
A bidder's turn on a lot: what is locked before a filing or a withdrawal, and what is read under the lock.

Whoever files or withdraws locks the lot `FOR KEY SHARE`, against freezing and against a moved deadline alone, and the
bidder's own registration; then the clock is read. Many turns are taken in the same few queries as one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import timing
from bidding.actions.custody import deadline_passed
from bidding.models import CustodyPolicy, FreezeList, Registration
from bidding.sealed import custody
from foundation import journal
from foundation.errors import Conflict, DomainError, Forbidden, NotFound
from foundation.text import Text
from foundation.transactions import lock_rows
from trading import deadlines
from trading.models import Lot

Place = tuple[str, str]
"""A lot and a party, by their ids."""
_TAKING_PART = """
    SELECT r.* FROM bidding_registration r
    JOIN unnest(%s::text[], %s::text[]) AS asked (lot, party) ON r.lot_id = asked.lot AND r.party_id = asked.party
    WHERE r.status <> 'withdrawn' ORDER BY r.id FOR NO KEY UPDATE OF r
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

    Locks are taken in the order of ids, lots before registrations, and the clock is read once, after all of them. Unless it
    `waits`, places whose lot or registration is not there, or in somebody else's hands, are left out.
    """
    lots = {
        one.id: one for one in lock_rows(Lot, {lot for lot, _ in places}, strength="key share", waits=waits)
    }
    registrations = _registrations([one for one in places if one[0] in lots], waits=waits)
    instants = journal.instants([one.id for one in registrations.values()])
    deadlines.read_ahead(lots.values())
    policies = custody.in_force_on(lots)
    ends = custody.deadlines_of({one.id: one for one in policies.values()}.values())
    frozen = set(FreezeList.objects.filter(lot__in=list(lots)).values_list("lot_id", flat=True))

    def turn(place: Place) -> Turn | DomainError:
        lot, registration, policy = lots.get(place[0]), registrations.get(place), policies.get(place[0])
        if lot is None or (registration is None and lot.deal.announced_at is None):
            words = Text("没有这个标段", "There is no such lot")
            return NotFound("lot_not_found", words, detail={"id": place[0]})
        if registration is None:
            words = Text("尚未报名参与此标段", "The party does not take part in this lot")
            return Conflict("not_registered", words)
        if policy is None:
            words = Text("此标段尚无生效的保管方案", "No policy of custody is in force for this lot")
            return Conflict("not_sealed", words)
        registration.lot = lot
        return Turn(lot, registration, policy, ends[policy.id], lot.id in frozen, instants[registration.id])

    return {place: turn(place) for place in places if waits or place in registrations}


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


def _registrations(places: Sequence[Place], *, waits: bool) -> dict[Place, Registration]:
    """Lock the registrations of those who take part, in the order of their ids; each comes with its party's code."""
    sql = _TAKING_PART if waits else f"{_TAKING_PART} SKIP LOCKED"
    rows = list(Registration.objects.raw(sql, [[lot for lot, _ in places], [party for _, party in places]]))
    parties = Party.objects.only("code").in_bulk({one.party_id for one in rows})
    for one in rows:
        one.party = parties[one.party_id]
    return {(one.lot_id, one.party_id): one for one in rows}
