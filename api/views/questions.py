"""Questions on the documents, clarifications."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.noting import noting_move
from api.serializers import activities as shapes
from api.views.deals import find_deal
from api.views.lots import find_lot
from trading import queries
from trading.actions import clarifications, questions
from trading.models import Question


class LotQuestions(Door):
    """The questions on a lot."""

    asks = PAGED
    is_shared = True

    @extend_schema(operation_id="questions_list", responses=pages_of(shapes.QuestionSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List answered questions, the actor's own, and all of them for the organiser."""
        rows = queries.questions(find_lot(self, lot_id), self.actor)
        return self.page(request, rows, shapes.QuestionSerializer, order="id")

    @extend_schema(
        operation_id="questions_ask", request=shapes.NewQuestion, responses={201: shapes.QuestionSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Ask a question; nobody learns who asked."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewQuestion, request)

        def effect() -> Response:
            asked = questions.ask_question(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.QuestionSerializer(asked).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class QuestionAnswer(Door):
    """The answer to a question."""

    @extend_schema(
        operation_id="questions_answer", request=shapes.NewAnswer, responses=shapes.QuestionSerializer
    )
    def post(self, request: Request, question_id: str) -> HttpResponseBase:
        """Answer a question, for all to read."""
        question = get_object_or_404(Question.objects.select_related("lot"), id=question_id)
        lot = find_lot(self, question.lot_id)
        get_object_or_404(queries.questions(lot, self.actor), id=question_id)
        values = parsed(shapes.NewAnswer, request)

        def effect() -> Response:
            answered = questions.answer_question(question_id=question_id, by=self.actor, **values)
            return Response(shapes.QuestionSerializer(answered).data)

        return self.act(request, effect, deal=lot.deal_id)


class DealClarifications(Door):
    """Clarifications and amendments."""

    asks = PAGED
    is_shared = True

    @extend_schema(operation_id="clarifications_list", responses=pages_of(shapes.ClarificationSerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the clarifications of a deal, in order."""
        rows = find_deal(self, deal_id).clarifications.all()
        return self.page(request, rows, shapes.ClarificationSerializer, order="number")

    @extend_schema(
        operation_id="clarifications_publish",
        request=shapes.NewClarification,
        responses={201: shapes.ClarificationSerializer},
    )
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Publish a clarification; it moves the deadline where the law asks."""
        deal, values = find_deal(self, deal_id), parsed(shapes.NewClarification, request)

        def effect() -> Response:
            published = clarifications.clarify(deal_id=deal.id, by=self.actor, **values)
            return Response(shapes.ClarificationSerializer(published).data, status=201)

        with noting_move(deal, "clarification", self.actor, body=values):
            return self.act(request, effect, deal=deal.id)
