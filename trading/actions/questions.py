"""Questions on the documents: asked by nobody in particular, answered to all."""

from __future__ import annotations

from accounts.actor import Actor
from accounts.roles import Role
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine, events, in_force, refusals
from trading.actions.locking import locked_lot
from trading.engine import StepRefused
from trading.law.grammar import Refusal
from trading.models import Question

LONGEST = 5_000


@action
def ask_question(*, lot_id: str, text: str, by: Actor) -> Question:
    """
    Ask a question on the documents of a public lot.

    :raises Forbidden: unless a bidder asks, or if it stands on the organiser's side.
    :raises StepRefused: `no_questions_now` outside the states in which the procedure takes questions; `on_hold`.
    """
    lot = locked_lot(lot_id)
    if by.role is not Role.BIDDER or by.party_id is None or by.party_id == lot.deal.organiser_id:
        raise Forbidden(
            "role_not_allowed", Text("只有潜在投标人可以提问", "Only a prospective bidder may ask")
        )
    rule = lot.procedure.questions
    refused = refusals.on_hold(in_force.holds(lot))
    if rule is None or lot.state not in rule.states:
        words = Text("目前不接受提问", "No questions are taken now")
        refused.append(Refusal("no_questions_now", words, rule.law if rule else lot.procedure.law))
    if refused:
        raise StepRefused(refused, step="ask_question")
    _must_fit(text, "text")
    at = journal.instant(lot.id)
    question = Question.objects.create(lot=lot, party_id=by.party_id, text=text.strip(), asked_at=at)
    events.of_lot("trading.question.asked", lot, by=by, at=at, question=question.id)
    return question


@action
def answer_question(*, question_id: str, answer: str, by: Actor) -> Question:
    """
    Answer a question; question and answer are then public, who asked is not.

    :raises Conflict: `already_answered`; a correction is a clarification.
    """
    lot_id = Question.objects.filter(id=question_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(
            "question_not_found",
            Text("没有这个提问", "There is no such question"),
            detail={"id": question_id},
        )
    lot = locked_lot(lot_id)
    if not engine.is_organiser(by, lot.deal):
        raise Forbidden(
            "role_not_allowed", Text("只有组织方可以答复", "Only the organiser answers questions")
        )
    question = lock_row(Question, question_id)
    if question.answered_at is not None:
        raise Conflict("already_answered", Text("已经答复", "The question was answered already"))
    _must_fit(answer, "answer")
    at = journal.instant(lot.id)
    question.answer, question.answered_at, question.answered_by = answer.strip(), at, by.label
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    events.of_lot("trading.question.answered", lot, by=by, at=at, question=question.id)
    return question


def _must_fit(text: str, field: str) -> None:
    if not text.strip() or len(text) > LONGEST or "\x00" in text:
        words = Text(f"内容应为1至{LONGEST}个字", f"1 to {LONGEST} characters are needed")
        raise Invalid("text_out_of_bounds", words, fields={field: [words]})
