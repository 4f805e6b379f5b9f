"""What bidders commit themselves to in their opened bids, as candidates' publicity tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from accounts.names import tidy
from bidding.models import OpenedUnit
from trading import in_force
from trading.law.commitments import COMMITMENTS
from trading.law.tender_document import PriceField
from trading.models import Lot

LONGEST = 500
"""Signs of one line that are told; the whole of it stands in the opened bid."""


def lines(deal_id: str) -> Sequence[PriceField]:
    """Return the lines of a deal's form of offers that are told of each candidate, in the order of the law. One query."""
    document = in_force.tender_document(deal_id)
    found = (document.price_form.field(code) for code in COMMITMENTS) if document else ()
    return [one for one in found if one is not None]


def of(lot: Lot, parties: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return by party what these bidders filled in, in the words of their opened bids; nothing of a line left empty. One query."""
    rows = OpenedUnit.objects.filter(
        filing__lot=lot, filing__registration__party__in=parties, opening__status="recorded", outcome="opened"
    ).select_related("filing__registration")
    found: dict[str, dict[str, str]] = {}
    for row in rows.order_by("opening__stage", "unit"):
        written = row.offer.fields if row.offer else {}
        known = found.setdefault(row.filing.registration.party_id, {})
        known |= {code: words for code in COMMITMENTS if (words := _words(written.get(code)))}
    return found


def _words(value: object) -> str:
    """
    Return what a bidder wrote as words: text or a whole number, and nothing of what else it may have put there, signs that nobody sees
    or that turn the direction of what follows among it.
    """
    said = tidy(str(value)) if isinstance(value, str | int) else ""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
