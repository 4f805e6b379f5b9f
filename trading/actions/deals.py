"""Drafts: making and editing deals and their lots before anything is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import clock, codes, ids, journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine, events, particulars, registry
from trading.law.grammar import Phase
from trading.law.procedure import Procedure
from trading.models import Deal, Lot, Origin

_NOT_YOURS = Text("只有组织方可以编辑此交易", "Only the organiser may edit this deal")
_PUBLISHED = Text(
    "已发布的内容不能直接修改，请发布澄清或更正",
    "What is published is changed by a clarification, not by editing",
)


@action
def create_deal(
    *,
    kind: str,
    method: str,
    title: str,
    region: str,
    sector: str,
    by: Actor,
    particulars_data: Mapping[str, Any],
    estimate: Decimal | None = None,
    project_code: str = "",
    classification: str = "",
    agency_id: str | None = None,
    demonstration: bool = False,
) -> Deal:
    """
    Make the draft of a deal for the actor's own party, in the edition now in force.

    :raises Invalid: for an unknown method, region, classification or agency, or wrong particulars.
    :raises Forbidden: if the actor does not act as an organiser, or asks for a demonstration in production.
    """
    if by.role is not Role.ORGANISER or by.party_id is None:
        raise Forbidden(
            "role_not_allowed",
            Text("只有组织方可以新建交易", "Only an organiser may make a deal"),
        )
    if demonstration and clock.mode() != "demo":
        raise Forbidden(
            "no_demonstration",
            Text("正式环境没有演示交易", "There are no demonstration deals in production"),
        )
    at = clock.now()
    edition = _edition(kind, method, at)
    codes.check_region(region)
    _check_class(classification)
    content = particulars.dump(particulars.parse(edition.particulars, particulars_data))
    deal = Deal.objects.create(
        number=_number(at), kind=kind, method=method, procedure_key=edition.key, title=title, project_code=project_code,
        organiser_id=by.party_id, agency=_agency(agency_id, by), region=region, sector=sector, estimate=estimate,
        classification=classification, origin=Origin.DEMONSTRATION if demonstration else Origin.HERE,
        particulars=content, created_at=at, created_by=by.label,
    )  # fmt: skip
    events.of_deal(
        "trading.deal.created",
        deal,
        by=by,
        at=at,
        kind=kind,
        method=method,
        procedure=edition.key,
        origin=deal.origin,
    )
    return deal


@action
def edit_deal(*, deal_id: str, by: Actor, changes: Mapping[str, Any]) -> Deal:
    """
    Change a draft: `title`, `region`, `sector`, `estimate`, `project_code`, `classification`, `agency_id`, `particulars`.

    :raises Conflict: `already_published` once the deal has left its preparation; a published intent or plan may still change.
    """
    deal = _draft(deal_id, by)
    at = journal.instant(deal.id)
    if "particulars" in changes:
        edition = _edition(deal.kind, deal.method, at)
        deal.particulars = particulars.dump(particulars.parse(edition.particulars, changes["particulars"]))
        deal.procedure_key = edition.key
    if "region" in changes:
        deal.region = codes.check_region(changes["region"])
    if "agency_id" in changes:
        deal.agency = _agency(changes["agency_id"], by)
    _check_class(changes.get("classification", ""))
    for name in ("title", "sector", "estimate", "project_code", "classification"):
        if name in changes:
            setattr(deal, name, changes[name])
    deal.save()
    events.of_deal("trading.deal.edited", deal, by=by, at=at, fields=sorted(changes))
    return deal


@action
def add_lot(
    *,
    deal_id: str,
    title: str,
    by: Actor,
    particulars_data: Mapping[str, Any],
    estimate: Decimal | None = None,
) -> Lot:
    """Add a lot to a draft; lots are counted from one."""
    deal = _draft(deal_id, by)
    at = journal.instant(deal.id)
    edition = _edition(deal.kind, deal.method, at)
    content = particulars.dump(particulars.parse(edition.lot_particulars, particulars_data))
    number = deal.lots.count() + 1
    lot = Lot(
        deal=deal,
        number=number,
        title=title,
        estimate=estimate,
        particulars=content,
        procedure_key=edition.key,
    )
    engine.enter(lot, at)
    events.of_lot(
        "trading.lot.created",
        lot,
        by=by,
        at=at,
        number=number,
        round=1,
        state=lot.state,
        phase=lot.phase,
    )
    return lot


@action
def edit_lot(*, lot_id: str, by: Actor, changes: Mapping[str, Any]) -> Lot:
    """Change a lot that is still being prepared: `title`, `estimate`, `particulars`. A re-run may be changed again."""
    lot = Lot.objects.filter(id=lot_id).first()
    if lot is None:
        raise NotFound(
            "lot_not_found",
            Text("没有这个标段", "There is no such lot"),
            detail={"id": lot_id},
        )
    deal = lock_row(Deal, lot.deal_id)
    lot = lock_row(Lot, lot_id)
    lot.deal = deal
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", _NOT_YOURS)
    if lot.phase != Phase.PREPARING.value:
        raise Conflict("already_published", _PUBLISHED)
    at = journal.instant(lot.id)
    if "particulars" in changes:
        edition = _edition(deal.kind, deal.method, at)
        lot.particulars = particulars.dump(particulars.parse(edition.lot_particulars, changes["particulars"]))
        lot.procedure_key = edition.key
    for name in ("title", "estimate"):
        if name in changes:
            setattr(lot, name, changes[name])
    lot.save(update_fields=["title", "estimate", "particulars", "procedure_key"])
    events.of_lot("trading.lot.edited", lot, by=by, at=at, fields=sorted(changes))
    return lot


def _draft(deal_id: str, by: Actor) -> Deal:
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden("role_not_allowed", _NOT_YOURS)
    if deal.phase != Phase.PREPARING.value:
        raise Conflict("already_published", _PUBLISHED)
    return deal


def _check_class(classification: str) -> None:
    if classification and classification not in codes.CLASSES:
        words = Text("没有这个交易分类代码", "There is no such class of deals")
        raise Invalid("unknown_class", words, fields={"classification": [words]})


def _edition(kind: str, method: str, at: datetime) -> Procedure:
    try:
        return registry.current(kind, method, on=clock.local_date(at))
    except KeyError:
        words = Text("没有这种交易方式", "There is no such method")
        raise Invalid(
            "unknown_method",
            words,
            detail={"kind": kind, "method": method},
            fields={"method": [words]},
        ) from None


def _agency(agency_id: str | None, by: Actor) -> Party | None:
    if agency_id is None:
        return None
    found = (
        Party.objects.filter(id=agency_id, members__role=Role.AGENCY.value).exclude(id=by.party_id).first()
    )
    if found is None:
        words = Text("不是可委托的代理机构", "Not an agency that can be appointed")
        raise Invalid("unknown_agency", words, fields={"agency_id": [words]})
    return found


def _number(at: datetime) -> str:
    """Return a number for people: the day and six random signs, so that it tells nothing of how many drafts there are."""
    return f"YG{clock.local_date(at):%y%m%d}-{ids.new('no')[-6:]}"
