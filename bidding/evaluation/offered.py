"""Who may read what of final offers: a supplier its own, the committee and those who watch all of them once they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.actor import Actor
from accounts.roles import Role
from bidding.evaluation import bids, final, seen, sitting
from bidding.models import Evaluation, Filing, FinalOffer
from trading.models import Lot, StepTaken


@dataclass(frozen=True, slots=True)
class Given:
    """One final offer of one's own; `price` once it was shown."""

    number: int
    offer: str
    at: datetime
    shown_at: datetime | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What was finally offered with a bid; None for a supplier that has left the talks. Blind evaluations name no bidder."""

    bid: str
    bidder: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Reading:
    """
    The final offers of a lot as somebody may read them.

    `ends_at` is None until the group calls; `bid` is the reader's own, with its offers in `given`; `offers` are those of all.
    """

    ends_at: datetime | None
    shown_until: datetime | None
    is_open: bool
    changes: Sequence[StepTaken]
    bid: str
    given: Sequence[Given]
    offers: Sequence[Compared]


def read(lot: Lot, actor: Actor, at: datetime) -> Reading:
    """
    Return what the actor may read of the final offers of a lot; how many came nobody reads before they are in.

    :raises NotFound: `evaluation_not_found` to whoever has no part, and to suppliers that no longer respond in substance.
    :raises Conflict: `not_declared` to a member before its declaration.
    """
    last = sitting.latest(lot)
    if last is None or lot.procedure.final_offers is None:
        raise sitting.not_found()
    period = final.period(lot)
    mine = own(last, actor)
    if mine is None:
        _check_sight(lot, last, actor)
    return Reading(
        ends_at=period.ends_at if period else None,
        shown_until=final.shown_until(lot, period.ends_at, at) if period else None,
        is_open=period is not None and final.are_taken(lot) and at < period.ends_at,
        changes=final.changes(lot),
        bid=mine.id if mine else "",
        given=_given(mine) if mine else (),
        offers=() if mine or not final.are_in(lot) else _compared(lot, last),
    )


def own(last: Evaluation, actor: Actor) -> Filing | None:
    """Return the bid of an organisation that takes part in the talks; one without a final offer still sees that it has none."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return None
    failures = bids.failures(last)
    out = {bid for bid, found in failures.items() if any(code != final.NO_OFFER for _, code in found)}
    mine = (one for one in bids.opened(last) if one.registration.party_id == actor.party_id)
    return next((one for one in mine if one.id not in out), None)


def _check_sight(lot: Lot, last: Evaluation, actor: Actor) -> None:
    _, sight = seen.found(lot, actor)
    if sight == "member":
        sitting.declared_seat(last, actor)


def _given(mine: Filing) -> list[Given]:
    rows = FinalOffer.objects.filter(filing=mine).select_related("shown").order_by("number")
    found = []
    for one in rows:
        shown = getattr(one, "shown", None)
        found.append(
            Given(one.number, one.offer, one.at, shown.at if shown else None, shown.price if shown else None)
        )
    return found


def _compared(lot: Lot, last: Evaluation) -> list[Compared]:
    prices, is_blind = final.prices(lot), last.is_blind and last.status != "reported"
    return [
        Compared(one.id, "" if is_blind else one.registration.party.name, prices.get(one.id))
        for one in bids.opened(last)
    ]
