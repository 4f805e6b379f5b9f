"""Members write drafts, saved as they type: each its own, and seen by nobody else before all have signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from bidding.actions.evaluating import drafting, telling
from bidding.evaluation import bids, contents, corrections, document, final
from bidding.models import Evaluation, Filing, Seat, Sheet, Signed
from foundation.errors import Conflict, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action

ACTS = {Sheet.Part.REVIEW.value: Signed.Act.REVIEWS, Sheet.Part.SCORES.value: Signed.Act.SCORES}
_OPEN_IN = {Sheet.Part.REVIEW.value: ("reviewing", "scoring"), Sheet.Part.SCORES.value: ("scoring",)}


@action
def save_sheet(
    *, lot_id: str, bid: str, part: str, entries: Mapping[str, Any], version: int, by: Actor
) -> Sheet:
    """
    Keep what a member wrote of a bid, under the name by which it reads the bid; `version` is the one that it has seen, 0 for none.

    The same once more returns what is there, so a save that was sent twice changes nothing.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat; `bid_unknown` for a bid that is not under evaluation.
    :raises Conflict: `not_declared`, `not_now`, `signed_already`; `sheet_changed` with what stands, where another window saved meanwhile.
    :raises Invalid: `sheet_wrong`, field by field, for unknown codes, and scores out of bounds or off their step; `correction_not_allowed`
        in a later round for a score that the law does not let change.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    is_settled = part == Sheet.Part.SCORES.value and bids.are_scores_settled(running)
    is_early = part == Sheet.Part.SCORES and final.are_awaited(lot)
    if running.status not in _OPEN_IN[part] or is_early or is_settled or not bids.is_opened(running):
        raise Conflict("not_now", Text("现在不是填写的时候", "This is not written now"))
    filing = _filing(running, seat, part, bid)
    _check_unsigned(running, seat, part)
    stage = contents.stage_of(running, part)
    of = {"registration_id" if running.is_prequalification else "filing_id": filing.id}
    row = Sheet.objects.filter(seat=seat, part=part, stage=stage, **of).first()
    given = drafting.entries_of(entries)
    if row is not None and row.entries == given:
        return row
    _check(running, seat, part, filing, given)
    drafting.check_seen(row, version)
    if row is None:
        return Sheet.objects.create(seat=seat, part=part, stage=stage, entries=given, at=at, **of)
    row.entries, row.version, row.at = given, row.version + 1, at
    row.save(update_fields=["entries", "version", "at"])
    return row


def _filing(running: Evaluation, seat: Seat, part: str, bid: str) -> Filing:
    filings = bids.valid(running)
    names = bids.named(running, seat, part, filings)
    found = next((one for one in filings if names[one.id] == bid), None)
    if found is None:
        raise NotFound("bid_unknown", Text("没有这份投标", "There is no such bid"))
    return found


def _check_unsigned(running: Evaluation, seat: Seat, part: str) -> None:
    signed = seat.signed.filter(act=ACTS[part])
    if part == Sheet.Part.REVIEW.value:
        is_signed = signed.filter(stage=running.stage).exists()
    else:
        is_signed = signed.filter(round=running.round).exists()
    if is_signed:
        raise Conflict("signed_already", Text("已经签署，不能更改", "It is signed and changes no more"))


def _check(running: Evaluation, seat: Seat, part: str, filing: Filing, entries: Mapping[str, Any]) -> None:
    wrong = document.wrong_entries(document.asked(running, part), part, entries)
    if wrong:
        raise Invalid("sheet_wrong", Text("填写不正确", "Some of it is wrong"), fields=wrong)
    if part == Sheet.Part.SCORES.value:
        corrections.check(running, seat, filing, entries)
