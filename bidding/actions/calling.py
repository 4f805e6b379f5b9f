"""Those who were drawn are called in their order: they answer, or time answers for them, and the next follows by rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.actions.planning import check_desk, locked, tell
from bidding.experts import avoiding, drawn, publishing, register, seals
from bidding.models import Draw, DrawAct, Expert, NameReading, PoolEntry, Representative
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action
from toolkit.draws import drawing, records
from trading import engine
from trading.law.avoidance import CAUSES
from trading.models import Lot

SHORTEST_REASON, LONGEST_REASON = 2, 500
ANSWERS = frozenset({"accepted", "declined", "avoided"})


def go_on(draw: Draw, *, at: datetime) -> None:
    """
    Call whoever is next, until all places are taken or being asked for. The caller holds the lot's lock.

    Whoever must stand aside, or is out of the register or away, since the pool was fixed is called and stands aside at once, so the file
    says why the turn went on.
    """
    of, by = avoiding.sides(draw.lot, at), Actor.clock()
    while turn := drawing.calls(publishing.file(draw)).next():
        entry = draw.entries.get(entry=turn.entry)
        if turn.act == "same_unit":
            note(draw, entry, turn.group, "same_unit", at, by=by)
            continue
        note(draw, entry, turn.group, "called", at, by=by)
        expert = Expert.objects.select_related("member").get(id=seals.read(entry).expert)
        is_in = register.in_standing(draw.work_on).filter(id=expert.id).exists()
        if causes := avoiding.causes(expert, of) if is_in else ["not_in_standing"]:
            note(draw, entry, turn.group, "avoided", at, by=by, cause=causes[0])


@action
def answer(*, draw_id: str, answer: str, by: Actor, words: str = "", cause: str = "conflict") -> DrawAct:
    """
    Answer the own call: `accepted`, `declined` or `avoided`; who accepted may still stand aside, and is replaced. The same again
    changes nothing.

    :raises NotFound: `invitation_not_found` for everybody who was not called in this draw.
    :raises Conflict: `call_expired` after its time; `call_answered` otherwise than now; `draw_not_calling`.
    :raises Invalid: `reason_missing` for standing aside without words.
    """
    own = _own_entry(draw_id, by)
    draw, at = locked(own.draw.lot_id)
    last = own.acts.order_by("-number").first()
    if last is None or draw.id != own.draw_id:
        raise Conflict("draw_not_calling", Text("抽取已经结束", "The draw is over"))
    if last.act == answer:
        return last
    if draw.status != "calling":
        raise Conflict("draw_not_calling", Text("抽取已经结束", "The draw is over"))
    if last.act == "called" and last.due_at is not None and at >= last.due_at:
        raise Conflict("call_expired", Text("答复时间已过", "It is too late to answer"))
    if answer not in ANSWERS or not admits(
        draw, own, last.group, answer, cause if answer == "avoided" else ""
    ):
        raise Conflict("call_answered", Text("已经答复", "It was answered already"))
    if answer == "avoided" and len(words.strip()) < SHORTEST_REASON:
        said = Text("须写明利害关系", "Say what the interest is")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    made = note(
        draw,
        own,
        last.group,
        answer,
        at,
        by=by,
        cause=cause if answer == "avoided" else "",
        words=words.strip()[:LONGEST_REASON],
    )
    go_on(draw, at=at)
    return made  # fmt: skip


@action
def lapse(*, draw_id: str, by: Actor) -> int | None:
    """Let the calls lapse that were not answered in time, as the clock; return of how many, None for none."""
    draw, at = locked(Draw.objects.values_list("lot_id", flat=True).get(id=draw_id))
    if draw.id != draw_id or draw.status != "calling":
        return None
    done = 0
    for act in _waiting(draw):
        if act.due_at is not None and act.due_at <= at:
            note(draw, act.entry, act.group, "expired", at, by=by)
            done += 1
    if done:
        go_on(draw, at=at)
    return done or None


def due(at: datetime) -> list[str]:
    """Return the draws in which a call has lapsed."""
    later = DrawAct.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    called = DrawAct.objects.filter(act="called", due_at__lte=at, draw__status="calling")
    return sorted(set(called.exclude(Exists(later)).values_list("draw", flat=True)))


@action
def send(*, lot_id: str, members: Sequence[str], by: Actor) -> list[Member]:
    """
    Name whom the organiser sends to the committee: its own people, no more than planned. Who was named stays until it leaves the
    committee; the same changes nothing. Returned are all who are named now.

    :raises Forbidden: `role_not_allowed` unless the organiser itself asks.
    :raises NotFound: `draw_not_found`. :raises Conflict: `too_many_representatives`.
    :raises Invalid: `representative_malformed` for anybody who does not act for the organiser, has left the committee, or is named twice.
    """
    draw, at = locked(lot_id)
    if not sends(draw.lot, by):
        raise Forbidden("role_not_allowed", Text("只有组织方委派代表", "Only the organiser sends its people"))
    own = people(draw.lot).filter(id__in=members)
    if len({one.user_id for one in own}) != len(members) or own.count() != len(members):
        words = Text("代表须为组织方人员，且不重复", "They act for the organiser, each once")
        raise Invalid("representative_malformed", words, fields={"members": [words]})
    there = {one.id for one in drawn.representatives(draw.lot)}
    fresh = [one for one in own.order_by("id") if one.id not in there]
    if len(there) + len(fresh) > draw.representatives:
        raise Conflict(
            "too_many_representatives",
            Text("代表人数超过抽取时确定的人数", "They are more than the draw was planned with"),
            detail={"most": draw.representatives},
        )
    for one in fresh:
        Representative.objects.create(draw=draw, member=one, at=at, by=by.label)
    if fresh:
        tell("sent", draw, by=by, at=at, count=len(fresh))
    return drawn.representatives(draw.lot)


def who_may_be_sent(lot: Lot, by: Actor) -> list[Member]:
    """Return the people whom the actor may send to the committee of a lot; empty unless it is the organiser itself."""
    return list(people(lot).select_related("user").order_by("id")) if sends(lot, by) else []


def sends(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor is of the lot's organiser itself, never of its agency."""
    return by.role is Role.ORGANISER and engine.is_organiser(by, lot.deal)


