"""From whom a call-off may be bought: the suppliers whom its framework admitted, what they offer, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from toolkit.scoring import comparing
from toolkit.scoring.methods import rotation
from trading import particulars, sealed_offers
from trading.law.call_offs import CallOffRule
from trading.models import Lot, Outcome
from trading.sealed_offers import Offer
from trading.winners import candidates_of

CHOSEN, LOWEST, AUCTIONED, TURN = "chosen", "lowest", "auctioned", "turn"
Supplier = dict[str, Any]
Told = Callable[[Lot, datetime], object]
_told: dict[str, Told] = {}


@dataclass(frozen=True, slots=True)
class Offered:
    """
    What an admitted supplier offered for a call-off within the agreed prices; `drawn` is its place among equal ones, 0 before a draw,
    until which they share a rank.
    """

    rank: int
    price: Decimal
    drawn: int
    party: str
    name: str


def framework_of(lot: Lot) -> Lot | None:
    """Return the lot of the framework in force; None where there is none, or more than one that it may be."""
    said = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    found = Lot.objects.filter(deal=said.framework_deal, phase="concluded").select_related("deal")
    found = found.filter(id=said.framework_lot) if said.framework_lot else found
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def register(name: str, told: Told) -> None:
    """Let `told` hear, within the transaction, that the offers for a locked lot were compared at an instant."""
    _told[name] = told


def tell(lot: Lot, at: datetime) -> None:
    """Tell that the offers for a locked lot were compared."""
    for told in _told.values():
        told(lot, at)


def admitted(framework: Lot, rule: CallOffRule, at: datetime | None = None) -> list[Supplier]:
    """Return the suppliers of the framework in the order of their admission, without those who have left it since: now, or by `at`."""
    gone = _gone(framework, rule, at)
    return [dict(one) for one in candidates_of(framework) if one["name"] not in gone]


def in_order(framework: Lot) -> list[str]:
    """Return the suppliers of a framework in the order of their admission, by the party's id, those who have left it since included."""
    return [str(one.get("party") or f"supplier-{one['rank']}") for one in candidates_of(framework)]


def _gone(framework: Lot, rule: CallOffRule, at: datetime | None = None) -> set[str]:
    named = framework.outcomes.exclude(candidates=[]).order_by("-recorded_at").first()
    if named is None:
        return set()
    left = framework.steps.filter(step=rule.removal, at__gte=named.recorded_at)
    left = left if at is None else left.filter(at__lte=at)
    return {one.data["supplier"] for one in left}


def competing(lot: Lot) -> frozenset[str] | None:
    """Return the parties that may compete for a call-off, by their ids: those whom its framework admitted; None where anybody may."""
    rule = lot.procedure.call_off
    if rule is None:
        return None
    framework = framework_of(lot)
    suppliers = admitted(framework, rule) if framework is not None else []
    return frozenset(one["party"] for one in suppliers if one.get("party"))


def offers(lot: Lot, suppliers: Sequence[Supplier]) -> list[Offered]:
    """Return the opened offers of admitted suppliers that keep to the agreed prices, the lowest first, equal ones as they were drawn."""
    opened, highest = sealed_offers.of(lot) or {}, most(lot)
    parties = {one["party"] for one in suppliers}
    valid = {
        party: offer
        for party, offer in opened.items()
        if party in parties and offer.price is not None and 0 < offer.price <= highest
    }
    placed = comparing.ordered(
        {party: {"price": offer.price} for party, offer in valid.items() if offer.price is not None},
        (comparing.lowest("price"),),
        _draws(valid),
    )
    return [
        Offered(one.rank, offer.price, offer.drawn, one.bid, offer.name)
        for one in placed
        if (offer := valid[one.bid]).price is not None
    ]


def _draws(valid: Mapping[str, Offer]) -> list[list[str]]:
    """Return the groups of equal offers whose order was drawn, each in that order."""
    groups: dict[Decimal | None, list[str]] = {}
    for party, offer in valid.items():
        groups.setdefault(offer.price, []).append(party)
    found = [
        sorted(group, key=lambda party: valid[party].drawn) for group in groups.values() if len(group) > 1
    ]
    return [group for group in found if valid[group[0]].drawn]


def equal(lot: Lot) -> list[str]:
    """Return the suppliers, by the party's id, who offered equally little for a call-off, and none less; empty where one did alone."""
    rule = lot.procedure.call_off
    if rule is None or rule.how != LOWEST or lot.state not in rule.states:
        return []
    framework = framework_of(lot)
    ranked = offers(lot, admitted(framework, rule)) if framework is not None else []
    found = [one.party for one in ranked if one.price == ranked[0].price]
    return sorted(found) if len(found) > 1 else []


def most(lot: Lot) -> Decimal:
    """Return the highest price of a call-off: what it comes to at the agreed prices, within its budget."""
    package = particulars.parse(lot.procedure.lot_particulars, lot.particulars)
    return Decimal(min(package.agreed_price, package.budget))


def whose_turn(lot: Lot, framework: Lot, rule: CallOffRule) -> Supplier | None:
    """
    Return the supplier whose turn comes, None once each who is there had one for this lot.

    Each call-off and each refusal takes a turn, over all that is called off from a framework. Who had the last one may have left
    since; it goes on after that one's place in the order of admission.
    """
    order = {one["name"]: dict(one) for one in candidates_of(framework)}
    turned = lot.outcomes.filter(stage=TURN).exclude(candidates=[])
    gone = _gone(framework, rule) | {one.candidates[0]["name"] for one in turned}
    last = _last_turn(framework)
    coming = rotation.turns(list(order), last if last in order else "")
    return next((order[name] for name in coming if name not in gone), None)


def _last_turn(framework: Lot) -> str:
    """Return the name of who had the last turn over all that is called off from a framework; empty before the first."""
    under = Outcome.objects.filter(stage=TURN, lot__deal__particulars__framework_deal=framework.deal_id)
    rows = under.exclude(candidates=[]).order_by("-recorded_at", "-id")
    for lot, candidates in rows.values_list("lot__deal__particulars__framework_lot", "candidates"):
        if (lot or framework.id) == framework.id:
            return str(candidates[0]["name"])
    return ""


def last_found(lot: Lot) -> Outcome | None:
    """Return what was found last of a call-off; one without candidates where a turn passed on, or nobody is left."""
    found: Outcome | None = lot.outcomes.order_by("-recorded_at", "-id").first()
    return found
