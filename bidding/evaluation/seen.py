"""
Who may see what of an evaluation, for pages and programs alike.

Members see their own drafts, and everything once all have signed. The secretary and the supervisor see how far it has come and, once
all have signed, the scores. The organiser sees nothing before the report is signed by all; a bidder the questions that it is asked;
nobody else anything, not even that there is an evaluation. Names are in none of it: a seat is a number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, blind, contents, document, final, motions, reporting, sitting, written
from bidding.experts import drawn
from bidding.models import BidQuestion, Evaluation, Motion, Seat, Sheet, Signed
from foundation.errors import Conflict, Reason
from foundation.text import Text
from trading.deadlines import BEFORE_THE_OPENING
from trading.models import Lot

Sight = Literal["member", "secretary", "witness", "organiser"]


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as everybody with a part sees it, and which acts its member has signed as they count now."""

    seat: Seat
    signed: list[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluation has come; `own` is the reader's own seat, `lacking` what is still to be done before the scores are closed."""

    evaluation: Evaluation
    sight: Sight
    own: Seat | None
    places: list[Place]
    lacking: list[Reason]


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """What a member writes of one bid, by the name under which it reads it; `bidder` is empty where it reads without a name."""

    bid: str
    bidder: str
    header: str
    entries: dict[str, Any]
    version: int
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A member's work in one part: what is asked, and what it wrote of each bid."""

    asked: document.Asked
    sheets: list[OwnSheet]


@dataclass(frozen=True, slots=True)
class Report:
    """
    The report of an evaluation, and where each member stands to it; `shown` are the seats whose signatures the reader may see: their
    certificates name who sits there.
    """

    evaluation: Evaluation
    stands: list[Signed]
    shown: frozenset[str]


def found(lot: Lot, actor: Actor, number: int = 0) -> tuple[Evaluation, Sight]:
    """
    Return the latest evaluation, or that of a number, and in which capacity the actor sees it.

    :raises NotFound: `evaluation_not_found` to everybody else, and where there is none.
    """
    evaluation = sitting.numbered(lot, number) if number else sitting.latest(lot)
    seen = None if evaluation is None else _sight(lot, evaluation, actor)
    if evaluation is None or seen is None:
        raise sitting.not_found()
    return evaluation, seen


def progress(lot: Lot, actor: Actor, at: datetime) -> Progress:
    """
    Return how far the evaluation of a lot has come.

    :raises NotFound: as `found`.
    """
    evaluation, seen = found(lot, actor)
    acts: dict[str, list[str]] = defaultdict(list)
    for act in Signed.Act.values:
        for seat in sorted(written.signed_by(evaluation, act)):
            acts[seat].append(act)
    places = [Place(one, acts[one.id]) for one in evaluation.seats.order_by("number")]
    lacking = reporting.lacking(evaluation, at) if evaluation.is_running else []
    own = sitting.seat_of(evaluation, actor) if seen == "member" else None
    return Progress(evaluation, seen, own, places, lacking)


def desk(lot: Lot, actor: Actor, part: str) -> Desk:
    """
    Return what a member is to write in a part, and its own drafts.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`: before that nothing of a bid is shown.
    """
    evaluation, _ = found(lot, actor)
    seat = sitting.declared_seat(evaluation, actor)
    is_early = part == Sheet.Part.SCORES and final.are_awaited(lot)
    filings = bids.valid(evaluation) if bids.is_opened(evaluation) and not is_early else []
    names = bids.named(evaluation, seat, part, filings)
    rows = {one.bid: one for one in written.own(evaluation, seat, part)}
    act = Signed.Act.REVIEWS if part == Sheet.Part.REVIEW else Signed.Act.SCORES
    is_signed = seat.id in written.signed_by(evaluation, act)
    sheets = []
    for filing in filings:
        row, is_named = rows.get(filing.id), names[filing.id] == filing.id
        sheets.append(
            OwnSheet(
                names[filing.id], filing.registration.party.name if is_named else "", filing.header if is_named else "",
                row.entries if row else {}, row.version if row else 0, is_signed,
            )
        )  # fmt: skip
    return Desk(document.asked(evaluation, part), sorted(sheets, key=lambda one: one.bid))


def to_sign(lot: Lot, actor: Actor, act: str) -> bytes:
    """
    Return the bytes that a member signs for an act.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared` for all but the declaration; `not_now` while there is no report.
    """
    evaluation, _ = found(lot, actor)
    is_first = act == Signed.Act.DECLARATION
    seat = (sitting.own_seat if is_first else sitting.declared_seat)(evaluation, actor)
    if act == Signed.Act.REPORT and not evaluation.report_sha256:
        raise Conflict("not_now", Text("报告尚未形成", "There is no report yet"))
    return contents.of(evaluation, seat, act)


def blind_parts(lot: Lot, actor: Actor) -> list[blind.Part]:
    """
    Return what a member of a blind evaluation reads, under its own code names; nothing where bids are read by their names.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`.
    """
    evaluation, _ = found(lot, actor)
    seat = sitting.declared_seat(evaluation, actor)
    return blind.parts(evaluation, seat) if evaluation.is_blind else []


def all_sheets(lot: Lot, actor: Actor, part: str) -> list[Sheet]:
    """
    Return every standing member's sheets of a part, once all have signed it: as they signed it last, while a correction is not
    signed by all again.

    :raises NotFound: `evaluation_not_found`.
    :raises Conflict: `not_all_signed`: until then nobody sees another's.
    """
    evaluation, seen = found(lot, actor)
    _check_applicants(lot, evaluation, seen)
    if seen == "member":
        sitting.declared_seat(evaluation, actor)
    act = Signed.Act.REVIEWS if part == Sheet.Part.REVIEW else Signed.Act.SCORES
    is_corrected = part == Sheet.Part.SCORES and evaluation.reopenings.filter(round=evaluation.round).exists()
    if not written.all_signed(evaluation, act):
        if is_corrected:
            return written.signed_before(evaluation)
        raise Conflict(
            "not_all_signed",
            Text("全体成员签署前，互不可见", "Nobody sees another's before all have signed"),
        )
    rows = Sheet.objects.filter(seat__in=sitting.standing(evaluation), part=part)
    return list(rows.select_related("seat").order_by("filing", "registration", "stage", "seat__number"))


def counts(lot: Lot, actor: Actor) -> list[motions.Count]:
    """
    Return the motions with how they stand; how each voted is in none of it. So the votes are counted for nobody before all have voted:
    who watches them come in one by one would know whose each is. A member finds blind bids under its own code names.

    :raises NotFound: `evaluation_not_found`.
    :raises Conflict: `not_declared` to a member before its declaration.
    """
    evaluation, seen = found(lot, actor)
    counted = motions.counts(evaluation)
    if seen == "member":
        seat = sitting.declared_seat(evaluation, actor)
        names = bids.aliases(seat, lot.id) if evaluation.is_blind else {}
        for one in counted:
            if one.motion.kind == Motion.Kind.NAMED:
                one.motion.about = names[one.motion.about]  # in what is shown, and nowhere else
    members = len(sitting.standing(evaluation)) if evaluation.is_running else 0
    return [
        one if len(getattr(one.motion, "counted", ())) >= members else replace(one, in_favour=None, against=None)
        for one in counted
    ]  # fmt: skip


def questions(lot: Lot, actor: Actor) -> list[BidQuestion]:
    """
    Return the questions to bidders with their answers: to members and those who watch all, to a bidder its own.

    :raises NotFound: `evaluation_not_found` to whoever may see none.
    """
    evaluation = sitting.latest(lot)
    if evaluation is None:
        raise sitting.not_found()
    rows = (
        BidQuestion.objects.filter(evaluation__lot=lot).select_related("answer", "evaluation").order_by("id")
    )
    if actor.role is Role.BIDDER:
        own = list(rows.filter(filing__registration__party=actor.party_id))
        if not own:
            raise sitting.not_found()
        return own
    evaluation, seen = found(lot, actor)
    if seen == "member":
        sitting.declared_seat(evaluation, actor)
    return list(rows.filter(evaluation=evaluation))


def report(lot: Lot, actor: Actor) -> Report:
    """
    Return the report and where each member stands to it: to the committee and those who watch once it is drafted, to the organiser
    once all have signed. Whose signature is whose is told nobody before the names are: each sees its own.

    :raises NotFound: `evaluation_not_found`, and while there is no report.
    """
    evaluation, seen = found(lot, actor)
    _check_applicants(lot, evaluation, seen)
    if not evaluation.report_sha256:
        raise sitting.not_found()
    own = sitting.seat_of(evaluation, actor) if seen == "member" else None
    rows = Signed.objects.filter(seat__evaluation=evaluation, act=Signed.Act.REPORT, round=evaluation.round)
    # Of whoever spoke after its silence was recorded, what it said.
    spoke = rows.exclude(stand=Signed.Stand.SILENT).values("seat")
    found_rows = rows.exclude(stand=Signed.Stand.SILENT, seat__in=spoke)
    stands = list(found_rows.select_related("seat").order_by("seat__number"))
    shown = {one.seat_id for one in stands} if drawn.names_are_known(lot) else {own.id if own else ""}
    return Report(evaluation, stands, frozenset(shown))


def _check_applicants(lot: Lot, evaluation: Evaluation, seen: Sight) -> None:
    """Refuse who keeps the records and who watches until bids are due: who applied, and how many, is nobody's who may tell a rival."""
    is_early = lot.procedure.state(lot.state).phase.value in BEFORE_THE_OPENING
    if evaluation.is_prequalification and is_early and seen in ("secretary", "witness"):
        raise sitting.not_found()


def _sight(lot: Lot, evaluation: Evaluation, actor: Actor) -> Sight | None:
    if sitting.seat_of(evaluation, actor) is not None:
        return "member"
    if telling.is_secretary(lot, actor):
        return "secretary"
    if queries.supervises(lot, actor):
        return "witness"
    own = actor.role in (Role.ORGANISER, Role.AGENCY) and actor.party_id
    if own and evaluation.status == "reported" and own in (lot.deal.organiser_id, lot.deal.agency_id):
        return "organiser"
    return None
