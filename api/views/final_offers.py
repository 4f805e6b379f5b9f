"""Final offers after talks: given under seal until the end, shown after it."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import final_offers as kept
from api.views.lots import find_lot
from bidding.actions.evaluating import offering
from bidding.evaluation import offered
from foundation import clock


class FinalOffers(Door):
    """The final offers of a lot."""

    @extend_schema(operation_id="final_offers", responses=kept.FinalOffersSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read until when they are given and shown: a supplier its own offers, the group all of them once they are in."""
        found = offered.read(find_lot(self, lot_id), self.actor, clock.now())
        return Response(kept.FinalOffersSerializer(found).data)

    @extend_schema(
        operation_id="final_offer_give",
        request=kept.NewFinalOffer,
        responses={201: kept.FinalOfferSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Commit to a final offer, signed by the organisation; until the end a later one takes its place."""
        lot, values = find_lot(self, lot_id), parsed(kept.NewFinalOffer, request)

        def effect() -> Response:
            made = offering.give(lot_id=lot.id, by=self.actor, **values)
            return Response(kept.FinalOfferSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class ShownOffers(Door):
    """What was committed to."""

    @extend_schema(
        operation_id="final_offer_show",
        request=kept.NewShownOffer,
        responses={201: kept.ShownOfferSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Show one's own last offer, after the end."""
        lot, values = find_lot(self, lot_id), parsed(kept.NewShownOffer, request)

        def effect() -> Response:
            made = offering.show(lot_id=lot.id, by=self.actor, **values)
            return Response(kept.ShownOfferSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)
