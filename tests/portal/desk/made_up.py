"""A deal of any procedure, made up from its tables, which stands in any of its states."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import clock, ids
from tests.factories.accounts import PartyFactory
from trading import engine, particulars
from trading.law.procedure import Procedure
from trading.models import Deal, Lot
from trading.particulars import FieldInfo

DAY = date(2026, 3, 2)


def example(cls: type, *, whole: bool = False) -> dict[str, Any]:
    """Return what may stand in the fields that have to be filled in, or in all of them."""
    return {one.name: value_of(one) for one in particulars.describe(cls) if one.required or whole}


def value_of(info: FieldInfo) -> Any:
    """Return a value within the bounds of a field, as JSON."""
    if info.record is not None:
        rows = [example(info.record, whole=True) for _ in range(max(1, info.bounds.fewest or 1))]
        return rows if info.type == "tuple" else rows[0]
    if info.choices:
        return [info.choices[0][0]] if info.type == "tuple" else info.choices[0][0]
    if info.type == "tuple":
        return [f"如此{n}" for n in range(max(1, info.bounds.fewest or 1))]
    if info.type in ("int", "Decimal"):
        return number_of(info)
    return {"bool": True, "date": DAY.isoformat(), "datetime": f"{DAY.isoformat()}T09:30:00+08:00"}.get(
        info.type, "如此"
    )


def number_of(info: FieldInfo) -> Any:
    bounds = info.bounds
    least = max(
        bounds.least or Decimal(0), (bounds.over or Decimal(0)) + (1 if bounds.over is not None else 0)
    )
    least = least if bounds.most is None else min(least, bounds.most)
    return int(least) if info.type == "int" else str(least)


def deal_of(procedure: Procedure, organiser: Party) -> Lot:
    """Make a draft with one lot, not by an action: what it says follows the tables, and no rule beside them was asked."""
    at = clock.now()
    deal = Deal.objects.create(
        number=f"YG-{ids.new('no')[-12:]}", kind=procedure.kind, method=procedure.method, procedure_key=procedure.key,
        title="某项目", organiser=organiser, region="370202", sector="housing", particulars=stored(procedure.particulars),
        created_at=at, created_by="test",
    )  # fmt: skip
    lot = Lot(
        deal=deal, number=1, title="某标段", procedure_key=procedure.key, particulars=stored(procedure.lot_particulars)
    )  # fmt: skip
    engine.enter(lot, at)
    return lot


def stored(cls: type) -> dict[str, Any]:
    return particulars.dump(particulars.parse(cls, example(cls)))


def people(organiser: Party) -> dict[Role, Actor]:
    """Return somebody of each role that takes steps."""
    staff = (Role.CENTRE, Role.SUPERVISOR, Role.AUCTIONEER)
    return {Role.ORGANISER: Actor(role=Role.ORGANISER, party_id=organiser.id)} | {
        role: Actor(role=role, party_id=PartyFactory.create().id) for role in staff
    }
