"""
What bidders tried and were refused, told to the journal in a transaction of its own: who came, and the codes, never what was in it.

Nobody reads of these before bids are open but the party itself: they name the lot, so `secrecy.without_secrets` leaves them out
until then. An upload is for no lot yet; what was refused of it has no deal and stands in no journal that anybody reads.

When bids are due, many are late at once: who comes at the same time is told in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.models import Party
from bidding.actions.turns import party_of
from foundation import journal
from foundation.gathering import ALONE, Alone, Gathering
from foundation.transactions import action, lock_row, lock_rows
from trading.models import Lot

MOST_CODES = 20
MOST_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Note:
    type: str
    party: str
    actor: str
    codes: Sequence[str]
    lot: str | None = None

    @property
    def data(self) -> dict[str, object]:
        named = {"lot": self.lot} if self.lot else {}
        return {**named, "party": self.party, "codes": list(self.codes[:MOST_CODES])}


def note_filing(*, lot_id: str, codes: Sequence[str], by: Actor) -> None:
    """Write that a filing was refused at the door."""
    _rounds(_Note("bidding.filing.turned_away", party_of(by), by.label, codes, lot_id))


def note_withdrawal(*, lot_id: str, codes: Sequence[str], by: Actor) -> None:
    """Write that a withdrawal was refused: of a bid, or from the lot."""
    _rounds(_Note("bidding.withdrawal.refused", party_of(by), by.label, codes, lot_id))


def note_upload(*, codes: Sequence[str], by: Actor) -> None:
    """Write that an upload was refused."""
    _rounds(_Note("bidding.upload.refused", party_of(by), by.label, codes))


@action
def _together(notes: Sequence[_Note]) -> list[Alone | None]:
    held = {one.id for one in lock_rows(Party, {one.party for one in notes}, waits=False)}
    _tell([one for one in notes if one.party in held])
    return [None if one.party in held else ALONE for one in notes]


@action
def _alone(note: _Note) -> None:
    lock_row(Party, note.party)
    _tell([note])


def _tell(notes: Sequence[_Note]) -> None:
    """Write what happened to parties whose locks the caller holds."""
    if not notes:
        return
    lots = Lot.objects.filter(id__in={one.lot for one in notes if one.lot})
    deals = dict(lots.values_list("id", "deal_id"))
    entries = [
        journal.Entry(one.type, one.party, one.data, deals.get(one.lot or ""), one.actor) for one in notes
    ]
    at = journal.instant(*{one.party for one in notes})
    journal.append_all(entries, actor=notes[0].actor, at=at)


_rounds: Gathering[_Note, None] = Gathering(_together, _alone, most=MOST_AT_ONCE)
