"""What a bidder signs prices with in an auction, and what it keeps of a price."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import auctions as shapes
from api.views.lots import find_lot
from bidding import auction_receipts, auction_rooms
from bidding.actions.auctioning import keying


class AuctionKeys(Door):
    """One's own passkeys in an auction whose prices they sign."""

    @extend_schema(operation_id="auction_keys_own", responses=shapes.AuctionKeySerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List those that one has bound, as somebody who entered."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        auction_rooms.own_moves(row, self.actor)  # nobody else learns even that there are keys
        found = auction_receipts.own_keys(row, self.actor)
        return Response(shapes.AuctionKeySerializer([*found], many=True).data)

    @extend_schema(
        operation_id="auction_key_bind",
        request=shapes.NewAuctionKey,
        responses={201: shapes.AuctionKeySerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Bind one that was made for this auction, by the passkey with which one signs in."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewAuctionKey, request)
        row = auction_rooms.of_lot(lot)

        def effect() -> Response:
            made = keying.bind(auction_id=row.id, by=self.actor, **values)
            return Response(shapes.AuctionKeySerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionReceipt(Door):
    """The platform's word on a move of one's own."""

    @extend_schema(operation_id="auction_receipt", responses=shapes.MoveReceiptSerializer)
    def get(self, request: Request, lot_id: str, key: str) -> Response:
        """Fetch it by the move's `Idempotency-Key`: signed by the platform, with what one signed oneself."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        found = auction_receipts.issue(row, key, self.actor)
        return Response(shapes.MoveReceiptSerializer(found).data)
