"""Deals that run in another trading system, handed in by it: idempotent, validated, each record for itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import orjson
from django.db import transaction
from pydantic import Field

from accounts.actions.take_in import Stated, take_in_parties
from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock, codes, ids, journal
from foundation.errors import DomainError, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine, events, particulars, registry
from trading.actions.steps import take_step
from trading.law.grammar import Procedure
from trading.models import Deal, HandedInNotice, Lot, Origin

LARGEST_BATCH = 500
METHOD = "external"
_Words = Annotated[str, Field(min_length=1, max_length=300)]
_Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


@dataclass(frozen=True, kw_only=True)
class NoticeHandedIn:
    """A notice as it was published there."""

    key: _Key
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,59}$")]
    title: Annotated[str, Field(min_length=1, max_length=400)]
    published_at: datetime
    text: Annotated[str, Field(max_length=200_000)] = ""
    url: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""


@dataclass(frozen=True, kw_only=True)
class LotHandedIn:
    """A lot: its number there, where it stands, and its particulars by the external method."""

    number: Annotated[int, Field(ge=1, le=9999)]
    title: _Words
    state: Annotated[str, Field(pattern=r"^[a-z]+$")]
    particulars: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Record:
    """One deal as handed in; `key` is the other system's own and names it for good."""

    key: _Key
    kind: Annotated[str, Field(max_length=40)]
    title: _Words
    organiser: _Words
    region: Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
    sector: Annotated[str, Field(min_length=1, max_length=40)]
    particulars: dict[str, Any]
    lots: Annotated[list[LotHandedIn], Field(min_length=1, max_length=500)]
    organiser_code: Annotated[str, Field(max_length=18)] = ""
    announced_on: date | None = None
    notices: Annotated[list[NoticeHandedIn], Field(max_length=200)] = ()  # type: ignore[assignment]


@dataclass(frozen=True)
class Result:
    """What became of one record."""

    index: int
    key: str
    outcome: str  # created, changed, unchanged, refused
    deal: str | None = None
    error: DomainError | None = None


@action
def hand_in(*, source: str, records: Sequence[Mapping[str, Any]], by: Actor) -> list[Result]:
    """
    Take deals of another trading system in. A record that is refused changes nothing and stops no other.

    The same record again changes nothing. A lot moves forward through the steps of the external method.

    :raises Forbidden: unless an exchange hands in.
    :raises Invalid: `batch_too_large`, `bad_source`.
    """
    if by.role is not Role.EXCHANGE or by.party_id is None:
        raise Forbidden(
            "role_not_allowed", Text("只有其他交易系统可以报送", "Only another trading system hands deals in")
        )
    if len(records) > LARGEST_BATCH:
        raise Invalid(
            "batch_too_large",
            Text(f"每批最多{LARGEST_BATCH}条", f"At most {LARGEST_BATCH} records in a batch"),
        )
    if not source.isascii() or not source.replace("-", "").isalnum() or len(source) > 40:
        words = Text("来源代码不正确", "Not a source code")
        raise Invalid("bad_source", words, fields={"source": [words]})
    # A source is the exchange's own: two exchanges never meet in one namespace.
    namespace = f"{source}@{by.party_id[-12:]}"
    return [_one(index, raw, namespace, by) for index, raw in enumerate(records)]


def _one(index: int, raw: Mapping[str, Any], source: str, by: Actor) -> Result:
    key = str(raw.get("key", ""))[:200] if isinstance(raw, Mapping) else ""
    try:
        with transaction.atomic():
            outcome, deal = _take_in(particulars.parse(Record, raw), source, by)
            return Result(index, key, outcome, deal)
    except DomainError as error:
        return Result(index, key, "refused", error=error)


def _take_in(record: Record, source: str, by: Actor) -> tuple[str, str]:
    procedure = _procedure(record.kind)
    codes.check_region(record.region)
    content = particulars.dump(particulars.parse(procedure.particulars, record.particulars))
    found = Deal.objects.filter(source=source, source_key=record.key).values_list("id", flat=True).first()
    if found is None:
        deal, changed = _create(record, content, procedure, source, by), True
        outcome = "created"
    else:
        deal = lock_row(Deal, found)
        changed = _update(deal, record, content, by)
        outcome = "changed"
    changed = _lots(deal, record.lots, procedure, by) or changed
    changed = _notices(deal, record.notices, by) or changed
    return (outcome if changed else "unchanged"), deal.id


