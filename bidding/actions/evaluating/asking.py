"""Questions to bidders through the platform, and their signed answers. Nothing else passes between a committee and a bidder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.evaluating import telling
from bidding.evaluation import asking, bids, contents
from bidding.models import BidAnswer, BidQuestion
from foundation.errors import Conflict, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action

MOST_QUESTIONS = 200
"""By one chair: no other is kept from asking what must be asked."""
CORRECTION = BidQuestion.Kind.CORRECTION


@action
def ask(
    *, lot_id: str, bid: str, kind: str, words: str, due_at: datetime, by: Actor, figures: Mapping[str, Any] | None = None
) -> BidQuestion:  # fmt: skip
    """
    Ask a bidder about its bid: to clarify it, to confirm a corrected price, or to explain a low one.

    The latter two have an effect only once the committee stands behind them by vote (`Motion.Kind.ASKED`).

    :raises NotFound: `evaluation_not_found` unless the actor has a seat; `bid_unknown`.
    :raises Conflict: `not_declared`, `not_now`, `not_chair`, `too_many`, `question_open` while the bid has one of this kind to answer.
    :raises Invalid: `due_too_soon` with how long a bidder has at least, `due_too_late`; `figures_wrong`, `nothing_to_correct`.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    if not seat.is_chair:
        raise Conflict("not_chair", Text("由评标委员会组长发出", "The chair asks"))
    if running.is_prequalification or running.status not in ("reviewing", "scoring"):
        raise Conflict("not_now", Text("现在不能询标", "Nothing is asked now"))
    filing = next((one for one in bids.valid(running) if one.id == bid), None)
    if filing is None:
        raise NotFound("bid_unknown", Text("没有这份投标", "There is no such bid"))
    if running.questions.filter(seat=seat).count() >= MOST_QUESTIONS:
        raise Conflict("too_many", Text("询标过多", "There are too many questions"))
    if running.questions.filter(filing=filing, kind=kind, answer__isnull=True, due_at__gt=at).exists():
        raise Conflict(
            "question_open", Text("该投标尚有同类询标未答复", "The same is asked of this bid already")
        )
    asking.due_within(running, kind, due_at, at)
    kept = asking.corrected(running, filing, figures or {}) if kind == CORRECTION else {}
    made = BidQuestion.objects.create(
        evaluation=running,
        filing=filing,
        seat=seat,
        kind=kind,
        words=words,
        figures=kept,
        due_at=due_at,
        at=at,
        by=by.label,
    )
    telling.tell("asked", running, by=by, at=at, of=seat, question=made.id, digest=made.digest)
    return made


@action
def answer(
    *, lot_id: str, question_id: str, words: str, stand: str, signature: bytes, by: Actor
) -> BidAnswer:
    """
    Take a bidder's answer, signed by its organisation over exactly these words; the same again returns what is there.

    :raises NotFound: `question_not_found` unless it was asked of the actor's own bid.
    :raises Conflict: `answered_already`, `answer_late` from its due time on.
    :raises Invalid: `stand_wrong` where a corrected price is neither confirmed nor declined; `signer_is_another`, and what
        signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    asked = BidQuestion.objects.filter(id=question_id, evaluation__lot=lot).select_related(
        "evaluation__lot__deal", "filing__registration__party"
    )
    question = asked.first() if by.role is Role.BIDDER and by.party_id else None
    if question is None or question.filing.registration.party_id != by.party_id:
        raise NotFound("question_not_found", Text("没有这个问题", "There is no such question"))
    content = contents.answer(question, words=words, stand=stand)
    known = BidAnswer.objects.filter(question=question).first()
    if known is not None and bytes(known.content) == content:
        return known
    if known is not None:
        raise Conflict("answered_already", Text("已经答复，不能更改", "It is answered and changes no more"))
    if at >= question.due_at or not question.evaluation.is_running:
        raise Conflict("answer_late", Text("答复时间已过", "The time to answer is over"))
    if (stand in ("confirmed", "declined")) != (question.kind == CORRECTION):
        raise Invalid(
            "stand_wrong", Text("请确认或者不确认修正后的报价", "Confirm the corrected price, or decline it")
        )
    telling.check_organisation(content, signature, question.filing.registration.party.code, at)
    made = BidAnswer.objects.create(
        question=question, stand=stand, content=content, signature=signature, at=at, by=by.label
    )
    telling.tell("answered", question.evaluation, by=by, at=at, question=question.id, digest=made.digest)
    return made
