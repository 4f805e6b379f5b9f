"""Restricted parts of opened bids: who evaluates, who reads, and for those who watch, who did."""

from __future__ import annotations

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import Role
from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.serializers import readings as shapes
from api.views.lots import find_lot
from api.views.opening import BYTES, attached
from bidding import queries
from bidding.actions import naming, reading
from foundation.errors import Forbidden
from foundation.text import Text


class LotCommittee(Door):
    """Who evaluates a lot."""

    @extend_schema(
        operation_id="committee_name",
        request=shapes.NewCommittee,
        responses={201: shapes.CommitteeSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Name the committee; nobody is shown it (招标投标法 art. 37).

        In the place of one that stands it is only proposed, until another person of the organiser names the same within a week.
        """
        lot, values = find_lot(self, lot_id), parsed(shapes.NewCommittee, request)

        def effect() -> Response:
            made = naming.name_committee(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.CommitteeSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class Readings(Door):
    """What of restricted units was read."""

    asks = PAGED

    @extend_schema(operation_id="readings_read", responses=pages_of(shapes.ReadingSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List who read what and for what, the newest first: for the supervisor alone."""
        lot = find_lot(self, lot_id)
        if self.actor.role is not Role.SUPERVISOR:
            raise Forbidden(
                "role_not_allowed", Text("只有监督部门可以查看", "Only the supervisor reads this")
            )
        return self.page(request, queries.readings(lot, self.actor), shapes.ReadingSerializer)

    @extend_schema(operation_id="restricted_read", request=shapes.NewReading, responses=BYTES)
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Read a part of a restricted unit, as a member of the committee or as the supervisor. It is noted before the first byte.

        Only the evaluation process answers with the part; ask it, not the web. The part `manifest` is the form with the list of files.
        An `Idempotency-Key` is of no use here: what was read is kept nowhere, and each time is a reading.
        """
        lot, values = find_lot(self, lot_id), parsed(shapes.NewReading, request)
        found = reading.read_part(lot_id=lot.id, by=self.actor, **values)
        answer = attached(StreamingHttpResponse(found.blocks), name=found.name, size=found.size)
        answer["Cache-Control"] = "no-store"
        return answer
