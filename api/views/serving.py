"""What follows a committee's work for its experts: attendance and fees, payments, ratings and what they say to these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import Whole
from api.doors import Door, parsed
from api.serializers import serving as shapes
from api.views.lots import find_lot
from bidding.actions import serving
from bidding.experts import register, served
from bidding.models import Rating
from trading.models import Lot


class LotServices(Door):
    """The experts' seats of a lot's evaluation, and what was noted of them."""

    asks = (
        Whole("evaluation", "The number of the evaluation; the last unless it is given", least=1, most=9999),
    )

    @extend_schema(operation_id="services_list", responses=shapes.SeatServiceSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List them by number: to the centre, to who watches, and to the organiser once the report is signed."""
        found = served.of_lot(find_lot(self, lot_id), self.actor, self.asked.get("evaluation", 0))
        return Response(shapes.SeatServiceSerializer(found, many=True).data)


class SeatService(Door):
    """When an expert was there, and what it is owed."""

    @extend_schema(
        operation_id="services_record",
        request=shapes.NewService,
        responses={201: shapes.SeatServiceSerializer},
    )
    def post(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Note it, as the centre, once its work is over."""
        values = parsed(shapes.NewService, request)
        return _done(
            self, request, lot_id, number, values, lambda lot: serving.record_service(lot_id=lot.id, seat=number, by=self.actor, **values)
        )  # fmt: skip


class SeatPayment(Door):
    """That an expert was paid."""

    @extend_schema(
        operation_id="services_pay",
        request=shapes.NewFeePayment,
        responses={201: shapes.SeatServiceSerializer},
    )
    def post(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Note it, as the centre, with the bank's reference."""
        values = parsed(shapes.NewFeePayment, request)
        return _done(
            self, request, lot_id, number, values, lambda lot: serving.pay(lot_id=lot.id, seat=number, by=self.actor, **values)
        )  # fmt: skip


class SeatRating(Door):
    """How an expert's work is seen."""

    @extend_schema(
        operation_id="services_rate", request=shapes.NewRating, responses={201: shapes.SeatServiceSerializer}
    )
    def post(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Rate it, once for the centre and once for the organiser."""
        values = parsed(shapes.NewRating, request)
        words, points = values.pop("words"), {name: values.pop(name) for name in Rating.POINTS}
        return _done(
            self, request, lot_id, number, values,
            lambda lot: serving.rate(lot_id=lot.id, seat=number, points=points, words=words, by=self.actor, **values),
        )  # fmt: skip


class ExpertServices(Door):
    """Where an expert sat, to the centre."""

    @extend_schema(operation_id="experts_services", responses=shapes.ServedSerializer(many=True))
    def get(self, request: Request, expert_id: str) -> Response:
        """List the committees whose members may be known."""
        found = get_object_or_404(register.experts(self.actor), id=expert_id)
        return Response(shapes.ServedSerializer(served.of(found), many=True).data)


class OwnServices(Door):
    """Where the expert who asks sat."""

    @extend_schema(operation_id="own_services", responses=shapes.ServedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the committees whose work is over, with fees and ratings."""
        return Response(shapes.ServedSerializer(served.own(self.actor), many=True).data)


class OwnRatingReply(Door):
    """What one says to a rating of one's own work."""

    @extend_schema(
        operation_id="own_rating_reply", request=shapes.NewReply, responses={201: shapes.RatingSerializer}
    )
    def post(self, request: Request, rating_id: str) -> HttpResponseBase:
        """
        Say it, once; the same again changes nothing.

        An `Idempotency-Key` is of no use here: no answer is kept.
        """
        values = parsed(shapes.NewReply, request)
        # Nothing is kept of it under an idempotency key: that would tell who of the experts was rated where.
        made = serving.reply(rating_id=rating_id, by=self.actor, **values)
        return Response(shapes.RatingSerializer(made.rating).data, status=201)


def _done(
    door: Door,
    request: Request,
    lot_id: str,
    number: int,
    values: Mapping[str, Any],
    do: Callable[[Lot], Any],
) -> HttpResponseBase:
    lot = find_lot(door, lot_id)

    def effect() -> Response:
        do(lot)
        seats = served.of_lot(lot, door.actor, values.get("evaluation", 0))
        seat = next(one for one in seats if one.number == number)
        return Response(shapes.SeatServiceSerializer(seat).data, status=201)

    return door.act(request, effect, deal=lot.deal_id)
