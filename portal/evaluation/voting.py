"""Motions in words, and what a chair may put to the vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bidding.evaluation.motions import Count
from bidding.evaluation.seen import Progress
from bidding.models import Motion
from foundation.text import Text
from portal.evaluation import titles


@dataclass(frozen=True)
class Form:
    """One kind of motion, and what must be said for it."""

    kind: str
    title: Text
    needs: Sequence[str] = ()


FORMS = tuple(
    Form(kind.value, titles.MOTIONS[kind.value], needs)
    for kind, needs in (
        (Motion.Kind.EXTREME, ("bid", "criterion")),
        (Motion.Kind.NAMED, ("alias",)),
        (Motion.Kind.ASKED, ("asked",)),
        (Motion.Kind.LOW_PRICE, ("question",)),
        (Motion.Kind.CLAIM, ("bid", "claim")),
        (Motion.Kind.ADJUSTMENT, ("bid", "name")),
        (Motion.Kind.GO_ON, ()),
        (Motion.Kind.REJECT_ALL, ()),
        (Motion.Kind.CALL, ("call",)),
        (Motion.Kind.UNDO, ("undone",)),
    )
)


@dataclass(frozen=True)
class MotionView:
    """A motion in words; `own` is the reader's own vote, `may_vote` whether it is asked for."""

    count: Count
    title: Text
    about: Text | str
    figures: Text | str
    outcome: Text
    tag: str
    own: bool | None
    may_vote: bool


def view(count: Count, progress: Progress, names: Mapping[str, Text | str]) -> MotionView:
    """Return a motion in words; how anybody but the reader voted is in none of it."""
    motion = count.motion
    vote = next(
        (one for one in getattr(motion, "counted", ()) if progress.own and one.seat_id == progress.own.id),
        None,
    )
    is_asked = progress.evaluation.status in ("reviewing", "scoring") or motion.kind == Motion.Kind.CHAIR
    return MotionView(
        count, titles.MOTIONS[motion.kind], _about(motion, progress, names), _figures(motion.figures), titles.OUTCOMES[count.outcome],
        titles.OUTCOME_TAGS[count.outcome], vote.in_favour if vote else None,
        progress.own is not None and vote is None and count.outcome == "open" and is_asked and progress.evaluation.is_running,
    )  # fmt: skip


def _about(motion: Motion, progress: Progress, names: Mapping[str, Text | str]) -> Text | str:
    seat = next((one.seat for one in progress.places if one.seat.id == motion.about), None)
    if seat is not None:
        return Text(f"{seat.number}号成员", f"member {seat.number}")
    if motion.kind == Motion.Kind.NAMED and progress.own is not None:
        return titles.of_bid(str(motion.about))
    return names.get(str(motion.about), str(motion.about))


def _figures(figures: Mapping[str, str]) -> Text | str:
    if "claim" in figures:
        return titles.CLAIMS[figures["claim"]]
    return " ".join(str(figures[name]) for name in ("name", "amount", "criterion") if name in figures)
