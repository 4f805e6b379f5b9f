"""The room of a lot's evaluation, as a member, the secretary, who watches, and at last the organiser find it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse

from accounts.actor import Actor
from bidding.actions.evaluating import voting as deciding
from bidding.evaluation import asking, blind, document, final, motions, seen
from bidding.evaluation.seen import Desk, Place, Progress
from bidding.models import BidQuestion, Evaluation, Sheet, Signed
from bidding.sealed import custody
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding, signing, titles, voting
from portal.evaluation.signing import Signing
from portal.evaluation.voting import FORMS, Form, MotionView
from trading.law.tender_document import Criterion
from trading.models import Lot

_REACHED = {"convened": 0, "reviewing": 1, "scoring": 2, "reporting": 3, "reported": 4}


@dataclass(frozen=True)
class Step:
    """
    One step of the work: done, going on, or to come; `address` where the reader has something to read or write there, `together`
    where all members' work is read once all have signed.
    """

    title: Text
    state: Literal["done", "now", "ahead"]
    detail: Sequence[Text]
    address: str
    together: str


@dataclass(frozen=True)
class SeatView:
    """A seat in words: never who sits there."""

    place: Place
    kind: Text
    status: Text
    tag: str
    signed: Sequence[Text]
    is_own: bool


@dataclass(frozen=True)
class Task:
    """What waits for the reader, and where it does it."""

    words: Text
    address: str


@dataclass(frozen=True)
class Room:
    """The page."""

    lot: Lot
    name: Text
    now: datetime
    progress: Progress
    status: Text
    tag: str
    tasks: Sequence[Task]
    steps: Sequence[Step]
    seats: Sequence[SeatView]
    motions: Sequence[MotionView]
    declaration: Signing | None
    bids: Sequence[tuple[str, str]]
    aliases: Sequence[tuple[str, Text]]
    criteria: Sequence[tuple[str, str]]
    answers: Sequence[tuple[str, str]]
    asked: Sequence[tuple[str, Text]]
    is_staged: bool
    undoable: Sequence[tuple[str, MotionView]]
    unchecked: tuple[int, int]

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation."""
        return self.progress.evaluation

    @property
    def is_member(self) -> bool:
        """Whether the reader has declared, and takes part."""
        own = self.progress.own
        return own is not None and own.status == "declared"

    @property
    def presides(self) -> bool:
        """Whether the reader is the chair."""
        return self.is_member and bool(self.progress.own and self.progress.own.is_chair)

    @property
    def title(self) -> Text:
        """What the page is called."""
        return titles.name_of(self.evaluation)

    @property
    def sees_alike(self) -> bool:
        """Whether the reader is told what is alike among the bids."""
        return not self.evaluation.is_prequalification and (
            self.is_member or self.progress.sight == "witness"
        )

    @property
    def reopens(self) -> bool:
        """Whether the reader may take scores up again: of applicants there are none."""
        return (
            self.presides
            and self.evaluation.status in ("scoring", "reporting")
            and not self.evaluation.is_prequalification
        )

    @property
    def has_chair(self) -> bool:
        """Whether anybody presides."""
        return any(one.place.seat.is_chair for one in self.seats)

    @property
    def may_move(self) -> bool:
        """Whether anything but who presides is voted on now."""
        return self.evaluation.status in ("reviewing", "scoring")

    @property
    def may_call(self) -> bool:
        """Whether the talks may end with a call for final offers."""
        return self.evaluation.status == "scoring" and final.are_due(self.lot)

    @property
    def forms(self) -> Sequence[Form]:
        """What the reader may put to the vote here: of some kinds only where there is something that they are about."""
        if not self.is_member or self.evaluation.is_prequalification:
            return []
        about: dict[str, Sequence[object]] = {
            "bid": self.bids, "alias": self.aliases, "question": self.answers, "asked": self.asked, "criterion": self.criteria,
            "call": [self.lot] if self.may_call else [], "undone": self.undoable,
        }  # fmt: skip
        kinds = [one for one in FORMS if self.presides or one.kind in motions.BY_ALL]
        return [one for one in kinds if all(about.get(need, True) for need in one.needs)]

    @property
    def leads(self) -> bool:
        """Whether the reader closes scores and envelopes."""
        return self.presides or self.progress.sight == "secretary"


