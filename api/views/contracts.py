"""Contracts, and what came of them: payments, acceptance."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import words
from api.asking import PAGED, Ask, Choice, Instant, Region, sort
from api.doors import Door, pages_of
from api.serializers import activities as shapes
from api.views.lots import find_lot
from trading import queries


class Contracts(Door):
    """The contracts that the actor may read."""

    is_shared = True
    asks = (
        *PAGED,
        Ask("deal", "The deal, by its id", "lot__deal_id"),
        Ask("party", "Who supplies, builds or buys, by its id", "party_id"),
        Choice("kind", "The kind of deal", "lot__deal__kind", choices=words.kinds),
        Region("region", "A place, with all places in it (GB/T 2260)", "lot__deal__region__startswith"),
        Instant("signed_from", "Signed at or after", "signed_at__gte"),
        Instant("signed_before", "Signed before", "signed_at__lt"),
        sort("-signed_at", "signed_at"),
    )

    @extend_schema(operation_id="contracts_list", responses=pages_of(shapes.ContractSerializer))
    def get(self, request: Request) -> Response:
        """List published contracts, newest first; others for their parties and insiders."""
        return self.page(
            request, queries.contracts(self.actor), shapes.ContractSerializer, order="-signed_at"
        )


class LotContract(Door):
    """The contract of a lot."""

    is_shared = True

    @extend_schema(operation_id="contracts_read", responses=shapes.ContractSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read the contract: a published one by anybody, others by their parties and insiders."""
        found = get_object_or_404(queries.contracts(self.actor), lot=find_lot(self, lot_id))
        return Response(shapes.ContractSerializer(found).data)


class LotPayments(Door):
    """The payments under the contract of a lot."""

    asks = PAGED

    @extend_schema(operation_id="payments_list", responses=pages_of(shapes.PaymentSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List them, oldest first, for the parties of the contract and for staff; empty for anybody else."""
        rows = queries.payments(find_lot(self, lot_id), self.actor)
        return self.page(request, rows, shapes.PaymentSerializer, order="id")