def people(lot: Lot) -> QuerySet[Member]:
    """Return those who act for a lot's organiser and have not left its committee."""
    own = Member.objects.filter(
        party=lot.deal.organiser_id,
        role=Role.ORGANISER.value,
        status=MemberStatus.ACTIVE,
        user__is_active=True,
    )
    return own.exclude(id__in=drawn.gone(lot))


@action
def read_names(*, lot_id: str, reason: str, by: Actor) -> records.Names:
    """
    Return who accepted, to the desk that calls; that it reads them, and for what, is in the journal first.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies.
    :raises NotFound: `draw_not_found`. :raises Conflict: `names_not_drawn` before anybody was called.
    :raises Unavailable: `names_unreadable`.
    """
    draw, at = locked(lot_id)
    check_desk(draw.lot, by)
    if draw.status not in ("calling", "ended") or not draw.seed:
        raise Conflict("names_not_drawn", Text("抽取之前没有名单", "There are no names before the draw"))
    if len(reason.strip()) < SHORTEST_REASON:
        words = Text("须写明查阅事由", "Say for what")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    made = NameReading.objects.create(draw=draw, reason=reason.strip()[:LONGEST_REASON], at=at, by=by.label)
    tell("names_read", draw, by=by, at=at, reading=made.id, digest=made.digest)
    return publishing.names(draw)


def note(
    draw: Draw,
    entry: PoolEntry,
    group: str,
    act: str,
    at: datetime,
    *,
    by: Actor,
    cause: str = "",
    words: str = "",
) -> DrawAct:
    """Write an act of the calls. Of an expert who acts the journal has the role alone: it would name whom it is about."""
    made = DrawAct.objects.create(
        draw=draw, number=draw.acts.count() + 1, entry=entry, group=group, act=act, cause=cause, words=words, at=at,
        due_at=at + timedelta(minutes=draw.answer_minutes) if act == "called" else None,
    )  # fmt: skip
    tell(
        "called" if act in ("called", "same_unit") else "answered", draw, by=Actor(Role.EXPERT) if by.role is Role.EXPERT else by, at=at,
        entry=entry.entry, group=group, act=act, cause=cause, number=made.number,
    )  # fmt: skip
    return made


def admits(draw: Draw, entry: PoolEntry, group: str, act: str, cause: str) -> bool:
    """Tell whether an act may come now."""
    if cause and cause not in CAUSES:
        return False
    said = records.Act.model_validate(
        {"entry": entry.entry, "group": group, "act": act, "cause": cause, "at": 0}
    )
    return drawing.calls(publishing.file(draw)).admits(said)


def _waiting(draw: Draw) -> list[DrawAct]:
    last: dict[str, DrawAct] = {}
    for one in draw.acts.select_related("entry").order_by("number"):
        last[one.entry.entry] = one
    return [one for one in last.values() if one.act == "called"]


def _own_entry(draw_id: str, by: Actor) -> PoolEntry:
    found = drawn.own_entries(by, draw_id).first()
    if found is None:
        raise NotFound("invitation_not_found", Text("没有这项邀请", "There is no such invitation"))
    return found
