"""
Filing a sealed bid: a ticket first, then the checks that take longer, so that nobody is late because of them.

The ticket is the bid's time and its *filed* leaf, in one transaction, and only what needs no large file is checked in it:
whatever fails there leaves no row and no leaf. Capsules and parts are checked afterwards (`settling`). Many tickets are taken
in one transaction as one is; none is refused, or waits, because of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from bidding.actions import weighing
from bidding.actions.turns import Turn, ask_turns, hold
from bidding.actions.weighing import Arrived, Asked, Known, TurnedAway
from bidding.models import Filing, Registration
from bidding.sealed import custody
from foundation import journal, statements, transparency
from foundation.errors import DomainError
from foundation.transactions import action
from toolkit.intake import Account
from toolkit.log import leaves


@dataclass(frozen=True, slots=True)
class Ticket:
    """A filing that has its ticket: since now, or from before; `is_replay` where the request that filed it came again."""

    filing: Filing
    is_new: bool = True
    is_replay: bool = False


# Nobody sweeps them away, or discards them, before the filing that names them is there to be seen.
_KEPT = "SELECT id FROM bidding_upload WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"

Outcome = Ticket | DomainError | TurnedAway


def reserve(*, lot_id: str, header: str, files: Mapping[str, str], by: Actor) -> Filing:
    """
    Take a ticket for the filing called `header`, whose files, by name, have the digests given and are uploaded in whole.

    The same filing again returns the one that is there. Exactly at the deadline is late.

    :raises TurnedAway: for what the format refuses in core, header and signature; nothing is kept then.
    :raises Conflict: `deadline_passed`, `not_sealed`, `not_registered`, `already_filed`, `filing_in_progress`,
        `too_many_refused`, `too_many_filings`, `filed_quota`.
    :raises Invalid: `upload_incomplete` with the names of files that have not arrived.
    """
    return reserve_one(asked=Asked(lot_id, header, files, by)).filing


def reserve_one(*, asked: Asked) -> Ticket:
    """Take a ticket as `reserve` does; tell whether it is new."""
    outcome = reserve_all(asked=[asked])[0]
    if not isinstance(outcome, Ticket):
        raise outcome or AssertionError("Who waits has an outcome.")
    return outcome


@action
def reserve_all(*, asked: Sequence[Asked], waits: bool = True) -> list[Outcome | None]:
    """Take a ticket for each, as `reserve_within` does, in a transaction of its own."""
    return reserve_within(asked=asked, waits=waits)


def reserve_within(*, asked: Sequence[Asked], waits: bool = True) -> list[Outcome | None]:
    """
    Take a ticket for each, as `reserve` does for one, in the caller's transaction, which whatever is raised ends; refusals stand
    beside tickets, and change nothing for the others.

    None stands for what is to be asked again alone: all but the first of one bidder on a lot and, unless it `waits`, whatever
    would have to wait for somebody.
    """
    first = {one.place: at for at, one in reversed(list(enumerate(asked)))}
    held = hold(list(first), waits=waits)
    with statements.together() as trip:
        turns_of = ask_turns(trip, held)
        known_of = weighing.ask(trip, asked, [one.id for one in held.registrations.values()])
    turns, known = turns_of(), known_of()
    found: list[Arrived | Outcome | None] = [
        _arrived(one, turns[one.place], known) if one.place in turns and first[one.place] == at else None
        for at, one in enumerate(asked)
    ]
    here = [one for one in found if isinstance(one, Arrived)]
    if not here:
        return [one for one in found if not isinstance(one, Arrived)]
    bids, trust = weighing.bids_of(here), custody.trust(max(one.turn.at for one in here))
    kept: list[tuple[Filing, Arrived]] = []

    def outcome(one: Arrived) -> Outcome:
        try:
            filing = weighing.weighed(one, bids, trust)
        except TurnedAway as away:
            return away
        kept.append((filing, one))
        return Ticket(filing)

    outcomes = [outcome(one) if isinstance(one, Arrived) else one for one in found]
    _keep(kept)
    return outcomes


def account_of(registration: Registration) -> Account:
    """Return the bidder as the format knows it: its code and its last filing that counted, which is the live one if there is."""
    counted = registration.filings.filter(status__in=weighing.COUNTED).order_by("-seq")
    return weighing.account(registration, counted.first())


def event(what: str, filing: Filing, *, actor: str, **data: object) -> journal.Entry:
    """Return the event of what became of a filing: its id and nothing that is in it. The registration is its subject."""
    registration = filing.registration
    return journal.Entry(
        f"bidding.filing.{what}", registration.id, deal=filing.lot.deal_id, actor=actor,
        data={"lot": filing.lot_id, "party": registration.party_id, "filing": filing.id, **data},
    )  # fmt: skip


def _arrived(one: Asked, turn: Turn | DomainError, known: Known) -> Arrived | Outcome:
    try:
        found = weighing.arrived(one, turn, known)
    except (DomainError, TurnedAway) as refused:
        return refused
    return found if isinstance(found, Arrived) else Ticket(found, is_new=False)


def _keep(kept: Sequence[tuple[Filing, Arrived]]) -> None:
    """Write the new filings with their leaves and their events; their uploads are marked when they are settled."""
    if not kept:
        return
    made = [filing for filing, _ in kept]
    uploads = {upload for _, one in kept for upload in one.uploads.values()}
    events = [event("reserved", one, actor=one.filed_by) for one in made]
    with journal.told_of(events), statements.together() as trip:
        trip.insert(made)
        there = trip.ask(_KEPT, list(uploads))
        transparency.add_all([(leaves.filed(one.salt.hex(), one.header), one.ref) for one in made])
        journal.append_all(events, actor=made[0].filed_by, at=min(one.received_at for one in made))
    if len(there()) != len(uploads):
        raise weighing.incomplete(sorted(name for _, one in kept for name in one.uploads))
