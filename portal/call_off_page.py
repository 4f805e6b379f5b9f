"""The page of a call-off: whom its framework admitted, how one of them is found, and who it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import Http404

from accounts.actor import Actor
from accounts.roles import Role
from foundation.text import Text
from portal import timeline
from trading import called_off, queries
from trading.actions import calling_off
from trading.called_off import AUCTIONED, CHOSEN, LOWEST, TURN, Offered
from trading.law.call_offs import CallOffRule
from trading.models import Lot

HOW = {
    CHOSEN: Text("直接选定", "Direct selection"),
    LOWEST: Text("二次竞价", "Second competition"),
    AUCTIONED: Text("二次竞价（公开竞价）", "Second competition, in a live auction"),
    TURN: Text("顺序轮候", "Rotation"),
}
WHY = {
    CHOSEN: Text(
        "采购人从入围供应商中直接选定，并写明理由。",
        "The purchaser selects one of the admitted suppliers and says why.",
    ),
    LOWEST: Text(
        "入围供应商密封报价，不高于协议价格的最低报价成交；报价相同的，抽取其一。",
        "Admitted suppliers offer under seal; the lowest offer within the agreed prices wins, and of equal ones one is drawn.",
    ),
    AUCTIONED: Text(
        "入围供应商在平台上公开竞价，自协议价格起向下报价，最低的成交。",
        "Admitted suppliers compete in an auction, down from the agreed prices; the lowest wins.",
    ),
    TURN: Text(
        "入围供应商按入围次序轮流供货：每次成交和每次拒绝都用去一轮，所有依同一框架协议的采购连续计算。",
        "Admitted suppliers deliver in turn, in the order of their admission: each call-off and each refusal takes one turn, counted"
        " over all that is called off from the framework.",
    ),
}
AFTERWARDS = ("confirm", "pass_turn")
"""The steps that are taken on this page once a supplier is found."""


@dataclass(frozen=True)
class SupplierView:
    """One of the admitted suppliers; `is_next` where its turn comes, for those who act on it."""

    name: str
    is_own: bool
    is_next: bool


@dataclass(frozen=True)
class NextStep:
    """What the purchaser does next, and whether it says why."""

    name: str
    title: Text
    asks_why: bool


@dataclass(frozen=True)
class CallOffPage:
    """
    The page; `found` is who delivers, as far as the reader may know: the supplier whose turn it is knows of its own.

    `equal` are the lowest offers where they are several whose order is not drawn yet; `steps` are what the purchaser does next.
    """

    lot: Lot
    name: Text
    rule: CallOffRule
    framework: Lot | None
    suppliers: Sequence[SupplierView]
    most: Decimal
    found: tuple[str, Decimal] | None
    is_own: bool
    may_select: bool
    offers: Sequence[Offered]
    equal: Sequence[str]
    steps: Sequence[NextStep]

    @property
    def how(self) -> Text:
        """What the way to find a supplier is called."""
        return HOW[self.rule.how]

    @property
    def why(self) -> Text:
        """How a supplier is found that way."""
        return WHY[self.rule.how]

    @property
    def is_supplier(self) -> bool:
        """Whether the reader is one of those admitted."""
        return any(one.is_own for one in self.suppliers)


def collect(lot_id: str, actor: Actor, now: datetime) -> CallOffPage:
    """Return the page. :raises Http404: for a lot that the actor may not know of, or that is called off from no framework."""
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    rule = lot.procedure.call_off if lot else None
    if lot is None or rule is None:
        raise Http404
    framework = called_off.framework_of(lot)
    admitted = called_off.admitted(framework, rule) if framework else []
    is_buyer, inside = calling_off.may_select(lot, actor), queries.watches(actor, lot.deal)
    own = actor.party_id if actor.role is Role.BIDDER else None
    found = _found(lot, actor, own, now)
    is_time = is_buyer and lot.state in rule.states and bool(admitted)
    offers = called_off.offers(lot, admitted) if inside and rule.how == LOWEST else []
    turn = (
        called_off.whose_turn(lot, framework, rule)
        if is_time and rule.how == TURN and framework and not found
        else None
    )
    suppliers = [
        SupplierView(
            one["name"],
            own is not None and one.get("party") == own,
            turn is not None and one["name"] == turn["name"],
        )
        for one in admitted
    ]
    lowest = [one for one in offers if one.price == offers[0].price]
    undrawn = [one.name for one in lowest if not one.drawn] if len(lowest) > 1 else []
    return CallOffPage(
        lot=lot, name=timeline.name_of(lot), rule=rule, framework=framework, suppliers=suppliers, most=called_off.most(lot),
        found=found[1:] if found else None, is_own=bool(found and own and found[0] == own),
        may_select=is_time and (found is None or rule.how != TURN) and (rule.how != LOWEST or bool(offers)), offers=offers,
        equal=undrawn, steps=_steps(lot, actor, now) if is_time and found else [],
    )  # fmt: skip


def _found(lot: Lot, actor: Actor, own: str | None, now: datetime) -> tuple[str | None, str, Decimal] | None:
    """Return the party, name and price of who delivers, by what the reader may know; a supplier is told its own turn at once."""
    last = queries.outcomes(lot, actor, at=now).last()
    if last is None and own is not None:
        last = called_off.last_found(lot)
        last = (
            last
            if last and last.stage == TURN and last.candidates[:1] and last.candidates[0].get("party") == own
            else None
        )
    if last is None or not last.candidates:
        return None
    first = last.candidates[0]
    return first.get("party"), first["name"], Decimal(first["price"])


def _steps(lot: Lot, actor: Actor, now: datetime) -> list[NextStep]:
    rows = queries.open_steps(lot, actor=actor, at=now)
    open_now = {one.step.name: one.step for one in rows if one.is_open}
    found = [open_now[name] for name in AFTERWARDS if name in open_now]
    return [NextStep(one.name, one.title, one.takes is not None) for one in found]
