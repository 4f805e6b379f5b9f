"""What is pressed in the room of an evaluation: each button one action, with what its form says."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict

from accounts.actor import Actor
from bidding.actions.evaluating import convening, correcting, declaring, reporting, voting
from bidding.experts import drawn
from bidding.models import Motion
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from portal.evaluation import finding, typed
from trading.models import Lot

DONE = {
    "avoid": Text("已回避，由其他成员替换", "You stood back; another takes your place"),
    "chair": Text("已提请推选", "It is put to the vote"),
    "move": Text("已提请表决", "It is put to the vote"),
    "vote": Text("已投票", "Your vote is in"),
    "close": Text("评审报告已形成，请各成员签署", "The report is drafted; every member signs it"),
    "envelope": Text("本信封评审完成", "This envelope is done"),
    "reopen": Text("已启动复核，请修正后重新签署", "Scores are taken up again; correct them and sign anew"),
    "convene": Text("评标（评审）委员会已就座", "The committee sits"),
    "replace": Text("已更换", "The member is replaced"),
    "silence": Text("已记录", "It is recorded"),
    "set_aside": Text("评审已撤销", "The evaluation is set aside"),
}
_FIGURES = ("name", "amount", "claim", "criterion")


def do(given: QueryDict, lot_id: str, actor: Actor) -> str:
    """
    Do what was pressed; return its name.

    :raises Invalid: `act_unknown`, and what the action refuses.
    """
    act = given.get("act", "")
    if act not in _ACTS:
        raise Invalid("act_unknown", Text("没有这个操作", "There is no such act"))
    _ACTS[act](typed.read(given), lot_id, actor)
    return act


def places(given: QueryDict, lot: Lot) -> list[convening.Place]:
    """Return who is to sit: those drawn or chosen, together or one a line with city and room after commas, representatives as ticked."""
    city, room = given.get("city", "").strip(), given.get("room", "").strip()
    found = (
        [convening.Place(one.id, convening.EXPERT) for one in drawn.accepted(lot)] if "drawn" in given else []
    )
    for line in given.get("experts", "").replace("，", ",").splitlines():
        member, *where = (part.strip() for part in line.split(","))
        if member:
            found.append(convening.Place(member, convening.EXPERT, *where[:2]))
    found += [convening.Place(one, convening.REPRESENTATIVE) for one in given.getlist("representative")]
    return [convening.Place(one.member, one.kind, one.city or city, one.room or room) for one in found]


def _avoid(given: QueryDict, lot_id: str, actor: Actor) -> None:
    declaring.avoid(lot_id=lot_id, words=given.get("words", "").strip(), by=actor)


def _chair(given: QueryDict, lot_id: str, actor: Actor) -> None:
    number = given.get("seat", "")
    voting.move(
        lot_id=lot_id, kind=Motion.Kind.CHAIR.value, about=number, figures={}, words="推选组长", by=actor
    )


def _move(given: QueryDict, lot_id: str, actor: Actor) -> None:
    kind = given.get("kind", "")
    if kind not in Motion.Kind.values:
        raise Invalid("motion_wrong", Text("不能就此提请表决", "This cannot be voted on"))
    if not (said := given.get("words", "").strip()):
        missing = Text("请写明理由", "Say why")
        raise Invalid("reason_missing", missing, fields={"words": [missing]})
    figures = {name: given.get(name, "").strip() for name in _FIGURES if name in given}
    voting.move(lot_id=lot_id, kind=kind, about=given.get("about", ""), figures=figures, words=said, by=actor)


def _vote(given: QueryDict, lot_id: str, actor: Actor) -> None:
    is_for, said = given.get("vote") == "for", given.get("words", "").strip()
    voting.vote(lot_id=lot_id, motion_id=given.get("motion", ""), in_favour=is_for, words=said, by=actor)


def _close(given: QueryDict, lot_id: str, actor: Actor) -> None:
    reporting.close(lot_id=lot_id, by=actor)


def _envelope(given: QueryDict, lot_id: str, actor: Actor) -> None:
    reporting.finish_envelope(lot_id=lot_id, by=actor)


def _reopen(given: QueryDict, lot_id: str, actor: Actor) -> None:
    correcting.reopen(
        lot_id=lot_id, cause=given.get("cause", ""), words=given.get("words", "").strip(), by=actor
    )


def _convene(given: QueryDict, lot_id: str, actor: Actor) -> None:
    seats = places(given, finding.lot_of(lot_id, actor))
    convening.convene(lot_id=lot_id, places=seats, by=actor)


def _replace(given: QueryDict, lot_id: str, actor: Actor) -> None:
    member, kind = given.get("member", "").strip(), given.get("kind", convening.EXPERT)
    if kind not in (convening.EXPERT, convening.REPRESENTATIVE):
        raise Invalid("act_unknown", Text("没有这个操作", "There is no such act"))
    place = convening.Place(member, kind, given.get("city", ""), given.get("room", "")) if member else None
    convening.replace(
        lot_id=lot_id, seat=_number(given), words=given.get("words", "").strip(), place=place, by=actor
    )  # fmt: skip


def _silence(given: QueryDict, lot_id: str, actor: Actor) -> None:
    reporting.record_silence(lot_id=lot_id, seat=_number(given), by=actor)


def _set_aside(given: QueryDict, lot_id: str, actor: Actor) -> None:
    reason, law = given.get("reason", "").strip(), given.get("law", "").strip()
    correcting.set_aside(lot_id=lot_id, reason=reason, law=law, by=actor)


def _number(given: QueryDict) -> int:
    written = given.get("seat", "")
    if not (written.isdecimal() and len(written) < 4):
        raise Conflict("seat_unknown", Text("没有这个席位", "There is no such seat"))
    return int(written)


_ACTS: dict[str, Callable[[QueryDict, str, Actor], None]] = {
    "avoid": _avoid, "chair": _chair, "move": _move, "vote": _vote, "close": _close, "envelope": _envelope, "reopen": _reopen,
    "convene": _convene, "replace": _replace, "silence": _silence, "set_aside": _set_aside,
}  # fmt: skip
