"""A bidder who was admitted enters the auction, under the number by which alone others know it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.actions.auctioning import rounds
from bidding.auctions import judging, keeping
from bidding.facts import BALANCE
from bidding.models import Auction, DepositEntry, Participant, Registration
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import called_off
from trading.models import Lot

BEFORE = timedelta(minutes=1)
"""So long before it begins whoever was admitted is taken in."""
_COUNTED = frozenset({"reverse_rounds"})
"""The forms whose course depends on how many compete: nobody joins them once they are published."""


@action
def enter(*, auction_id: str, rules_sha256: str, by: Actor) -> Participant:
    """
    Enter, and thereby agree to the rules as they were published; the same again returns what is there.

    :raises NotFound: `auction_not_found`.
    :raises Forbidden: `not_admitted` unless the actor's party was admitted, its deposit included.
    :raises Invalid: `rules_differ` for other rules than the published ones.
    :raises Conflict: `auction_over`; `entry_closed` once the form lets nobody join.
    """
    lot_id = Auction.objects.filter(id=auction_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise rounds.not_found()
    lot = Lot.objects.get(id=lot_id)
    registration = _admitted(lot, by)
    row = rounds.lock(auction_id)
    at = journal.instant(row.id)
    known = Participant.objects.filter(auction=row, registration=registration).first()
    if known is not None:
        return known
    if rules_sha256 != row.rules_sha256:
        raise Invalid("rules_differ", Text("竞价规则与公布的不一致", "These are not the published rules"))
    if row.status not in ("scheduled", "open", "paused"):
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))
    if registration.alias not in row.bidders:
        _admit(row, registration.alias)
    made = Participant.objects.create(
        auction=row, registration=registration, number=registration.alias, entered_at=at, entered_by=by.label
    )
    journal.append(
        "bidding.auction.entered", subject=row.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "auction": row.id, "participant": made.id, "digest": made.digest},
    )  # fmt: skip
    return made


def admitted(lot: Lot) -> QuerySet[Registration]:
    """Return who was admitted to a lot and has paid the deposit."""
    rows = Registration.objects.filter(lot=lot, status="qualified").annotate(balance=BALANCE)
    suppliers = called_off.competing(lot)
    rows = rows if suppliers is None else rows.filter(party__in=suppliers)
    return rows.filter(balance__gte=F("deposit_due"))


def missing(row: Auction, at: datetime) -> list[str]:
    """
    Return the numbers of those who were admitted and do not take part yet in an auction that is about to begin, in order.

    None where bidders join later, or while nobody may know who they are.
    """
    joins_later = hasattr(rounds.rules_of(row), "listing_s")
    if (
        row.status != "scheduled"
        or at < row.starts_at - BEFORE
        or joins_later
        or timing.is_secret(row.lot, at)
    ):
        return []
    return sorted({*admitted(row.lot).values_list("alias", flat=True)} - {*row.bidders})


def admit_missing(row: Auction, at: datetime) -> None:
    """Let everybody who was admitted take part as a locked auction begins: whether enough compete is no matter of who came first."""
    for number in missing(row, at):
        try:
            _admit(row, number)
        except Conflict:
            return  # it is over, or its course counts those who were there


def _admitted(lot: Lot, by: Actor) -> Registration:
    rows = Registration.objects.filter(lot=lot, party=by.party_id, status="qualified")
    known = rows.values_list("id", flat=True).first() if by.role is Role.BIDDER and by.party_id else None
    # What it is now is read with its lock: it may have been withdrawn, or its deposit given back, a moment ago.
    found = lock_row(Registration, known) if known is not None else None
    suppliers = called_off.competing(lot)
    is_let_in = found is not None and (suppliers is None or found.party_id in suppliers)
    if found is None or not is_let_in or found.status != "qualified" or _paid(found) < found.deposit_due:
        raise Forbidden(
            "not_admitted",
            Text("您不是获准参加的竞买人，或者保证金未到账", "You were not admitted, or the deposit is missing"),
        )  # fmt: skip
    return found


def _paid(registration: Registration) -> Any:
    entries = registration.deposit_entries.exclude(kind__in=DepositEntry.BESIDE)
    return entries.aggregate(held=Sum("amount"))["held"] or 0


def _admit(row: Auction, number: str) -> None:
    """Add a bidder to the rules: what was kept so far must come out the same, or nobody joins any more."""
    log = list(row.moves.order_by("number"))
    if row.form in _COUNTED:
        raise Conflict(
            "entry_closed",
            Text("各家的顺序已经公布，不能再进入", "Nobody joins once the turns are published"),
        )
    row.bidders = [*row.bidders, number]
    rules = rounds.rules_of(row)
    kept = judging.fold(rules, (judging.parse(bytes(one.content)) for one in log))
    if judging.is_over(kept) or row.ended_ms:
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))
    row.kept = keeping.dump(kept.run)
    row.save(update_fields=["bidders", "kept"])
