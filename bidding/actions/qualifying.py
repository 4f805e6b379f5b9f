"""The organiser examines who qualifies, after the opening and before anybody evaluates (87号令 art. 44)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from bidding import timing
from bidding.actions.evaluating import drafting, telling
from bidding.evaluation import bids, document, examined, qualifying
from bidding.models import Filing, Qualification, QualificationSheet, Sheet
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action
from trading import engine
from trading.models import Lot


@action
def save_sheet(
    *, lot_id: str, bid: str, entries: Mapping[str, Any], version: int, by: Actor
) -> QualificationSheet:
    """
    Keep what the organiser's side wrote of a bid so far; `version` is the one that it has seen, 0 for none.

    The same once more returns what is there, so a save that was sent twice changes nothing.

    :raises Forbidden: `role_not_allowed` unless the actor is of the deal's organiser or agency.
    :raises StepRefused: while the lot is on hold.
    :raises Conflict: `not_now`, `signed_already`; `sheet_changed` with what stands, where another window or colleague saved meanwhile.
    :raises NotFound: `bid_unknown` for a bid that was not opened.
    :raises Invalid: `sheet_wrong`, code by code.
    """
    lot, at = telling.locked(lot_id)
    _check_due(lot, by)
    filing = _filing(lot, bid)
    _check_unsigned(lot)
    row = QualificationSheet.objects.filter(filing=filing).first()
    given = drafting.entries_of(entries)
    if row is not None and row.entries == given:
        return row
    what = qualifying.asked(lot, qualifying.parsed(qualifying.version_of(lot)))
    if wrong := document.wrong_entries(what, Sheet.Part.REVIEW, given):
        raise Invalid("sheet_wrong", Text("填写不正确", "Some of it is wrong"), fields=wrong)
    drafting.check_seen(row, version)
    if row is None:
        return QualificationSheet.objects.create(filing=filing, entries=given, at=at, by=by.label)
    row.entries, row.version, row.at, row.by = given, row.version + 1, at, by.label
    row.save(update_fields=["entries", "version", "at", "by"])
    return row


@action
def sign(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> Qualification:
    """
    Take the examination of all bids as a whole, signed by a person of the organiser's side. The same again returns what is there.

    :raises Forbidden: as `save_sheet`.
    :raises StepRefused: as `save_sheet`.
    :raises Conflict: `not_now`, `signed_already`; `content_changed` where other bytes are signed than stand here.
    :raises Invalid: `sheet_incomplete`, bid by bid; `signer_is_another`, and what signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    known = examined.of(lot)
    if known is not None and telling.is_organiser(lot, by) and bytes(known.content) == content:
        return known
    _check_due(lot, by)
    _check_unsigned(lot)
    version = qualifying.version_of(lot)
    if wrong := qualifying.incomplete(lot, qualifying.asked(lot, qualifying.parsed(version))):
        raise Invalid("sheet_incomplete", Text("尚未填写完整", "It is not complete"), fields=wrong)
    if qualifying.content(lot, version) != content:
        raise Conflict(
            "content_changed",
            Text("签署的内容与系统中的不一致，请重新核对后签署", "What was signed is not what stands here: look again and sign anew"),
        )  # fmt: skip
    telling.check_signature(content, signature, by.member_id or "", at)
    made = Qualification.objects.create(
        lot=lot, document=version, content=content, signature=signature, at=at, by=by.label
    )
    _tell(made, lot, by=by, at=at)
    return made


def _tell(made: Qualification, lot: Lot, *, by: Actor, at: datetime) -> None:
    journal.append(
        "bidding.qualification.signed", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "qualification": made.id, "digest": made.digest},
    )  # fmt: skip


def _check_due(lot: Lot, by: Actor) -> None:
    if not telling.is_organiser(lot, by):
        raise Forbidden(
            "role_not_allowed",
            Text(
                "资格审查由采购人或者采购代理机构进行", "The organiser or its agency examines who qualifies"
            ),
        )
    if held := timing.on_hold(lot):
        raise engine.StepRefused(held, step="qualify")
    if not qualifying.is_due(lot) or not bids.of_lot(lot.id):
        raise Conflict("not_now", Text("现在不是填写的时候", "This is not written now"))


def _check_unsigned(lot: Lot) -> None:
    if examined.of(lot) is not None:
        raise Conflict("signed_already", Text("已经签署，不能更改", "It is signed and changes no more"))


def _filing(lot: Lot, bid: str) -> Filing:
    found = next((one for one in bids.of_lot(lot.id) if one.id == bid), None)
    if found is None:
        raise NotFound("bid_unknown", Text("没有这份投标", "There is no such bid"))
    return found
