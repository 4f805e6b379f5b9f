"""The decision among candidates without rank (评定分离): begun by the organiser, voted on by signed ballots."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import Ask
from api.doors import Door, parsed
from api.serializers import award as shapes
from api.serializers.evaluation_acts import ToSign
from api.views.lots import find_lot
from api.views.opening import BYTES
from bidding.actions import awarding
from bidding.evaluation import award as standing
from bidding.models import Award
from foundation.errors import Conflict
from foundation.text import Text
from toolkit import canonical


class LotAward(Door):
    """The award of a lot."""

    @extend_schema(operation_id="award_show", responses=shapes.AwardSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Show the last decision: to who votes and who watches, and to everybody once the winner is published."""
        return Response(shapes.AwardSerializer(_visible(self, lot_id)).data)

    @extend_schema(
        operation_id="award_begin", request=shapes.NewAward, responses={201: shapes.AwardSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Begin to decide, as the organiser: with those who vote, or at once by price or by what was drawn."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewAward, request)

        def effect() -> Response:
            made = awarding.begin(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.AwardSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AwardBallots(Door):
    """The ballots."""

    asks = (Ask("bid", "The bid to vote for"),)

    @extend_schema(operation_id="award_to_sign", responses=ToSign)
    def get(self, request: Request, lot_id: str) -> Response:
        """Fetch the bytes that one signs to vote for a bid in the present round."""
        found = standing.latest(find_lot(self, lot_id))
        elector = standing.elector_of(found, self.actor) if found is not None else None
        if found is None or elector is None:
            raise standing.not_found()
        bid = str(self.asked.get("bid", ""))
        if found.status != "open" or bid not in standing.eligible(found):
            raise Conflict(
                "content_changed", Text("本轮不能投给该投标", "Nobody votes for this bid in this round")
            )
        content = standing.content(elector, bid)
        return Response(ToSign({"content": content, "sha256": canonical.sha256(content)}).data)

    @extend_schema(
        operation_id="award_vote", request=shapes.NewBallot, responses={201: shapes.BallotSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Vote, with a signature of one's own certificate; the same again is answered as the first time."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewBallot, request)

        def effect() -> Response:
            made = awarding.vote(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.BallotSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AwardRound(Door):
    """The end of a round."""

    @extend_schema(operation_id="award_close_round", request=None, responses=shapes.AwardSerializer)
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """End a round without those who have not voted in a day, as the organiser, once more than half have."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            return Response(shapes.AwardSerializer(awarding.close_round(lot_id=lot.id, by=self.actor)).data)

        return self.act(request, effect, deal=lot.deal_id)


class AwardFile(Door):
    """The file of a decision."""

    @extend_schema(operation_id="award_file", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponse:
        """Fetch `award.json` (docs/formats/evaluation.md): the evaluation with the ballots or draws, and what follows."""
        found = _visible(self, lot_id)
        if not found.result:
            raise Http404
        answer = HttpResponse(bytes(found.result), content_type="application/octet-stream")
        answer["Content-Disposition"] = 'attachment; filename="award.json"'
        return answer


def _visible(door: Door, lot_id: str) -> Award:
    found = standing.visible(find_lot(door, lot_id), door.actor)
    if found is None:
        raise Http404
    return found