def collect(lot: Lot, actor: Actor, now: datetime) -> Room:
    """
    Return the room of a lot.

    :raises NotFound: `evaluation_not_found` to whoever has no part in it.
    """
    progress = seen.progress(lot, actor, now)
    evaluation, own = progress.evaluation, progress.own
    is_inside = progress.sight != "member" or (own is not None and own.status == "declared")
    is_member = is_inside and progress.sight == "member"
    names = finding.names(evaluation) if is_inside else {}
    desks = {part: seen.desk(lot, actor, part) for part in titles.PARTS} if is_member else {}
    counts = seen.counts(lot, actor) if is_inside else []
    asked = list(_asked(evaluation, names)) if counts or is_member else []
    moved = {one.motion.id: titles.MOTIONS[one.motion.kind] for one in counts}
    views = [voting.view(one, progress, {**names, **dict(asked), **moved}) for one in counts]
    undone = deciding.undoable(evaluation) if is_member and evaluation.is_running else set()
    return Room(
        lot=lot, name=timeline.name_of(lot), now=now, progress=progress, status=titles.status_of(evaluation),
        tag=titles.TAGS.get(evaluation.status, "evaluating"), tasks=list(_tasks(lot, progress, desks, views)) if is_member else [],
        steps=list(_steps(lot, progress, desks)), seats=[_seat(one, progress) for one in progress.places], motions=views,
        declaration=None if is_inside or not evaluation.is_running else signing.of(lot, actor, Signed.Act.DECLARATION, progress, now),
        bids=list(_bids(evaluation, desks, names)), aliases=list(_aliases(evaluation, desks)),
        criteria=[(one.code, one.name) for one in _subjective(desks)],
        answers=list(_answers(evaluation, names)) if is_member else [], asked=asked, is_staged=_is_staged(lot, evaluation),
        unchecked=blind.unchecked(evaluation) if is_inside and evaluation.is_blind else (0, 0),
        undoable=[(one.count.motion.id, one) for one in views if one.count.motion.id in undone],
    )  # fmt: skip


def _seat(place: Place, progress: Progress) -> SeatView:
    seat = place.seat
    signed = [titles.ACTS[act] for act in titles.ACTS if act in place.signed]
    is_own = progress.own is not None and progress.own.id == seat.id
    return SeatView(
        place, titles.MEMBERS[seat.kind], titles.SEATS[seat.status], titles.SEAT_TAGS.get(seat.status, "announced"), signed, is_own
    )  # fmt: skip


def _done(desk: Desk, part: str) -> int:
    return sum(
        one.version > 0 and not document.missing_entries(desk.asked, part, one.entries) for one in desk.sheets
    )


def _tasks(
    lot: Lot, progress: Progress, desks: dict[str, Desk], motions: Sequence[MotionView]
) -> Iterator[Task]:
    """Yield what waits for a member, the most urgent first."""
    status = progress.evaluation.status
    waiting = sum(one.may_vote for one in motions)
    if waiting:
        words = Text(f"{waiting}项表决等待您投票", f"Motions that wait for your vote: {waiting}")
        yield Task(words, "#motions")
    own = next(one for one in progress.places if progress.own and one.seat.id == progress.own.id)
    for part, times in (("review", ("reviewing",)), ("scores", ("scoring",))):
        if status not in times or titles.ACT_OF[part] in own.signed or not desks[part].sheets:
            continue
        left, title = (
            len(desks[part].sheets) - _done(desks[part], part),
            titles.part_of(progress.evaluation, part),
        )
        if left:
            words = titles.left_of(progress.evaluation, title, left)
            yield Task(words, reverse("portal-evaluation-sheets", args=[lot.id, part]))
        else:
            act = titles.ACT_OF[part]
            words = Text(
                f"{titles.ACTS[act].zh}：已填完，请核对并签署",
                f"{titles.ACTS[act].en}: complete; check and sign",
            )
            yield Task(words, reverse("portal-evaluation-sign", args=[lot.id, act]))
    if status == "reporting" and "report" not in own.signed:
        words = Text("请阅读并签署报告", "Read the report and sign it")
        yield Task(words, reverse("portal-evaluation-report", args=[lot.id]))


