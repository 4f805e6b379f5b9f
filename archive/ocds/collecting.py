"""From rows to what everybody may read of each lot: who may read what from when is asked of the disclosure tables and of the law's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from archive.ocds import competing, published, rows
from archive.ocds.known import Agreed, Answered, Known, Milestone, Organisation, Span, Terms
from archive.ocds.rows import Rows
from foundation import clock
from trading import particulars
from trading.law.grammar import Phase
from trading.law.guards import takes_sealed_bids
from trading.models import Contract, Lot, Period
from trading.models.deal import Origin

_STATUSES = {
    Phase.PREPARING: "planned", Phase.CONCLUDED: "complete", Phase.FAILED: "unsuccessful",
}  # fmt: skip


def known(lots: Collection[str], *, site: str) -> list[Known]:
    """Return what everybody may read of some lots; `site` is the address of this instance. Lots that nobody may know of are left out."""
    found = rows.of(lots)
    return [_known(lot, found, site) for lot in found.lots]


@dataclass(frozen=True, slots=True)
class _Times:
    """The current periods of a lot by their limits, and when it came to where its bids are open."""

    periods: dict[str, Period]
    opened_at: datetime | None


def _known(lot: Lot, found: Rows, site: str) -> Known:
    procedure = lot.procedure
    times = _Times({one.limit: one for one in found.periods[lot.id]}, _opened_at(lot, found))
    came = competing.of(lot, found)
    bidding = _bidding(lot, times, came)
    is_sealed = takes_sealed_bids(procedure)
    return Known(
        lot=lot.id,
        number=lot.number,
        title=lot.title,
        terms=_terms(lot, found, site),
        status=_status(lot),
        bidding=bidding,
        milestones=_milestones(lot, times),
        answered=[
            Answered(one.id, one.text, one.asked_at, one.answer, one.answered_at)
            for one in found.questions[lot.id]
            if one.answered_at
        ],
        papers=published.papers(lot, found, site),
        is_opened=came.is_opened,
        opened_at=bidding.ends_at if bidding and is_sealed else None,
        sealed_until=bidding.ends_at if bidding and is_sealed and _is_awaited(lot, came) else None,
        bids=came.bids,
        count=came.count,
        winners=came.winners,
        contract=_contract(found.contracts[lot.id], lot),
        previous=lot.previous_id or "",
        told_at=published.last(found.notices[lot.deal_id]) if lot.deal.origin == Origin.EXTERNAL else None,
    )


def _terms(lot: Lot, found: Rows, site: str) -> Terms:
    deal, procedure = lot.deal, lot.procedure
    terms = procedure.ocds
    of_deal = particulars.public_part(procedure.particulars, deal.particulars)
    of_lot = particulars.public_part(procedure.lot_particulars, lot.particulars)
    auction = found.auctions[lot.id]
    return Terms(
        deal=deal.number,
        title=deal.title,
        method_title=str(of_deal.get("way") or procedure.title.zh),
        law=terms,
        organiser=competing.organisation(deal.organiser),
        agency=competing.organisation(deal.agency) if deal.agency else None,
        currency=deal.currency,
        category=terms.categories.get(str(of_deal.get(terms.by)), terms.category),
        classification=deal.classification,
        value=_amount(of_lot.get(terms.value)) or lot.estimate,
        least=_amount(of_lot.get(terms.least)),
        is_electronic=takes_sealed_bids(procedure),
        auction_url=f"{site}/lots/{lot.id}/auction/" if auction else "",
        framework=str(of_deal.get(terms.framework) or ""),
    )


def _status(lot: Lot) -> str:
    """Return a code of the list `tenderStatus`: a lot that fails was ended by somebody's will, or had no success."""
    if lot.state in lot.procedure.ocds.called_off:
        return "cancelled"
    return _STATUSES.get(Phase(lot.phase), "active")


def _is_awaited(lot: Lot, came: competing.Competition) -> bool:
    """Tell whether bids will still be opened: those of a lot that failed before stay sealed."""
    return not came.is_opened and lot.phase != Phase.FAILED.value


def _opened_at(lot: Lot, found: Rows) -> datetime | None:
    """Return when the lot first came to a phase in which its bids may be open."""
    states = lot.procedure.states
    opened = {one.name for one in states if one.phase.value in rows.OPENED}
    return next((one.at for one in found.steps[lot.id] if one.target in opened), None)


def _bidding(lot: Lot, times: _Times, came: competing.Competition) -> Span | None:
    """Return the time in which bids come: an auction goes on after its listing, or ends it early; nobody bids once bids are open."""
    limit = lot.procedure.bidding
    period = times.periods.get(limit.name) if limit else None
    if period is None:
        return None
    end = came.ended_at or period.ends_at
    if times.opened_at is not None and came.is_opened:
        end = min(end, times.opened_at)
    return Span(period.starts_at, max(end, period.starts_at))


def _milestones(lot: Lot, times: _Times) -> list[Milestone]:
    limits, bidding = lot.procedure.limits(), lot.procedure.bidding
    return [
        Milestone(name, limits[name].title.zh, one.ends_at)
        for name, one in times.periods.items()
        if name in limits and (bidding is None or name != bidding.name)
    ]


def _contract(found: Sequence[Contract], lot: Lot) -> Agreed | None:
    """Return the published contract of a lot that has not failed after all."""
    if not found or lot.phase == Phase.FAILED.value:
        return None
    one = found[0]
    accepted = getattr(one, "acceptance", None)
    supplier = competing.organisation(one.party) if one.party else Organisation(one.party_name)
    return Agreed(
        id=one.id,
        supplier=supplier,
        price=one.price,
        signed_at=_day(one.signed_on),
        bond=one.performance_bond,
        final_price=accepted.final_price if accepted else None,
        accepted_at=_day(accepted.accepted_on) if accepted else None,
    )


def _amount(value: Any) -> Decimal | None:
    return Decimal(str(value)) if value not in (None, "") else None


def _day(on: date) -> datetime:
    return datetime.combine(on, time(), clock.ZONE).astimezone(UTC)
