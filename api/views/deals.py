"""Deals: list, read, draft, and steps of the whole deal."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import words
from api.asking import PAGED, Ask, Choice, Instant, Region, sort
from api.doors import Door, pages_of, parsed
from api.noting import noting_move
from api.serializers import deals as shapes
from trading import queries
from trading.actions import deals, steps
from trading.models import Deal, Origin
from trading.phases import HELD

_ANNOUNCED = ("-announced_at", "announced_at")


class Deals(Door):
    """The deals that the actor may know of."""

    is_shared = True
    asks = (
        *PAGED,
        Choice("kind", "The kind of deal", "kind", choices=words.kinds),
        Choice("method", "How it is carried out", "method", choices=words.methods),
        Choice("phase", "Where it stands", "phase", choices=words.PHASES),
        Region("region", "A place, with all places in it (GB/T 2260)", "region__startswith"),
        Ask("sector", "The sector", "sector"),
        Choice("origin", "Where it runs", "origin", choices=tuple(Origin.values)),
        Ask("organiser", "The organiser, by its id", "organiser_id"),
        Ask("agency", "The agency, by its id", "agency_id"),
        Instant("announced_from", "Announced at or after", "announced_at__gte"),
        Instant("announced_before", "Announced before", "announced_at__lt"),
        sort("-id", "id", *_ANNOUNCED, words="By making (the usual order) or announcement; by the latter, drafts are left out"),
    )  # fmt: skip

    @extend_schema(operation_id="deals_list", responses=pages_of(shapes.DealSerializer))
    def get(self, request: Request) -> Response:
        """List deals, newest first."""
        found = queries.deals(self.actor)
        if self.asked.get("sort") in _ANNOUNCED:
            found = found.filter(announced_at__isnull=False)
        return self.page(request, found, shapes.DealSerializer)

    @extend_schema(
        operation_id="deals_create", request=shapes.NewDeal, responses={201: shapes.DealDetailSerializer}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Make a draft for the actor's own party."""
        values = parsed(shapes.NewDeal, request)
        values["particulars_data"] = values.pop("particulars")
        values["agency_id"] = values.pop("agency", None)

        def effect() -> Response:
            deal = deals.create_deal(by=self.actor, **values)
            return Response(
                _detail(self, deal), status=201, headers={"Location": f"/api/v1/deals/{deal.id}/"}
            )

        return self.act(request, effect)


class OneDeal(Door):
    """One deal."""

    is_shared = True

    @extend_schema(operation_id="deals_read", responses=shapes.DealDetailSerializer)
    def get(self, request: Request, deal_id: str) -> Response:
        """Read a deal by its id or its number, with its lots."""
        return Response(_detail(self, find_deal(self, deal_id)))

    @extend_schema(
        operation_id="deals_edit", request=shapes.DealChanges, responses=shapes.DealDetailSerializer
    )
    def patch(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Change a draft."""
        deal = find_deal(self, deal_id)
        with noting_move(deal, "fields", self.actor, body=request.data):
            return self._edit(request, deal)

    def _edit(self, request: Request, deal: Deal) -> HttpResponseBase:
        changes = parsed(shapes.DealChanges, request)
        if "agency" in changes:
            changes["agency_id"] = changes.pop("agency")

        def effect() -> Response:
            deals.edit_deal(deal_id=deal.id, by=self.actor, changes=changes)
            return Response(_detail(self, find_deal(self, deal.id)))

        return self.act(request, effect, deal=deal.id)


class DealSteps(Door):
    """Steps that move a whole deal."""

    @extend_schema(
        operation_id="deals_step", request=shapes.StepInput, responses=shapes.StepTakenSerializer(many=True)
    )
    def post(self, request: Request, deal_id: str, step: str) -> HttpResponseBase:
        """Take a step with every lot that stands where it begins."""
        deal, values = find_deal(self, deal_id), parsed(shapes.StepInput, request)

        def effect() -> Response:
            taken = steps.take_deal_step(deal_id=deal.id, step=step, by=self.actor, **values)
            return Response(shapes.StepTakenSerializer(taken, many=True).data)

        return self.act(request, effect, deal=deal.id)


class DealLots(Door):
    """The lots of a deal."""

    is_shared = True
    asks = PAGED

    @extend_schema(operation_id="deals_lots", responses=pages_of(shapes.LotSerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the lots of a deal, every round of them."""
        rows = queries.lots(self.actor).filter(deal=find_deal(self, deal_id))
        return self.page(request, rows, shapes.LotSerializer, order="number")

    @extend_schema(
        operation_id="deals_lots_create", request=shapes.NewLot, responses={201: shapes.LotSerializer}
    )
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Add a lot to a draft."""
        deal, values = find_deal(self, deal_id), parsed(shapes.NewLot, request)
        values["particulars_data"] = values.pop("particulars")

        def effect() -> Response:
            lot = deals.add_lot(deal_id=deal.id, by=self.actor, **values)
            found = queries.lots(self.actor).get(id=lot.id)
            body = shapes.LotSerializer(found, context={"actor": self.actor}).data
            return Response(body, status=201, headers={"Location": f"/api/v1/lots/{lot.id}/"})

        return self.act(request, effect, deal=deal.id)


def find_deal(door: Door, deal_id: str) -> Deal:
    """Return the deal of this id or number; 404 if the actor may not know of it."""
    field = "id" if deal_id.startswith("deal_") else "number"
    return get_object_or_404(queries.deals(door.actor), **{field: deal_id})


def _detail(door: Door, deal: Deal) -> object:
    lots = list(deal.lots.order_by("number", "round").annotate(is_held=HELD))
    for lot in lots:
        lot.deal = deal
    data = shapes.DealSerializer(deal, context={"actor": door.actor}).data
    detail = shapes.DealDetailSerializer(context={"actor": door.actor})
    lot_rows = shapes.LotSerializer(lots, many=True, context={"actor": door.actor}).data
    return {**data, "particulars": detail.get_particulars(deal), "lots": lot_rows}
