"""What concerns no single auction: when more may begin, and whether bidders get in at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import Instant
from api.doors import Door
from api.serializers import auctions as shapes
from bidding.actions.auctioning import probing
from bidding.auctions import slots
from bidding.models import Auction
from foundation import clock


class AuctionSlots(Door):
    """When auctions may begin."""

    asks = (
        Instant("from", "From when on; now by default"),
        Instant("before", "Until when; a day by default"),
    )

    @extend_schema(operation_id="auction_slots", responses=shapes.SlotSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the half hours in which more auctions may begin, a week at most."""
        first = self.asked.get("from") or clock.now()
        until = min(self.asked.get("before") or first + timedelta(days=1), first + timedelta(days=7))
        rows = Auction.objects.exclude(status="withdrawn").filter(
            starts_at__gte=slots.slot_of(first), starts_at__lt=until + slots.SLOT
        )
        found = slots.free(first, until, [*rows.values_list("starts_at", flat=True)])
        return Response(
            shapes.SlotSerializer([{"begins_at": at, "left": left} for at, left in found], many=True).data
        )


class AuctionDoorSerializer(serializers.Serializer[Any]):
    """That bidders get in; an error otherwise."""

    is_open = serializers.BooleanField()


class AuctionDoor(Door):
    """The way of a raise."""

    @extend_schema(operation_id="auction_door", responses=AuctionDoorSerializer)
    def get(self, request: Request) -> Response:
        """
        Go the way of a raise without making one: sessions are read, a round of moves is judged, and a raise is written and taken back.

        The auctioneer knocks here before each sign of life: where nobody could raise, nothing is sold.
        """
        request.session.exists("door")
        probing.probe()
        return Response(AuctionDoorSerializer({"is_open": True}).data)
