"""
Who accepted and yet does not sit: because it did not come, or must not.

The centre reads the names, so its word alone moves nobody: who supervises the deal says the same, whichever of them is first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries
from bidding.actions import calling
from bidding.actions.planning import check_desk, locked, tell
from bidding.experts import avoiding, drawn, register, seals
from bidding.models import Draw, DrawAct, DrawNote, Evaluation, Expert, PoolEntry
from bidding.models.draw import LONGEST_REASON
from bidding.models.evaluation import RUNNING
from bidding.sealed import persons
from foundation import clock
from foundation.errors import Conflict, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action
from trading.models import Lot


@action
def note_absence(*, lot_id: str, entry: str, by: Actor, words: str = "") -> DrawNote:
    """
    Say that somebody who accepted did not come; once the centre and who supervises have both said it, the next is called. The same
    again changes nothing.

    Nobody is absent before the day of the work, nor once a committee sits: from then on whoever does not come is replaced, with a reason.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies, or who supervises the deal.
    :raises NotFound: `draw_not_found`, `entry_not_found`.
    :raises Conflict: `draw_not_calling`; `not_accepted`; `not_yet`; `evaluation_runs`; `one_person` who said it in the other role.
    """
    draw, at = locked(lot_id)
    role = _role(draw.lot, by)
    found = _entry(draw.lot, entry, [draw])
    if known := _said(found, "absent", "", role):
        return known
    if draw.status != "calling":
        raise Conflict("draw_not_calling", Text("没有正在通知的抽取", "No draw is calling"))
    _check_accepted(found)
    if at.astimezone(clock.ZONE).date() < draw.work_on:
        said = Text("评审日期之前不能记缺席", "Nobody is absent before the day of the work")
        raise Conflict("not_yet", said, detail={"work_on": draw.work_on.isoformat()})
    return _say(found, "absent", "", role, words, by=by, at=at)


@action
def note_cause(*, lot_id: str, entry: str, cause: str, words: str, by: Actor) -> DrawNote:
    """
    Say that somebody who accepted must not sit, for a `cause` that the register shows, and why; once the centre and who supervises
    have both said it, it stands aside. What the centre writes into the register has no effect on a draw otherwise.

    :raises Forbidden: `role_not_allowed` as for an absence.
    :raises NotFound: `draw_not_found`, `entry_not_found`.
    :raises Conflict: `not_accepted`; `evaluation_runs`; `one_person`; `cause_not_found` where the register shows no such cause.
    :raises Invalid: `reason_missing`.
    """
    draw, at = locked(lot_id)
    role = _role(draw.lot, by)
    found = _entry(draw.lot, entry, drawn.current(draw.lot).filter(status__in=["calling", "ended"]))
    if known := _said(found, "avoided", cause, role):
        return known
    if len(words.strip()) < calling.SHORTEST_REASON:
        said = Text("须写明理由", "Say why")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    _check_accepted(found)
    if cause not in _causes(found, at):
        raise Conflict(
            "cause_not_found", Text("专家库中没有这项回避情形", "The register shows no such cause")
        )
    return _say(found, "avoided", cause, role, words, by=by, at=at)


def causes(draw: Draw, at: datetime) -> dict[str, list[str]]:
    """Return by entry for which causes somebody who accepted in a draw must not sit, as the register is now."""
    rows = draw.entries.filter(acts__act="accepted").distinct()
    return {one.entry: found for one in rows if _last(one) == "accepted" and (found := _causes(one, at))}


def _causes(entry: PoolEntry, at: datetime) -> list[str]:
    lot = entry.draw.lot
    of = avoiding.sides(lot, at)
    expert = Expert.objects.select_related("member").get(id=seals.read(entry).expert)
    is_in = register.in_standing(max(entry.draw.work_on, of.on)).filter(id=expert.id).exists()
    return [*([] if is_in else ["not_in_standing"]), *avoiding.causes(expert, of)]


def _say(
    entry: PoolEntry, act: str, cause: str, role: str, words: str, *, by: Actor, at: datetime
) -> DrawNote:
    draw = entry.draw
    if Evaluation.objects.filter(lot=draw.lot_id, status__in=RUNNING).exists():
        said = Text(
            "评审已经开始，不能到场的按更换成员办理",
            "A committee is at work: whoever does not sit is replaced",
        )
        raise Conflict("evaluation_runs", said)
    other = DrawNote.objects.filter(entry=entry, act=act, cause=cause).first()
    if other is not None and persons.is_account_of(other.by, by):
        raise Conflict("one_person", Text("须由另一人确认", "Another person must say it too"))
    made = DrawNote.objects.create(
        draw=draw, entry=entry, act=act, cause=cause, role=role, words=words.strip()[:LONGEST_REASON], at=at, by=by.label
    )  # fmt: skip
    tell("noted", draw, by=by, at=at, note=made.id, entry=entry.entry, digest=made.digest)
    if other is not None:
        calling.note(draw, entry, _acts(entry)[-1].group, act, at, by=by, cause=cause)
        if draw.status == "calling":
            calling.go_on(draw, at=at)
    return made


def _role(lot: Lot, by: Actor) -> str:
    if queries.supervises(lot, by):
        return Role.SUPERVISOR.value
    check_desk(lot, by)
    return Role.CENTRE.value


def _entry(lot: Lot, entry: str, those: Iterable[Draw]) -> PoolEntry:
    rows = PoolEntry.objects.filter(draw__in=those, entry=entry, acts__act="called").select_related("draw")
    found = rows.first()
    if found is None:
        raise NotFound("entry_not_found", Text("没有通知过此人", "Nobody was called under this entry"))
    found.draw.lot = lot
    return found


def _said(entry: PoolEntry, act: str, cause: str, role: str) -> DrawNote | None:
    return DrawNote.objects.filter(entry=entry, act=act, cause=cause, role=role).first()


def _check_accepted(entry: PoolEntry) -> None:
    if _last(entry) != "accepted":
        raise Conflict("not_accepted", Text("此人没有接受", "This one has not accepted"))


def _last(entry: PoolEntry) -> str:
    acts = _acts(entry)
    return acts[-1].act if acts else ""


def _acts(entry: PoolEntry) -> list[DrawAct]:
    return list(entry.acts.order_by("number"))
