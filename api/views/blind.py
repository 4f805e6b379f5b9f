"""What the members of a blind evaluation read (暗标)."""

from __future__ import annotations

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import blind as shapes
from api.views.lots import find_lot
from api.views.opening import BYTES, attached
from bidding.actions import reading_blind
from bidding.evaluation import seen


class BlindParts(Door):
    """Files of bids under code names."""

    @extend_schema(operation_id="blind_parts", responses=shapes.BlindPartSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List what a member reads without a name, and which pages of it name somebody, as far as it was read: never whom."""
        found = seen.blind_parts(find_lot(self, lot_id), self.actor)
        answer = Response(shapes.BlindPartSerializer(found, many=True).data)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(operation_id="blind_read", request=shapes.NewBlindReading, responses=BYTES)
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Read a copy of a file, as a member of the committee. It is noted before the copy is made.

        Only the evaluation process answers with it; ask it, not the web. `docs/blind.md` says what is taken out and what is not.
        """
        lot, values = find_lot(self, lot_id), parsed(shapes.NewBlindReading, request)
        found = reading_blind.read_blind(lot_id=lot.id, by=self.actor, **values)
        answer = attached(StreamingHttpResponse(iter([found.content])), name=found.name)
        answer["Cache-Control"] = "no-store"
        return answer
