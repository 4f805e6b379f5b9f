"""Where the final offers of a lot stand: whether they are called for, until when they are given and shown, and what came of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from bidding import timing
from bidding.models import FinalOffer
from trading import in_force
from trading.law.grammar import Step
from trading.models import Lot, Period, StepTaken

NO_OFFER = "no_final_offer"
"""The ground of a bid whose supplier gave no final offer, or did not show it in time: it has left the talks."""
NO_OFFER_WORDS = "未提交最后报价，或者未在规定时间内公开"
SHOWING = timedelta(minutes=30)
"""How long after the end suppliers have to show what they committed to: practice, for the law knows offers on paper only."""


def are_due(lot: Lot) -> bool:
    """Tell whether the next step of a lot calls for final offers. No query."""
    return any(lot.procedure.final_offers in one.opens for one in _steps(lot))


def are_taken(lot: Lot) -> bool:
    """Tell whether a lot waits for final offers to be given and shown. No query."""
    return any(lot.procedure.final_offers in one.after for one in _steps(lot))


def are_in(lot: Lot) -> bool:
    """Tell whether a lot has final offers and has gone on to evaluate them: prices are theirs from then on. One query."""
    limit = lot.procedure.final_offers
    return limit is not None and not are_taken(lot) and limit.name in in_force.periods(lot)


def are_awaited(lot: Lot) -> bool:
    """Tell whether a lot is to have final offers and has not gone on to evaluate them: nothing is scored or ranked before. One query."""
    return lot.procedure.final_offers is not None and not are_in(lot)


def period(lot: Lot) -> Period | None:
    """Return the time in which final offers are given, once it is told. One query."""
    limit = lot.procedure.final_offers
    return in_force.periods(lot).get(limit.name) if limit else None


def shown_until(lot: Lot, ends_at: datetime, at: datetime) -> datetime:
    """Return until when offers are shown; what the lot was on hold meanwhile is given back. One query."""
    return timing.end_of(lot, ends_at, ends_at + SHOWING, at)


def last(lot: Lot, bids: Collection[str] | None = None) -> dict[str, FinalOffer]:
    """Return the offer that counts of each bid, of these `bids` or of all: the one that was given last. One query."""
    rows = FinalOffer.objects.filter(filing__lot=lot).select_related("shown").order_by("number")
    return {one.filing_id: one for one in rows if bids is None or one.filing_id in bids}


def prices(lot: Lot) -> dict[str, Decimal]:
    """Return the price that was finally offered with each bid; one that was not shown is none. One query."""
    return {bid: one.shown.price for bid, one in last(lot).items() if hasattr(one, "shown")}


def count(lot: Lot, bids: Collection[str], at: datetime) -> int | None:
    """
    Return how many of these `bids` have a final offer that was shown; None before the end, and while one that was given may still be
    shown. Three queries at most.
    """
    given = period(lot)
    if given is None or at < given.ends_at:
        return None
    known = last(lot, bids)
    shown = sum(hasattr(one, "shown") for one in known.values())
    if shown < len(known) and at < shown_until(lot, given.ends_at, at):
        return None
    return shown


def changes(lot: Lot) -> list[StepTaken]:
    """Return what changed in the documents during the talks, as all who take part are told in writing. One query."""
    procedure = lot.procedure
    talks = {name for one in procedure.steps if procedure.final_offers in one.opens for name in one.sources}
    told = [one.name for one in procedure.steps if one.target in talks and one.sources == (one.target,)]
    return list(lot.steps.filter(step__in=told).order_by("at", "id"))


def _steps(lot: Lot) -> tuple[Step, ...]:
    procedure = lot.procedure
    return () if procedure.final_offers is None else tuple(procedure.steps_from(lot.state))
