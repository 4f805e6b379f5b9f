"""
What bidders tried and were refused, told to the journal in a transaction of its own: who came, and the codes, never what was in it.

Nobody reads of these before bids are open but the party itself: they name the lot, so `queries.without_secrets` leaves them out
until then. An upload is for no lot yet; what was refused of it has no deal and stands in no journal that anybody reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import Party
from bidding.actions.turns import party_of
from foundation import journal
from foundation.transactions import action, lock_row
from trading.models import Lot

MOST_CODES = 20


def note_filing(*, lot_id: str, codes: Sequence[str], by: Actor) -> None:
    """Write that a filing was refused at the door."""
    _note("bidding.filing.turned_away", lot_id, codes, by)


def note_withdrawal(*, lot_id: str, codes: Sequence[str], by: Actor) -> None:
    """Write that a withdrawal was refused: of a bid, or from the lot."""
    _note("bidding.withdrawal.refused", lot_id, codes, by)


def note_upload(*, codes: Sequence[str], by: Actor) -> None:
    """Write that an upload was refused."""
    _note("bidding.upload.refused", None, codes, by)


@action
def _note(type: str, lot_id: str | None, codes: Sequence[str], by: Actor) -> None:
    party = lock_row(Party, party_of(by))
    deal = Lot.objects.values_list("deal_id", flat=True).get(id=lot_id) if lot_id else None
    journal.append(
        type, subject=party.id, deal=deal, actor=by.label, at=journal.instant(party.id),
        data={**({"lot": lot_id} if lot_id else {}), "party": party.id, "codes": list(codes[:MOST_CODES])},
    )  # fmt: skip
