"""The organiser chooses who evaluates, where the law lets it: without a draw, or where nobody is left to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from accounts.models import Member
from bidding.actions import calling, planning
from bidding.evaluation import sitting
from bidding.experts import drawn, register
from bidding.models import Chosen, Seat, WithdrawnChoice
from bidding.models.draw import LONGEST_ARTICLE, LONGEST_REASON
from foundation import clock, journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading.models import Lot


@action
def choose(*, lot_id: str, members: Sequence[str], words: str, by: Actor) -> list[Member]:
    """
    Choose experts to sit who were not drawn, and where no draw was held the own people beside them; `words` say by which article, and
    why (招标投标法 art. 37, 87号令 art. 48). Who was chosen stays until it leaves the committee, or is taken back before it sits; the same
    changes nothing. Returned are all who are chosen now.

    It is the organiser's right and nobody else's: the centre, which lets the committee sit down, may not pick who sits.

    :raises Forbidden: `role_not_allowed` unless the organiser itself asks.
    :raises Conflict: `no_committee`; `draw_too_late` once the evaluation is over; `draw_planned`; `draw_not_exhausted`
        where a draw goes on or found enough; `places_taken` for more than are empty.
    :raises Invalid: `reason_missing`; `choice_malformed` for anybody who is no expert in standing, nor of the organiser, or named twice.
    """
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    if not calling.sends(lot, by):
        raise Forbidden("role_not_allowed", Text("只有组织方可以直接确定", "Only the organiser chooses"))
    if not words.strip():
        said = Text("请写明依据和理由", "Say by which article, and why")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    known = {one.member_id for one in drawn.choices(lot)} - drawn.gone(lot)
    fresh = [one for one in _found(lot, members, at) if one not in known]
    _check_free(lot, fresh, at)
    held = drawn.held(lot)
    for one in fresh:
        made = Chosen.objects.create(
            lot=lot, draw=held, member_id=one, words=words.strip()[:LONGEST_ARTICLE], at=at, by=by.label
        )
        journal.append(
            "bidding.draw.chosen", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
            data={"lot": lot.id, "chosen": made.id, "digest": made.digest},
        )  # fmt: skip
    return [one.member for one in drawn.choices(lot)]


@action
def withdraw(*, lot_id: str, members: Sequence[str], words: str, by: Actor) -> list[Member]:
    """
    Take back whom the organiser chose and who does not sit yet, for a reason. Returned are all who are chosen still.

    :raises Forbidden: `role_not_allowed` unless the organiser itself asks.
    :raises Conflict: `choice_unknown` for somebody who is not chosen now; `seated_already`, who is replaced with a reason from then on.
    :raises Invalid: `reason_missing`.
    """
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    if not calling.sends(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有组织方可以撤回", "Only the organiser takes a choice back")
        )
    if not words.strip():
        said = Text("请写明理由", "Say why")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    rows = [one for one in drawn.choices(lot) if one.member_id in members]
    if {one.member_id for one in rows} != {*members}:
        raise Conflict("choice_unknown", Text("有人不在已确定的名单中", "Somebody is not chosen"))
    seats = Seat.objects.filter(evaluation__lot=lot, member__in=members)
    if seats.exclude(evaluation__status="set_aside").exists():
        raise Conflict("seated_already", Text("已参加评审的按更换成员办理", "Who sits already is replaced"))
    for one in rows:
        made = WithdrawnChoice.objects.create(
            chosen=one, words=words.strip()[:LONGEST_REASON], at=at, by=by.label
        )
        journal.append(
            "bidding.draw.choice_withdrawn", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
            data={"lot": lot.id, "chosen": one.id, "digest": made.digest},
        )  # fmt: skip
    return [one.member for one in drawn.choices(lot)]


def may_choose(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor may choose now: how many, and whom, is asked then."""
    if not calling.sends(lot, by) or planning.is_too_late(lot) or not sitting.is_judged(lot):
        return False
    held = drawn.held(lot)
    return not drawn.is_planned(lot) and (held is None or held.end == "exhausted")


def _found(lot: Lot, members: Sequence[str], at: datetime) -> list[str]:
    experts = register.in_standing(at.astimezone(clock.ZONE).date()).filter(member__in=members)
    found = {*experts.values_list("member", flat=True)} - drawn.gone(lot)
    if drawn.held(lot) is None:
        found |= {one.id for one in calling.people(lot).filter(id__in=members)}
    if len(members) != len(found):
        words = Text(
            "须为专家库中的专家或者本单位人员，且不重复", "Experts in standing or your own people, each once"
        )
        raise Invalid("choice_malformed", words, fields={"members": [words]})
    return [*members]


def _check_free(lot: Lot, fresh: Sequence[str], at: datetime) -> None:
    """Refuse more than there are places that no draw fills: whoever sits them down must have nobody to pick from."""
    if planning.is_too_late(lot):
        raise Conflict("draw_too_late", Text("现在不能确定专家", "No experts are chosen now"))
    if not sitting.is_judged(lot):
        raise Conflict("no_committee", Text("该方式没有评审委员会", "No committee evaluates in this method"))
    held = drawn.held(lot)
    if drawn.is_planned(lot):
        raise Conflict(
            "draw_planned", Text("已申请抽取专家，尚未抽取", "A draw of experts is planned and not held yet")
        )
    if held is not None and held.end != "exhausted":
        raise Conflict(
            "draw_not_exhausted", Text("抽取尚未结束或者人数已足", "A draw goes on, or found enough")
        )
    lacking = _lacking(lot, at)
    if lacking is not None and len(fresh) > lacking:
        words = Text("空缺的只有{count}个席位", "{count} places are empty").format(count=max(lacking, 0))
        raise Conflict("places_taken", words, detail={"most": max(lacking, 0)})


def _lacking(lot: Lot, at: datetime) -> int | None:
    last, held = sitting.latest(lot), drawn.held(lot)
    if last is not None and last.is_running:
        seated = {one.member_id for one in sitting.standing(last)}
        waiting = {one.id for one in drawn.representatives(lot)} - seated
        return (drawn.places_lacking(lot, at) or 0) - len(waiting)
    if held is None:
        return None
    wanted = sum(count for _, count in held.groups)
    able = {one.member_id for one in drawn.chosen(lot, at)}
    own = {one.member_id for one in drawn.choices(lot)} & able
    return wanted - len(drawn.fit(lot, [held], at)) - len(own)
