"""What holds of a lot now: its current periods and its open holds, each asked for once; what its tender document says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from foundation.statements import Trip, shape
from trading.law import tender_document_json
from trading.law.decryption import Decryption
from trading.law.facts import Suspension
from trading.law.tender_document import TenderDocument
from trading.models import Document, Lot, Period

_READ = "_periods_and_holds"
_PERIODS = "SELECT {} FROM trading_period WHERE lot_id = ANY (%s) AND current"
_HOLDS = (
    "SELECT lot_id, starts_at, cause, law FROM trading_hold WHERE lot_id = ANY (%s) AND ended_at IS NULL"
    " ORDER BY starts_at, id"
)


@contextmanager
def reading(lot: Lot, periods: Mapping[str, Period] | None = None) -> Iterator[None]:
    """
    Ask for a lot's periods and holds at most once meanwhile; `periods` are the current ones where they are at hand.

    For what is asked in one go of a lot that is locked or only shown: nothing inside changes them.
    """
    lot.__dict__[_READ] = {} if periods is None else {"periods": periods}
    try:
        yield
    finally:
        del lot.__dict__[_READ]


def ask_ahead(trip: Trip, lots: Collection[Lot]) -> Callable[[], None]:
    """
    Ask for the current periods and the open holds of several lots; what is returned, called after the round trip, lets these
    instances be asked without a query. They live no longer than the transaction in which they were locked.
    """
    ids = [one.id for one in lots]
    periods = trip.ask(_PERIODS.format(shape(Period).columns), ids).through(shape(Period).read)
    holds = trip.ask(_HOLDS, ids)

    def read() -> None:
        for lot in lots:
            own = {one.limit: one for one in periods() if one.lot_id == lot.id}
            held = [Suspension(*hold) for lot_id, *hold in holds() if lot_id == lot.id]
            lot.__dict__[_READ] = {"periods": own, "holds": held}

    return read


def periods(lot: Lot) -> dict[str, Period]:
    """Return the current periods of a lot by limit name. One query."""
    seen = lot.__dict__.get(_READ, {})
    if "periods" not in seen:
        seen["periods"] = {p.limit: p for p in lot.periods.filter(current=True)}
    return dict(seen["periods"])


def holds(lot: Lot) -> list[Suspension]:
    """Return what holds the lot now, the oldest first. One query."""
    seen = lot.__dict__.get(_READ, {})
    if "holds" not in seen:
        rows = lot.holds.filter(ended_at__isnull=True).order_by("starts_at", "id")
        seen["holds"] = [Suspension(*row) for row in rows.values_list("starts_at", "cause", "law")]
    return list(seen["holds"])


def tender_document(deal_id: str) -> TenderDocument | None:
    """Return the newest tender document, published or not yet; None where there is none. One query."""
    rows = Document.objects.filter(deal=deal_id, kind="tender")
    content = rows.order_by("-version").values_list("content", flat=True).first()
    return None if content is None else tender_document_json.from_dict(content)


def decryption(deal_id: str) -> Decryption | None:
    """Return what the newest published tender document says of opening bids, if it says anything. One query."""
    rows = Document.objects.filter(deal=deal_id, kind="tender", published_at__isnull=False)
    said = rows.order_by("-version").values_list("content__decryption", flat=True)
    return tender_document_json.decryption(said.first())
