"""Who bid for a lot, at what price, and who was chosen; each as soon as everybody may read it, and no sooner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from accounts.models import Party
from accounts.models.parties import PartyKind
from archive.ocds import rows
from archive.ocds.known import Bid, Organisation, Winner
from archive.ocds.rows import Rows
from bidding import queries as queries_of_bidding
from bidding.evaluation import outcome, results
from bidding.models import Auction, Filing
from bidding.offers import amount, price_of
from bidding.sealed import cases
from foundation import clock
from trading import queries
from trading.law import disclosure
from trading.law.grammar import Phase
from trading.law.ocds import Reported
from trading.models import Lot
from trading.winners import candidates_of, recorded, winner_of


@dataclass(frozen=True, slots=True)
class Competition:
    """What came of a lot; `count` says how many bid where nobody is named, `ended_at` when its auction ended."""

    is_opened: bool = False
    bids: Sequence[Bid] = ()
    count: int | None = None
    winners: Sequence[Winner] = ()
    ended_at: datetime | None = None


def organisation(party: Party) -> Organisation:
    """Return a party as it is named in public; of a person no number is."""
    is_a_person = party.kind == PartyKind.PERSON
    return Organisation(party.name, "" if is_a_person else party.code or "", party.id, is_a_person)


def of(lot: Lot, found: Rows) -> Competition:
    """Return what everybody may read of the competition for a lot: nothing while its bids are awaited, or not opened yet."""
    awaited = any(not one.is_recorded for one in found.freezes[lot.id])  # type: ignore[attr-defined]
    if lot.phase not in rows.OPENED or awaited:
        return Competition()
    auction = next((one for one in found.auctions[lot.id] if one.ended_ms), None)
    chosen = winner_of(lot)[0] if queries.is_told(lot) else None
    bids = _sold(auction, chosen, found) if auction else _opened(lot, found)
    return Competition(
        is_opened=True,
        bids=bids,
        count=len(bids) if bids else _said(lot).get("bids_received"),
        winners=_winners(lot, found, bids, is_ranked=auction is not None),
        ended_at=_instant(auction.ended_ms) if auction else None,
    )


def _said(lot: Lot) -> Mapping[str, Any]:
    """Return what was recorded of a competition, so far as everybody may read it."""
    moment = disclosure.Moment(announced=True, phase=Phase(lot.phase))
    return disclosure.public_values("outcome.values", recorded(lot), moment) if queries.is_told(lot) else {}


def _opened(lot: Lot, found: Rows) -> list[Bid]:
    """Return the bids that were opened under seal, in the order in which they came; the list of them says when."""
    came = {one.header: one.received_at for row in found.freezes[lot.id] for one in cases.freeze_of(row).bids}
    ranked = found.results[lot.id]
    stands = outcome.standing(results.published(ranked[-1])) if ranked else None
    bids = [_bid(one, came[one.header], stands) for one in found.filings[lot.id] if one.header in came]
    return sorted(bids, key=lambda one: (one.at, one.id))


def _bid(filing: Filing, at_ms: int, stands: frozenset[str] | None) -> Bid:
    units = list(filing.opened_units.all())
    bidders = [filing.registration.party, *queries_of_bidding.joined(filing.registration)]
    return Bid(
        id=filing.header,
        at=_instant(at_ms),
        price=price_of(units),
        bidders=[organisation(one) for one in bidders],
        stands=None if stands is None else filing.id in stands,
        is_withdrawn=any(one.outcome != "opened" for one in units),
    )


def _sold(auction: Auction, chosen: str | None, found: Rows) -> list[Bid]:
    """Return the last price of each who named one in an auction: under its number, and by name who won, once that is told."""
    last = {one.participant_id: one for one in found.moves[auction.id]}
    bids = []
    for one in auction.participants.all():
        if one.id in last:
            move = last[one.id]
            winner = found.parties.get(chosen or "") if one.registration.party_id == chosen else None
            named = [organisation(winner)] if winner else []
            bids.append(Bid(f"{auction.lot_id}-{one.number}", _instant(move.at_ms), move.price, named, True))
    return sorted(bids, key=lambda one: (one.at, one.id))


def _winners(lot: Lot, found: Rows, bids: Sequence[Bid], *, is_ranked: bool) -> list[Winner]:
    """
    Return who was chosen. Before the award is made nobody is named but whom a published order of bids puts first: where the organiser
    decides apart from the evaluation, it has not yet.
    """
    if not queries.is_told(lot):
        return []
    state = lot.procedure.state(lot.state)
    is_final = state.is_awarded or lot.phase == Phase.CONCLUDED.value
    ranked = found.results[lot.id]
    is_ranked = is_ranked or bool(ranked and outcome.are_ranked(results.published(ranked[-1])))
    candidates = candidates_of(lot)
    if not candidates:
        terms = lot.procedure.ocds.reported
        return _reported(lot, terms, is_final=is_final) if terms else []
    if not is_final and not is_ranked:
        return []
    if not lot.procedure.ocds.frameworks:
        party, name = winner_of(lot)
        candidates = [one for one in candidates if (one.get("party"), one["name"]) == (party, name)][:1]
    at = _final_at(lot, found) if is_final else None
    return [_winner(lot, one, found, bids, is_final=is_final, at=at) for one in candidates]


def _winner(
    lot: Lot, candidate: Mapping[str, Any], found: Rows, bids: Sequence[Bid], *, is_final: bool, at: datetime | None
) -> Winner:  # fmt: skip
    party = found.parties.get(str(candidate.get("party")))
    own = [one for one in bids if party and party.id in {each.party for each in one.bidders}]
    one = organisation(party) if party else Organisation(candidate["name"])
    # What was recorded of a competition is the price of its only winner; those who are admitted to a framework have each their own.
    said = {} if lot.procedure.ocds.frameworks else _said(lot)
    price = amount(said.get("price") or candidate.get("price"))
    return Winner(own[0].bidders if own else [one], price, is_final, at, own[0].id if own else "")


def _reported(lot: Lot, terms: Reported, *, is_final: bool) -> list[Winner]:
    """Return who won by what another system reports: a code and a price where there is one winner alone."""
    said = lot.particulars
    names = list(
        dict.fromkeys(one.strip() for one in str(said.get(terms.winner) or "").split("；") if one.strip())
    )
    is_alone = len(names) == 1
    on = said.get(terms.on)
    at = datetime.combine(date.fromisoformat(on), time(), clock.ZONE) if on and is_final else None
    price = amount(said.get(terms.amount)) if is_alone else None
    code = str(said.get(terms.code) or "") if is_alone else ""
    return [Winner([Organisation(name, code)], price, is_final, at) for name in names]


def _final_at(lot: Lot, found: Rows) -> datetime | None:
    """Return the last instant at which the lot came to where its award is made."""
    states = {one.name: one for one in lot.procedure.states}
    at, was = None, False
    for one in found.steps[lot.id]:
        state = states.get(one.target)
        is_so = state is not None and (state.is_awarded or state.phase is Phase.CONCLUDED)
        at, was = one.at if is_so and not was else at, is_so
    return at


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
