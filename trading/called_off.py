"""From whom a call-off may be bought: the suppliers whom its framework admitted, what they offer, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trading import particulars, sealed_offers
from trading.law.call_offs import CallOffRule
from trading.models import Lot, Outcome
from trading.winners import candidates_of

CHOSEN, LOWEST, TURN = "chosen", "lowest", "turn"
Supplier = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offered:
    """What an admitted supplier offered for a call-off within the agreed prices; `drawn` is its place among equal ones, 0 before a draw."""

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


def admitted(framework: Lot, rule: CallOffRule) -> list[Supplier]:
    """Return the suppliers of the framework in the order of their admission, without those who have left it since."""
    named = framework.outcomes.exclude(candidates=[]).order_by("-recorded_at").first()
    if named is None:
        return []
    left = framework.steps.filter(step=rule.removal, at__gte=named.recorded_at)
    gone = {one.data.get("supplier") for one in left}
    return [dict(one) for one in candidates_of(framework) if one["name"] not in gone]


def offers(lot: Lot, suppliers: Sequence[Supplier]) -> list[Offered]:
    """Return the opened offers of admitted suppliers that keep to the agreed prices, the lowest first, equal ones as they were drawn."""
    opened, highest = sealed_offers.of(lot) or {}, most(lot)
    parties = {one["party"] for one in suppliers}
    valid = [
        Offered(offer.price, offer.drawn, party, offer.name)
        for party, offer in opened.items()
        if party in parties and offer.price is not None and 0 < offer.price <= highest
    ]
    return sorted(valid, key=lambda one: (one.price, one.drawn, one.party))


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


def turns_taken(framework: Lot) -> int:
    """Count the turns that were taken over all that is called off from a framework: each call-off and each refusal takes one."""
    under = Outcome.objects.filter(stage=TURN, lot__deal__particulars__framework_deal=framework.deal_id)
    rows = under.exclude(candidates=[]).values_list("lot__deal__particulars__framework_lot", flat=True)
    return sum((one or framework.id) == framework.id for one in rows)


def last_found(lot: Lot) -> Outcome | None:
    """Return what was found last of a call-off; one without candidates where a turn passed on, or nobody is left."""
    found: Outcome | None = lot.outcomes.order_by("-recorded_at", "-id").first()
    return found
