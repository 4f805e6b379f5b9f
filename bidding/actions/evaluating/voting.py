"""Motions and votes: what the committee finds together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from accounts.actor import Actor
from bidding.actions.evaluating import telling
from bidding.evaluation import (
    asking,
    assembling,
    bids,
    concluding,
    corrections,
    document,
    final,
    motions,
    sitting,
    written,
)
from bidding.models import Evaluation, Motion, OpenedUnit, Seat, Sheet, Signed, Vote
from bidding.offers import price_of
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit.scoring.evaluating import within
from toolkit.scoring.methods import lowest_evaluated

MOST_MOTIONS = 200
"""Put by one chair, beside what each question asks for: no other is kept from what must be voted on."""
ENOUGH_VALID = 3
"""Of fewer valid bids a committee says whether they compete still, or rejects all (评标委员会和评标方法暂行规定 art. 27, 条号待核)."""
_AMOUNT = re.compile(r"-?(0|[1-9]\d{0,15})(\.\d{1,2})?", re.ASCII)
_CLAIMS = ("small", "prison", "welfare", "joint", "subcontract", "domestic")
_OF_A_BID = (Motion.Kind.ADJUSTMENT, Motion.Kind.CLAIM, Motion.Kind.EXTREME)


@action
def move(*, lot_id: str, kind: str, about: str, figures: Mapping[str, str], words: str, by: Actor) -> Motion:
    """
    Put a motion to the committee. Anybody proposes who presides, and whether a question or an answer to it holds, once of each;
    everything else the chair puts to the vote.

    `about` is the number of the seat that is to preside, the id of the bid, or that of the question whose answer is judged; of a blind
    part that says who wrote it the code name by which the chair knows the bid, as long as nobody has signed scores; to undo one the id
    of a motion that was carried.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`, `not_now`, `not_chair`, `motion_open` while the same is voted on, `chair_elected`, `too_many`.
    :raises Invalid: `motion_wrong` for what it cannot be about; `may_not_preside` with its article.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    if kind not in motions.BY_ALL and not seat.is_chair:
        raise Conflict("not_chair", Text("由评标委员会组长提请表决", "The chair puts this to the vote"))
    if kind != Motion.Kind.CHAIR and running.status not in ("reviewing", "scoring"):
        raise Conflict("not_now", Text("现在不能提请表决", "This is not voted on now"))
    known = motions.counts(running)
    own = [one for one in known if one.motion.seat_id == seat.id and one.motion.kind not in motions.BY_ALL]
    if kind not in motions.BY_ALL and len(own) >= MOST_MOTIONS:
        raise Conflict("too_many", Text("提请表决的事项过多", "There are too many motions"))
    if running.is_prequalification and kind != Motion.Kind.CHAIR:
        raise Invalid("motion_wrong", Text("不能就此提请表决", "This cannot be voted on"))
    is_blind = kind == Motion.Kind.NAMED
    subject = _blind(running, seat, about, figures) if is_blind else _subject(running, kind, about, figures)
    same = [
        one
        for one in known
        if (one.motion.kind, one.motion.about, one.motion.figures) == (kind, subject, dict(figures))
    ]
    used = corrections.spent(running)
    if any(one.outcome == "open" or _stands(one, used) for one in same) or (
        same and kind in motions.OF_QUESTIONS
    ):
        raise Conflict("motion_open", Text("同一事项已提请表决", "The same is voted on already"))
    made = Motion.objects.create(
        evaluation=running,
        seat=seat,
        kind=kind,
        about=subject,
        figures=dict(figures),
        words=words,
        at=at,
        by=by.label,
    )
    telling.tell("moved", running, by=by, at=at, of=seat, motion=made.id, digest=made.digest)
    if is_blind:
        made.about = about  # what the mover is answered, and nothing else
    return made


@action
def vote(*, lot_id: str, motion_id: str, in_favour: bool, words: str, by: Actor) -> Vote:
    """
    Vote on a motion, once; the same again returns the vote. A chair presides from the vote that elects it.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`, `motion_unknown`, `voted_already`, `not_now` once the report is before the members.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    motion = running.motions.filter(id=motion_id).first()
    if motion is None:
        raise Conflict("motion_unknown", Text("没有这个表决事项", "There is no such motion"))
    known = Vote.objects.filter(motion=motion, seat=seat).first()
    if known is not None and (known.in_favour, known.words) == (in_favour, words):
        return known
    if known is not None:
        raise Conflict("voted_already", Text("已经表决，不能更改", "You have voted, and change it no more"))
    if running.status == "reporting" and motion.kind != Motion.Kind.CHAIR:
        raise Conflict("not_now", Text("现在不能表决", "This is not voted on now"))
    made = Vote.objects.create(motion=motion, seat=seat, in_favour=in_favour, words=words, at=at, by=by.label)
    telling.tell("voted", running, by=by, at=at, of=seat, motion=motion.id, vote=made.id, digest=made.digest)
    if motion.kind == Motion.Kind.CHAIR:
        _preside(running, motion, by=by, at=at)
    return made


def _stands(count: motions.Count, used: Collection[str]) -> bool:
    """Tell whether a motion was carried, and nothing has come of it that the committee could want once more."""
    is_done = count.motion.kind == Motion.Kind.CHAIR or count.motion.id in used
    return count.outcome == "carried" and not is_done


def _preside(running: Evaluation, motion: Motion, *, by: Actor, at: datetime) -> None:
    """Let whom the committee elected preside; while a place is empty it elects nobody, for no vote ends who presides."""
    if sitting.unlawful(running, sitting.standing(running)):
        return
    carried = {one.id for one in motions.carried(running, Motion.Kind.CHAIR)}
    elected = Seat.objects.filter(id=motion.about, status__in=Seat.STANDING).first()
    if motion.id in carried and elected is not None and not running.seats.filter(is_chair=True).exists():
        elected.is_chair = True
        elected.save(update_fields=["is_chair"])
        telling.tell("presides", running, by=telling.unnamed(by), at=at, seat=elected.id, motion=motion.id)


