"""Who qualifies: examined by the organiser or its agency after the opening, and signed as a whole."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import qualification as shapes
from api.serializers.evaluation import NewSheet, SavedSheet
from api.serializers.evaluation_acts import ToSign
from api.views.evaluation import language
from api.views.lots import find_lot
from bidding.actions import qualifying as acts
from bidding.evaluation import qualifying
from toolkit import canonical


class LotQualification(Door):
    """The examination of a lot."""

    @extend_schema(operation_id="qualification_read", responses=shapes.ExaminationSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read what is asked of each bid and what stands: the organiser's side, and once it is signed the centre and the supervisor."""
        found = qualifying.found(find_lot(self, lot_id), self.actor)
        return Response(shapes.ExaminationSerializer(found, context=language()).data)


class QualificationSheets(Door):
    """One bid."""

    @extend_schema(operation_id="qualification_save", request=NewSheet, responses=SavedSheet)
    def put(self, request: Request, lot_id: str, bid: str) -> HttpResponseBase:
        """Save a draft; 409 with what stands where another window or colleague saved meanwhile."""
        lot, values = find_lot(self, lot_id), parsed(NewSheet, request)
        entries = {one["code"]: one for one in values["entries"]}
        made = acts.save_sheet(
            lot_id=lot.id, bid=bid, entries=entries, version=values["version"], by=self.actor
        )
        return Response(SavedSheet(made).data)


class QualificationSignature(Door):
    """What is signed."""

    @extend_schema(operation_id="qualification_to_sign", responses=ToSign)
    def get(self, request: Request, lot_id: str) -> Response:
        """Fetch the bytes that are signed; they are what stands here now."""
        content = qualifying.to_sign(find_lot(self, lot_id), self.actor)
        return Response(ToSign({"content": content, "sha256": canonical.sha256(content)}).data)

    @extend_schema(
        operation_id="qualification_sign",
        request=shapes.NewQualification,
        responses={201: shapes.QualificationSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Send them with a signature of one's own certificate; the same again is answered as the first time."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewQualification, request)

        def effect() -> Response:
            made = acts.sign(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.QualificationSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)