def _create(record: Record, content: dict[str, Any], procedure: Procedure, source: str, by: Actor) -> Deal:
    stated = Stated(
        key=record.organiser, name=record.organiser, code=record.organiser_code, region=record.region
    )
    organiser = take_in_parties(source=source, parties=[stated], by=by)[record.organiser]
    at = clock.now()
    deal = Deal.objects.create(
        number=f"EX{clock.local_date(at):%y%m%d}-{ids.new('no')[-8:]}", kind=record.kind, method=METHOD,
        procedure_key=procedure.key, title=record.title, organiser_id=organiser, region=record.region,
        sector=record.sector, origin=Origin.EXTERNAL, source=source, source_key=record.key, exchange_id=by.party_id,
        particulars=content, created_at=at, created_by=by.label,
    )  # fmt: skip
    events.of_deal("trading.deal.handed_in", deal, by=by, at=at, kind=deal.kind)
    return deal


def _update(deal: Deal, record: Record, content: dict[str, Any], by: Actor) -> bool:
    if deal.kind != record.kind:
        words = Text("交易类别不能改变", "The kind of a deal does not change")
        raise Invalid("kind_changed", words, fields={"kind": [words]})
    fresh = {"title": record.title, "region": record.region, "sector": record.sector, "particulars": content}
    changes = sorted(name for name, value in fresh.items() if getattr(deal, name) != value)
    if changes:
        for name in changes:
            setattr(deal, name, fresh[name])
        deal.save(update_fields=changes)
        events.of_deal("trading.deal.edited", deal, by=by, at=journal.instant(deal.id), fields=changes)
    return bool(changes)


def _lots(deal: Deal, lots: Sequence[LotHandedIn], procedure: Procedure, by: Actor) -> bool:
    if len({lot.number for lot in lots}) != len(lots):
        words = Text("标段编号重复", "Two lots have one number")
        raise Invalid("lot_number_twice", words, fields={"lots": [words]})
    changed = False
    for given in lots:
        if given.state not in {state.name for state in procedure.states}:
            words = Text("没有这个状态", "There is no such state")
            raise Invalid("unknown_state", words, fields={f"lots.{given.number}.state": [words]})
        content = particulars.dump(particulars.parse(procedure.lot_particulars, given.particulars))
        lot = Lot.objects.filter(deal=deal, number=given.number, round=1).first()
        if lot is None:
            lot = Lot(
                deal=deal,
                number=given.number,
                title=given.title,
                particulars=content,
                procedure_key=procedure.key,
            )
            at = clock.now()
            engine.enter(lot, at)
            events.of_lot(
                "trading.lot.created",
                lot,
                by=by,
                at=at,
                number=lot.number,
                round=1,
                state=lot.state,
                phase=lot.phase,
            )
            changed = True
        elif (lot.title, lot.particulars) != (given.title, content):
            lot.title, lot.particulars = given.title, content
            lot.save(update_fields=["title", "particulars"])
            events.of_lot(
                "trading.lot.edited", lot, by=by, at=journal.instant(lot.id), fields=["particulars"]
            )
            changed = True
        if lot.state != given.state:
            take_step(lot_id=lot.id, step=f"report_{given.state}", by=by)
            changed = True
    return changed


def _notices(deal: Deal, notices: Sequence[NoticeHandedIn], by: Actor) -> bool:
    changed = False
    for given in notices:
        if given.published_at.tzinfo is None:
            words = Text("时间须带时区", "The instant needs a zone")
            raise Invalid("no_zone", words, fields={f"notices.{given.key}.published_at": [words]})
        digest = hashlib.sha256(
            orjson.dumps([given.kind, given.title, given.text, given.url, given.published_at])
        ).hexdigest()
        if HandedInNotice.objects.filter(deal=deal, source_key=given.key, digest=digest).exists():
            continue
        at = journal.instant(deal.id)
        row = HandedInNotice.objects.create(
            deal=deal, source_key=given.key, kind=given.kind, title=given.title, text=given.text,
            published_at=given.published_at, source_url=given.url, digest=digest, handed_in_at=at,
        )  # fmt: skip
        events.of_deal("trading.notice.handed_in", deal, by=by, at=at, handed_in=row.id, digest=digest)
        changed = True
    return changed


def _procedure(kind: str) -> Procedure:
    try:
        return registry.current(kind, METHOD, on=clock.local_date(clock.now()))
    except KeyError:
        words = Text("没有这个交易类别", "There is no such kind of deals")
        raise Invalid("unknown_kind", words, fields={"kind": [words]}) from None
