"""Who delivers a call-off: found among the suppliers of the framework, by its own results, and handed in by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.money import parse_amount
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import called_off, engine, events, facts, in_force, refusals
from trading.actions import outcomes
from trading.actions.locking import locked_lot
from trading.called_off import LOWEST, TURN, Supplier
from trading.law.call_offs import CallOffRule
from trading.models import Lot, Outcome


@action
def select(*, lot_id: str, by: Actor, supplier: str = "", price: str = "") -> Outcome:
    """
    Record who delivers a call-off, as its rule finds: `supplier` is the name of an admitted one where the buyer chooses; of those who
    offered equally little it is the first that was drawn. `price` is the total where it is not read from an offer, by default that at the
    agreed prices. Whose turn it is stays so until it passes on.

    :raises Forbidden: unless the actor acts for the organiser.
    :raises StepRefused: while the lot is on hold.
    :raises Conflict: `not_called_off` where nobody is found so, or not now; `bids_sealed` while offers are under seal; `framework_unknown`
        for a framework that admitted nobody here.
    :raises Invalid: `supplier_unknown`, `price_over_agreed`, `offers_equal` naming those whose order is to be drawn.
    """
    lot = locked_lot(lot_id)
    if not may_select(lot, by):
        raise Forbidden("role_not_allowed", Text("只有采购人可以办理", "Only the purchaser does this"))
    at = journal.instant(lot.id)
    rule = _rule(lot)
    framework = _framework(lot)
    admitted = called_off.admitted(framework, rule)
    if not admitted:
        raise _without_framework()
    if rule.how in (LOWEST, TURN) and supplier:
        raise _unknown()
    if rule.how == LOWEST:
        if facts.collect(lot, at).sealed_stages:
            raise Conflict("bids_sealed", Text("报价尚未解密完毕", "The offers are still under seal"))
        found_by_offers = _keep(lot, _by_offers(lot, admitted), by=by, at=at)
        called_off.tell(lot, at)
        return found_by_offers
    if rule.how == TURN:
        return _in_turn(lot, framework, rule, price, by=by, at=at)
    found = next((one for one in admitted if one["name"] == supplier), None)
    if found is None:
        raise _unknown()
    return _keep(lot, [_priced(lot, found, price)], by=by, at=at)


def may_select(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor finds the supplier of a lot; whether it is the time is asked then."""
    return engine.is_organiser(by, lot.deal)


def pass_on(lot: Lot, *, by: Actor, at: datetime) -> None:
    """Record that whoever had the turn does not deliver: nobody is selected until the next one is."""
    values = dict.fromkeys(("bids_valid", "candidates", "winner_rank", "price")) | {"has_winner": False}
    made = Outcome.objects.create(
        lot=lot, stage="passed", values=values, candidates=[], recorded_at=at, recorded_by=by.label
    )
    events.outcome_recorded(made, by=by, at=at)


def _rule(lot: Lot) -> CallOffRule:
    rule = lot.procedure.call_off
    if rule is None or lot.state not in rule.states:
        raise Conflict("not_called_off", Text("现在不选定供应商", "No supplier is selected here now"))
    if held := in_force.holds(lot):
        raise engine.StepRefused(refusals.on_hold(held), step="select")
    return rule


def _framework(lot: Lot) -> Lot:
    """Return the framework's lot, locked: whose turn it is, is asked one after the other."""
    found = called_off.framework_of(lot)
    if found is None:
        raise _without_framework()
    return lock_row(Lot, found.id)


def _by_offers(lot: Lot, admitted: Sequence[Supplier]) -> list[Supplier]:
    """Return the admitted suppliers whose opened offers keep to the agreed prices, the lowest first, equal ones as they were drawn."""
    ranked = called_off.offers(lot, admitted)
    lowest = [one for one in ranked if one.price == ranked[0].price]
    if len(lowest) > 1 and not all(one.drawn for one in lowest):
        said = Text("报价相同，须抽取次序：{names}", "Offers are equal; their order is to be drawn: {names}")
        words = said.format(names="、".join(sorted(one.name for one in lowest)))
        raise Invalid("offers_equal", words, fields={"supplier": [words]})
    return [
        {"rank": one.rank, "party": one.party, "name": one.name, "price": format(one.price, "f")}
        for one in ranked
    ]


def _in_turn(
    lot: Lot, framework: Lot, rule: CallOffRule, price: str, *, by: Actor, at: datetime
) -> Outcome:  # fmt: skip
    """Record whose turn it is; nobody's once each who is still there had its turn for this lot."""
    last = called_off.last_found(lot)
    if last is not None and last.stage == TURN and last.candidates:
        return last
    turn = called_off.whose_turn(lot, framework, rule)
    if turn is None:
        return _keep(lot, [], by=by, at=at, stage=TURN)
    return _keep(lot, [_priced(lot, turn, price)], by=by, at=at, stage=TURN)


def _priced(lot: Lot, supplier: Mapping[str, Any], price: str) -> Supplier:
    most = called_off.most(lot)
    amount = parse_amount(price) if price else most
    if not 0 < amount <= most:
        words = Text("成交价不超过协议价格和预算", "The price lies within the agreed prices and the budget")
        raise Invalid("price_over_agreed", words, fields={"price": [words]})
    return {"rank": 1, "party": supplier.get("party"), "name": supplier["name"], "price": format(amount, "f")}


def _keep(
    lot: Lot, found: Sequence[Supplier], *, by: Actor, at: datetime, stage: str = "selection"
) -> Outcome:
    values: dict[str, Any] = {"bids_valid": len(found), "candidates": len(found), "has_winner": bool(found)}
    if found:
        values |= {"winner_rank": 1, "price": found[0]["price"]}
    else:
        values |= {"winner_rank": None, "price": None}
    return outcomes.keep(lot, stage, values, found, by=by, at=at)


def _unknown() -> Invalid:
    words = Text(
        "请写明入围供应商的名称；竞价或者轮候的由平台按规则确定，不写供应商",
        "Name an admitted supplier; where they compete or take turns none is named",
    )
    return Invalid("supplier_unknown", words, fields={"supplier": [words]})


def _without_framework() -> Conflict:
    return Conflict(
        "framework_unknown",
        Text(
            "所依据的框架协议没有生效，或者没有入围供应商",
            "The framework is not in force here, or has admitted nobody",
        ),
    )