def _subject(running: Evaluation, kind: str, about: str, figures: Mapping[str, str]) -> str:
    """Return the id of what a motion is about, if it may be about that now."""
    if kind == Motion.Kind.CHAIR:
        return _candidate(running, about, figures)
    valid = {one.id for one in bids.valid(running)}
    if kind in _OF_A_BID and about in valid and _are_figures(running, kind, about, figures):
        return about
    if kind == Motion.Kind.LOW_PRICE and not figures and about in _judged(running):
        return about
    if kind == Motion.Kind.ASKED and not figures and about in _effective(running):
        return about
    if kind == Motion.Kind.UNDO and not figures and about in undoable(running):
        return about
    if kind == Motion.Kind.REJECT_ALL and not (about or figures):
        return ""
    if kind == Motion.Kind.GO_ON and not (about or figures) and 0 < len(valid) < ENOUGH_VALID:
        return ""
    is_call = kind == Motion.Kind.CALL and running.status == "scoring" and final.are_due(running.lot)
    if is_call and not (about or figures):
        return ""
    raise Invalid("motion_wrong", Text("不能就此提请表决", "This cannot be voted on"))


def _blind(running: Evaluation, seat: Seat, about: str, figures: Mapping[str, str]) -> str:
    """Return the bid that the chair calls so; once scores are signed it stays in, for they were signed of the bids that were in."""
    if running.status != "scoring" or written.signed_by(running, Signed.Act.SCORES):
        raise Conflict(
            "not_now", Text("已有成员签署评分，不能提请表决", "Scores are signed: this is not voted on now")
        )
    known = {alias: filing for filing, alias in bids.aliases(seat, running.lot_id).items()}
    valid = {one.id for one in bids.valid(running)}
    if not running.is_blind or figures or known.get(about) not in valid:
        raise Invalid("motion_wrong", Text("不能就此提请表决", "This cannot be voted on"))
    return known[about]


def _candidate(running: Evaluation, about: str, figures: Mapping[str, str]) -> str:
    if running.seats.filter(is_chair=True).exists():
        raise Conflict("chair_elected", Text("组长已经产生", "A chair presides already"))
    seats = {str(one.number): one for one in sitting.standing(running)}
    if about not in seats or figures:
        raise Invalid("motion_wrong", Text("没有这个席位", "There is no such seat"))
    rule = running.lot.procedure.committee
    if rule is not None and rule.presides is not None and seats[about].kind == Seat.Kind.REPRESENTATIVE:
        words = Text(
            "采购人代表不得担任组长（{law}）", "Whoever represents the purchaser may not preside ({law})"
        )
        raise Invalid("may_not_preside", words.format(law=rule.presides))
    return str(seats[about].id)


def _are_figures(running: Evaluation, kind: str, about: str, figures: Mapping[str, str]) -> bool:
    if kind == Motion.Kind.ADJUSTMENT:
        return set(figures) == {"name", "amount"} and _is_adjustment(running, about, figures)
    if kind == Motion.Kind.CLAIM:
        return set(figures) == {"claim"} and figures["claim"] in _CLAIMS
    subjective = document.ranges(document.asked(running, Sheet.Part.SCORES))
    return set(figures) == {"criterion"} and figures["criterion"] in subjective


def _is_adjustment(running: Evaluation, about: str, figures: Mapping[str, str]) -> bool:
    """
    Tell whether the pinned rule adds deviations to prices, the format can say this one, and it leaves something of the price, with
    those that were carried or are voted on.
    """
    rule = concluding.rule_of(running)
    if rule is None or not any(isinstance(one, lowest_evaluated.Rule) for one in within(rule)):
        return False
    try:
        made = assembling.adjustment(about, figures)
    except (ValidationError, InvalidOperation):
        return False
    units = OpenedUnit.objects.filter(filing=about, opening__status="recorded", outcome="opened")
    price = price_of(list(units.order_by("opening__stage", "unit")))
    return bool(made.name.strip() and _AMOUNT.fullmatch(figures["amount"])) and (
        price is None or price + _adjusted(running, about) + made.amount > 0
    )


def _adjusted(running: Evaluation, about: str) -> Decimal:
    """Return what the deviations come to that were carried or are voted on: with another they must leave something of the price."""
    rows = motions.counts(running)
    return sum(
        (
            Decimal(one.motion.figures["amount"]) for one in rows
            if (one.motion.kind, one.motion.about) == (Motion.Kind.ADJUSTMENT, about) and one.outcome in ("open", "carried")
        ),
        Decimal(0),
    )  # fmt: skip


def undoable(running: Evaluation) -> set[str]:
    """Return the motions that may be taken back: blind bids that were found to be named no more once scores are signed without them."""
    is_late = bool(written.signed_by(running, Signed.Act.SCORES))
    kinds = [one for one in motions.UNDOABLE if not (is_late and one == Motion.Kind.NAMED)]
    rows = motions.counts(running)
    return {one.motion.id for one in rows if one.outcome == "carried" and one.motion.kind in kinds}


def _effective(running: Evaluation) -> set[str]:
    """Return the questions that have an effect if the committee stands behind them."""
    return set(running.questions.filter(kind__in=asking.BACKED).values_list("id", flat=True))


def _judged(running: Evaluation) -> set[str]:
    """Return the questions about low prices whose answers are in: who did not answer in time has shown nothing to judge."""
    found = running.questions.filter(kind="low_price", answer__isnull=False)
    return set(found.values_list("id", flat=True))