def _steps(lot: Lot, progress: Progress, desks: dict[str, Desk]) -> Iterator[Step]:
    evaluation = progress.evaluation
    reached = _REACHED.get(evaluation.status, 4)
    standing = [one for one in progress.places if one.seat.stands]
    is_scored = bool(document.asked(evaluation, Sheet.Part.SCORES).criteria)
    acts = [act for act in titles.ACTS if act != "scores" or is_scored]
    for act in acts:
        at = {"declaration": 0, "reviews": 1, "scores": 2, "report": 3}[act]
        state: Literal["done", "now", "ahead"] = (
            "done" if reached > at else "now" if reached == at else "ahead"
        )
        count = sum(act in one.signed for one in standing)
        part = titles.PART_OF.get(act, "")
        detail, total = [], len(standing)
        if state != "ahead":
            detail.append(Text(f"{total}名成员，已签署{count}名", f"{count} of {total} members have signed"))
        if state == "now" and part in desks:
            done, total = _done(desks[part], part), len(desks[part].sheets)
            detail.append(Text(f"您已填完{done}份，共{total}份", f"you completed {done} of {total}"))
        address = ""
        if part in desks and state != "ahead":
            address = reverse("portal-evaluation-sheets", args=[lot.id, part])
        elif act == "report" and state != "ahead":
            address = reverse("portal-evaluation-report", args=[lot.id])
        is_open = bool(part) and standing and count == len(standing)
        together = reverse("portal-evaluation-all", args=[lot.id, part]) if is_open else ""
        yield Step(titles.act_of(evaluation, act), state, detail, address, together)


def _bids(evaluation: Evaluation, desks: dict[str, Desk], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the bids that are in, by their ids: those that motions and questions may be about."""
    for sheet in desks["review"].sheets if desks else ():
        yield sheet.bid, names.get(sheet.bid) or sheet.bidder or sheet.bid


def _aliases(evaluation: Evaluation, desks: dict[str, Desk]) -> Iterator[tuple[str, Text]]:
    """Yield the code names of blind bids, while it may be voted on whether one says whose it is."""
    if evaluation.is_blind and evaluation.status == "scoring" and desks:
        for sheet in desks["scores"].sheets:
            yield sheet.bid, titles.of_bid(sheet.bid)


def _subjective(desks: dict[str, Desk]) -> list[Criterion]:
    ranges = document.ranges(desks["scores"].asked) if desks else {}
    return [one for one in desks["scores"].asked.criteria if one.code in ranges] if desks else []


def _answers(evaluation: Evaluation, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the answers about low prices, by the ids of their questions: whether they justify the price is voted on."""
    rows = evaluation.questions.filter(kind=BidQuestion.Kind.LOW_PRICE, answer__isnull=False)
    for one in rows.order_by("id"):
        yield one.id, names.get(one.filing_id, one.filing_id)


def _asked(evaluation: Evaluation, names: dict[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield the questions that have an effect only if the committee stands behind them, each with whom it asks, and of which price."""
    for one in evaluation.questions.filter(kind__in=asking.BACKED).order_by("id"):
        title = titles.QUESTIONS[one.kind]
        said = f"{names.get(one.filing_id, one.filing_id)} {one.figures.get('corrected', '')}"
        yield one.id, Text(f"{title.zh} {said}".strip(), f"{title.en} {said}".strip())


def _is_staged(lot: Lot, evaluation: Evaluation) -> bool:
    """Tell whether an envelope is sealed after the one under review."""
    row = custody.in_force(lot)
    return row is not None and any(one.stage > evaluation.stage for one in custody.policy_of(row).units)
