"""Bidders sign in to the opening of a lot."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.roles import Role
from bidding.models import Attendance, Opening
from bidding.sealed import custody
from foundation import journal
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit.certificates import instant
from trading.models import Lot

BEFORE = timedelta(hours=1)
"""How long before bids are due the hall is open to whoever signs in."""


@action
def attend(*, lot_id: str, by: Actor) -> Attendance:
    """
    Sign a bidder in to the opening; a second time returns the first.

    All bidders are to take part on time, online (电子招标投标办法第二十九条); a bid opens without its bidder all the same.

    :raises Forbidden: unless the actor bids.
    :raises NotFound: `registration_not_found` where its organisation does not take part.
    :raises Conflict: `attendance_closed` earlier than an hour before bids are due, and once the bids are shown.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人签到", "Only bidders sign in"))
    lot = lock_row(Lot, lot_id, strength="key share")
    own = lot.registrations.filter(party=by.party_id).exclude(status="withdrawn").first()
    if own is None:
        raise NotFound(
            "registration_not_found", Text("贵单位未参与此标段", "Your organisation does not take part")
        )
    lock_row(type(own), own.id)
    known = Attendance.objects.filter(registration=own).first()
    if known is not None:
        return known
    at = journal.instant(own.id)
    if not is_open(lot, at):
        raise Conflict(
            "attendance_closed",
            Text(
                "签到自投标截止前一小时起，至公布投标止",
                "Bidders sign in from an hour before bids are due until they are shown",
            ),
        )
    made = Attendance.objects.create(lot=lot, registration=own, at=at, by=by.label)
    journal.append(
        "bidding.opening.attended", subject=own.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "party": own.party_id},
    )  # fmt: skip
    return made


def is_open(lot: Lot, at: datetime) -> bool:
    """Tell whether bidders may sign in to the opening of a lot."""
    policy = custody.in_force(lot)
    if policy is None or lot.procedure.state(lot.state).final:
        return False
    begins = instant(custody.deadline_of(policy)[1]) - BEFORE
    return at >= begins and not Opening.objects.filter(freeze=lot.id, status="recorded").exists()
