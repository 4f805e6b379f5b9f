"""What a committee votes on, and what it asks bidders."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import evaluation_acts as acts
from api.views.lots import find_lot
from bidding.actions.evaluating import asking, voting
from bidding.evaluation import seen


class Motions(Door):
    """What is voted on."""

    @extend_schema(operation_id="evaluation_motions", responses=acts.CountSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List motions and how they stand."""
        found = seen.counts(find_lot(self, lot_id), self.actor)
        return Response(acts.CountSerializer(found, many=True).data)

    @extend_schema(
        operation_id="evaluation_move", request=acts.NewMotion, responses={201: acts.MotionSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Put a motion: who is to preside anybody, everything else the chair."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewMotion, request)

        def effect() -> Response:
            made = voting.move(lot_id=lot.id, by=self.actor, **values)
            return Response(acts.MotionSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class Votes(Door):
    """Votes."""

    @extend_schema(operation_id="evaluation_vote", request=acts.NewVote, responses={201: acts.VoteSerializer})
    def post(self, request: Request, lot_id: str, motion_id: str) -> HttpResponseBase:
        """Vote, once."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewVote, request)

        def effect() -> Response:
            made = voting.vote(lot_id=lot.id, motion_id=motion_id, by=self.actor, **values)
            return Response(acts.VoteSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class BidQuestions(Door):
    """What bidders are asked."""

    @extend_schema(operation_id="evaluation_questions", responses=acts.BidQuestionSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List questions and answers: a bidder its own, whoever has a part in the evaluation all."""
        found = seen.questions(find_lot(self, lot_id), self.actor)
        return Response(acts.BidQuestionSerializer(found, many=True).data)

    @extend_schema(
        operation_id="evaluation_ask",
        request=acts.NewBidQuestion,
        responses={201: acts.BidQuestionSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Ask a bidder about its bid, as the chair."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewBidQuestion, request)

        def effect() -> Response:
            made = asking.ask(lot_id=lot.id, by=self.actor, **values)
            return Response(acts.BidQuestionSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class BidAnswers(Door):
    """What they answer."""

    @extend_schema(
        operation_id="evaluation_answer",
        request=acts.NewBidAnswer,
        responses={201: acts.BidAnswerSerializer},
    )
    def post(self, request: Request, lot_id: str, question_id: str) -> HttpResponseBase:
        """Answer what one's own bid is asked, signed by the organisation, before its time is over."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewBidAnswer, request)

        def effect() -> Response:
            made = asking.answer(lot_id=lot.id, question_id=question_id, by=self.actor, **values)
            return Response(acts.BidAnswerSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)
