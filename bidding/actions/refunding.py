"""Deposits that were not given back in time: told to the journal once, so that those who watch see it."""

from __future__ import annotations

from accounts.actor import Actor
from bidding import refunds
from bidding.models import Registration
from foundation import clock, journal
from foundation.models import Event
from foundation.transactions import action, lock_row

BATCH = 500


def overdue() -> list[str]:
    """Return the registrations whose deposit is held beyond its day, of which the journal has not told yet."""
    at = clock.now()
    rows = list(refunds.held().order_by("id"))
    found = (one for n in range(0, len(rows), BATCH) for one in refunds.of(rows[n : n + BATCH]))
    late = [one for one in found if one.is_overdue(at)]
    told = set(
        Event.objects.filter(
            type=refunds.OVERDUE, subject__in=[one.registration.id for one in late]
        ).values_list("subject", "data__due_on")
    )
    return [one.registration.id for one in late if (one.registration.id, str(one.due_on)) not in told]


@action
def report(*, registration_id: str, by: Actor) -> Event | None:
    """Tell that a deposit is overdue, once; nothing if it went back meanwhile, or was told of."""
    lock_row(Registration, registration_id)
    at = journal.instant(registration_id)
    row = refunds.held().filter(id=registration_id).first()
    if row is None:
        return None
    (found,) = refunds.of([row])
    if found.due_on is None or not found.is_overdue(at) or refunds.is_reported(found):
        return None
    return journal.append(
        refunds.OVERDUE, subject=row.id, deal=row.lot.deal_id, actor=by.label, at=at,
        data={"lot": row.lot_id, "party": row.party_id, "due_on": found.due_on, "cause": str(found.cause)},
    )  # fmt: skip
